package microstructure

import "math"

// A selector finds a high percentile of trade sizes without sorting them. Sizes
// are positive, and positive floats order as their bits do: a histogram of the
// leading 16 bits finds the narrow class of sizes that holds the percentile, and
// only that class is searched.
type selector struct {
	classes [2][1 << 15]int32 // two counters a class, so that equal neighbours do not wait for each other
	members []uint64
	values  []float64
}

const (
	classShift = 48
	classMask  = 1<<15 - 1
)

// buffer is scratch of n values.
func (s *selector) buffer(n int) []float64 {
	if len(s.values) < n {
		s.values = make([]float64, n+n/4)
	}
	return s.values[:n]
}

// percentile90 equals numpy.percentile(q, 90) to the bit, for at least two values.
func (s *selector) percentile90(q []float64) float64 {
	at := float64(len(q)-1) * 0.9
	below := math.Floor(at)
	lo, hi := s.neighbours(q, int(below))
	return lerp(lo, hi, at-below)
}

// neighbours gives the sorted values at places i and i + 1.
func (s *selector) neighbours(q []float64, i int) (lo, hi float64) {
	if cap(s.members) < len(q) {
		s.members = make([]uint64, len(q)+len(q)/4)
	}
	m := s.members[:len(q)]
	before := 0 // values in classes below the ones in m
	if len(q) < 256 {
		for j, v := range q {
			m[j] = math.Float64bits(v)
		}
	} else {
		class, n := s.classOf(q, i+1)
		before = n
		m = collect(m, q, class)
	}
	h := quickselect(m, i+1-before)
	if i >= before {
		return math.Float64frombits(maxBits(m[:i+1-before])), math.Float64frombits(h)
	}
	return math.Float64frombits(maxBelow(q, math.Float64frombits(h))), math.Float64frombits(h)
}

// classOf finds the class of the sorted value at place i and counts the values in lower classes.
func (s *selector) classOf(q []float64, i int) (class, before int) {
	even, odd := &s.classes[0], &s.classes[1]
	low, high := classMask, 0
	for j := 0; j+1 < len(q); j += 2 {
		c := int(math.Float64bits(q[j])>>classShift) & classMask
		d := int(math.Float64bits(q[j+1])>>classShift) & classMask
		even[c]++
		odd[d]++
		low = min(low, c, d)
		high = max(high, c, d)
	}
	if len(q)%2 == 1 {
		c := int(math.Float64bits(q[len(q)-1])>>classShift) & classMask
		even[c]++
		low, high = min(low, c), max(high, c)
	}
	before = len(q)
	for class = high; class > low; class-- {
		before -= int(even[class] + odd[class])
		if before <= i {
			break
		}
	}
	if class == low {
		before = 0
	}
	clear(even[low : high+1])
	clear(odd[low : high+1])
	return class, before
}

// collect fills m with the bits of the values of one class.
func collect(m []uint64, q []float64, class int) []uint64 {
	n := 0
	for _, v := range q {
		b := math.Float64bits(v)
		m[n] = b
		if int(b>>classShift)&classMask == class {
			n++
		}
	}
	return m[:n]
}

// quickselect orders m so that m[k] is in its sorted place, with nothing
// larger before it and nothing smaller behind, and gives m[k].
func quickselect(m []uint64, k int) uint64 {
	lo, hi := 0, len(m)-1
	for hi-lo > 12 {
		mid := (lo + hi) / 2
		pivot := median(m[lo], m[mid], m[hi])
		i, j := lo, hi
		for i <= j {
			for m[i] < pivot {
				i++
			}
			for m[j] > pivot {
				j--
			}
			if i <= j {
				m[i], m[j] = m[j], m[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return m[k]
		}
	}
	for i := lo + 1; i <= hi; i++ {
		for j := i; j > lo && m[j] < m[j-1]; j-- {
			m[j], m[j-1] = m[j-1], m[j]
		}
	}
	return m[k]
}

func median(a, b, c uint64) uint64 { return max(min(a, b), min(max(a, b), c)) }

func maxBits(m []uint64) uint64 {
	top := m[0]
	for _, b := range m[1:] {
		top = max(top, b)
	}
	return top
}

// maxBelow is the bits of the largest value smaller than limit.
func maxBelow(q []float64, limit float64) uint64 {
	top := uint64(0)
	for _, v := range q {
		if v < limit {
			top = max(top, math.Float64bits(v))
		}
	}
	return top
}
