package microstructure

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A Side is the side of a trade's taker: who crossed the spread.
type Side int8

// The two sides. Any other value in data is an error.
const (
	Sell Side = -1
	Buy  Side = +1
)

// Trades holds one source's ticks as columns of equal length, in the order the
// exchange executed them: non-decreasing in time.
type Trades struct {
	TimestampUS   []int64   // exchange time, µs since the Unix epoch, UTC
	Price         []float64 // in quote currency, finite and > 0
	Quantity      []float64 // in base currency, finite and > 0
	QuoteQuantity []float64 // Price × Quantity in quote currency, finite and > 0
	Side          []Side
}

// Len is the number of trades.
func (t *Trades) Len() int { return len(t.TimestampUS) }

// Slice returns the existing trades among [from, to). They share t's memory.
func (t *Trades) Slice(from, to int) Trades {
	return Trades{
		TimestampUS:   part(t.TimestampUS, from, to),
		Price:         part(t.Price, from, to),
		Quantity:      part(t.Quantity, from, to),
		QuoteQuantity: part(t.QuoteQuantity, from, to),
		Side:          part(t.Side, from, to),
	}
}

// cut is Slice before and from n on, of columns of one length that is at least
// n.
func (t *Trades) cut(n int) (head, rest Trades) {
	head = Trades{t.TimestampUS[:n], t.Price[:n], t.Quantity[:n], t.QuoteQuantity[:n], t.Side[:n]}
	rest = Trades{t.TimestampUS[n:], t.Price[n:], t.Quantity[n:], t.QuoteQuantity[n:], t.Side[n:]}
	return head, rest
}

// part is x[from:to], limited to the length of x.
func part[T any](x []T, from, to int) []T {
	to = max(0, min(to, len(x)))
	return x[max(0, min(from, to)):to]
}

// Append adds copies of o's trades at the end of t.
func (t *Trades) Append(o Trades) {
	t.TimestampUS = append(t.TimestampUS, o.TimestampUS...)
	t.Price = append(t.Price, o.Price...)
	t.Quantity = append(t.Quantity, o.Quantity...)
	t.QuoteQuantity = append(t.QuoteQuantity, o.QuoteQuantity...)
	t.Side = append(t.Side, o.Side...)
}

// Reset empties t and keeps its memory.
func (t *Trades) Reset() { *t = t.Slice(0, 0) }

// Validate reports the first trade that breaks a rule of the type, as a
// *TradeError, or ErrColumnLengths.
func (t *Trades) Validate() error {
	if err := t.checkLengths(); err != nil {
		return err
	}
	if vector.Ascending(t.TimestampUS) && vector.Positive(t.Price) && vector.Positive(t.Quantity) && vector.Positive(t.QuoteQuantity) && sides(t.Side) {
		return nil
	}
	for i, us := range t.TimestampUS {
		if i > 0 && us < t.TimestampUS[i-1] {
			return earlier(i, us)
		}
		p, q, qq, side := t.Price[i], t.Quantity[i], t.QuoteQuantity[i], t.Side[i]
		if !(isPositive(p) && isPositive(q) && isPositive(qq)) || side != Buy && side != Sell {
			return t.problem(i)
		}
	}
	return nil
}

// sides reports whether all are Buy or Sell.
func sides(all []Side) bool {
	var other uint8
	for _, s := range all {
		other |= uint8(s+1) &^ 2
	}
	return other == 0
}

func (t *Trades) checkLengths() error {
	n := t.Len()
	if len(t.Price) != n || len(t.Quantity) != n || len(t.QuoteQuantity) != n || len(t.Side) != n {
		return fmt.Errorf("%w: %d times, %d prices, %d quantities, %d quote quantities and %d sides",
			ErrColumnLengths, n, len(t.Price), len(t.Quantity), len(t.QuoteQuantity), len(t.Side))
	}
	return nil
}

func earlier(row int, us int64) *TradeError {
	return &TradeError{Row: row, Column: "timestamp_us", Value: us, Problem: "is earlier than the row before it"}
}

// isPositive reports whether v is finite and above 0.
func isPositive(v float64) bool { return v > 0 && v <= math.MaxFloat64 }

// problem returns the first invalid value of a row.
func (t *Trades) problem(row int) *TradeError {
	for _, c := range [...]struct {
		name  string
		value float64
	}{{"price", t.Price[row]}, {"quantity", t.Quantity[row]}, {"quote_quantity", t.QuoteQuantity[row]}} {
		if !isPositive(c.value) {
			return &TradeError{Row: row, Column: c.name, Value: c.value, Problem: "is not a finite number above zero"}
		}
	}
	return &TradeError{Row: row, Column: "side", Value: int(t.Side[row]), Problem: "is neither +1 (the taker bought) nor -1 (sold)"}
}
