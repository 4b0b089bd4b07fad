package report_test

import (
	"errors"
	"testing"

	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/internal/golden"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
)

func TestGoldenFigures(t *testing.T) {
	for _, s := range sample.All(t) {
		a := gallery{t: t}
		a.audit(s.Audit)
		a.reference(s.Reference)
		a.evidence(s)
		a.Compare(t, "figures/"+s.Name+".txt")
	}
}

// Symbols that are never traded have nothing to draw.
func TestGoldenFiguresOfSymbols(t *testing.T) {
	a := gallery{t: t}
	for _, s := range []*sample.SymbolsStudy{sample.Generalising(t), sample.OneSymbols(t), sample.Untraded(t), {}} {
		a.draw("PooledFigure")(report.PooledFigure(s.Pooled))
		a.draw("PooledCorrelationFigure")(report.PooledCorrelationFigure(s.Pooled))
		a.draw("LeaveOneOutFigure")(report.LeaveOneOutFigure(s.Pooled))
	}
	a.Compare(t, "figures/symbols.txt")
}

// A study that stopped early has deciles, but no sweep and nothing traded.
func TestNoFiguresOfAStudyThatStopped(t *testing.T) {
	s := sample.StoppedEarly(t)
	if f, err := report.DecileFigure(s); err != nil || f == nil {
		t.Errorf("deciles: %v", err)
	}
	for name, draw := range map[string]func(*reference.Study) (*figure.Figure, error){
		"sweep": report.SweepFigure, "best": report.BestFigure, "walk-forward": report.WalkForwardFigure, "in and out": report.InOutFigure,
	} {
		if _, err := draw(s); !errors.Is(err, figure.ErrNoData) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := report.DecileFigure(&reference.Study{Config: s.Config}); !errors.Is(err, figure.ErrNoData) {
		t.Errorf("no deciles: %v", err)
	}
}

// A gallery is an album of figures.
type gallery struct {
	golden.Album
	t *testing.T
}

// draw adds a figure's outline, or why there is none.
func (g *gallery) draw(name string) func(*figure.Figure, error) {
	return func(f *figure.Figure, err error) {
		g.t.Helper()
		if err != nil {
			g.Add(name, "no figure: "+err.Error())
			return
		}
		svg, err := f.SVG()
		if err != nil {
			g.t.Fatal(err)
		}
		outline, err := golden.Outline(svg)
		if err != nil {
			g.t.Fatalf("%s: %v", name, err)
		}
		g.Add(name, outline)
	}
}

func (g *gallery) audit(a *audit.Audit) {
	g.draw("CoverageFigure")(report.CoverageFigure(a))
	g.draw("GapsFigure")(report.GapsFigure(a))
	g.draw("PricesFigure")(report.PricesFigure(a))
	g.draw("TradesPerMinuteFigure")(report.TradesPerMinuteFigure(a))
}

func (g *gallery) reference(s *reference.Study) {
	g.draw("DecileFigure")(report.DecileFigure(s))
	g.draw("SweepFigure")(report.SweepFigure(s))
	g.draw("BestFigure")(report.BestFigure(s))
	g.draw("WalkForwardFigure")(report.WalkForwardFigure(s))
	g.draw("InOutFigure")(report.InOutFigure(s))
}

func (g *gallery) evidence(s *sample.Study) {
	e := s.Evidence
	g.draw("ICFigure")(report.ICFigure(sample.Symbol, e))
	g.draw("DecileCostsFigure")(report.DecileCostsFigure(sample.Symbol, e))
	g.draw("LadderFigure")(report.LadderFigure(sample.Symbol, e))
	g.draw("FoldsFigure")(report.FoldsFigure(sample.Symbol, e))
	g.draw("EquityFigure")(report.EquityFigure(sample.Symbol, e))
	g.draw("SurfaceFigure")(report.SurfaceFigure(sample.Symbol, e))
	g.draw("OverfittingFigure")(report.OverfittingFigure(sample.Symbol, e))
	g.draw("NullFigure")(report.NullFigure(sample.Symbol, s.Null, e.Config))
	g.draw("PowerFigure")(report.PowerFigure(sample.Symbol, e))
	g.draw("CapacityFigure")(report.CapacityFigure(sample.Symbol, e, evidence.DefaultImpact))
}
