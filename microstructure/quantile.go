package microstructure

import "github.com/tickbook/tickbook/microstructure/internal/vector"

// Quantile is the type-7 quantile of sorted values: linear interpolation
// between order statistics at (n - 1) q, with numpy's rounding. It is NaN for
// an empty slice, for values with a NaN, which slices.Sort puts first, and for
// q outside [0, 1].
func Quantile(sorted []float64, q float64) float64 { return vector.Quantile(sorted, q) }
