package inference

import "math"

// MeanStd gives the mean of x, its population standard deviation (divided by n)
// and its sample standard deviation (divided by n-1). All are NaN for an empty
// series and for one that is not finite; the sample standard deviation of one
// value is NaN; that of a constant series is exactly 0.
func MeanStd(x []float64) (mean, population, sample float64) {
	n := float64(len(x))
	if n == 0 || !finite(x) {
		return math.NaN(), math.NaN(), math.NaN()
	}
	mean = meanOf(x)
	sample = math.NaN()
	if constant(x) {
		if n > 1 {
			sample = 0
		}
		return mean, 0, sample
	}
	var sum float64
	for _, v := range x {
		sum += float64((v - mean) * (v - mean))
	}
	return mean, math.Sqrt(sum / n), math.Sqrt(sum / (n - 1))
}

// Correlation is the Pearson correlation of x and y, in [-1, 1]. It is NaN for
// fewer than 2 pairs, for values that are not finite and when a side is
// constant. Lengths that differ are ErrLengths.
func Correlation(x, y []float64) (float64, error) {
	if len(x) != len(y) {
		return math.NaN(), lengthsError(len(x), len(y))
	}
	if len(x) < 2 || !finite(x) || !finite(y) || constant(x) || constant(y) {
		return math.NaN(), nil
	}
	return cosine(centred(x), centred(y)), nil
}

// cosine is the correlation of two series whose means are 0 already.
func cosine(dx, dy []float64) float64 {
	r := dot(dx, dy) / math.Sqrt(dot(dx, dx)) / math.Sqrt(dot(dy, dy))
	return math.Max(-1, math.Min(1, r))
}

// sumOf is Neumaier's compensated sum (1974): its error does not grow with the
// number of values.
func sumOf(x []float64) float64 {
	var sum, lost float64
	for _, v := range x {
		next := sum + v
		if math.Abs(sum) >= math.Abs(v) {
			lost += (sum - next) + v
		} else {
			lost += (v - next) + sum
		}
		sum = next
	}
	return sum + lost
}

func meanOf(x []float64) float64 { return sumOf(x) / float64(len(x)) }

func centred(x []float64) []float64 {
	mean := meanOf(x)
	e := make([]float64, len(x))
	for i, v := range x {
		e[i] = v - mean
	}
	return e
}

func dot(x, y []float64) float64 {
	var sum float64
	y = y[:len(x)]
	for i, v := range x {
		sum += float64(v * y[i])
	}
	return sum
}

func finite(x []float64) bool {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}

// constant reports whether no value differs from the first. A computed standard
// deviation cannot tell: that of 0.1 repeated is not always 0, and 1e-12 may be
// real data.
func constant(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}
