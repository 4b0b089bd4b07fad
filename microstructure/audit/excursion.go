package audit

import (
	"math"
	"slices"
)

// An Excursion is a run of consecutive trades whose prices are further than
// Thresholds.PriceDeviation from the running median before them.
//
// It is a move if it has at least Thresholds.MoveRows trades and the price
// walked there or back, or stayed: no step from one trade to the next, on the
// way to the extreme or on the way back, is longer than Thresholds.MoveStep of
// the whole way, in logarithms; or there was no way back. Otherwise it is
// stray: the price jumped there and back again, as a bad print does, alone or
// repeated. Fewer trades than MoveRows, and any that jumped both ways, are a
// move nonetheless if another source of the symbol went at least half as far
// within a minute of them.
type Excursion struct {
	FromUS        int64    `json:"from_us"` // the first trade
	ToUS          int64    `json:"to_us"`   // the last one
	Rows          int64    `json:"rows"`
	Quantity      float64  `json:"quantity,omitempty"`       // base currency
	QuoteQuantity float64  `json:"quote_quantity,omitempty"` // quote currency
	Bought        float64  `json:"bought,omitempty"`         // of Quantity, base currency
	Reference     float64  `json:"reference_price"`
	Extreme       float64  `json:"extreme_price"` // the price furthest from Reference
	ExtremeUS     int64    `json:"extreme_us"`
	Returned      bool     `json:"returned"`            // to Reference; not if it stayed away for long or up to midnight
	With          []string `json:"moved_too,omitempty"` // other sources that left their price in the same direction
}

// By is how far the extreme price is from the reference, as a fraction of it.
func (e *Excursion) By() float64 { return e.Extreme/e.Reference - 1 }

// way is the distance from the reference to the extreme in logarithms.
func (e *Excursion) way() float64 { return math.Log(step(e.Extreme, e.Reference)) }

// step is the factor between two prices, 1 or more.
func step(to, from float64) float64 { return max(to/from, from/to) }

// Excursions sum up a day's excursions of one kind.
type Excursions struct {
	Count   int         `json:"count"`
	Rows    int64       `json:"rows"`
	Largest []Excursion `json:"largest,omitempty"` // at most largestExcursions, the furthest first
}

const largestExcursions = 32

func (x *Excursions) add(e Excursion) {
	x.Count++
	x.Rows += e.Rows
	n := len(x.Largest)
	by := math.Abs(e.By())
	if n == largestExcursions && by <= math.Abs(x.Largest[n-1].By()) {
		return
	}
	at := 0
	for at < n && by <= math.Abs(x.Largest[at].By()) {
		at++
	}
	x.Largest = slices.Insert(x.Largest, at, e)
	x.Largest = x.Largest[:min(n+1, largestExcursions)]
}

// take removes and returns those of the largest for which pick is true.
func (x *Excursions) take(pick func(*Excursion) bool) (out []Excursion) {
	x.Largest = slices.DeleteFunc(x.Largest, func(e Excursion) bool {
		if !pick(&e) {
			return false
		}
		x.Count--
		x.Rows -= e.Rows
		out = append(out, e)
		return true
	})
	return out
}
