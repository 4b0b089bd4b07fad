package microstructure

import "math"

// pairwiseSum adds as numpy does: blocks of up to 128 values in eight running
// sums, halves of longer inputs separately. The error grows with log n rather
// than n, and the result equals numpy's to the bit.
func pairwiseSum(x []float64) float64 {
	n := len(x)
	if n < 8 {
		s := 0.0
		for _, v := range x {
			s += v
		}
		return s
	}
	if n > 128 {
		half := n / 2
		half -= half % 8
		return pairwiseSum(x[:half]) + pairwiseSum(x[half:])
	}
	r0, r1, r2, r3, r4, r5, r6, r7 := x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]
	x = x[8:]
	for len(x) >= 8 {
		r0 += x[0]
		r1 += x[1]
		r2 += x[2]
		r3 += x[3]
		r4 += x[4]
		r5 += x[5]
		r6 += x[6]
		r7 += x[7]
		x = x[8:]
	}
	s := ((r0 + r1) + (r2 + r3)) + ((r4 + r5) + (r6 + r7))
	for _, v := range x {
		s += v
	}
	return s
}

// mean is the arithmetic mean, NaN of nothing.
func mean(x []float64) float64 { return pairwiseSum(x) / float64(len(x)) }

// sampleStd is the standard deviation with n - 1, NaN below two values.
func sampleStd(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	m := mean(x)
	squares := make([]float64, len(x))
	for i, v := range x {
		squares[i] = (v - m) * (v - m)
	}
	return math.Sqrt(pairwiseSum(squares) / float64(len(x)-1))
}

// withoutNaN copies the values that are not NaN.
func withoutNaN(x []float64) []float64 {
	out := make([]float64, 0, len(x))
	for _, v := range x {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}
