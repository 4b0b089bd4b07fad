package reference

import (
	"errors"
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func TestRegimeLabels(t *testing.T) {
	ratio := []float64{math.NaN(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}
	cuts, err := FullSampleRegimeCuts(ratio)
	if err != nil || cuts != (RegimeCuts{4, 8}) {
		t.Fatalf("cuts %v, %v", cuts, err)
	}
	if got := microstructure.CountRegimes(cuts.Label(ratio)); got != [4]int{4, 4, 3, 1} {
		t.Errorf("counts %v", got)
	}
	for name, c := range map[string]struct {
		ratio []float64
		want  error
	}{
		"nothing":          {nil, ErrTooFewBars},
		"NaN only":         {[]float64{math.NaN()}, ErrTooFewBars},
		"constant":         {[]float64{1, 1, 1, 1}, ErrConstant},
		"mostly one value": {[]float64{1, 1, 1, 1, 1, 1, 1, 1, 2}, ErrConstant},
	} {
		if _, err := FullSampleRegimeCuts(c.ratio); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
}
