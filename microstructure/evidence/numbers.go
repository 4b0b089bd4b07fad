package evidence

import "math"

var nan = math.NaN()

func sum(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}

// mean is NaN of nothing.
func mean(x []float64) float64 { return sum(x) / float64(len(x)) }
