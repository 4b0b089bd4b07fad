package figure

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/gonum/stat"
)

// A Ledger lists round trips in order of entry, as columns of equal length.
type Ledger struct {
	EntryUS   []int64   // entry time, µs since the Unix epoch, UTC, non-decreasing
	NetBps    []float64 // return net of fees; NaN if unknown
	GrossBps  []float64 // return before fees; NaN if unknown
	Direction []int     // +1 long, -1 short
	// FromUS is the beginning of the span, where equity is 0: not later than
	// the first entry. 0 is the first entry.
	FromUS int64
}

// Len is the number of round trips.
func (l Ledger) Len() int { return len(l.EntryUS) }

// check reports the first breach of the rules of the type.
func (l Ledger) check(figure string) error {
	n := l.Len()
	if len(l.NetBps) != n || len(l.GrossBps) != n || len(l.Direction) != n {
		return shape(figure, "ledger of %d entry times, %d net and %d gross returns, %d directions",
			n, len(l.NetBps), len(l.GrossBps), len(l.Direction))
	}
	if n > 0 && l.from() > l.EntryUS[0] {
		return shape(figure, "the span begins at %d, after the first entry time %d", l.FromUS, l.EntryUS[0])
	}
	for i := range n {
		if i > 0 && l.EntryUS[i] < l.EntryUS[i-1] {
			return shape(figure, "row %d: entry time %d is earlier than the row before it; sort the ledger", i, l.EntryUS[i])
		}
		if d := l.Direction[i]; d != 1 && d != -1 {
			return shape(figure, "row %d: direction %d is neither +1 (long) nor -1 (short)", i, d)
		}
	}
	for _, c := range []struct {
		name   string
		values []float64
	}{{"net return", l.NetBps}, {"gross return", l.GrossBps}} {
		if err := checkFinite(figure, c.name, c.values); err != nil {
			return err
		}
		if err := checkFinite(figure, "cumulative "+c.name, cumulative(c.values)); err != nil {
			return err
		}
	}
	return nil
}

// hasNet reports whether a net return is known.
func (l Ledger) hasNet() bool {
	lo, hi := extent(l.NetBps)
	return lo <= hi
}

// times are the entry times as an axis takes them.
func (l Ledger) times() []float64 {
	t := make([]float64, l.Len())
	for i, us := range l.EntryUS {
		t[i] = float64(us)
	}
	return t
}

// from is the beginning of the span; the ledger has a round trip.
func (l Ledger) from() int64 {
	if l.FromUS == 0 {
		return l.EntryUS[0]
	}
	return l.FromUS
}

// equity is the cumulative sum of returns, and 0 from the beginning of the span
// to the first entry.
func (l Ledger) equity(returns []float64) (times, sums []float64) {
	if l.Len() == 0 {
		return nil, nil
	}
	before := []float64{float64(l.from()), float64(l.EntryUS[0])}
	return append(before, l.times()...), append([]float64{0, 0}, cumulative(returns)...)
}

// net lists the net returns that are known, of one direction or, if it is 0,
// of both.
func (l Ledger) net(direction int) []float64 {
	var v []float64
	for i, r := range l.NetBps {
		if !math.IsNaN(r) && (direction == 0 || l.Direction[i] == direction) {
			v = append(v, r)
		}
	}
	return v
}

// cumulative is the running sum of the values; where a value is NaN so is the
// sum, which goes on after it as if it had been 0.
func cumulative(values []float64) []float64 {
	sums := make([]float64, len(values))
	sum := 0.0
	for i, v := range values {
		if math.IsNaN(v) {
			sums[i] = v
			continue
		}
		sum += v
		sums[i] = sum
	}
	return sums
}

// The window of the rolling win rate, and the fewest returns it needs.
const (
	winRateWindow     = 50
	winRateMinReturns = 10
)

// rollingWinRate is, at each round trip, the fraction of the known returns
// among the last 50, this one included, that are above zero; NaN while fewer
// than 10 are known.
func rollingWinRate(returns []float64) []float64 {
	rates := make([]float64, len(returns))
	wins, known := 0, 0
	add := func(v float64, n int) {
		if math.IsNaN(v) {
			return
		}
		known += n
		if v > 0 {
			wins += n
		}
	}
	for i, v := range returns {
		add(v, 1)
		if i >= winRateWindow {
			add(returns[i-winRateWindow], -1)
		}
		rates[i] = math.NaN()
		if known >= winRateMinReturns {
			rates[i] = float64(wins) / float64(known)
		}
	}
	return rates
}

// summary describes a ledger in words.
func (l Ledger) summary() string {
	net := l.net(0)
	sums := cumulative(net)
	if len(sums) == 0 {
		return "no trades"
	}
	return fmt.Sprintf("%s, %s net in total, %s on average", text.Plural(l.Len(), "trade"),
		text.Bps(sums[len(sums)-1], 1), text.Bps(stat.Mean(net, nil), 2))
}
