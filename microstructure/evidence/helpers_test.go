package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
)

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a)) }

// flatMarket has days of constant prices 100 and no signal but in row 0.
func flatMarket(days int) *Market {
	n := days * RowsPerDay
	column := func() []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = 100
		}
		return x
	}
	var p Prices
	for _, x := range p.columns() {
		*x = column()
	}
	m, err := NewMarket(testStartUS, p, make([]float64, n), make([]microstructure.Regime, n))
	if err != nil {
		panic(err)
	}
	return m
}

func configuration(threshold float64, bars int) microstructure.Configuration {
	return microstructure.Configuration{Filter: microstructure.RegimeFilter{Name: "all", Regimes: microstructure.AllRegimes}, Threshold: threshold,
		Holding: microstructure.Horizon{Name: "hold", Bars: bars}}
}

func allConfigurations() []microstructure.Configuration {
	return microstructure.DefaultGrid().Configurations()
}

// must is the value of a call that does not fail.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
