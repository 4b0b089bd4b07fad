package inference

import (
	"math"
	"math/rand/v2"
)

// noise gives trials of independent standard normal values.
func noise(seed uint64, trials, periods int) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([][]float64, trials)
	for k := range out {
		out[k] = make([]float64, periods)
		for t := range out[k] {
			out[k][t] = rng.NormFloat64()
		}
	}
	return out
}

// ar1 gives a stationary autoregression with normal innovations of variance 1.
func ar1(rng *rand.Rand, n int, phi float64) []float64 {
	return dependent(rng, n, phi, false)
}

// dependent gives an autoregression whose innovations are independent, or
// GARCH(1,1) with coefficients 0.1 and 0.85, as daily profits that cluster.
func dependent(rng *rand.Rand, n int, phi float64, garch bool) []float64 {
	const warmup = 200
	x := make([]float64, n)
	var previous, e float64
	variance := 1.0
	for t := range n + warmup {
		if garch {
			variance = 0.05 + 0.1*e*e + 0.85*variance
		}
		e = math.Sqrt(variance) * rng.NormFloat64()
		previous = phi*previous + e
		if t >= warmup {
			x[t-warmup] = previous
		}
	}
	return x
}
