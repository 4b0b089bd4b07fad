package figure

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

func sampleHeat() Heat {
	return Heat{Title: "BTCUSDT: a heat map", Panel: "Numbers", Rows: []string{"vol_imbalance", "iti_cv"}, Columns: []string{"5m", "15m", "1h"}, XLabel: "Horizon",
		Label: "Rank IC", Values: [][]float64{{0.01, -0.02, nan}, {0, 0.3, -0.01}}, Framed: [][]bool{{true, false, false}, {false, false, true}}, FrameMeans: "it is shown", Decimals: 3}
}

func sampleIntervals(panels int) Intervals {
	d := Intervals{Title: "BTCUSDT: intervals", Y: "Rank IC"}
	for i := range panels {
		d.Panels = append(d.Panels, IntervalPanel{Title: fmt.Sprintf("Panel %d", i+1), Labels: []string{"vol\nimbalance", "iti\ncv"}, Series: []IntervalSeries{
			{"low", []float64{0.01, nan}, []float64{-0.01, nan}, []float64{0.02, nan}}, {"high", []float64{0.03, 0.01}, []float64{nan, 0}, []float64{nan, 0.03}}}})
	}
	return d
}

func samplePaths() Paths {
	x := []float64{-2, -1, 0, 1, 2}
	band := Path{"with a band", x, []float64{1, 2, 0, -1, nan}, []float64{0, 1, 0, -2, nan}, []float64{2, 3, 0, 0, nan}}
	return Paths{Title: "BTCUSDT: paths", X: "Hours", Y: "bps", Mark: 0, Panels: []PathPanel{{Title: "Low", Lines: []Path{band, {Name: "without", X: x, Y: fill(5, 1)}}}, {Title: "Nothing", Lines: nil}}}
}

func TestFeatureFigures(t *testing.T) {
	checkConstructor(t, "heat map", func() (*Figure, error) { return HeatMap(sampleHeat()) }, []string{"vol_imbalance", "−0.020", "+0.300", "Rank IC", "Framed: it is shown. Hatched: no value."})
	checkConstructor(t, "intervals", func() (*Figure, error) { return IntervalPlot(sampleIntervals(3)) }, []string{"Panel 1", "Panel 3", "low", "high", "Rank IC"})
	checkConstructor(t, "one panel of intervals", func() (*Figure, error) { return IntervalPlot(sampleIntervals(1)) }, []string{"Panel 1"})
	checkConstructor(t, "paths", func() (*Figure, error) { return PathPlot(samplePaths()) }, []string{"Low", "with a band", "without", "nothing to show", "Hours"})
	zeros := sampleHeat()
	zeros.Values, zeros.Framed = [][]float64{{0, 0, 0}, {0, 0, 0}}, nil
	checkConstructor(t, "zeros", func() (*Figure, error) { return HeatMap(zeros) }, []string{"0.000"})
	many := samplePaths()
	for i := range 5 {
		many.Panels[1].Lines = append(many.Panels[1].Lines, Path{Name: fmt.Sprint(i), X: []float64{0, 1}, Y: []float64{float64(i), 0}})
	}
	checkConstructor(t, "five curves", func() (*Figure, error) { return PathPlot(many) }, []string{"0", "4"})
}

func TestFeatureFigureErrors(t *testing.T) {
	ragged, framed, infinite, empty := sampleHeat(), sampleHeat(), sampleHeat(), sampleHeat()
	ragged.Values = [][]float64{{1}, {1, 2, 3}}
	framed.Framed = [][]bool{{true}}
	infinite.Values = [][]float64{{1, 2, math.Inf(1)}, {1, 2, 3}}
	empty.Values = [][]float64{fill(3, nan), fill(3, nan)}
	short, none := sampleIntervals(1), sampleIntervals(1)
	short.Panels[0].Series[0].Upper = nil
	none.Panels[0].Series = nil
	unsorted, unbounded, nothing := samplePaths(), samplePaths(), samplePaths()
	unsorted.Panels[0].Lines[0].X = []float64{0, 1, 1, 2, 3}
	unbounded.Panels[0].Lines[0].Upper = nil
	nothing.Panels = nothing.Panels[1:]
	for name, c := range map[string]struct {
		build func() (*Figure, error)
		want  error
	}{
		"ragged heat":     {func() (*Figure, error) { return HeatMap(ragged) }, ErrShape},
		"ragged frames":   {func() (*Figure, error) { return HeatMap(framed) }, ErrShape},
		"infinite heat":   {func() (*Figure, error) { return HeatMap(infinite) }, ErrNotFinite},
		"no heat":         {func() (*Figure, error) { return HeatMap(empty) }, ErrNoData},
		"short intervals": {func() (*Figure, error) { return IntervalPlot(short) }, ErrShape},
		"no intervals":    {func() (*Figure, error) { return IntervalPlot(none) }, ErrNoData},
		"no panels":       {func() (*Figure, error) { return IntervalPlot(Intervals{}) }, ErrNoData},
		"unsorted paths":  {func() (*Figure, error) { return PathPlot(unsorted) }, ErrShape},
		"half a band":     {func() (*Figure, error) { return PathPlot(unbounded) }, ErrShape},
		"no paths":        {func() (*Figure, error) { return PathPlot(nothing) }, ErrNoData},
	} {
		if f, err := c.build(); !errors.Is(err, c.want) || f != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
