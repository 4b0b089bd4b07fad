package reference

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
)

// Volatility is realised volatility in rows of a panel: standard deviations
// (n - 1) of returns, per bar, and not annualised.
type Volatility struct {
	Hour  []float64 // over Windows.Hour rows: 12 of five minutes
	Day   []float64 // over Windows.Day rows: 288 of five minutes
	Ratio []float64 // Hour / max(Day, 1e-10); NaN in the first Windows.Day rows
}

// guard keeps denominators away from zero.
const guard = 1e-10

// NewVolatility measures the volatility of the returns of bars of a length.
func NewVolatility(returns []float64, interval microstructure.Interval) Volatility {
	n, w := len(returns), interval.Windows()
	v := Volatility{make([]float64, n), make([]float64, n), make([]float64, n)}
	rolling.Std(v.Hour, returns, w.Hour, w.Hour)
	rolling.Std(v.Day, returns, w.Day, w.Day)
	for i := range v.Ratio {
		v.Ratio[i] = v.Hour[i] / max(v.Day[i], guard)
	}
	return v
}
