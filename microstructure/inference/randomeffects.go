package inference

import (
	"fmt"
	"math"
)

// RandomEffects is the mean of effects that differ from each other by more than
// their errors: each is drawn around the mean with the standard deviation Tau,
// and measured with an error.
type RandomEffects struct {
	N       int
	Mean    float64
	Weights []float64 // of the effects in the mean; they sum to 1
	// SamplingVar is the variance of the mean that comes of the errors, TauVar
	// that which comes of the effects' being drawn.
	SamplingVar, TauVar float64
	Tau                 float64 // standard deviation between the effects
	Q                   float64 // sum of squared distances from the mean over the errors' variances, at a Tau of 0
	I2                  float64 // share of the effects' spread that is not of their errors, [0, 1)
}

// SE is the standard error of the mean.
func (r RandomEffects) SE() float64 { return math.Sqrt(r.SamplingVar + r.TauVar) }

// DF are the degrees of freedom of the standard error: infinite where it is of
// errors alone, n-1 where it is of the spread between n effects alone, and in
// between Satterthwaite's (1946, Biometrics Bulletin 2, 110-114).
func (r RandomEffects) DF() float64 {
	share := r.TauVar / (r.SamplingVar + r.TauVar)
	return float64(r.N-1) / (share * share)
}

// PauleMandel gives the random-effects mean of effects whose errors have the
// covariance cov. Effects weigh 1/(v_i + tau^2), v_i the variance of an error;
// their mean's variance has the covariances too. tau^2 is where the weighted
// squared distances from the mean are as large as expected,
//
//	sum a_i (y_i - mean)^2 = n - 1 - sum_{i≠j} a_i a_j cov_ij / sum a_i,    a_i = 1/(v_i + tau^2)
//
// or 0 where they are smaller at 0 already. Without covariances that is the
// estimator of Paule and Mandel (1982, Journal of Research of the NBS 87,
// 377-385), which needs no first guess at the weights as DerSimonian and
// Laird's does, and is the less biased of the two where effects are few
// (Veroniki et al. 2016, Research Synthesis Methods 7, 55-79). Errors that move
// together spread effects less than their variances say, so that without the
// covariances tau would be too small and the mean too certain. Weights by the
// inverse of the whole covariance would be more efficient if it were known; an
// estimated one makes some of them negative.
//
// A variance that is not above 0, values that are not finite, or no effect: NaN.
// ErrLengths if cov has not a row and a column per effect.
func PauleMandel(effects []float64, cov [][]float64) (RandomEffects, error) {
	nan, n := math.NaN(), len(effects)
	out := RandomEffects{N: n, Mean: nan, SamplingVar: nan, TauVar: nan, Tau: nan, Q: nan, I2: nan}
	if len(cov) != n {
		return out, fmt.Errorf("%w: %d effects with a covariance of %d rows", ErrLengths, n, len(cov))
	}
	for i, row := range cov {
		if len(row) != n {
			return out, fmt.Errorf("%w: %d effects, and %d covariances in row %d", ErrLengths, n, len(row), i)
		}
	}
	if n == 0 || !finite(effects) || !allFinite(cov) {
		return out, nil
	}
	for i := range cov {
		if !(cov[i][i] > 0) {
			return out, nil
		}
	}
	g := &weighing{effects: effects, cov: cov, weights: make([]float64, n)}
	tau2, excess := 0.0, g.at(0)
	out.Q = g.q
	if n > 1 {
		if out.I2 = 0; out.Q > g.expected && out.Q > 0 {
			out.I2 = 1 - g.expected/out.Q
		}
	}
	if excess > 0 {
		tau2 = g.root()
	}
	g.at(tau2)
	out.Mean, out.Weights, out.Tau = g.mean, g.weights, math.Sqrt(tau2)
	squares := 0.0
	for _, w := range g.weights {
		squares += float64(w * w)
	}
	out.SamplingVar, out.TauVar = g.variance, float64(tau2*squares)
	return out, nil
}

// A weighing is the weighted mean of effects at a variance between them.
type weighing struct {
	effects     []float64
	cov         [][]float64
	weights     []float64
	mean        float64
	q, expected float64 // squared distances from the mean, and what they should be
	variance    float64 // of the mean, by errors alone
}

// at weighs with a variance between the effects, and gives the excess of q over
// what it should be.
func (g *weighing) at(tau2 float64) float64 {
	total := 0.0
	for i := range g.effects {
		g.weights[i] = 1 / (g.cov[i][i] + tau2)
		total += g.weights[i]
	}
	g.mean = 0
	for i, y := range g.effects {
		g.mean += float64(g.weights[i] / total * y)
	}
	g.q = 0
	var between, own float64
	for i, y := range g.effects {
		g.q += float64(g.weights[i] * (y - g.mean) * (y - g.mean))
		own += float64(g.weights[i] * g.weights[i] * g.cov[i][i])
		for j := range i {
			between += float64(2 * g.weights[i] * g.weights[j] * g.cov[i][j])
		}
	}
	g.expected = float64(len(g.effects)-1) - between/total
	g.variance = math.Max(0, own+between) / (total * total)
	for i := range g.weights {
		g.weights[i] /= total
	}
	return g.q - g.expected
}

// root is the variance between the effects at which the excess is 0, if it is
// above 0 at 0: q falls to 0 as the variance grows, and what it should be
// becomes n-1.
func (g *weighing) root() float64 {
	high := g.cov[0][0]
	for i := range g.cov {
		high = math.Max(high, g.cov[i][i])
	}
	for g.at(high) > 0 && !math.IsInf(high, 1) {
		high *= 2
	}
	low := 0.0
	for range 200 {
		middle := low + (high-low)/2
		if middle == low || middle == high {
			break
		}
		if g.at(middle) > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}
