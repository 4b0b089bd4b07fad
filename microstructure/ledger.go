package microstructure

import (
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// LedgerStats sums a ledger up. Profits are net, in bps per round trip unless
// said otherwise; all but N, Longs, Shorts and TotalBps are NaN of nothing.
type LedgerStats struct {
	N, Longs, Shorts int
	TotalBps         float64 // sum, not compounded
	MeanBps          float64
	MedianBps        float64
	StdBps           float64 // n - 1
	WinRate          float64 // share with a net profit above 0
	BestBps          float64
	WorstBps         float64
	MaxDrawdownBps   float64 // at most 0: largest fall of cumulative profit from an earlier round trip's; flatters: a loss from the very start is not counted, nor one that was open
	ProfitFactor     float64 // profits / losses, the losses at least 1e-10
}

// Stats sums the ledger up.
func (l Ledger) Stats() LedgerStats {
	net := l.NetBps()
	s := LedgerStats{N: len(l), TotalBps: vector.Sum(net), MeanBps: vector.Mean(net), StdBps: vector.SampleStd(net)}
	wins, gains, losses := 0, 0.0, 0.0
	peak := math.Inf(-1)
	for i, t := range l {
		if t.Direction > 0 {
			s.Longs++
		} else {
			s.Shorts++
		}
		if t.NetBps > 0 {
			wins++
			gains += t.NetBps
		} else {
			losses -= t.NetBps
		}
		peak = max(peak, t.CumBps)
		s.MaxDrawdownBps = min(s.MaxDrawdownBps, l[i].CumBps-peak)
	}
	s.WinRate = float64(wins) / float64(len(l))
	s.ProfitFactor = gains / max(losses, guard)
	if len(l) == 0 {
		nan := math.NaN()
		s.MedianBps, s.BestBps, s.WorstBps, s.MaxDrawdownBps, s.ProfitFactor = nan, nan, nan, nan, nan
		return s
	}
	slices.Sort(net)
	s.MedianBps = Quantile(net, 0.5)
	s.BestBps, s.WorstBps = net[len(net)-1], net[0]
	return s
}

// NetBps lists the net profits.
func (l Ledger) NetBps() []float64 {
	out := make([]float64, len(l))
	for i, t := range l {
		out[i] = t.NetBps
	}
	return out
}

// TradeSharpe is the reference's annualised Sharpe ratio: mean over standard
// deviation (n - 1) of the round trips' profit, times
// sqrt(252 × 288 / holdingBars); 0 where the deviation is not above 0. It
// flatters: it takes a year of 252 days for a market that never closes, and as many
// round trips as fit in it, whether or not they were made.
func (l Ledger) TradeSharpe(holdingBars int) float64 {
	net := l.NetBps()
	sd := vector.SampleStd(net)
	if !(sd > 0) {
		return 0
	}
	return vector.Mean(net) / sd * math.Sqrt(252*288/float64(max(holdingBars, 1)))
}

// RollingWinRate is the share of profitable round trips among the last window
// ones, NaN before minPeriods.
func (l Ledger) RollingWinRate(window, minPeriods int) []float64 {
	out := make([]float64, len(l))
	wins := 0
	for i, t := range l {
		if t.NetBps > 0 {
			wins++
		}
		if i >= window && l[i-window].NetBps > 0 {
			wins--
		}
		out[i] = math.NaN()
		if n := min(i+1, window); n >= minPeriods {
			out[i] = float64(wins) / float64(n)
		}
	}
	return out
}
