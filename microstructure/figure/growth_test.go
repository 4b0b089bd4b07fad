package figure

import (
	"errors"
	"math"
	"testing"
)

func sampleGrowth() Growth {
	return Growth{
		Title: "Bars of a long span", Label: "Million trades", Amounts: []float64{12, 96, 1104}, Caption: "Two cores",
		Panels: []GrowthPanel{
			{"CPU time", "Per trade (ns)", []float64{5.2, 5.4, 5.3}, []float64{5.1, 5.3, 5.3}, []float64{5.5, 5.4, 5.6}},
			{"Memory", "Peak (MB)", []float64{41, 43, 60}, []float64{40, 43, 58}, []float64{44, 43, 61}},
		},
	}
}

func TestGrowthCurves(t *testing.T) {
	build := func() (*Figure, error) { return GrowthCurves(sampleGrowth()) }
	checkConstructor(t, "growth", build, []string{"12.0", "96.0", "1,104", "Million trades", "CPU time", "Per trade (ns)", "Peak (MB)", "Two cores"})
	free := sampleGrowth()
	free.Panels[0] = GrowthPanel{"Free", "Cost", fill(3, 0), fill(3, 0), fill(3, 0)}
	checkConstructor(t, "growth, free", func() (*Figure, error) { return GrowthCurves(free) }, []string{"Free"})
	one := Growth{Title: "One", Label: "Trades", Amounts: []float64{5}, Panels: []GrowthPanel{{"Time", "s", fill(1, 2), fill(1, 2), fill(1, 2)}}}
	checkConstructor(t, "growth, one amount", func() (*Figure, error) { return GrowthCurves(one) }, []string{"5.00"})
}

func TestGoldenGrowth(t *testing.T) {
	f, err := GrowthCurves(sampleGrowth())
	compareOutline(t, "GrowthCurves", "growth.txt", f, err)
}

func TestGrowthCurvesErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		change func(*Growth)
	}{
		{"no amount", ErrNoData, func(d *Growth) { d.Amounts = nil }},
		{"no panel", ErrNoData, func(d *Growth) { d.Panels = nil }},
		{"an amount of 0", ErrShape, func(d *Growth) { d.Amounts[0] = 0 }},
		{"NaN", ErrShape, func(d *Growth) { d.Amounts[1] = math.NaN() }},
		{"equal amounts", ErrShape, func(d *Growth) { d.Amounts[1] = 12 }},
		{"an infinite amount", ErrNotFinite, func(d *Growth) { d.Amounts[2] = math.Inf(1) }},
		{"a cost is missing", ErrShape, func(d *Growth) { d.Panels[1].Cost = d.Panels[1].Cost[:2] }},
		{"no least", ErrShape, func(d *Growth) { d.Panels[0].Low = nil }},
		{"a negative cost", ErrNotFinite, func(d *Growth) { d.Panels[0].Low[1] = -1 }},
		{"a cost of NaN", ErrNotFinite, func(d *Growth) { d.Panels[0].Cost[2] = math.NaN() }},
		{"an infinite cost", ErrNotFinite, func(d *Growth) { d.Panels[1].High[0] = math.Inf(1) }},
	} {
		d := sampleGrowth()
		c.change(&d)
		if _, err := GrowthCurves(d); !errors.Is(err, c.err) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.err)
		}
	}
}
