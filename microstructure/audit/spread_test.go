package audit

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

// quoted is a day of trades at a bid and an ask halfBps around a mid that walks
// by stepBps from trade to trade; sides come in runs.
func quoted(seed uint64, n int, halfBps, stepBps float64) (t ms.Trades) {
	r := rand.New(rand.NewPCG(seed, 4))
	mid, side := 100.0, ms.Buy
	for i := range n {
		mid *= 1 + stepBps/1e4*r.NormFloat64()
		if r.IntN(3) == 0 {
			side = -side
		}
		price := mid * (1 + float64(side)*halfBps/1e4)
		t.TimestampUS, t.Price, t.Side = append(t.TimestampUS, midnight(0)+int64(i)*secondUS/4), append(t.Price, price), append(t.Side, side)
		t.Quantity, t.QuoteQuantity = append(t.Quantity, 1), append(t.QuoteQuantity, price)
	}
	return t
}

// plainSpread is what spreadCheck works out, by the formulas.
func plainSpread(t ms.Trades, unit float64) (s spreadSums) {
	n := t.Len()
	for i := 1; i < n; i++ {
		side := float64(t.Side[i])
		step := (t.Price[i] - t.Price[i-1]) * unit
		if i >= 2 {
			s.Pairs++
			s.Product += step * (t.Price[i-1] - t.Price[i-2]) * unit
		}
		if t.Side[i] != t.Side[i-1] {
			s.Turns++
			s.Bounce += side * step
			s.BounceSquares += step * step
		}
		for k := i - 1; k >= 0; k-- {
			if t.Side[k] != t.Side[i] {
				s.N++
				s.Distance += side * (t.Price[i] - t.Price[k]) * unit
				break
			}
		}
	}
	return s
}

func TestSpreadCheck(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 50, 1000} {
		for seed := range uint64(20) {
			trades := quoted(seed, n, 3, 2)
			if seed%5 == 0 {
				for i := range trades.Side[:n/2] { // a long run at first
					trades.Side[i] = ms.Sell
				}
			}
			const unit = 1e4 / 100.0
			var c spreadCheck
			var got spreadSums
			r := rand.New(rand.NewPCG(seed, 5))
			for from := 0; from < n; {
				to := min(n, from+1+r.IntN(40))
				c.add(&trades, from, to, unit, &got)
				from = to
			}
			want := plainSpread(trades, unit)
			for name, v := range map[string][2]float64{
				"N": {got.N, want.N}, "Distance": {got.Distance, want.Distance}, "Pairs": {got.Pairs, want.Pairs}, "Product": {got.Product, want.Product},
				"Turns": {got.Turns, want.Turns}, "Bounce": {got.Bounce, want.Bounce}, "BounceSquares": {got.BounceSquares, want.BounceSquares},
			} {
				if math.Abs(v[0]-v[1]) > 1e-9*(1+math.Abs(v[1])) {
					t.Errorf("%d trades, seed %d: %s is %v, want %v", n, seed, name, v[0], v[1])
				}
			}
		}
	}
}

// TestSpreadEstimates: both estimates find the half-spread of quotes, and the
// side that turns tells which way sides are.
func TestSpreadEstimates(t *testing.T) {
	estimate := func(trades ms.Trades) spreadSums {
		var c spreadCheck
		var s spreadSums
		c.add(&trades, 0, trades.Len(), 1e4/100, &s)
		return s
	}
	for _, half := range []float64{1, 3, 10} {
		s := estimate(quoted(7, 50_000, half, 0.2))
		if e := float64(s.spread().EffectiveBps); math.Abs(e-half) > 0.02*half+0.05 {
			t.Errorf("half-spread of %v bps: effective %v", half, e)
		}
		// Roll takes sides for independent. Where two in three stay what they
		// were, the mean product is -4/9 half².
		if r := float64(s.spread().RollBps); math.Abs(r-half*2/3) > 0.05*half {
			t.Errorf("half-spread of %v bps: Roll's %v", half, r)
		}
		if bps, z := s.bounce(); z < 50 || math.Abs(float64(bps)-2*half) > 0.05*half {
			t.Errorf("half-spread of %v bps: the bounce is %v bps, %v standard errors", half, bps, z)
		}
	}
	none := estimate(quoted(7, 50_000, 0, 1))
	if _, z := none.bounce(); math.Abs(float64(z)) > 4 {
		t.Errorf("without a spread, the bounce is %v standard errors", z)
	}
	isNaN := func(x ...Float) bool {
		return !slices.ContainsFunc(x, func(v Float) bool { return !math.IsNaN(float64(v)) })
	}
	var empty spreadSums
	bps, z := empty.bounce()
	if s := empty.spread(); s.Trades != 0 || !isNaN(s.EffectiveBps, s.RollBps, bps, z) {
		t.Errorf("estimates without trades: %+v, %v, %v", s, bps, z)
	}
	still := estimate(quoted(7, 1000, 0, 0))
	bps, z = still.bounce()
	if s := still.spread(); s.EffectiveBps != 0 || bps != 0 || !isNaN(s.RollBps, z) {
		t.Errorf("estimates of a constant price: %+v, %v, %v", s, bps, z)
	}
}
