package microstructure

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// PctChange is x[i]/x[i-rows] - 1, NaN for the first rows, and for all rows if
// rows is below 0, which would look ahead. It counts rows, not time: across a
// gap in the bars it spans more than so many bars' length.
func PctChange(x []float64, rows int) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		if rows < 0 || i < rows {
			out[i] = math.NaN()
		} else {
			out[i] = x[i]/x[i-rows] - 1
		}
	}
	return out
}

// ForwardReturns is x[i+rows]/x[i] - 1, NaN for the last rows: a label, known
// only rows bars later. It is NaN for all rows if rows is below 0.
func ForwardReturns(x []float64, rows int) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		if rows >= 0 && rows < len(x)-i {
			out[i] = x[i+rows]/x[i] - 1
		} else {
			out[i] = math.NaN()
		}
	}
	return out
}

// A Horizon is a span of bars with the name that tables show.
type Horizon struct {
	Name string // such as 15m
	Bars int
}

// CheckHorizons reports every horizon of less than a bar.
func CheckHorizons(horizons []Horizon) error {
	var c field.Check
	for i, h := range horizons {
		c.AtLeast(fmt.Sprintf("[%d].Bars", i), h.Bars, 1)
	}
	return c.Err()
}

// Horizons of the reference's forward returns.
func Horizons() []Horizon {
	return []Horizon{{"5m", 1}, {"15m", 3}, {"30m", 6}, {"1h", 12}, {"2h", 24}}
}
