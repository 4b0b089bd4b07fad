package figure

import (
	"errors"
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/golden"
)

func sampleRates() Rates {
	return Rates{
		Title: "Bars of 18 million trades", Unit: "Million trades/s", Caption: "Two cores",
		Tasks: []RateTask{
			{"Files as pyarrow writes them", []ProgramRate{
				{Name: "tickbook", Rate: 73.21, Low: 68, High: 75, Subject: true},
				{Name: "pandas", Rate: 5.84, Low: 5.84, High: 5.84},
				{Name: "polars, reading only", Rate: 88, Low: 80, High: 89, Partial: true},
			}},
			{"Files that tickbook wrote", []ProgramRate{{Name: "tickbook", Rate: 1234, Low: 1200, High: 1300, Subject: true}}},
		},
	}
}

func TestRateBars(t *testing.T) {
	build := func() (*Figure, error) { return RateBars(sampleRates()) }
	checkConstructor(t, "rates", build, []string{"73.2", "5.84", "88.0", "1,234", "pandas", "polars, reading only", "Million trades/s", "Two cores"})
}

func TestGoldenRates(t *testing.T) {
	f, err := RateBars(sampleRates())
	compareOutline(t, "RateBars", "rates.txt", f, err)
}

// compareOutline compares a figure of a benchmark with a golden file. The
// pictures of studies are with package report.
func compareOutline(t *testing.T, name, file string, f *Figure, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	svg, err := f.SVG()
	if err != nil {
		t.Fatal(err)
	}
	outline, err := golden.Outline(svg)
	if err != nil {
		t.Fatal(err)
	}
	var a golden.Album
	a.Add(name, outline)
	a.Compare(t, file)
}

func TestRateBarsErrors(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		change func(*Rates)
	}{
		{"no task", ErrNoData, func(r *Rates) { r.Tasks = nil }},
		{"no program", ErrNoData, func(r *Rates) { r.Tasks[1].Programs = nil }},
		{"a rate of 0", ErrNotFinite, func(r *Rates) { r.Tasks[0].Programs[1].Rate = 0 }},
		{"NaN", ErrNotFinite, func(r *Rates) { r.Tasks[0].Programs[1].Low = math.NaN() }},
		{"infinite", ErrNotFinite, func(r *Rates) { r.Tasks[0].Programs[1].High = math.Inf(1) }},
	} {
		r := sampleRates()
		c.change(&r)
		if _, err := RateBars(r); !errors.Is(err, c.err) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.err)
		}
	}
}
