package report

import (
	"errors"
	"log"
	"math"
	"sync"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// gather simulates a market of so many days and gathers evidence on it.
func gather(days int, edgeBps float64, change func(*evidence.Config)) *evidence.Evidence {
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar, config.EdgeBps = days, 12, edgeBps
	market, err := synth.NewMarket(config)
	if err != nil {
		log.Fatal(err)
	}
	c := evidence.DefaultConfig()
	c.Folds.TrainDays, c.Folds.TestDays, c.Folds.MinActiveDays = 6, 3, 4
	c.Resampling.Reps, c.ICReps = 99, 29
	change(&c)
	e, err := evidence.Run(market.Bars(ms.IntervalUS), c, nil)
	if err != nil {
		log.Fatal(err)
	}
	return e
}

var traded = sync.OnceValue(func() *evidence.Evidence { return gather(24, 8, func(*evidence.Config) {}) })

// silent never trades: its thresholds are out of reach.
var silent = sync.OnceValue(func() *evidence.Evidence {
	return gather(12, 0, func(c *evidence.Config) { c.Grid.Thresholds = []float64{90, 91} })
})

func allFigures(e *evidence.Evidence, n *evidence.NullControl) map[string]func() (*figure.Figure, error) {
	const symbol = "TESTUSDT"
	return map[string]func() (*figure.Figure, error){
		"ic":      func() (*figure.Figure, error) { return ICFigure(symbol, e) },
		"deciles": func() (*figure.Figure, error) { return DecileCostsFigure(symbol, e) },
		"ladder":  func() (*figure.Figure, error) { return LadderFigure(symbol, e) },
		"equity":  func() (*figure.Figure, error) { return EquityFigure(symbol, e) },
		"surface": func() (*figure.Figure, error) { return SurfaceFigure(symbol, e) },
		"folds":   func() (*figure.Figure, error) { return FoldsFigure(symbol, e) },
		"logits":  func() (*figure.Figure, error) { return OverfittingFigure(symbol, e) },
		"null":    func() (*figure.Figure, error) { return NullFigure(symbol, n, e.Config) },
		"power":   func() (*figure.Figure, error) { return PowerFigure(symbol, e) },
		"capacity": func() (*figure.Figure, error) {
			return CapacityFigure(symbol, e, evidence.DefaultImpact)
		},
	}
}

func null(t *testing.T, e *evidence.Evidence) *evidence.NullControl {
	t.Helper()
	c := evidence.DefaultNullConfig()
	c.Shifts = 5
	n, err := evidence.Null(e.Market, e.Config, nil, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEveryFigureIsDrawn(t *testing.T) {
	e := traded()
	for name, build := range allFigures(e, null(t, e)) {
		f, err := build()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := f.SVG(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A study that never trades has figures, or says that there is nothing to draw.
func TestSilence(t *testing.T) {
	e := silent()
	none := map[string]bool{"ladder": true, "surface": true, "power": true, "logits": true, "capacity": true}
	for name, build := range allFigures(e, null(t, e)) {
		f, err := build()
		if none[name] {
			if !errors.Is(err, figure.ErrNoData) {
				t.Errorf("%s: %v, want ErrNoData", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := f.SVG(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNumbersAreTheEvidences(t *testing.T) {
	e := traded()
	equity := equityData("X", e)
	last := len(equity.NetBps) - 1
	if got, want := equity.NetBps[last], e.WalkForward.Account.TotalBps(); math.Abs(got-want) > 1e-9 {
		t.Errorf("equity ends at %v, want %v", got, want)
	}
	fees := 0.0
	for _, trip := range e.WalkForward.Account.Trips {
		fees += trip.Size * trip.FeeBps
	}
	if got := equity.GrossBps[last] - equity.NetBps[last]; math.Abs(got-fees) > 1e-6 {
		t.Errorf("gross and net are %v apart, want the fees of %v", got, fees)
	}
	ladder := ladderData("X", e)
	if len(ladder.Fills) != len(evidence.FillTimes()) || len(ladder.Scenarios) != len(e.Config.Scenarios()) {
		t.Fatalf("%d fills, %d scenarios", len(ladder.Fills), len(ladder.Scenarios))
	}
	for i, r := range e.Ladder {
		s := ladder.Scenarios[i%len(ladder.Scenarios)]
		k := i / len(ladder.Scenarios)
		if s.NetBps[k] != r.NetBps || !(s.LowerBps[k] < s.NetBps[k] && s.NetBps[k] < s.UpperBps[k]) {
			t.Errorf("%v at %s: %v in [%v, %v], want %v", r.Fill.Time, r.Costs.Name, s.NetBps[k], s.LowerBps[k], s.UpperBps[k], r.NetBps)
		}
	}
	surface := surfaceData("X", e)
	i, best := 0, 0
	for _, f := range surface.Filters {
		for _, row := range f.Cells {
			for _, c := range row {
				p := e.Plateaus[i]
				if c.Trips != p.Trips || c.Trips > 0 && c.MeanBps != p.MeanBps {
					t.Errorf("cell %d: %+v, want %+v", i, c, p)
				}
				if c.Best {
					best++
				}
				i++
			}
		}
	}
	if i != len(e.Plateaus) || best != 1 {
		t.Errorf("%d cells of %d, %d of them the best", i, len(e.Plateaus), best)
	}
	folds := foldsData("X", e)
	for k, f := range folds.Folds {
		if (f.Chosen == "") != (e.WalkForward.Folds[k].Chosen() == evidence.NoTrading) {
			t.Errorf("fold %d: %q", k, f.Chosen)
		}
	}
	power := powerData("X", e)
	if power.Days[0] > float64(power.Have) || power.Days[len(power.Days)-1] < float64(power.Have) {
		t.Errorf("lengths from %v to %v do not hold the record's %d days", power.Days[0], power.Days[len(power.Days)-1], power.Have)
	}
}
