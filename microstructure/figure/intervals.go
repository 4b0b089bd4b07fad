package figure

import (
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Intervals are estimates with their intervals, side by side.
type Intervals struct {
	Title  string
	Y      string // label of the vertical axis
	Panels []IntervalPanel
}

// IntervalPanel is one plot of them.
type IntervalPanel struct {
	Title, Subtitle string
	Labels          []string // along the horizontal axis; a line break starts a second line
	Series          []IntervalSeries
}

// IntervalSeries has an estimate per label, NaN where there is none.
type IntervalSeries struct {
	Name                string // in the legend; empty for none
	Value, Lower, Upper []float64
}

// panelsPerRow of a figure with many panels.
const panelsPerRow = 2

// IntervalPlot draws dots with whiskers, the series of a label side by side,
// around a line at 0. More than two panels stand in rows of two.
func IntervalPlot(d Intervals) (*Figure, error) {
	const name = "intervals"
	var all []panel
	var words []string
	any := false
	for _, of := range d.Panels {
		p := newPlot(acrossGrid)
		setNominalAxis(p, of.Labels)
		zero := rule{at: 0, style: zeroStyle}
		p.Add(zero)
		var legend []legendEntry
		lists := make([][]whisker, len(of.Series))
		for i, s := range of.Series {
			if len(s.Value) != len(of.Labels) || len(s.Lower) != len(of.Labels) || len(s.Upper) != len(of.Labels) {
				return nil, shape(name, "%s, %s: %d labels, but %d values, %d lower and %d upper ends", of.Title, s.Name, len(of.Labels), len(s.Value), len(s.Lower), len(s.Upper))
			}
			for _, column := range [][]float64{s.Value, s.Lower, s.Upper} {
				if err := checkFinite(name, "value of "+s.Name, column); err != nil {
					return nil, err
				}
			}
			shift := 0.15 * (float64(i) - float64(len(of.Series)-1)/2)
			for k, v := range s.Value {
				lists[i] = append(lists[i], whisker{float64(k) + shift, s.Lower[k], v, s.Upper[k]})
			}
			style := scenario(i)
			style.Dashes = nil
			if len(of.Series) == 1 {
				style = line(blue, 2)
			}
			addWhiskers(p, lists[i], style, 3)
			if s.Name != "" {
				legend = append(legend, legendEntry{s.Name, lineSwatch(style)})
			}
		}
		lo, hi := extentOf(lists...)
		if lo > hi {
			p.Add(note("nothing to show"))
			lo, hi = 0, 0
		} else {
			any = true
			words = append(words, fmt.Sprintf("%s from %s to %s", of.Title, text.Significant(lo), text.Significant(hi)))
		}
		setSmallRange(&p.Y, min(lo, 0), max(hi, 0))
		all = append(all, panel{plot: p, title: of.Title, subtitle: of.Subtitle, legend: legend})
	}
	if !any {
		return nil, noData(name, "there is no estimate to show")
	}
	rows := inRows(all)
	for _, row := range rows {
		row[0].plot.Y.Label.Text = d.Y
	}
	g := grid{title: d.Title, height: 110 + 300*len(rows), panels: rows}
	return g.figure(fmt.Sprintf("%s, with 95 %% intervals. %s.", g.title, strings.Join(words, "; "))), nil
}

// inRows puts panels into rows of two, an empty one behind an odd number; up to
// two stand side by side.
func inRows(all []panel) [][]panel {
	if len(all) == 1 {
		return [][]panel{all}
	}
	if len(all)%panelsPerRow != 0 {
		p := newPlot(nil)
		p.HideAxes()
		all = append(all, panel{plot: p})
	}
	var rows [][]panel
	for i := 0; i < len(all); i += panelsPerRow {
		rows = append(rows, all[i:i+panelsPerRow])
	}
	return rows
}
