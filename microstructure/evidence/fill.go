package evidence

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
)

// Prices of the traded source by row, in quote currency, NaN where missing.
type Prices struct {
	Open, Close, High, Low, VWAP []float64
	After100ms, After1s, After5s []float64 // first trade at or after that delay into the row
	// First trades of each side at or after a delay into the row, within five
	// minutes of its beginning.
	CrossOpen, Cross100ms, Cross1s, Cross5s Sides
	Last                                    Sides                   // last trades of each side in the row
	Interval                                microstructure.Interval // length of a row
}

// Sides are prices of trades by the side of their taker.
type Sides struct{ Buy, Sell []float64 }

// OnePrice is a market without a spread in which all prices of a row are one.
func OnePrice(x []float64) Prices {
	var p Prices
	for _, column := range p.columns() {
		*column = x
	}
	return p
}

// columns lists all prices, to be read or set.
func (p *Prices) columns() []*[]float64 {
	return []*[]float64{
		&p.Open, &p.Close, &p.High, &p.Low, &p.VWAP, &p.After100ms, &p.After1s, &p.After5s,
		&p.CrossOpen.Buy, &p.CrossOpen.Sell, &p.Cross100ms.Buy, &p.Cross100ms.Sell, &p.Cross1s.Buy, &p.Cross1s.Sell,
		&p.Cross5s.Buy, &p.Cross5s.Sell, &p.Last.Buy, &p.Last.Sell,
	}
}

// A FillTime is the time, and so the price, at which a decision is filled.
type FillTime uint8

// The fills. A decision made from row i is known at the end of row i; all but
// SameClose trade in row i + 1.
//
// A print is at the bid or at the ask, whichever the taker of that trade took.
// So the first six pay the spread by chance. The others pay it: a buy is filled
// at the first print whose taker bought, a sell at the first whose taker sold.
const (
	SameClose  FillTime = iota // the close that completed the signal: the reference's, which no trader gets
	NextOpen                   // the first trade of the next row
	After100ms                 // the first trade at or after 100 ms into the next row
	After1s
	After5s
	NextVWAP   // the next row's volume-weighted price
	CrossOpen  // from the next row's beginning on: the default
	Cross100ms // from 100 ms into the next row on
	Cross1s
	Cross5s
)

var fillNames = [...]string{"same_close", "next_open", "after_100ms", "after_1s", "after_5s", "next_vwap", "cross_open", "cross_100ms", "cross_1s", "cross_5s"}

func (f FillTime) String() string {
	if int(f) < len(fillNames) {
		return fillNames[f]
	}
	return fmt.Sprintf("FillTime(%d)", uint8(f))
}

// FillTimes lists all of them: those that pay the spread by chance, early to
// late, and those that pay it.
func FillTimes() []FillTime {
	return []FillTime{SameClose, NextOpen, After100ms, After1s, After5s, NextVWAP, CrossOpen, Cross100ms, Cross1s, Cross5s}
}

// Crosses reports whether the fill pays the spread.
func (f FillTime) Crosses() bool { return f >= CrossOpen && f <= Cross5s }

// delay is the number of rows from decision to fill.
func (f FillTime) delay() int {
	if f == SameClose {
		return 0
	}
	return 1
}

// prices are those of buying and of selling, by the row in which the fill
// happens.
func (f FillTime) prices(p *Prices) Sides {
	both := p.Open
	switch f {
	case SameClose:
		both = p.Close
	case After100ms:
		both = p.After100ms
	case After1s:
		both = p.After1s
	case After5s:
		both = p.After5s
	case NextVWAP:
		both = p.VWAP
	case CrossOpen:
		return p.CrossOpen
	case Cross100ms:
		return p.Cross100ms
	case Cross1s:
		return p.Cross1s
	case Cross5s:
		return p.Cross5s
	}
	return Sides{both, both}
}

// A Fill is a fill time with the slippage.
//
// If there is no price at that time (a gap in the data, or no trade of that
// side within five minutes), an entry does not happen, and an exit waits for
// the next row that has one; both are counted.
type Fill struct {
	Time        FillTime
	SlippageBps float64 // of each order that takes, at least 0
}

// DefaultFill pays the spread at the next row's beginning, without slippage.
func DefaultFill() Fill { return Fill{Time: CrossOpen} }
