package reference

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
)

// Contrarian sells strong buying pressure and buys strong selling pressure,
// one unit at a time, and holds for a fixed number of rows.
type Contrarian struct {
	Threshold   float64                  // enter when |signal| is above it
	HoldingBars int                      // rows until exit; below 1 counts as 1
	Regimes     microstructure.RegimeSet // in which entries are allowed
	FeeBps      float64                  // per round trip; 0 is the gross curve
}

// A Series is the input of a backtest over a span: rows in time order.
type Series struct {
	TimestampUS []int64
	Close       []float64
	Signal      []float64
	Regime      []microstructure.Regime
	Interval    microstructure.Interval // length of a row
}

// Validate reports columns that differ in length
// (microstructure.ErrColumnLengths).
func (s Series) Validate() error {
	n := len(s.Signal)
	if len(s.TimestampUS) != n || len(s.Close) != n || len(s.Regime) != n {
		return fmt.Errorf("series: %w: %d times, %d closes, %d signals and %d regimes; give every row a regime, such as microstructure.Warmup",
			microstructure.ErrColumnLengths, len(s.TimestampUS), len(s.Close), n, len(s.Regime))
	}
	return nil
}

// Slice returns the existing rows among [from, to), sharing memory.
func (s Series) Slice(from, to int) Series {
	return Series{part(s.TimestampUS, from, to), part(s.Close, from, to), part(s.Signal, from, to), part(s.Regime, from, to), s.Interval}
}

// part is x[from:to], limited to the length of x.
func part[T any](x []T, from, to int) []T {
	to = max(0, min(to, len(x)))
	return x[max(0, min(from, to)):to]
}

// WithSignal keeps the rows that have a signal. It shares memory with s if all
// rows without one come first. An invalid series is an error, here and wherever
// a series is taken.
func (s Series) WithSignal() (Series, error) {
	if err := s.Validate(); err != nil {
		return Series{}, err
	}
	n, first := 0, len(s.Signal)
	for i, v := range s.Signal {
		if !math.IsNaN(v) {
			n++
			first = min(first, i)
		}
	}
	if n == len(s.Signal)-first {
		return s.Slice(first, len(s.Signal)), nil
	}
	out := Series{make([]int64, 0, n), make([]float64, 0, n), make([]float64, 0, n), make([]microstructure.Regime, 0, n), s.Interval}
	for i, v := range s.Signal {
		if !math.IsNaN(v) {
			out.TimestampUS = append(out.TimestampUS, s.TimestampUS[i])
			out.Close = append(out.Close, s.Close[i])
			out.Signal = append(out.Signal, v)
			out.Regime = append(out.Regime, s.Regime[i])
		}
	}
	return out, nil
}

// A RoundTrip is a position opened and closed.
type RoundTrip struct {
	EntryUS, ExitUS       int64 // opening times of the bars at whose closes it was opened and closed
	Direction             int   // +1 long, -1 short
	EntryPrice, ExitPrice float64
	Signal                float64 // at entry
	RawBps                float64 // return before fees, in basis points of the entry price
	NetBps                float64 // RawBps less the fee
	CumBps                float64 // sum of NetBps up to and including this one
}

// A Ledger lists round trips in time order.
type Ledger []RoundTrip

// BacktestAtSignalClose runs the reference's rules over rows that all have a
// signal (see Series.WithSignal). The rules flatter: an entry is filled at the
// very close that completed its signal, a position still open at the end is
// dropped silently, and holding counts rows, however far apart. The row that
// closes a position may open the next one.
func (c Contrarian) BacktestAtSignalClose(s Series) (Ledger, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	var ledger Ledger
	cum := 0.0
	c.walk(s, func(entry, exit, direction int) {
		t := roundTrip(s, entry, exit, direction, c.FeeBps)
		cum += t.NetBps
		t.CumBps = cum
		ledger = append(ledger, t)
	})
	return ledger, nil
}

// walk calls closed for each round trip.
func (c Contrarian) walk(s Series, closed func(entry, exit, direction int)) {
	holding := max(c.HoldingBars, 1)
	last := len(s.Signal) - holding
	for i := 0; i < last; i++ {
		v := s.Signal[i]
		if !(v > c.Threshold || v < -c.Threshold) || !c.Regimes.Has(s.Regime[i]) {
			continue
		}
		exit := i + holding
		if exit >= last {
			return
		}
		direction := 1
		if v > c.Threshold {
			direction = -1
		}
		closed(i, exit, direction)
		i = exit - 1 // the row of the exit may also enter
	}
}

func roundTrip(s Series, entry, exit, direction int, feeBps float64) RoundTrip {
	raw := float64((s.Close[exit]/s.Close[entry] - 1) * 10000 * float64(direction))
	return RoundTrip{
		EntryUS: s.TimestampUS[entry], ExitUS: s.TimestampUS[exit],
		Direction:  direction,
		EntryPrice: s.Close[entry], ExitPrice: s.Close[exit],
		Signal: s.Signal[entry],
		RawBps: raw, NetBps: raw - feeBps,
	}
}
