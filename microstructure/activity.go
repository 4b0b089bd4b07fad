package microstructure

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ErrActivity: something needs bars of a length of time, and got bars by
// activity.
var ErrActivity = errors.New("bars by activity")

// A Measure is what is counted to end a bar by activity.
type Measure int8

// The measures.
const (
	ByVolume   Measure = iota + 1 // quantity, in base currency
	ByNotional                    // quote quantity, in quote currency
	ByTrades                      // number of trades
)

// measureNames are those of ParseActivity.
var measureNames = map[Measure]string{ByVolume: "volume", ByNotional: "dollar", ByTrades: "ticks"}

// An Activity ends a bar once so much was traded since it began, instead of
// after a length of time. The count starts anew at 00:00 UTC, so that the bars
// of a day depend on its trades alone; the last bar of a day is incomplete
// unless the day ends with it. The zero Activity is none.
//
// The trade that reaches the size ends the bar, whatever it goes beyond it: a
// trade is never split, the next bar counts from zero, and a trade as large as
// several bars is in one. A bar has two trades at least, so that one that its
// first trade fills ends with the second.
type Activity struct {
	Measure Measure
	Size    float64 // in the unit of the measure, above 0; for trades a whole number of 2 or more
}

// shortBy is the part of a size that rounding may take from a sum that reaches
// it: ten trades of 0.1 make a bar of 1.
const shortBy = 1e-9

// ParseActivity reads volume:100, dollar:1e6 or ticks:1000.
func ParseActivity(s string) (Activity, error) {
	name, size, _ := strings.Cut(s, ":")
	for m, known := range measureNames {
		if v, err := strconv.ParseFloat(size, 64); name == known && err == nil {
			a := Activity{m, v}
			return a, a.Validate()
		}
	}
	return Activity{}, fmt.Errorf("%q says neither a length of bars nor what ends them: write volume:100 (in base currency), dollar:1e6 (in quote currency) or ticks:1000 (trades)", s)
}

// Validate reports an activity that ends no bar, the zero one included.
func (a Activity) Validate() error {
	switch {
	case measureNames[a.Measure] == "":
		return fmt.Errorf("%w: the measure %d is unknown; take ByVolume, ByNotional or ByTrades", ErrActivity, a.Measure)
	case !(a.Size > 0) || math.IsInf(a.Size, 0):
		return fmt.Errorf("%w: %v cannot be traded; give a finite number above 0, as in %s:100", ErrActivity, a, measureNames[a.Measure])
	case a.Measure == ByTrades && (a.Size < 2 || a.Size != math.Trunc(a.Size)):
		return fmt.Errorf("%w: %v is not a number of trades that make a bar; give a whole number of 2 or more", ErrActivity, a)
	}
	return nil
}

// String is the activity in the form of ParseActivity; empty for none.
func (a Activity) String() string {
	if a == (Activity{}) {
		return ""
	}
	return fmt.Sprintf("%s:%v", measureNames[a.Measure], a.Size)
}

// A BarEnd says when a bar by activity ended.
type BarEnd struct {
	// CloseUS is the time of the bar's last trade, at which its values are
	// known if it is complete. The bar opened at the time of its first trade.
	CloseUS int64
	// Partial marks a day's last bar that had not reached the size. Signals
	// leave it out.
	Partial bool
}

// NewActivityBuilder makes a builder of bars by activity. They have no Takers.
// Add reports an activity that ends no bar.
func NewActivityBuilder(a Activity) *BarBuilder {
	b := &BarBuilder{}
	b.cutter = BarCutter{activity: a, do: b.closeBar}
	return b
}

// NewActivityCutter returns a cutter that calls do with the trades of each bar
// by activity, those of incomplete ones included. do must not keep them.
func NewActivityCutter(a Activity, do func(Trades)) *BarCutter {
	return &BarCutter{activity: a, do: do}
}

// BuildActivityBars returns the bars by activity of trades in memory, with
// their ends. Invalid trades are an error (see Trades.Validate), and so is an
// activity that ends no bar.
func BuildActivityBars(t Trades, a Activity) ([]Bar, []BarEnd, error) {
	if err := t.Validate(); err != nil {
		return nil, nil, err
	}
	b := NewActivityBuilder(a)
	if err := b.Add(t); err != nil {
		return nil, nil, err
	}
	bars := b.Finish()
	return bars, b.Ends(), nil
}

// addCounted is Add for bars by activity.
func (c *BarCutter) addCounted(t Trades) {
	for t.Len() > 0 {
		n, ended := c.count(&t)
		if !ended {
			c.carry.Append(t)
			return
		}
		bar := t.Slice(0, n)
		if c.carry.Len() > 0 {
			c.carry.Append(bar)
			bar = c.carry
		}
		c.close(bar)
		c.carry.Reset()
		c.counted = 0
		t = t.Slice(n, t.Len())
	}
}

// count adds to the open bar trades at the head of t, and says of how many it
// consists and whether it ends with them, as partial if its day does.
func (c *BarCutter) count(t *Trades) (n int, ended bool) {
	have, first := c.carry.Len(), t.TimestampUS[0]
	if have > 0 {
		first = c.carry.TimestampUS[0]
	}
	today := t.Len()
	if midnight := floorTo(first, DayUS) + DayUS; t.TimestampUS[today-1] >= midnight {
		today = max(firstFrom(t.TimestampUS, midnight), min(1, 1-have)) // 0 only where the open bar is of an earlier day
	}
	switch c.activity.Measure {
	case ByTrades:
		if size := int(min(c.activity.Size, math.MaxInt32)); have+today >= size {
			n, ended = size-have, true
		}
	case ByVolume:
		n, ended = c.reach(t.Quantity[:today], have)
	default:
		n, ended = c.reach(t.QuoteQuantity[:today], have)
	}
	c.partial = !ended
	if !ended {
		n, ended = today, today < t.Len()
	}
	return n, ended
}

// reach counts values until the size is reached with two trades or more.
func (c *BarCutter) reach(values []float64, have int) (n int, reached bool) {
	enough := c.activity.Size - float64(shortBy*c.activity.Size)
	sum := c.counted
	for i, v := range values {
		if sum += v; sum >= enough && have+i > 0 {
			return i + 1, true
		}
	}
	c.counted = sum
	return len(values), false
}
