package figure_test

import (
	"errors"
	"testing"

	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/exhibit"
	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/internal/golden"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/reference"
)

func TestGolden(t *testing.T) {
	for _, s := range sample.All(t) {
		a := gallery{t: t}
		a.audit(s.Audit)
		a.reference(s.Reference)
		a.evidence(s)
		a.Compare(t, s.Name+".txt")
	}
}

// A study that stopped early has no sweep to draw.
func TestNoFiguresOfAStudyThatStopped(t *testing.T) {
	s := sample.StoppedEarly(t)
	if f, err := figure.DecileBars(figure.DecilesOf(s)); err != nil || f == nil {
		t.Errorf("deciles: %v", err)
	}
	if _, err := figure.SweepHeatmaps(figure.SweepOf(s)); !errors.Is(err, figure.ErrNoData) {
		t.Errorf("sweep: %v", err)
	}
	if _, err := figure.DecileBars(figure.DecilesOf(&reference.Study{Config: s.Config})); !errors.Is(err, figure.ErrNoData) {
		t.Errorf("no deciles: %v", err)
	}
}

// Rates are of a benchmark, which no study makes.
func TestGoldenRates(t *testing.T) {
	g := gallery{t: t}
	g.draw("RateBars")(figure.RateBars(figure.Rates{
		Title: "Bars of 18 million trades", Unit: "Million trades/s", Caption: "Two cores",
		Tasks: []figure.RateTask{
			{Name: "Files as pyarrow writes them", Programs: []figure.ProgramRate{
				{Name: "tickbook", Rate: 73.21, Low: 68, High: 75, Subject: true},
				{Name: "pandas", Rate: 5.84, Low: 5.5, High: 6.25},
				{Name: "polars, reading only", Rate: 88, Low: 80, High: 89, Partial: true},
			}},
			{Name: "Files that tickbook wrote", Programs: []figure.ProgramRate{{Name: "tickbook", Rate: 1234, Low: 1200, High: 1300, Subject: true}}},
		},
	}))
	g.Compare(t, "rates.txt")
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
	g.draw("CoverageCalendar")(figure.CoverageCalendar(figure.Coverage{
		Symbol: a.Symbol, Sources: a.Names(), DayUS: a.DayStartsUS(), Share: a.BarShare(),
	}))
	g.draw("GapHeatmap")(figure.GapHeatmap(figure.Gaps{
		Symbol: a.Symbol, Sources: a.Names(), DayUS: a.DayStartsUS(), Minutes: a.EmptyMinutes(),
	}))
	timestampUS, closes := a.Closes()
	g.draw("PricesAndSpread")(figure.PricesAndSpread(figure.VenuePrices{
		Symbol: a.Symbol, Sources: a.Names(), TimestampUS: timestampUS, Price: closes,
	}))
	g.draw("TradesPerMinute")(figure.TradesPerMinute(figure.DayProfile{
		Symbol: a.Symbol, Sources: a.Names(), PerMinute: a.TradesPerMinute(),
	}))
}

func (g *gallery) reference(s *reference.Study) {
	g.draw("DecileBars")(figure.DecileBars(figure.DecilesOf(s)))
	g.draw("SweepHeatmaps")(figure.SweepHeatmaps(figure.SweepOf(s)))
	g.draw("BestConfiguration")(figure.BestConfiguration(figure.BestOf(s)))
	g.draw("WalkForward")(figure.WalkForward(figure.WalkForwardOf(s)))
	if s.WalkForward != nil {
		g.draw("InOutOfSample")(figure.InOutOfSample(figure.InOutOf(s)))
	}
}

func (g *gallery) evidence(s *sample.Study) {
	e := s.Evidence
	g.draw("ICIntervals")(figure.ICIntervals(exhibit.ICs(sample.Symbol, e)))
	g.draw("DecileErrorBars")(figure.DecileErrorBars(exhibit.Deciles(sample.Symbol, e)))
	g.draw("FillLadder")(figure.FillLadder(exhibit.Ladder(sample.Symbol, e)))
	g.draw("FoldChart")(figure.FoldChart(exhibit.Folds(sample.Symbol, e)))
	g.draw("EquityByBar")(figure.EquityByBar(exhibit.Equity(sample.Symbol, e)))
	g.draw("SweepSurface")(figure.SweepSurface(exhibit.Surface(sample.Symbol, e)))
	g.draw("PBOLogits")(figure.PBOLogits(exhibit.Logits(sample.Symbol, e)))
	g.draw("NullDistribution")(figure.NullDistribution(exhibit.Null(sample.Symbol, s.Null, e.Config)))
	g.draw("PowerCurve")(figure.PowerCurve(exhibit.Power(sample.Symbol, e)))
}
