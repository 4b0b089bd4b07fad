package reference

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/golden"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

func TestDecilesOfNothing(t *testing.T) {
	for name, signal := range map[string][]float64{"nothing": nil, "NaN": {math.NaN()}} {
		if _, err := FullSampleDeciles(signal); !errors.Is(err, ErrTooFewBars) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := FullSampleDeciles([]float64{3, 3, 3}); !errors.Is(err, ErrConstant) {
		t.Errorf("constant: error %v", err)
	}
}

func TestQuantileCutsEqualPandas(t *testing.T) {
	type cut struct {
		Name     string
		Input    struct{ X []golden.Number }
		Params   struct{ Q int }
		Expected struct {
			Codes []int
			Edges []golden.Number
		}
	}
	for _, c := range golden.Cases[cut](t, "qcut.json") {
		x := golden.Floats(c.Input.X)
		sorted := vector.WithoutNaN(x)
		slices.Sort(sorted)
		if len(sorted) == 0 || sorted[0] == sorted[len(sorted)-1] {
			continue // nothing to cut: FullSampleDeciles says so, see TestDecilesOfNothing
		}
		edges := quantileEdges(sorted, c.Params.Q)
		if !slices.Equal(edges, golden.Floats(c.Expected.Edges)) {
			t.Errorf("%s: edges %v, want %v", c.Name, edges, c.Expected.Edges)
		}
		for i, v := range x {
			if got := cutIndex(edges, v); got != c.Expected.Codes[i] {
				t.Errorf("%s: %v is in group %d, want %d", c.Name, v, got, c.Expected.Codes[i])
			}
		}
	}
}
