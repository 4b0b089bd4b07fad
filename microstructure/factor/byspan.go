package factor

import (
	"cmp"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// level of all intervals.
const level = 0.95

// An Estimate is a mean over spans with its error.
type Estimate struct {
	Rows  int
	Value float64
	// SE and the 95 % interval are the bootstrap's of spans; see
	// inference.MeanInterval.
	SE, Lower, Upper float64
	P                float64 // two-sided, of a value of 0: Student's t with a span less than there are
}

// Known reports whether there is an estimate with an error.
func (e Estimate) Known() bool { return e.SE > 0 }

// OneSided is the p-value of the hypothesis that the value is at least 0 for
// sign -1, at most 0 for sign 1.
func (e Estimate) OneSided(sign float64) float64 {
	if e.Value*sign > 0 {
		return e.P / 2
	}
	return 1 - e.P/2
}

// bySpan is an estimate as a series of spans whose mean it is; nil where there
// is none.
type bySpan struct {
	rows  int
	value float64
	spans []float64
}

// spanRows are the rows of a span: a quarter of a day, or as many days as the
// longest horizon takes where that is longer.
func (p *Panel) spanRows(c Config) int {
	longest := c.Main.Bars
	for _, h := range c.Horizons {
		longest = max(longest, h.Bars)
	}
	day := p.Interval.PerDay()
	if day%4 == 0 && day/4 >= longest {
		return day / 4
	}
	return (longest + day - 1) / day * day
}

// ratio is sum/count over spans, written as a mean over them.
func ratio(sums, counts []float64) bySpan {
	var sum, count float64
	for d := range sums {
		sum, count = sum+sums[d], count+counts[d]
	}
	out := bySpan{rows: int(count), value: sum / count}
	if count == 0 {
		return out
	}
	out.spans = make([]float64, len(sums))
	scale := float64(len(sums)) / count
	for d := range sums {
		out.spans[d] = out.value + float64(scale*(sums[d]-float64(out.value*counts[d])))
	}
	return out
}

// minus is the difference of two estimates over the same spans.
func (b bySpan) minus(o bySpan) bySpan {
	out := bySpan{rows: min(b.rows, o.rows), value: b.value - o.value}
	if b.spans == nil || o.spans == nil {
		return bySpan{value: math.NaN()}
	}
	out.spans = make([]float64, len(b.spans))
	for d := range out.spans {
		out.spans[d] = b.spans[d] - o.spans[d]
	}
	return out
}

// times is the estimate in another unit.
func (b bySpan) times(factor float64) bySpan {
	out := bySpan{rows: b.rows, value: b.value * factor}
	for _, v := range b.spans {
		out.spans = append(out.spans, v*factor)
	}
	return out
}

// estimate has the error of the mean over spans.
func (b bySpan) estimate(r inference.Resampling) Estimate {
	nan := math.NaN()
	out := Estimate{Rows: b.rows, Value: b.value, SE: nan, Lower: nan, Upper: nan, P: nan}
	if b.spans == nil {
		return out
	}
	r.Workers = 1
	i, err := inference.MeanInterval(b.spans, level, r)
	if err != nil || !(i.SE > 0) {
		return out
	}
	out.SE, out.Lower, out.Upper = i.SE, i.Lower, i.Upper
	out.P = inference.StudentTwoSidedP(i.Mean/i.SE, float64(len(b.spans)-1))
	return out
}

// A column has its rows in the order of their values, so that the ranks among
// any rows take one pass.
type column struct {
	values []float64
	order  []int32
	ahead  int // rows over which values that are returns extend
}

func newColumn(values []float64) column {
	c := column{values: values}
	for i, v := range values {
		if !math.IsNaN(v) {
			c.order = append(c.order, int32(i))
		}
	}
	slices.SortFunc(c.order, func(a, b int32) int { return cmp.Or(cmp.Compare(values[a], values[b]), cmp.Compare(a, b)) })
	return c
}

// scores are the average ranks among the rows in a mask, n of them, centred and
// divided by their standard deviation; false if they are constant. Other rows
// are left as they are.
func (c column) scores(mask []bool, n int, out []float64) bool {
	middle, squares := float64(n+1)/2, 0.0
	tied := make([]int32, 0, 8)
	place := 0
	flush := func() {
		rank := float64(place-len(tied)) + float64(len(tied)+1)/2 - middle
		for _, row := range tied {
			out[row] = rank
		}
		squares += float64(rank * rank * float64(len(tied)))
		tied = tied[:0]
	}
	for _, row := range c.order {
		if !mask[row] {
			continue
		}
		if len(tied) > 0 && c.values[tied[0]] != c.values[row] {
			flush()
		}
		tied = append(tied, row)
		place++
	}
	flush()
	if squares == 0 {
		return false
	}
	deviation := math.Sqrt(squares / float64(n))
	for _, row := range c.order {
		if mask[row] {
			out[row] /= deviation
		}
	}
	return true
}

// newReturns is newColumn for the returns over the next rows of prices.
func newReturns(prices []float64, rows int) column {
	c := newColumn(microstructure.ForwardReturns(prices, rows))
	c.ahead = rows
	return c
}

// A correlator gives rank correlations by span; it has the scratch space.
type correlator struct {
	unit   int // rows of a span
	mask   []bool
	zx, zy []float64
}

func (p *Panel) correlator(unit int) *correlator {
	n := p.Len()
	return &correlator{unit, make([]bool, n), make([]float64, n), make([]float64, n)}
}

// spans are as many zeros as there are spans.
func (c *correlator) spans() []float64 { return make([]float64, (len(c.mask)+c.unit-1)/c.unit) }

// leastRows are those of a rank correlation.
const leastRows = 8

// ic is the rank correlation of x and y over the rows in a group, nil for all.
func (c *correlator) ic(x, y column, group []bool) bySpan {
	n := 0
	for i := range c.mask {
		c.mask[i] = !math.IsNaN(x.values[i]) && !math.IsNaN(y.values[i]) && (group == nil || group[i])
		if c.mask[i] {
			n++
		}
	}
	if n < leastRows || !x.scores(c.mask, n, c.zx) || !y.scores(c.mask, n, c.zy) {
		return bySpan{rows: n, value: math.NaN()}
	}
	for i, in := range c.mask {
		if in {
			c.zx[i] *= c.zy[i]
		}
	}
	return c.mean(c.zx, y.ahead)
}

// mean is that of the values in the mask, by span. Values overlap their
// neighbours over so many rows: see across.
func (c *correlator) mean(values []float64, ahead int) bySpan {
	sums, counts := c.spans(), c.spans()
	for i, in := range c.mask {
		if in {
			sums[i/c.unit] += values[i]
			counts[i/c.unit]++
		}
	}
	out := ratio(sums, counts)
	if out.spans == nil || ahead < 2 {
		return out
	}
	within := 0.0
	for d := range sums {
		within += float64((sums[d] - float64(out.value*counts[d])) * (sums[d] - float64(out.value*counts[d])))
	}
	if wider := 1 + float64(2*c.across(values, out.value, ahead))/within; wider > 1 {
		wider = math.Sqrt(wider)
		for d := range out.spans {
			out.spans[d] = out.value + float64(wider*(out.spans[d]-out.value))
		}
	}
	return out
}

// across is the sum of products of deviations of rows that overlap across the
// border of two spans. Spans that are resampled one by one lack it: where
// returns overlap and a feature is slow, their errors would be some percent too
// small. The series is spread out by as much.
func (c *correlator) across(values []float64, mean float64, ahead int) (sum float64) {
	for border := c.unit; border < len(values); border += c.unit {
		for i := 1; i < ahead; i++ {
			before := border - i
			if before < border-c.unit || !c.mask[before] {
				continue
			}
			e := values[before] - mean
			for after := border; after < min(before+ahead, len(values)); after++ {
				if c.mask[after] {
					sum += float64(e * (values[after] - mean))
				}
			}
		}
	}
	return sum
}
