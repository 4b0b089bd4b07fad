package report

import (
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A description summarises the values of a series that are not NaN.
type description struct {
	n                      int
	mean, std, least, most float64 // NaN if there are none
}

func describe(x []float64) description {
	values := vector.WithoutNaN(x)
	d := description{len(values), vector.Mean(values), vector.SampleStd(values), math.NaN(), math.NaN()}
	if d.n > 0 {
		d.least, d.most = slices.Min(values), slices.Max(values)
	}
	return d
}
