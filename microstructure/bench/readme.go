package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// tables prints what the project's README shows of results.
func tables(_ context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("usage: bench tables RESULTS.json")
	}
	r, err := readResults(args[0])
	if err == nil {
		fmt.Print(r.readme())
	}
	return err
}

// programNames are the programs in the README's tables, in their order.
var programNames = [][2]string{
	{"tickbook", "**tickbook**"},
	{"pandas", "pandas, the usual loop"},
	{"duckdb", "DuckDB"},
	{"polars", "polars"},
	{"polars-streaming", "polars, its streaming engine"},
	{"numba", "numba behind pyarrow"},
	{"numba-polars", "numba behind polars"},
	{"read-polars", "polars, reading only"},
	{arrowGo, "Arrow for Go"},
}

// readme is Markdown: the bars of files as pyarrow writes them, the imports,
// and every target.
func (r *results) readme() string {
	bars := [][]string{{"bars", "M trades/s", "peak MB", "tickbook is faster by"}}
	for _, p := range programNames {
		for _, s := range r.Speeds {
			if s.Program == p[0] && s.Data == "dense" {
				bars = append(bars, []string{p[1], text.Significant(s.Warm.Median), text.Count(int64(math.Round(s.PeakMB))), s.Ratio.readme("×")})
			}
		}
	}
	imports := [][]string{{"import", "", "M trades/s", "peak MB", "tickbook is faster by"}}
	last := ""
	for _, i := range r.Imports {
		for _, p := range programNames {
			if i.Program != p[0] {
				continue
			}
			archives := i.Archives
			if archives == last {
				archives = ""
			}
			last = i.Archives
			imports = append(imports, []string{archives, p[1], text.Significant(i.Rate.Median), text.Count(int64(math.Round(i.PeakMB.High))), i.Ratio.readme("×")})
		}
	}
	targets := [][]string{{"what", "measured", "asked", "aim"}}
	for _, t := range r.Targets {
		if strings.HasPrefix(t.What, "features, dense: ") {
			continue
		}
		asked := t.bound(t.Required)
		if t.verdict() == "MISSED" {
			asked += ", missed"
		}
		targets = append(targets, []string{t.What, t.Measured.readme(t.Unit), asked, t.bound(t.Aim)})
	}
	m := r.Machine
	where := fmt.Sprintf("%s, %d cores, %s, commit %s, %s; medians of %d rounds, with the least and the largest.\n", m.CPU, m.Cores, m.Versions[0], m.Commit, m.Date, r.Rounds)
	return strings.Join([]string{table(bars, "lrrr"), table(imports, "llrrr"), table(targets, "lrrr"), where}, "\n")
}

// readme writes the median, and the range if there is one; nothing of none.
func (s *spread) readme(unit string) string {
	if s == nil {
		return ""
	}
	middle := spread{s.Median, s.Median, s.Median}.format(unit)
	if s.Low == s.High {
		return middle
	}
	return fmt.Sprintf("%s (%s to %s)", middle, text.Significant(s.Low), text.Significant(s.High))
}
