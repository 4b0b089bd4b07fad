package microstructure

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// arrivals sets the features that depend only on times.
func arrivals(bar *Bar, ts []int64) {
	n := len(ts)
	first, last := ts[0], ts[n-1]
	bar.ArrivalRate = float64(n) / max(float64(last-first)/1e6, 0.001)
	early := countBefore(ts, float64(first+last)/2)
	bar.TradeAcceleration = float64(n-2*early) / float64(n)
	if n == 2 {
		bar.Burstiness = 1
		return
	}
	mean := float64(last-first) / float64(n-1)
	bar.ITICV = gapDeviation(ts) / max(mean, 1)
	bar.Burstiness = float64(busiestFifth(ts)) / float64(n)
}

// gapDeviation is the standard deviation of inter-trade times, in µs. Gaps are
// whole µs and add up to an interval, so the sum of their squares is exact in
// an integer, and
//
//	variance = (n × Σ gap² - (Σ gap)²) / n²
//
// loses nothing to cancellation.
func gapDeviation(ts []int64) float64 {
	n := uint64(len(ts) - 1)
	span := uint64(ts[n] - ts[0])
	if span >= 1<<32 {
		return wideGapDeviation(ts, float64(span)/float64(n))
	}
	hi, lo := bits.Mul64(n, vector.SumSquaredGaps(ts))
	lo, borrow := bits.Sub64(lo, span*span, 0)
	hi -= borrow
	return math.Sqrt(float64(float64(hi)*0x1p64)+float64(lo)) / float64(n)
}

// wideGapDeviation is gapDeviation over more than an hour.
func wideGapDeviation(ts []int64, mean float64) float64 {
	sum := 0.0
	for i := 1; i < len(ts); i++ {
		d := float64(ts[i]-ts[i-1]) - mean
		sum += float64(d * d)
	}
	return math.Sqrt(sum / float64(len(ts)-1))
}

// busiestFifth divides the span from first to last trade into five equal parts,
// the last one closed on the right, and returns the number of trades in the
// busiest.
func busiestFifth(ts []int64) int {
	n := len(ts)
	first, last := float64(ts[0]), float64(ts[n-1])
	if first == last {
		return n
	}
	step := (last - first) / 5
	a, b, c, d := countsBefore(ts, step+first, float64(2*step)+first, float64(3*step)+first, float64(4*step)+first)
	return max(a, b-a, c-b, d-c, n-d)
}

// countsBefore is countBefore of four moments, the last of which is the latest.
// Their searches halve the same lengths, so that one loop makes all four, and
// none waits for another's loads.
func countsBefore(ts []int64, p, q, r, s float64) (a, b, c, d int) {
	if !(p > -1<<53 && s < 1<<53-1) {
		return countBefore(ts, p), countBefore(ts, q), countBefore(ts, r), countBefore(ts, s)
	}
	first, second, third, fourth := int64(math.Ceil(p)), int64(math.Ceil(q)), int64(math.Ceil(r)), int64(math.Ceil(s))
	for n := len(ts); n > 0; {
		half := int(uint(n+1) / 2)
		a += half & -before(ts[a+half-1], first)
		b += half & -before(ts[b+half-1], second)
		c += half & -before(ts[c+half-1], third)
		d += half & -before(ts[d+half-1], fourth)
		n -= half
	}
	return a, b, c, d
}

// countBefore counts the times below a moment.
func countBefore(ts []int64, moment float64) int {
	if whole := math.Ceil(moment); math.Abs(whole) < 1<<53 { // as is each whole number below it
		return firstFrom(ts, int64(whole))
	}
	n, _ := slices.BinarySearchFunc(ts, moment, func(t int64, moment float64) int {
		return cmp.Compare(float64(t), moment)
	})
	return n
}

// firstFrom is the place of the first time at or after us, len(ts) if there is
// none. The search has no branch to mispredict: short bars would spend most of
// their time there.
func firstFrom(ts []int64, us int64) int {
	from, n := 0, len(ts)
	for n > 0 {
		half := int(uint(n+1) / 2)
		from += half & -before(ts[from+half-1], us)
		n -= half
	}
	return from
}

// before is 1 if a is before b, else 0; compilers make no branch of it.
func before(a, b int64) (one int) {
	if a < b {
		one = 1
	}
	return one
}

// priceFrom is the price of the first trade at or after us, NaN if there is
// none: where the bar is shorter than the delay, say.
func priceFrom(p []float64, ts []int64, us int64) float64 {
	if ts[len(ts)-1] >= us {
		if i := firstFrom(ts, us); i < len(p) { // or the times are out of order
			return p[i]
		}
	}
	return math.NaN()
}
