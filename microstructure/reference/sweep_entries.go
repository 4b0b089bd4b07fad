package reference

import (
	"math"
	"math/bits"
	"runtime"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// entries marks the rows at which each threshold and each filter allow an
// entry, one bit per row. A configuration then jumps from one entry to the next
// and reads nothing between them, and all holding periods share the marks.
type entries struct {
	series      Series
	byFilter    [][]uint64
	byThreshold [][]uint64
}

func newEntries(s Series, g microstructure.Grid) entries {
	n, filters := len(s.Signal), len(g.Filters)
	e := entries{s, newBitRows(filters, n), newBitRows(len(g.Thresholds), n)}
	parallel.For(filters+len(g.Thresholds), runtime.GOMAXPROCS(0), func() func(int) {
		return func(i int) {
			if i < filters {
				markRegimes(e.byFilter[i], s.Regime, g.Filters[i].Regimes)
			} else {
				markSignals(e.byThreshold[i-filters], s.Signal, g.Thresholds[i-filters])
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

// markRegimes marks the rows whose regime is allowed.
func markRegimes(marks []uint64, regime []microstructure.Regime, allowed microstructure.RegimeSet) {
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

// A sweeper evaluates configurations and reuses its memory.
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

// evaluate makes the round trips of Contrarian.walk and summarises them as
// Ledger.Stats does, without a ledger.
func (e *sweeper) evaluate(t *Trial, filter, threshold int) {
	e.use(filter, threshold)
	if trips := len(e.series.Close)/max(t.Holding.Bars, 1) + 1; len(e.net) < trips {
		e.net, e.squares = make([]float64, trips), make([]float64, trips)
	}
	n, wins := e.profits(t)
	net := e.net[:n]
	if n == 0 {
		return
	}
	t.N, t.TotalBps, t.WinRate = n, vector.Sum(net), float64(wins)/float64(n)
	t.MeanBps = t.TotalBps / float64(n)
	if n == 1 {
		return
	}
	squares := e.squares[:n]
	for i, v := range net {
		d := v - t.MeanBps
		squares[i] = d * d
	}
	if sd := math.Sqrt(vector.Sum(squares) / float64(n-1)); sd > 0 {
		t.Sharpe = t.MeanBps / sd * math.Sqrt(float64(252*e.series.Interval.PerDay())/float64(max(t.Holding.Bars, 1)))
	}
}

// profits fills e.net with the net profit of each round trip, and counts them
// and those above 0. Whether a round trip is short or wins cannot be predicted,
// so no branch depends on it.
func (e *sweeper) profits(t *Trial) (n, wins int) {
	holding := max(t.Holding.Bars, 1)
	last := len(e.series.Close) - holding
	if last <= 0 {
		return 0, 0
	}
	signal, entry, exit := e.series.Signal[:last], e.series.Close[:last], e.series.Close[holding:]
	marks, nextFrom, net := e.marks, e.nextFrom[1:], e.net
	threshold, fee := t.Threshold, t.FeeBps
	for i := 0; i < last; i += holding {
		w := i >> 6
		word := marks[w] >> (i & 63)
		next := int(nextFrom[w])
		if word != 0 {
			next = i + bits.TrailingZeros64(word)
		}
		if i = next; i+holding >= last {
			break
		}
		short, win := uint64(0), 0
		if signal[i] > threshold {
			short = 1 << 63
		}
		longBps := (exit[i]/entry[i] - 1) * 10000
		v := math.Float64frombits(math.Float64bits(longBps)^short) - fee
		if v > 0 {
			win = 1
		}
		net[n] = v
		n++
		wins += win
	}
	return n, wins
}
