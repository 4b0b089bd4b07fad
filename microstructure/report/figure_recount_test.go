package report

import (
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
)

// near fails unless two numbers are equal but for the order of sums.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*(1+math.Abs(want))) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// What figures mark is what round trips, days and runs come to.
func TestMarksAreFoundAnotherWay(t *testing.T) {
	s := sample.Seeded(t)
	e := s.Evidence
	a := &e.WalkForward.Account
	days, net, gross, turnover := float64(len(a.Daily)), 0.0, 0.0, 0.0
	for _, trip := range a.Trips {
		net, gross, turnover = net+trip.Size*trip.NetBps, gross+trip.Size*trip.GrossBps, turnover+2*trip.Size
		if trip.Open {
			turnover -= trip.Size
		}
	}

	power := powerData("X", e)
	near(t, "observed mean day", power.ObservedBps, net/days)
	near(t, "round trips per day", power.TripsPerDay, turnover/2/days)
	z := inference.NormalQuantile(e.Config.Gates.Confidence)
	near(t, "smallest edge", power.SmallestBps, (z+inference.NormalQuantile(power.Target))*e.Verdict.Daily.SE)
	for i, edge := range power.EdgeBps {
		near(t, "chance of an edge", power.Chance[i], inference.NormalCDF(edge/e.Verdict.Daily.SE-z))
	}

	equity := equityData("X", e)
	last := len(equity.NetBps) - 1
	near(t, "net equity at the end", equity.NetBps[last], net)
	near(t, "gross equity at the end", equity.GrossBps[last], gross)
	peak := 0.0
	for i, v := range equity.NetBps {
		peak = max(peak, v)
		near(t, "drawdown", equity.DrawdownBps[i], v-peak)
	}

	lost := 0.0
	logits := logitsData("X", e)
	for _, v := range logits.Values {
		if v <= 0 {
			lost++
		}
	}
	near(t, "PBO", logits.PBO, lost/float64(len(logits.Values)))

	for i, h := range icData("X", e).Horizons {
		near(t, "naive error of the IC", h.NaiveSE, 1/math.Sqrt(float64(h.N)))
		near(t, "IC", h.Value, e.IC[i].IC)
		near(t, "error by HAC", h.HACSE, e.IC[i].SEHAC)
		near(t, "error by bootstrap", h.BootstrapSE, e.IC[i].SEBoot)
	}
	for _, h := range decileCostsData("X", e).Horizons {
		near(t, "spread at "+h.Horizon, h.SpreadBps, h.MeanBps[0]-h.MeanBps[9])
	}

	trips := 0
	for k, f := range foldsData("X", e).Folds {
		made := 0.0
		for _, trip := range a.Trips {
			if trip.DecisionUS >= f.TestFromUS && trip.DecisionUS < f.TestToUS {
				made += trip.Size * trip.NetBps
				trips++
			}
		}
		near(t, "profit of a fold", f.NetBps, made)
		if f.TestFromUS != e.Market.TimestampUS(e.WalkForward.Folds[k].TestFrom) || f.TrainToUS > f.TestFromUS {
			t.Errorf("fold %d: %+v", k, f)
		}
	}
	if trips != len(a.Trips) {
		t.Errorf("%d round trips lie in folds, of %d", trips, len(a.Trips))
	}
}

func TestNullPanelsAreTheRuns(t *testing.T) {
	s := sample.Thin(t) // whose two p-values differ
	e := s.Evidence
	panels := nullData("X", s.Null, e.Config).Panels
	if len(panels) != 2 {
		t.Fatalf("%d panels", len(panels))
	}
	observed := []float64{math.Inf(-1), s.Reference.BestTest.TotalBps}
	for _, c := range e.Config.Grid.Configurations() {
		a, err := e.Market.Backtest(c, e.Config.Fill, e.Config.Costs)
		if err != nil {
			t.Fatal(err)
		}
		if a.ActiveDays >= e.Config.Folds.MinActiveDays {
			observed[0] = max(observed[0], a.TotalBps())
		}
	}
	for i, p := range panels {
		near(t, "observed in "+p.Title, p.ObservedBps, observed[i])
		atLeast := 1.0
		for _, v := range p.BestBps {
			if v >= observed[i] {
				atLeast++
			}
		}
		near(t, "p-value in "+p.Title, p.PValue, atLeast/float64(len(p.BestBps)+1))
	}
}
