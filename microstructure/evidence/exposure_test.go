package evidence

import (
	"math"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A record that is half the market's return and 3 bps has that alpha and beta.
func TestExposure(t *testing.T) {
	rng := newRand(1, 1)
	net, own := make([]float64, 200), make([]float64, 200)
	for i := range net {
		own[i] = 15 + 100*rng.NormFloat64()
		net[i] = 3 + own[i]/2 + rng.NormFloat64()
	}
	x, err := newExposure(net, own, slices.Repeat([]float64{0.5}, 200), 0.95, inference.Resampling{Reps: 499, Seed: 1, Workers: 1})
	if err != nil || math.Abs(x.Beta-0.5) > 3*x.BetaSE || !(x.Alpha.Lower > 2.7 && x.Alpha.Upper < 3.3) || !(x.Alpha.Lower < 3 && x.Alpha.Upper > 3) ||
		x.MeanPosition != 0.5 || !(x.Timing.Lower > 2.7 && x.Timing.Upper < 3.3) {
		t.Errorf("%+v, error %v", x, err)
	}
	m := flatMarket(3)
	for i := RowsPerDay; i < m.Len(); i++ {
		m.mark[i] = 101
	}
	if got := m.dailyReturns(1); len(got) != 2 || !near(got[0], 100) || got[1] != 0 {
		t.Errorf("daily returns %v", got)
	}
}

// Long on calm days alone, in a market that rises as much on calm days as on
// others: the line sees an intercept, since the market moves when nothing is
// held, and the mean position's part of the rise is all of the profit.
func TestTimingOfCalmDays(t *testing.T) {
	rng := newRand(2, 1)
	net, own, position := make([]float64, 400), make([]float64, 400), make([]float64, 400)
	for i := range net {
		own[i] = 30 + 300*rng.NormFloat64()
		if i%2 == 0 {
			position[i], own[i] = 1, 30+10*rng.NormFloat64()
		}
		net[i] = position[i] * own[i]
	}
	x, err := newExposure(net, own, position, 0.95, inference.Resampling{Reps: 499, Seed: 1, Workers: 1})
	if err != nil || !(x.Alpha.Lower > 5) || !(x.Timing.Lower < 0 && math.Abs(x.Timing.Mean) < 3*x.Timing.SE) {
		t.Errorf("%+v, error %v", x, err)
	}
}

// The mean position by day is that of the account by row.
func TestExposureOfTheRecord(t *testing.T) {
	m := edgeMarket(t, 12)
	c := DefaultConfig()
	w, err := m.WalkForward(c.Grid, c.Fill, c.Costs, FoldRule{TrainDays: 4, TestDays: 3, PurgeBars: 25, MinActiveDays: 1, Members: 5})
	if err != nil {
		t.Fatal(err)
	}
	exposure, held := w.record(m, c.Fill, c.Costs).exposure[w.first:], 0.0
	for day, got := range exposure {
		want := vector.Mean(w.Account.Bars.Held[day*m.PerDay() : (day+1)*m.PerDay()])
		if held += math.Abs(want); math.Abs(got-want) > 1e-12 {
			t.Errorf("day %d: %v, by row %v", day, got, want)
		}
	}
	if held == 0 {
		t.Error("nothing was ever held")
	}
}
