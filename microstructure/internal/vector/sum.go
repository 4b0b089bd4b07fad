package vector

// blockLen is the largest number of values that numpy adds in one block.
const blockLen = 128

// sum adds blocks with the loop of a level.
func sum(x []float64, block func(x []float64) float64) float64 {
	if len(x) <= blockLen {
		return block(x)
	}
	half := firstHalf(len(x))
	return sum(x[:half], block) + sum(x[half:], block)
}

func sums(x, y []float64, block func(x, y []float64) (sumX, sumY float64)) (sumX, sumY float64) {
	if len(x) <= blockLen {
		return block(x, y)
	}
	half := firstHalf(len(x))
	x1, y1 := sums(x[:half], y[:half], block)
	x2, y2 := sums(x[half:], y[half:], block)
	return x1 + x2, y1 + y2
}

func sumOfSteps(p []float64, block func(p []float64) float64) float64 {
	n := len(p) - 1
	if n <= blockLen {
		return block(p)
	}
	half := firstHalf(n)
	return sumOfSteps(p[:half+1], block) + sumOfSteps(p[half:], block)
}

// firstHalf is how many of n values sum adds before it adds the rest.
func firstHalf(n int) int { return n / 2 &^ 7 }

func sumBlocks(x, y []float64) (sumX, sumY float64) { return sumBlock(x), sumBlock(y) }

func sumBlock(x []float64) float64 {
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

func sumBlockOfSteps(p []float64) float64 {
	n := len(p) - 1
	if n < 8 {
		s := 0.0
		for i := range n {
			s += p[i+1] - p[i]
		}
		return s
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
