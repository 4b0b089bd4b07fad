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

// A sweeper evaluates configurations, in memory of its own that it keeps.
type sweeper struct {
	*entries
	pair         int      // whose marks these are: 1 + the number of a filter and a threshold
	marks        []uint64 // rows that both allow
	nextFrom     []int32  // by word of marks: the first marked row in it or later, or a row behind the last one
	net, squares []float64
}

// use marks the rows that a filter and a threshold allow.
func (e *sweeper) use(filter, threshold int) {
	pair := 1 + filter*len(e.byThreshold) + threshold
	if e.pair == pair {
		return
	}
	a, b := e.byFilter[filter], e.byThreshold[threshold]
	if e.marks == nil {
		e.marks, e.nextFrom = make([]uint64, len(a)), make([]int32, len(a)+1)
	}
	e.pair = pair
	next := int32(len(a) * 64)
	e.nextFrom[len(a)] = next
	for w := len(a) - 1; w >= 0; w-- {
		word := a[w] & b[w]
		if word != 0 {
			next = int32(w*64 + bits.TrailingZeros64(word))
		}
		e.marks[w], e.nextFrom[w] = word, next
	}
}

// evaluate makes the round trips of Contrarian.walk and sums them up as
// Ledger.Stats and Ledger.TradeSharpe do, without a ledger.
func (e *sweeper) evaluate(t *Trial, filter, threshold, holding int) {
	e.use(filter, threshold)
	if trips := len(e.longBps[holding])/max(t.Holding.Bars, 1) + 1; len(e.net) < trips {
		e.net, e.squares = make([]float64, trips), make([]float64, trips)
	}
	n, wins := e.profits(t, e.longBps[holding])
	net := e.net[:n]
	if n == 0 {
		return
	}
	t.N, t.TotalBps, t.WinRate = n, pass.pairwiseSum(net), float64(wins)/float64(n)
	t.MeanBps = t.TotalBps / float64(n)
	if n == 1 {
		return
	}
	squares := e.squares[:n]
	for i, v := range net {
		d := v - t.MeanBps
		squares[i] = d * d
	}
	if sd := math.Sqrt(pass.pairwiseSum(squares) / float64(n-1)); sd > 0 {
		t.Sharpe = t.MeanBps / sd * math.Sqrt(252*288/float64(max(t.Holding.Bars, 1)))
	}
}

// profits fills e.net with the net profit of each round trip, and counts them
// and those above 0. Whether a round trip is short or wins cannot be predicted,
// so no branch hangs on it.
func (e *sweeper) profits(t *Trial, longBps []float64) (n, wins int) {
	signal, marks, nextFrom, net := e.series.Signal[:len(longBps)], e.marks, e.nextFrom[1:], e.net
	threshold, fee := t.Threshold, t.FeeBps
	holding := max(t.Holding.Bars, 1)
	for i := 0; i < len(longBps); i += holding {
		w := i >> 6
		word := marks[w] >> (i & 63)
		next := int(nextFrom[w])
		if word != 0 {
			next = i + bits.TrailingZeros64(word)
		}
		if i = next; i+holding >= len(longBps) {
			break
		}
		short, win := uint64(0), 0
		if signal[i] > threshold {
			short = signBit
		}
		v := math.Float64frombits(math.Float64bits(longBps[i])^short) - fee
		if v > 0 {
			win = 1
		}
		net[n] = v
		n++
		wins += win
	}
	return n, wins
}
