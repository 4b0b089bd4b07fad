package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// A Rate is a share of runs with its 95 % interval.
type Rate struct {
	Count, Runs  int
	Share        float64
	Lower, Upper float64 // Wilson's score interval
}

// NewRate returns the share and the interval, NaN without runs:
//
//	(p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)
//
// Source: Wilson 1927, JASA 22, 209-212.
func NewRate(count, runs int) Rate {
	n, z := float64(runs), inference.NormalQuantile(0.975)
	p := float64(count) / n
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n)) / (1 + z*z/n)
	return Rate{count, runs, p, max(0, middle-half), min(1, middle+half)}
}
