package microstructure

import "math"

// blockLen is the most values that numpy adds in one block.
const blockLen = 128

// pairwiseSum adds as numpy does: blocks of up to 128 values in eight running
// sums, halves of longer inputs separately. The error grows with log n rather
// than n, and the result equals numpy's to the bit.
func pairwiseSum(x []float64) float64 {
	if len(x) > blockLen {
		half := firstHalf(len(x))
		return pairwiseSum(x[:half]) + pairwiseSum(x[half:])
	}
	return blockSum(x)
}

// firstHalf is how many of n values pairwiseSum adds before it adds the rest.
func firstHalf(n int) int { return n / 2 &^ 7 }

// blockSum is pairwiseSum of one block.
func blockSum(x []float64) float64 {
	if len(x) < 8 {
		s := 0.0
		for _, v := range x {
			s += v
		}
		return s
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

// pairwiseSumOfSteps is pairwiseSum of p[1] - p[0], p[2] - p[1] and so on.
func pairwiseSumOfSteps(p []float64) float64 {
	n := len(p) - 1
	if n < 8 {
		s := 0.0
		for i := range n {
			s += p[i+1] - p[i]
		}
		return s
	}
	if n > blockLen {
		half := firstHalf(n)
		return pairwiseSumOfSteps(p[:half+1]) + pairwiseSumOfSteps(p[half:])
	}
	var r0, r1, r2, r3, r4, r5, r6, r7 float64
	for ; len(p) > 8; p = p[8:] {
		r0 += p[1] - p[0]
		r1 += p[2] - p[1]
		r2 += p[3] - p[2]
		r3 += p[4] - p[3]
		r4 += p[5] - p[4]
		r5 += p[6] - p[5]
		r6 += p[7] - p[6]
		r7 += p[8] - p[7]
	}
	s := ((r0 + r1) + (r2 + r3)) + ((r4 + r5) + (r6 + r7))
	for i := range len(p) - 1 {
		s += p[i+1] - p[i]
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
