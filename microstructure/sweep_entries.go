package microstructure

import (
	"math"
	"math/bits"
)

// entries marks the rows at which each threshold and each filter allow an
// entry, a bit a row. A configuration then jumps from one entry to the next and
// reads nothing between them, and all holding periods share the marks.
type entries struct {
	series      Series
	byFilter    [][]uint64
	byThreshold [][]uint64
	longBps     [][]float64 // by holding period, then row: a long position's return before fees
}

func newEntries(s Series, g Grid) entries {
	n, filters, holdings := len(s.Signal), len(g.Filters), len(g.Holdings)
	e := entries{s, newBitRows(filters, n), newBitRows(len(g.Thresholds), n), make([][]float64, holdings)}
	parallel(filters+holdings+len(g.Thresholds), func() func(int) {
		return func(i int) {
			switch {
			case i < holdings:
				e.longBps[i] = longReturns(s.Close, g.Holdings[i].Bars)
			case i < holdings+filters:
				markRegimes(e.byFilter[i-holdings], s.Regime, g.Filters[i-holdings].Regimes)
			default:
				i -= holdings + filters
				markSignals(e.byThreshold[i], s.Signal, g.Thresholds[i])
			}
		}
	})
	return e
}

// newBitRows makes rows of n bits each.
func newBitRows(rows, n int) [][]uint64 {
	words := (n + 63) / 64
	all := make([]uint64, rows*words)
	out := make([][]uint64, rows)
	for i := range out {
		out[i] = all[i*words : (i+1)*words]
	}
	return out
}

// longReturns are the returns from each close to the one holdingBars rows on, in bps.
func longReturns(closes []float64, holdingBars int) []float64 {
	holding := max(holdingBars, 1)
	if holding >= len(closes) {
		return nil
	}
	out := make([]float64, len(closes)-holding)
	exits := closes[holding:]
	for i := range out {
		out[i] = (exits[i]/closes[i] - 1) * 10000
	}
	return out
}

// markRegimes marks the rows whose regime is allowed.
func markRegimes(marks []uint64, regime []Regime, allowed RegimeSet) {
	for w := range marks {
		rows := regime[w*64 : min(w*64+64, len(regime))]
		word := uint64(0)
		for _, r := range rows {
			word = word>>1 | uint64(allowed>>r)<<63
		}
		marks[w] = word >> (64 - len(rows))
	}
}

// markSignals marks the rows whose signal is further from zero than threshold.
func markSignals(marks []uint64, signal []float64, threshold float64) {
	for w := range marks {
		rows := signal[w*64 : min(w*64+64, len(signal))]
		word := uint64(0)
		for _, v := range rows {
			mark := uint64(0)
			if math.Abs(v) > threshold {
				mark = 1
			}
			word = word>>1 | mark<<63
		}
		marks[w] = word >> (64 - len(rows))
	}
}

// sweepBuffer is a worker's memory, as long as its busiest configuration needs.
type sweepBuffer struct{ net, squares []float64 }

// evaluate makes the round trips of Contrarian.walk and sums them up as
// Ledger.Stats and Ledger.TradeSharpe do, without a ledger.
func (e *entries) evaluate(t *Trial, filter, threshold, holding int, b *sweepBuffer) {
	if trips := len(e.longBps[holding])/max(t.Holding.Bars, 1) + 1; len(b.net) < trips {
		b.net, b.squares = make([]float64, trips), make([]float64, trips)
	}
	n, wins := e.profits(t, e.byFilter[filter], e.byThreshold[threshold], e.longBps[holding], b.net)
	net := b.net[:n]
	if n == 0 {
		return
	}
	t.N, t.TotalBps, t.WinRate = n, pairwiseSum(net), float64(wins)/float64(n)
	t.MeanBps = t.TotalBps / float64(n)
	if n == 1 {
		return
	}
	squares := b.squares[:n]
	for i, v := range net {
		d := v - t.MeanBps
		squares[i] = d * d
	}
	if sd := math.Sqrt(pairwiseSum(squares) / float64(n-1)); sd > 0 {
		t.Sharpe = t.MeanBps / sd * math.Sqrt(252*288/float64(max(t.Holding.Bars, 1)))
	}
}

// profits fills net with the net profit of each round trip, and counts them and those above 0.
func (e *entries) profits(t *Trial, filter, threshold []uint64, longBps, net []float64) (n, wins int) {
	signal := e.series.Signal[:len(longBps)]
	holding := max(t.Holding.Bars, 1)
	for i := 0; i < len(longBps); i += holding {
		if i = nextMark(filter, threshold, i); i+holding >= len(longBps) {
			break
		}
		short, win := uint64(0), 0 // neither can be predicted: no branch may hang on them
		if signal[i] > t.Threshold {
			short = signBit
		}
		v := math.Float64frombits(math.Float64bits(longBps[i])^short) - t.FeeBps
		if v > 0 {
			win = 1
		}
		net[n] = v
		n++
		wins += win
	}
	return n, wins
}

// nextMark is the first row from i that both marks have, or a row behind the last one.
func nextMark(a, b []uint64, i int) int {
	w := i >> 6
	word := a[w] & b[w] >> (i & 63) << (i & 63)
	for word == 0 {
		w++
		if w == len(a) {
			break
		}
		word = a[w] & b[w]
	}
	return w<<6 + bits.TrailingZeros64(word)
}
