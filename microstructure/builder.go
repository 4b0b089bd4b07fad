package microstructure

import "slices"

// A BarBuilder turns a stream of trades, given piece by piece, into bars. The
// way a stream is cut into pieces changes no bit of the result. It is not safe
// for concurrent use.
type BarBuilder struct {
	intervalUS int64
	carry      Trades // the trades of the interval that is still open
	bars       []Bar  // closed; kept, so that later streams find room
	kernel     kernel
}

// NewBarBuilder makes a builder of bars of the given length in µs, usually IntervalUS.
func NewBarBuilder(intervalUS int64) *BarBuilder {
	return &BarBuilder{intervalUS: intervalUS}
}

// Add continues the stream with t, whose trades are valid (see
// Trades.Validate) and not earlier than those added before. It keeps no
// reference to t.
func (b *BarBuilder) Add(t Trades) {
	if b.carry.Len() > 0 && t.Len() > 0 {
		n := b.intervalLen(&t, b.carry.TimestampUS[0])
		b.carry.Append(t.Slice(0, n))
		if n == t.Len() {
			return
		}
		b.closeBar(b.carry)
		b.carry.Reset()
		t = t.Slice(n, t.Len())
	}
	for t.Len() > 0 {
		n := b.intervalLen(&t, t.TimestampUS[0])
		if n == t.Len() {
			b.carry.Append(t)
			return
		}
		b.closeBar(t.Slice(0, n))
		t = t.Slice(n, t.Len())
	}
}

// Finish closes the last bar, returns all bars in order of time, and makes the
// builder ready for another stream. The bars are the caller's.
func (b *BarBuilder) Finish() []Bar {
	b.closeBar(b.carry)
	b.carry.Reset()
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
	if t.Len() >= 2 {
		b.bars = append(b.bars, b.kernel.bar(floorTo(t.TimestampUS[0], b.intervalUS), &t))
	}
}

// intervalLen counts the trades at the head of t that lie in inside's interval.
func (b *BarBuilder) intervalLen(t *Trades, inside int64) int {
	end := floorTo(inside, b.intervalUS) + b.intervalUS
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
