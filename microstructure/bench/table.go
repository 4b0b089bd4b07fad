package main

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// markdown shows the results as tables that are as legible on a terminal.
func (r *results) markdown() string {
	var b strings.Builder
	b.WriteString(r.Machine.String())
	fmt.Fprintf(&b, "rounds: %d. Figures are medians over rounds, with the least and the largest in brackets.\n", r.Rounds)
	if r.Quick {
		b.WriteString("\n**A quick run on a tenth of the data: its figures say nothing about speed.**\n")
	}
	if len(r.Speeds) > 0 {
		b.WriteString("\n" + r.speedTable() + "\n" + speedNote)
	}
	if len(r.Imports) > 0 {
		b.WriteString("\n" + r.importTable() + "\n" + importNote)
	}
	if len(r.Steps) > 0 {
		b.WriteString("\n" + r.stepTable())
	}
	if len(r.Spans) > 0 {
		b.WriteString("\n" + r.spanTable() + "\n" + spanNote)
	}
	if len(r.Targets) > 0 {
		b.WriteString("\n" + r.targetTable())
	}
	for _, f := range r.Failures {
		fmt.Fprintf(&b, "\n**Not measured:** %s\n", strings.Join(strings.Fields(f), " "))
	}
	return b.String()
}

const speedNote = `A pass opens and decodes every file and builds every bar; the start of the process is not in it. First: the first pass
of a process, which for a peer follows a warm-up on one file (imports, compilation). Peak memory is resident memory of
the whole process, for pyarrow's readers with the pages of mapped files.
`

func (r *results) speedTable() string {
	rows := [][]string{{"data", "program", "M trades/s", "first pass", "peak MB", "tickbook is faster by"}}
	for _, s := range r.Speeds {
		data, ratio := "", ""
		if s.Ratio == nil {
			data = fmt.Sprintf("%s: %.1f M trades, %d bars", s.Data, float64(s.Trades)/1e6, s.Bars)
		} else {
			ratio = s.Ratio.format("×")
		}
		rows = append(rows, []string{data, s.Program, s.Warm.format(""), text.Significant(s.First.Median), text.Count(int64(math.Round(s.PeakMB))), ratio})
	}
	return table(rows, "llrrrr")
}

const importNote = `From archives of Binance futures trades to day-files. Tickbook's time is that of its whole process; DuckDB's is without
its start, and for zip archives with unpacking them. CPU time and peak resident memory are the whole process's.
`

func (r *results) importTable() string {
	rows := [][]string{{"import", "program", "M trades/s", "CPU µs per trade", "peak MB", "bytes per trade", "tickbook is faster by"}}
	for _, i := range r.Imports {
		archives, ratio := "", ""
		if i.Ratio == nil {
			archives = fmt.Sprintf("%s: %.1f M trades", i.Archives, float64(i.Trades)/1e6)
		} else {
			ratio = i.Ratio.format("×")
		}
		rows = append(rows, []string{archives, i.Program, i.Rate.format(""), i.CPU.format(""), text.Count(int64(math.Round(i.PeakMB.High))), text.Significant(i.BytesPerTrade), ratio})
	}
	return table(rows, "llrrrrr")
}

func (r *results) stepTable() string {
	rows := [][]string{{"step", "program", "ms", "tickbook is faster by"}}
	for _, s := range r.Steps {
		what, ratio := s.What, ""
		if s.Ratio != nil {
			what, ratio = "", s.Ratio.format("×")
		}
		rows = append(rows, []string{what, s.Program, s.MS.format(""), ratio})
	}
	return table(rows, "llrr")
}

func (r *results) targetTable() string {
	rows := [][]string{{"what", "measured", "required", "aim", ""}}
	for _, t := range r.Targets {
		what := t.What
		if t.Note != "" {
			what += " (" + t.Note + ")"
		}
		rows = append(rows, []string{what, t.Measured.format(t.Unit), t.bound(t.Required), t.bound(t.Aim), t.verdict()})
	}
	return table(rows, "lrrrl")
}

// bound writes one of the target's bounds, and nothing of none.
func (t target) bound(v float64) string {
	switch {
	case v == 0:
		return ""
	case t.AtMost:
		return "≤ " + text.Given(v)
	}
	return "≥ " + text.Given(v)
}

// format writes the median, and the range if there is one.
func (s spread) format(unit string) string {
	suffix := ""
	switch unit {
	case "":
	case "×":
		suffix = unit
	default:
		suffix = " " + unit
	}
	if s.Low == s.High {
		return text.Significant(s.Median) + suffix
	}
	return fmt.Sprintf("%s%s [%s–%s]", text.Significant(s.Median), suffix, text.Significant(s.Low), text.Significant(s.High))
}

// table draws Markdown with columns of equal width; align has l or r for each.
func table(rows [][]string, align string) string {
	widths := make([]int, len(align))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell), 3)
		}
	}
	var b strings.Builder
	for n, row := range rows {
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if align[i] == 'r' {
				cell = space + cell
			} else {
				cell += space
			}
			b.WriteString("| " + cell + " ")
		}
		b.WriteString("|\n")
		if n == 0 {
			for i := range row {
				line := strings.Repeat("-", widths[i])
				if align[i] == 'r' {
					line = line[1:] + ":"
				}
				b.WriteString("| " + line + " ")
			}
			b.WriteString("|\n")
		}
	}
	return b.String()
}
