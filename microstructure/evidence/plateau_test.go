package evidence

import (
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func TestPlateaus(t *testing.T) {
	grid := microstructure.DefaultGrid()
	trials := Trials{}
	for i, c := range grid.Configurations() {
		trial := Trial{Configuration: c, Trips: 1, ActiveDays: 1, NetBps: 2, Daily: []float64{1, 2, 3}}
		if i == 16+1*4+2 { // the second filter's second threshold and third holding: a lone peak
			trial.NetBps, trial.Daily = 10, []float64{10, 11, 12}
		}
		if i >= 32 { // the third filter never trades
			trial.Trips, trial.ActiveDays, trial.NetBps, trial.Daily = 0, 0, 0, []float64{0, 0, 0}
		}
		trials.Trials = append(trials.Trials, trial)
	}
	p := must(trials.Plateaus(grid))
	if flat := p[1*4+1]; flat.Neighbours != 8 || flat.Score != 1 || flat.EdgeOfGrid || flat.PositiveShare != 1 {
		t.Errorf("flat: %+v", flat)
	}
	if peak := p[16+1*4+2]; peak.Score != 0.2 || !peak.DailySharpeBest || peak.EdgeOfGrid || peak.ThresholdPlace != 1 || peak.HoldingPlace != 2 {
		t.Errorf("peak: %+v", peak)
	}
	if corner := p[0]; corner.Neighbours != 3 || !corner.EdgeOfGrid {
		t.Errorf("corner: %+v", corner)
	}
	if empty := p[40]; !math.IsNaN(empty.MeanBps) || !math.IsNaN(empty.NeighbourBps) || !math.IsNaN(empty.Score) || empty.Neighbours != 0 {
		t.Errorf("empty: %+v", empty)
	}
	if best := trials.Best(1); best != &trials.Trials[22] || trials.Best(2) != nil {
		t.Errorf("best %+v", best)
	}
	trials.Trials[22].NetBps = -1
	trials.Trials[5].Trips = 9
	if trials.busiest() != &trials.Trials[5] {
		t.Error("busiest")
	}
}

func TestPowerCurve(t *testing.T) {
	points := PowerCurve(2, 0.95, 101)
	if len(points) != 101 || points[0].EdgeBps != 0 || math.Abs(points[0].Power-0.05) > 1e-12 || math.Abs(points[50].Power-0.8) > 1e-9 {
		t.Errorf("%+v and %+v", points[0], points[50])
	}
	if PowerCurve(math.NaN(), 0.95, 9) != nil || PowerCurve(0, 0.95, 9) != nil {
		t.Error("an empty curve")
	}
}

func TestDecilesKeepHolesOut(t *testing.T) {
	n := 10 * RowsPerDay
	signal, closes := make([]float64, n), make([]float64, n)
	rng := newRand(6, 6)
	price := 100.0
	for i := range signal {
		signal[i] = rng.NormFloat64()
		closes[i] = price
		price *= 1 - 0.001*math.Tanh(signal[i]) // the next close falls after buying pressure
	}
	closes[5*RowsPerDay] = math.NaN()
	c := must(Deciles(signal, closes, microstructure.Horizon{Name: "5m", Bars: 1}, microstructure.Interval{}, Standard()))
	if c.Monotonicity != -1 || !(c.SpreadBps > 15) || c.LegCostsBps != 14 || !near(c.NetBps, c.SpreadBps-14) {
		t.Errorf("%+v", c)
	}
	rows := 0
	for _, d := range c.Deciles {
		rows += d.N
		if !(d.SEBps > 0) {
			t.Errorf("%+v", d)
		}
	}
	// Ranks begin with row 863; the last row has no forward return, nor do the
	// hole and the row before it.
	if want := n - 863 - 1 - 2; rows != want {
		t.Errorf("%d rows, want %d", rows, want)
	}
	empty := must(Deciles(make([]float64, 5), make([]float64, 5), microstructure.Horizon{Name: "5m", Bars: 1}, microstructure.Interval{}, Standard()))
	if !math.IsNaN(empty.SpreadBps) || !math.IsNaN(empty.Monotonicity) {
		t.Errorf("%+v", empty)
	}
}
