package microstructure

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// number reads null as NaN, and "inf" and "-inf".
type number float64

func (n *number) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "null":
		*n = number(math.NaN())
	case `"inf"`:
		*n = number(math.Inf(1))
	case `"-inf"`:
		*n = number(math.Inf(-1))
	default:
		return json.Unmarshal(b, (*float64)(n))
	}
	return nil
}

func floats(x []number) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

// goldenCases reads the cases of a file of testdata.
func goldenCases[Case any](t *testing.T, file string) []Case {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var golden struct{ Cases []Case }
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	if len(golden.Cases) == 0 {
		t.Fatalf("%s has no cases", file)
	}
	return golden.Cases
}

// same compares to the bit, but for the sign of zero and NaN's payload.
func same(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

func TestQuantileEqualsNumpy(t *testing.T) {
	type golden struct {
		Name     string
		Input    struct{ X, Q []number }
		Expected struct{ Values []number }
	}
	for _, c := range goldenCases[golden](t, "quantile.json") {
		x := floats(c.Input.X)
		slices.Sort(x)
		for i, q := range c.Input.Q {
			if got, want := Quantile(x, float64(q)), float64(c.Expected.Values[i]); !same(got, want) {
				t.Errorf("%s: quantile %v is %v, want %v", c.Name, q, got, want)
			}
		}
	}
}

func TestQuantileCutsEqualPandas(t *testing.T) {
	type golden struct {
		Name     string
		Input    struct{ X []number }
		Params   struct{ Q int }
		Expected struct {
			Codes []int
			Edges []number
		}
	}
	for _, c := range goldenCases[golden](t, "qcut.json") {
		x := floats(c.Input.X)
		sorted := vector.WithoutNaN(x)
		slices.Sort(sorted)
		if len(sorted) == 0 || sorted[0] == sorted[len(sorted)-1] {
			continue // nothing to cut: FullSampleDeciles says so, see TestDecilesOfNothing
		}
		edges := quantileEdges(sorted, c.Params.Q)
		if !slices.Equal(edges, floats(c.Expected.Edges)) {
			t.Errorf("%s: edges %v, want %v", c.Name, edges, c.Expected.Edges)
		}
		for i, v := range x {
			if got := cutIndex(edges, v); got != c.Expected.Codes[i] {
				t.Errorf("%s: %v is in group %d, want %d", c.Name, v, got, c.Expected.Codes[i])
			}
		}
	}
}

func TestPctChangeEqualsPandas(t *testing.T) {
	type golden struct {
		Name     string
		Input    struct{ X []number }
		Params   struct{ Periods int }
		Expected struct{ Pct []number }
	}
	for _, c := range goldenCases[golden](t, "pct_change.json") {
		got := PctChange(floats(c.Input.X), c.Params.Periods)
		forward := ForwardReturns(floats(c.Input.X), c.Params.Periods)
		for i, want := range floats(c.Expected.Pct) {
			if !same(got[i], want) {
				t.Errorf("%s: row %d is %v, want %v", c.Name, i, got[i], want)
			}
			if back := i - c.Params.Periods; back >= 0 && !same(forward[back], want) {
				t.Errorf("%s: forward return of row %d is %v, want %v", c.Name, back, forward[back], want)
			}
		}
	}
}
