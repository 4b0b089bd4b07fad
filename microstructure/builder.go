package microstructure

import "slices"

// A BarBuilder turns a stream of trades, given piece by piece, into bars. The
// way a stream is cut into pieces changes no bit of the result. It is not safe
// for concurrent use.
type BarBuilder struct {
	cutter BarCutter
	also   func(Trades) // or nil
	bars   []Bar        // closed; kept, so that later streams find room
	kernel kernel
}

// NewBarBuilder makes a builder of bars of the given length in µs, usually IntervalUS.
func NewBarBuilder(intervalUS int64) *BarBuilder {
	b := &BarBuilder{}
	b.cutter = BarCutter{intervalUS: intervalUS, do: b.closeBar}
	return b
}

// Also has do called with the trades of each bar once the bar is made; nil ends
// that. See NewBarCutter.
func (b *BarBuilder) Also(do func(Trades)) { b.also = do }

// Add continues the stream with t, whose trades are valid (see
// Trades.Validate) and not earlier than those added before. It keeps no
// reference to t.
func (b *BarBuilder) Add(t Trades) { b.cutter.Add(t) }

// Finish closes the last bar, returns all bars in order of time, and makes the
// builder ready for another stream. The bars are the caller's.
func (b *BarBuilder) Finish() []Bar {
	b.cutter.Finish()
	bars := slices.Clone(b.bars)
	b.bars = b.bars[:0]
	return bars
}

// BuildBars gives the bars of trades in memory.
func BuildBars(t Trades, intervalUS int64) []Bar {
	b := NewBarBuilder(intervalUS)
	b.Add(t)
	return b.Finish()
}

func (b *BarBuilder) closeBar(t Trades) {
	b.bars = append(b.bars, b.kernel.bar(floorTo(t.TimestampUS[0], b.cutter.intervalUS), &t))
	if b.also != nil {
		b.also(t)
	}
}

// A BarCutter cuts a stream of trades, given piece by piece, into the trades of
// each bar. It is not safe for concurrent use.
type BarCutter struct {
	intervalUS int64
	do         func(Trades)
	carry      Trades // the trades of the interval that is still open
}

// NewBarCutter makes a cutter for bars of the given length in µs that calls do
// for each: two trades or more, whose memory do may use until it returns.
func NewBarCutter(intervalUS int64, do func(Trades)) *BarCutter {
	return &BarCutter{intervalUS: intervalUS, do: do}
}

// Add continues the stream, as BarBuilder.Add does.
func (c *BarCutter) Add(t Trades) {
	if c.carry.Len() > 0 && t.Len() > 0 {
		n := c.intervalLen(&t, c.carry.TimestampUS[0])
		c.carry.Append(t.Slice(0, n))
		if n == t.Len() {
			return
		}
		c.close(c.carry)
		c.carry.Reset()
		t = t.Slice(n, t.Len())
	}
	for t.Len() > 0 {
		n := c.intervalLen(&t, t.TimestampUS[0])
		if n == t.Len() {
			c.carry.Append(t)
			return
		}
		c.close(t.Slice(0, n))
		t = t.Slice(n, t.Len())
	}
}

// Finish closes the last bar and makes the cutter ready for another stream.
func (c *BarCutter) Finish() {
	c.close(c.carry)
	c.carry.Reset()
}

func (c *BarCutter) close(t Trades) {
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
