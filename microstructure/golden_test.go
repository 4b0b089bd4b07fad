package microstructure

import (
	"math"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/golden"
)

// same compares to the bit, but for the sign of zero and NaN's payload.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func TestQuantileEqualsNumpy(t *testing.T) {
	type caseOf struct {
		Name     string
		Input    struct{ X, Q []golden.Number }
		Expected struct{ Values []golden.Number }
	}
	for _, c := range golden.Cases[caseOf](t, "quantile.json") {
		x := golden.Floats(c.Input.X)
		slices.Sort(x)
		for i, q := range c.Input.Q {
			if got, want := Quantile(x, float64(q)), float64(c.Expected.Values[i]); !same(got, want) {
				t.Errorf("%s: quantile %v is %v, want %v", c.Name, q, got, want)
			}
		}
	}
}

func TestPctChangeEqualsPandas(t *testing.T) {
	type caseOf struct {
		Name     string
		Input    struct{ X []golden.Number }
		Params   struct{ Periods int }
		Expected struct{ Pct []golden.Number }
	}
	for _, c := range golden.Cases[caseOf](t, "pct_change.json") {
		got := PctChange(golden.Floats(c.Input.X), c.Params.Periods)
		forward := ForwardReturns(golden.Floats(c.Input.X), c.Params.Periods)
		for i, want := range golden.Floats(c.Expected.Pct) {
			if !same(got[i], want) {
				t.Errorf("%s: row %d is %v, want %v", c.Name, i, got[i], want)
			}
			if back := i - c.Params.Periods; back >= 0 && !same(forward[back], want) {
				t.Errorf("%s: forward return of row %d is %v, want %v", c.Name, back, forward[back], want)
			}
		}
	}
}
