package audit

import (
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// MaxLagSeconds is the largest lag, in either direction, of the comparison of
// two sources' returns by second.
const MaxLagSeconds = 60

const (
	lags = 2*MaxLagSeconds + 1
	// lagBlock is the length, in seconds, of the parts of a day whose sums of
	// products are taken as independent.
	lagBlock = 300
	// returnLimit bounds returns, so that one bad print does not decide a
	// correlation.
	returnLimit = 0.005
)

// secondPrices are a day's last prices by second, as logarithms.
type secondPrices struct {
	updates      []int32   // seconds with a trade
	before, from []float64 // the price at the end of a second; the price of the first update in it or after it
}

// set takes the last prices by second, 0 where there was no trade. It does not
// keep the slice.
func (s *secondPrices) set(prices []float64) {
	if s.before == nil {
		s.before, s.from = make([]float64, len(prices)), make([]float64, len(prices))
	}
	s.updates = s.updates[:0]
	last, price := 0.0, 0.0
	for t, p := range prices {
		if p != 0 {
			s.updates = append(s.updates, int32(t))
			if p != price {
				price, last = p, math.Log(p)
			}
		}
		s.before[t] = last
	}
	next := last
	for t := len(prices) - 1; t >= 0; t-- {
		if prices[t] != 0 {
			next = s.before[t]
		}
		s.from[t] = next
	}
}

// lagSums hold the sums of the correlation of two sources' returns at every
// lag. Lags go from -MaxLagSeconds to +MaxLagSeconds, by which the second
// source is later.
type lagSums struct {
	N  float64 // returns of the first source
	AA float64 // sum of their squares
	// Sparse is the number of seconds with a trade at the source that has
	// fewer, Seconds that of all, with and without: what is compared.
	Sparse, Seconds float64
	BB              []float64 // sums of squares of the second source's
	AB              []float64 // sums of products
	// Sums of squares, over blocks, of a block's sum of products and of its
	// excess over the one without a lag: variances of AB and of that excess.
	Var, RiseVar []float64
}

func (s *lagSums) allocate() {
	if s.AB == nil {
		s.AB, s.BB, s.Var, s.RiseVar = make([]float64, lags), make([]float64, lags), make([]float64, lags), make([]float64, lags)
	}
}

// newLagSums compares two sources on one day, in the time that both cover.
//
// The sum of products at a lag is the estimator of Hayashi and Yoshida
// (Bernoulli 11, 2005) with the second source's times shifted, as Hoffmann,
// Rosenbaum and Yoshida (Bernoulli 19, 2013) take it for leads and lags: each
// return of the first source, from one second with a trade to the next, times
// those of the second that overlap it. If both trade in every second, it is the
// cross-correlation of 1-second returns; if not, it loses nothing to the
// seconds in between.
func newLagSums(a, b *secondPrices) lagSums {
	var s lagSums
	s.allocate()
	if len(a.updates) == 0 || len(b.updates) == 0 {
		return s
	}
	from := max(a.updates[0], b.updates[0])
	to := min(a.updates[len(a.updates)-1], b.updates[len(b.updates)-1])
	s.Seconds = float64(max(0, to-from))
	s.Sparse = float64(min(a.within(from, to), b.within(from, to)))
	var block [lags]float64
	end := int32(0)
	for i := 1; i < len(a.updates); i++ {
		t0, t1 := a.updates[i-1], a.updates[i]
		if t0-MaxLagSeconds < from || t1+MaxLagSeconds > to {
			continue
		}
		x := limited(a.before[t1] - a.before[t0])
		s.N++
		s.AA += float64(x * x)
		if t1 >= end {
			s.close(&block)
			end = t1 - t1%lagBlock + lagBlock
		}
		start := b.before[t0-MaxLagSeconds : t0+MaxLagSeconds+1]
		stop := b.from[t1-MaxLagSeconds : t1+MaxLagSeconds+1][:len(start)]
		vector.AddProducts(block[:], s.BB, start, stop, x, returnLimit)
	}
	s.close(&block)
	return s
}

func limited(x float64) float64 { return max(-returnLimit, min(returnLimit, x)) }

// within counts the updates from one second up to another.
func (s *secondPrices) within(from, to int32) int {
	first, _ := slices.BinarySearch(s.updates, from)
	last, _ := slices.BinarySearch(s.updates, to)
	return max(0, last-first)
}

// close adds a block's sums of products and resets the block.
func (s *lagSums) close(block *[lags]float64) {
	zero := block[MaxLagSeconds]
	for k, v := range block {
		s.AB[k] += v
		s.Var[k] += float64(v * v)
		s.RiseVar[k] += float64((v - zero) * (v - zero))
	}
	*block = [lags]float64{}
}

func (s *lagSums) merge(o lagSums) {
	s.allocate()
	s.N += o.N
	s.AA += o.AA
	s.Sparse += o.Sparse
	s.Seconds += o.Seconds
	for k := range o.AB {
		s.BB[k] += o.BB[k]
		s.AB[k] += o.AB[k]
		s.Var[k] += o.Var[k]
		s.RiseVar[k] += o.RiseVar[k]
	}
}

// A lag is the position of the peak of a cross-correlation.
type lag struct {
	seconds    int     // by which the second source trails the first; below 0, leads it
	peak, zero float64 // correlation there, and at no lag
	clear      bool    // the correlation is significant
}

// correlation is the correlation at a lag, NaN without returns.
func (s *lagSums) correlation(seconds int) float64 {
	at := MaxLagSeconds + seconds
	if len(s.AB) == 0 || !(s.AA*s.BB[at] > 0) {
		return math.NaN()
	}
	return s.AB[at] / math.Sqrt(s.AA*s.BB[at])
}

// peak returns the lag with the largest sum of products, or the usual one, in
// seconds, unless that sum and its excess over the one at the usual lag are
// significant: see Thresholds.
func (s *lagSums) peak(t *Thresholds, usual int) lag {
	l := lag{seconds: usual, zero: s.correlation(0)}
	l.peak = s.correlation(usual)
	if math.IsNaN(l.peak) {
		return l
	}
	from := MaxLagSeconds + usual
	best := s.AB[from]
	for k := 1; k <= 2*MaxLagSeconds; k++ { // the nearest of equals
		for _, at := range []int{from + k, from - k} {
			if at >= 0 && at < lags && s.AB[at] > best {
				best, l.seconds = s.AB[at], at-MaxLagSeconds
			}
		}
	}
	at, rise := MaxLagSeconds+l.seconds, best-s.AB[from]
	chance := math.Sqrt(s.RiseVar[at])
	if usual != 0 {
		chance = math.Sqrt(s.Var[at]) + math.Sqrt(s.Var[from]) // at most
	}
	if rise < t.LagRise*best || rise < t.LagZ*chance || best < t.LagZ*math.Sqrt(s.Var[at]) || math.Abs(float64(at-from))*s.Sparse < t.LagGap*s.Seconds {
		l.seconds = usual
	}
	l.peak = s.correlation(l.seconds)
	l.clear = l.peak >= max(t.LagCorrelation, t.LagZ/math.Sqrt(s.N))
	return l
}

// orByMinute returns the lag by minute if it is out of reach of the search by
// second, or if that found none, or a flat peak that contains it.
func (s *lagSums) orByMinute(l, byMinute lag) lag {
	const flat = 0.95
	switch m := byMinute.seconds; {
	case !byMinute.clear:
		return l
	case !l.clear || max(m, -m) > MaxLagSeconds:
		return byMinute
	case m != 0 && s.AB[MaxLagSeconds+m] > flat*s.AB[MaxLagSeconds+l.seconds]:
		l.seconds, l.peak = m, s.correlation(m)
	}
	return l
}

// correlations returns the correlation at every lag.
func (s *lagSums) correlations() []Float {
	out := make([]Float, lags)
	for k := range out {
		out[k] = Float(s.correlation(k - MaxLagSeconds))
	}
	return out
}
