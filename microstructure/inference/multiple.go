package inference

import (
	"cmp"
	"math"
	"slices"
)

// BenjaminiHochberg adjusts p-values for their number m, so that of those at or
// below a level at most that share is false on average, if the tests are
// independent or positively dependent. With p_(1) <= … <= p_(m),
//
//	q_(i) = min_{j>=i} min(1, p_(j) m/j)
//
// A p-value that is NaN or outside [0, 1] is no test: its place is NaN, and it
// does not count.
//
// Source: Benjamini and Hochberg 1995, JRSS B 57(1), 289-300.
func BenjaminiHochberg(p []float64) []float64 { return stepUp(p, 1) }

// BenjaminiYekutieli is BenjaminiHochberg under any dependence: its values
// times 1 + 1/2 + … + 1/m, at most 1.
//
// Source: Benjamini and Yekutieli 2001, Annals of Statistics 29(4), 1165-1188.
func BenjaminiYekutieli(p []float64) []float64 {
	harmonic := 0.0
	for i := range ascending(p) {
		harmonic += 1 / float64(i+1)
	}
	return stepUp(p, harmonic)
}

// Holm adjusts p-values for their number m, so that the probability of any
// false one at or below a level is at most the level, under any dependence:
//
//	q_(i) = max_{j<=i} min(1, p_(j) (m-j+1))
//
// NaN as in BenjaminiHochberg.
//
// Source: Holm 1979, Scandinavian Journal of Statistics 6(2), 65-70.
func Holm(p []float64) []float64 {
	out, order := undefinedSeries(len(p)), ascending(p)
	largest := 0.0
	for i, k := range order {
		largest = max(largest, math.Min(1, p[k]*float64(len(order)-i)))
		out[k] = largest
	}
	return out
}

func stepUp(p []float64, factor float64) []float64 {
	out, order := undefinedSeries(len(p)), ascending(p)
	smallest := 1.0
	for i := len(order) - 1; i >= 0; i-- {
		smallest = min(smallest, p[order[i]]*factor*float64(len(order))/float64(i+1))
		out[order[i]] = smallest
	}
	return out
}

// ascending are the places of the p-values that are any, the smallest first.
func ascending(p []float64) []int {
	var order []int
	for i, v := range p {
		if v >= 0 && v <= 1 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	return order
}

func undefinedSeries(n int) []float64 { return slices.Repeat([]float64{math.NaN()}, n) }
