package inference

import (
	"cmp"
	"math"
	"slices"
)

// AverageRanks gives each value's rank among x, from 1 for the smallest; equal
// values share the mean of their ranks, and -0 equals 0. x must not hold NaN.
func AverageRanks(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	ranks := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			ranks[k] = float64(i+1+j) / 2
		}
		i = j
	}
	return ranks
}

// rankScores are the average ranks, centred and divided by their population
// standard deviation; x must vary.
func rankScores(x []float64) []float64 {
	z := AverageRanks(x)
	middle := float64(len(x)+1) / 2
	for i := range z {
		z[i] -= middle
	}
	deviation := math.Sqrt(dot(z, z) / float64(len(z)))
	for i := range z {
		z[i] /= deviation
	}
	return z
}

// validPairs are the pairs without NaN, and the place of each in the full
// series.
func validPairs(x, y []float64) (vx, vy []float64, places []int) {
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			vx, vy, places = append(vx, x[i]), append(vy, y[i]), append(places, i)
		}
	}
	return vx, vy, places
}
