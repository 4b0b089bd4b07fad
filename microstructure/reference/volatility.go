package reference

import "github.com/tickbook/tickbook/microstructure/internal/rolling"

// Volatility is realised volatility in rows of a panel: standard deviations
// (n - 1) of returns, per bar, and not annualised.
type Volatility struct {
	Hour  []float64 // over 12 rows
	Day   []float64 // over 288 rows
	Ratio []float64 // Hour / max(Day, 1e-10); NaN in the first 288 rows
}

// guard keeps denominators away from zero.
const guard = 1e-10

// NewVolatility measures the volatility of per-bar returns.
func NewVolatility(returns []float64) Volatility {
	n := len(returns)
	v := Volatility{make([]float64, n), make([]float64, n), make([]float64, n)}
	rolling.Std(v.Hour, returns, 12, 12)
	rolling.Std(v.Day, returns, 288, 288)
	for i := range v.Ratio {
		v.Ratio[i] = v.Hour[i] / max(v.Day[i], guard)
	}
	return v
}
