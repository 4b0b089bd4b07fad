package evidence

import "fmt"

// Prices of the traded source by row, in quote currency, NaN where missing.
type Prices struct {
	Open, Close, VWAP            []float64
	After100ms, After1s, After5s []float64 // first trade at or after that delay into the row
}

// A FillTime is the time, and so the price, at which a decision is filled.
type FillTime uint8

// The fills, early to late. A decision made from row i is known at the end of
// row i; all but SameClose trade in row i + 1.
const (
	SameClose  FillTime = iota // the close that completed the signal: the reference's, which no trader gets
	NextOpen                   // the first trade of the next row: the default
	After100ms                 // the first trade at or after 100 ms into the next row
	After1s
	After5s
	NextVWAP // the next row's volume-weighted price
)

var fillNames = [...]string{"same_close", "next_open", "after_100ms", "after_1s", "after_5s", "next_vwap"}

func (f FillTime) String() string {
	if int(f) < len(fillNames) {
		return fillNames[f]
	}
	return fmt.Sprintf("FillTime(%d)", uint8(f))
}

// FillTimes lists all of them.
func FillTimes() []FillTime {
	return []FillTime{SameClose, NextOpen, After100ms, After1s, After5s, NextVWAP}
}

// delay is the number of rows from decision to fill.
func (f FillTime) delay() int {
	if f == SameClose {
		return 0
	}
	return 1
}

// prices are the fill prices by the row in which the fill happens.
func (f FillTime) prices(p *Prices) []float64 {
	switch f {
	case SameClose:
		return p.Close
	case After100ms:
		return p.After100ms
	case After1s:
		return p.After1s
	case After5s:
		return p.After5s
	case NextVWAP:
		return p.VWAP
	}
	return p.Open
}

// A Fill is a fill time with the slippage.
//
// If there is no price at that time (a gap in the data), an entry does not
// happen, and an exit waits for the next row that has one; both are counted.
type Fill struct {
	Time        FillTime
	SlippageBps float64 // each side, at least 0
}

// DefaultFill is the next open without slippage.
func DefaultFill() Fill { return Fill{Time: NextOpen} }
