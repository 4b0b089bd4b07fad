package microstructure

import (
	"fmt"
	"slices"
)

// A BarBuilder turns a stream of trades, added in batches, into bars. The
// result is the same to the bit for any batches. It is not safe for concurrent
// use.
type BarBuilder struct {
	cutter BarCutter
	also   func(Trades) // or nil
	bars   []Bar        // closed bars; the memory is reused for later streams
	takers []Takers     // of bars, if wanted
	last   []Takers     // of the stream before
	wanted bool
	whole  int      // of so many bars the trades after them say no more
	ends   []BarEnd // of bars by activity
	closed []BarEnd // of the stream before
	kernel kernel
}

// NewBarBuilder makes a builder of bars of the given length in µs, usually
// IntervalUS; Add reports a length below 1.
func NewBarBuilder(intervalUS int64) *BarBuilder {
	b := &BarBuilder{}
	b.cutter = BarCutter{intervalUS: intervalUS, do: b.closeBar}
	return b
}

// WantTakers says, before the first trade of a stream, whether Takers are
// looked for. Bars by activity have none.
func (b *BarBuilder) WantTakers(wanted bool) {
	c := &b.cutter
	b.wanted, c.every = wanted && c.activity == (Activity{}), nil
	if b.wanted && c.intervalUS < CrossWindowUS {
		c.every = b.complete
	}
}

// Takers are those of the bars of the last Finish, nil unless they were wanted.
// The caller owns them.
func (b *BarBuilder) Takers() []Takers { return b.last }

// Ends are those of the bars of the last Finish, nil unless they are by
// activity. The caller owns them.
func (b *BarBuilder) Ends() []BarEnd { return b.closed }

// Len is the number of bars since the last Finish.
func (b *BarBuilder) Len() int { return len(b.bars) }

// Also makes the builder call do with the trades of each finished bar; nil ends
// that. See NewBarCutter.
func (b *BarBuilder) Also(do func(Trades)) { b.also = do }

// CarryIn is BarCutter.CarryIn.
func (b *BarBuilder) CarryIn(memory Trades) { b.cutter.CarryIn(memory) }

// Add continues the stream with t, and keeps no reference to it. Trades that
// begin before those added earlier, or whose columns differ in length, are an
// error and change nothing. The trades are not validated: bars of trades that
// Trades.Validate refuses are meaningless.
func (b *BarBuilder) Add(t Trades) error { return b.cutter.Add(t) }

// Finish closes the last bar, returns all bars in time order, and makes the
// builder ready for another stream. The caller owns the bars.
func (b *BarBuilder) Finish() []Bar {
	b.cutter.Finish()
	bars := b.bars
	if len(bars) < cap(bars)/8*7 {
		bars = slices.Clone(bars)
	} else {
		b.bars = nil
	}
	b.last, b.closed = nil, slices.Clone(b.ends)
	if b.wanted {
		b.last = slices.Clone(b.takers)
	}
	b.bars, b.takers, b.ends, b.whole = b.bars[:0], b.takers[:0], b.ends[:0], 0
	return bars
}

// complete adds to bars of the last five minutes what trades after them say.
func (b *BarBuilder) complete(t Trades) {
	for i := b.whole; i < len(b.takers); i++ {
		if more := b.takers[i].complete(b.bars[i].TimestampUS, &t); !more && i == b.whole {
			b.whole++
		}
	}
}

// BuildBars returns the bars of trades in memory. Invalid trades are an error
// (see Trades.Validate), and so is an interval below 1 µs.
func BuildBars(t Trades, intervalUS int64) ([]Bar, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	b := NewBarBuilder(intervalUS)
	if err := b.Add(t); err != nil {
		return nil, err
	}
	return b.Finish(), nil
}

// BuildTakers returns the Takers of the bars that BuildBars returns.
func BuildTakers(t Trades, intervalUS int64) ([]Takers, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	b := NewBarBuilder(intervalUS)
	b.WantTakers(true)
	if err := b.Add(t); err != nil {
		return nil, err
	}
	b.Finish()
	return b.Takers(), nil
}

// grow makes room for one more bar, after a trade at a time in µs: append alone
// would copy a day's bars of a second many times. From some bars of a day on
// there is room for as many as the day will have at their pace, unless bars are
// shorter than a second or have no length: they may come in bursts.
func (b *BarBuilder) grow(us int64) {
	n := len(b.bars)
	if n < cap(b.bars) {
		return
	}
	more := max(16, n)
	begin := floorTo(us, DayUS)
	if b.cutter.intervalUS >= 1_000_000 && n >= 1024 && us > begin && b.bars[0].TimestampUS >= begin {
		most := DayUS / b.cutter.intervalUS
		more = max(more, int(min(1.05*float64(n)/float64(us-begin)*DayUS, float64(most)))+1-n)
	}
	grown := make([]Bar, n, n+more) // slices.Grow would clear all of it at once
	copy(grown, b.bars)
	b.bars = grown
}

func (b *BarBuilder) closeBar(t Trades) {
	openUS := t.TimestampUS[0]
	b.grow(openUS)
	if b.cutter.activity != (Activity{}) {
		b.ends = append(b.ends, BarEnd{t.TimestampUS[t.Len()-1], b.cutter.partial})
	} else {
		openUS = floorTo(openUS, b.cutter.intervalUS)
	}
	b.bars = b.bars[:len(b.bars)+1]
	b.kernel.bar(&b.bars[len(b.bars)-1], openUS, &t)
	if b.wanted {
		b.takers = append(b.takers, takersOf(openUS, &t))
	}
	if b.also != nil {
		b.also(t)
	}
}

// A BarCutter splits a stream of trades, added in batches, into the trades of
// each bar. It is not safe for concurrent use.
type BarCutter struct {
	intervalUS int64
	do         func(Trades)
	every      func(Trades) // or nil; called before do, for single trades too
	carry      Trades       // trades of the open interval

	activity Activity // instead of intervalUS, unless zero
	counted  float64  // volume or notional of the open bar
	partial  bool     // the bar that ends is incomplete
}

// NewBarCutter returns a cutter that calls do with the trades, two or more, of
// each bar of the given length in µs. do must not keep them.
func NewBarCutter(intervalUS int64, do func(Trades)) *BarCutter {
	return &BarCutter{intervalUS: intervalUS, do: do}
}

// CarryIn makes the cutter keep the trades of a bar that is not finished in the
// memory of the given ones, as long as that suffices. Call CarryIn between
// streams.
func (c *BarCutter) CarryIn(memory Trades) {
	c.carry = memory
	c.carry.Reset()
}

// Add continues the stream, as BarBuilder.Add does.
func (c *BarCutter) Add(t Trades) error {
	if err := c.check(&t); err != nil {
		return err
	}
	if c.activity != (Activity{}) {
		c.addCounted(t)
		return nil
	}
	if c.carry.Len() > 0 && t.Len() > 0 {
		n := c.intervalLen(&t, c.carry.TimestampUS[0])
		head, rest := t.cut(n)
		c.carry.Append(head)
		if n == t.Len() {
			return nil
		}
		c.close(c.carry)
		c.carry.Reset()
		t = rest
	}
	for t.Len() > 0 {
		n := max(1, c.intervalLen(&t, t.TimestampUS[0])) // 0 if times are out of order
		if n == t.Len() {
			c.carry.Append(t)
			return nil
		}
		var bar Trades
		bar, t = t.cut(n)
		c.close(bar)
	}
	return nil
}

func (c *BarCutter) check(t *Trades) error {
	if c.activity != (Activity{}) {
		if err := c.activity.Validate(); err != nil {
			return err
		}
	} else if c.intervalUS < 1 {
		return fmt.Errorf("bars of %d µs cannot be built; IntervalUS is the usual length", c.intervalUS)
	}
	if err := t.checkLengths(); err != nil {
		return err
	}
	if n := c.carry.Len(); n > 0 && t.Len() > 0 && t.TimestampUS[0] < c.carry.TimestampUS[n-1] {
		return earlier(0, t.TimestampUS[0])
	}
	return nil
}

// Finish closes the last bar and makes the cutter ready for another stream.
func (c *BarCutter) Finish() {
	c.partial, c.counted = true, 0
	c.close(c.carry)
	c.carry.Reset()
}

func (c *BarCutter) close(t Trades) {
	if c.every != nil && t.Len() > 0 {
		c.every(t)
	}
	if t.Len() >= 2 {
		c.do(t)
	}
}

// intervalLen counts the trades at the head of t that lie in inside's interval.
func (c *BarCutter) intervalLen(t *Trades, inside int64) int {
	end := floorTo(inside, c.intervalUS) + c.intervalUS
	ts := t.TimestampUS
	step := 32
	for step < len(ts) && ts[step-1] < end {
		step *= 2
	}
	return firstFrom(ts[:min(step, len(ts))], end)
}

// floorTo is the largest multiple of step that is not above x.
func floorTo(x, step int64) int64 {
	r := x % step
	if r < 0 {
		r += step
	}
	return x - r
}
