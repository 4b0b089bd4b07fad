package reference

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A ZScore is a mean and a standard deviation (n - 1) estimated on some span.
type ZScore struct{ Mean, Std float64 }

// FitZScore estimates on the values that are not NaN. Std is NaN for fewer than
// two of them, Mean for none.
func FitZScore(x []float64) ZScore {
	values := vector.WithoutNaN(x)
	return ZScore{vector.Mean(values), vector.SampleStd(values)}
}

// Apply standardises any span with the estimate: NaN everywhere if Std is not
// above 0.
func (z ZScore) Apply(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.NaN()
		if z.Std > 0 {
			out[i] = (v - z.Mean) / z.Std
		}
	}
	return out
}
