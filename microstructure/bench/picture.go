package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/tickbook/tickbook/microstructure/figure"
)

// shown are the programs in the picture; the others differ from one of them in
// a detail.
var shown = map[string]struct {
	name    string
	partial bool
}{
	"tickbook":     {"tickbook", false},
	"pandas":       {"pandas", false},
	"duckdb":       {"DuckDB", false},
	"polars":       {"polars", false},
	"numba":        {"numba behind pyarrow", false},
	"numba-polars": {"numba behind polars", false},
	"read":         {"pyarrow, reading only", true},
	"read-polars":  {"polars, reading only", true},
}

// picture is an SVG of the warm rates on long files: tickbook, then the others,
// the fastest first, then those that only read.
func (r *results) picture() ([]byte, error) {
	rates := figure.Rates{
		Title: fmt.Sprintf("Bars of %.0f million trades, %d cores", float64(r.Speeds[0].Trades)/1e6, workers),
		Unit:  "Million trades/s",
		Caption: fmt.Sprintf("%s, %s: medians of %d rounds with the least and the largest. Hatched: programs that build nothing.",
			r.Machine.CPU, r.Machine.Date, r.Rounds),
	}
	for _, data := range []struct{ name, title string }{{"dense", "Files as pyarrow writes them"}, {"own files", "Files that tickbook wrote"}} {
		task := figure.RateTask{Name: data.title}
		for _, s := range r.Speeds {
			if program, ok := shown[s.Program]; ok && s.Data == data.name {
				task.Programs = append(task.Programs, figure.ProgramRate{Name: program.name, Rate: s.Warm.Median, Low: s.Warm.Low, High: s.Warm.High,
					Subject: s.Program == "tickbook", Partial: program.partial})
			}
		}
		slices.SortStableFunc(task.Programs, func(a, b figure.ProgramRate) int {
			return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(b.Rate, a.Rate))
		})
		if len(task.Programs) > 0 {
			rates.Tasks = append(rates.Tasks, task)
		}
	}
	f, err := figure.RateBars(rates)
	if err != nil {
		return nil, err
	}
	return f.SVG()
}

// place sorts tickbook before programs that do the same, and those before
// programs that only read.
func place(p figure.ProgramRate) int {
	switch {
	case p.Subject:
		return 0
	case p.Partial:
		return 2
	}
	return 1
}
