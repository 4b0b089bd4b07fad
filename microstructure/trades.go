package microstructure

import "math"

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

// Slice returns trades [from, to) that share t's memory.
func (t *Trades) Slice(from, to int) Trades {
	return Trades{
		TimestampUS:   t.TimestampUS[from:to],
		Price:         t.Price[from:to],
		Quantity:      t.Quantity[from:to],
		QuoteQuantity: t.QuoteQuantity[from:to],
		Side:          t.Side[from:to],
	}
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
	n := t.Len()
	if len(t.Price) != n || len(t.Quantity) != n || len(t.QuoteQuantity) != n || len(t.Side) != n {
		return ErrColumnLengths
	}
	for i := range n {
		if i > 0 && t.TimestampUS[i] < t.TimestampUS[i-1] {
			return &TradeError{Row: i, Column: "timestamp_us", Value: t.TimestampUS[i], Problem: "is earlier than the row before it"}
		}
		for _, c := range [...]struct {
			name  string
			value float64
		}{{"price", t.Price[i]}, {"quantity", t.Quantity[i]}, {"quote_quantity", t.QuoteQuantity[i]}} {
			if !(c.value > 0) || math.IsInf(c.value, 1) {
				return &TradeError{Row: i, Column: c.name, Value: c.value, Problem: "is not a finite number above zero"}
			}
		}
		if s := t.Side[i]; s != Buy && s != Sell {
			return &TradeError{Row: i, Column: "side", Value: int(s), Problem: "is neither +1 (the taker bought) nor -1 (sold)"}
		}
	}
	return nil
}
