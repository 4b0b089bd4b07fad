package reference

import (
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// LedgerStats summarises a ledger. Profits are net, in bps per round trip
// unless said otherwise. Without a round trip, N, Longs, Shorts and TotalBps
// are 0 and the rest is NaN.
type LedgerStats struct {
	N, Longs, Shorts int
	TotalBps         float64 // sum, not compounded
	MeanBps          float64
	MedianBps        float64
	StdBps           float64 // n - 1
	WinRate          float64 // share with a net profit above 0
	BestBps          float64
	WorstBps         float64
	// MaxDrawdownBps is the largest fall of cumulative profit from an earlier
	// round trip's, at most 0. It flatters: a loss from the very start is not
	// counted, nor one that was open.
	MaxDrawdownBps float64
	ProfitFactor   float64 // profits / losses, the losses at least 1e-10
}

// Stats summarises the ledger.
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
	s.MedianBps = microstructure.Quantile(net, 0.5)
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
