package figure

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// Paths are curves over a common axis, with bands around them.
type Paths struct {
	Title, X, Y string
	Panels      []PathPanel
	Mark        float64 // a vertical line; NaN for none
}

// PathPanel is one plot of them.
type PathPanel struct {
	Title, Subtitle string
	X               string // label of its own; empty for that of all
	Lines           []Path
}

// Path is a curve by rising X. Lower and Upper are its band, nil for none.
type Path struct {
	Name               string
	X, Y, Lower, Upper []float64
}

// PathPlot draws the curves, each in a style of its own, and their bands behind
// them. More than two panels stand in rows of two.
func PathPlot(d Paths) (*Figure, error) {
	const name = "paths"
	if err := checkFinite(name, "mark", []float64{d.Mark}); err != nil {
		return nil, err
	}
	var all []panel
	var words []string
	any := false
	for _, of := range d.Panels {
		p := newPlot(fullGrid)
		var legend []legendEntry
		left, right := math.Inf(1), math.Inf(-1)
		low, high := 0.0, 0.0
		var drawn []plot.Plotter
		for i, l := range of.Lines {
			if err := l.check(name); err != nil {
				return nil, err
			}
			lo, hi := extent(l.Y, l.Lower, l.Upper)
			if lo > hi {
				continue
			}
			any = true
			from, to := extent(l.X)
			left, right, low, high = min(left, from), max(right, to), min(low, lo), max(high, hi)
			style := scenario(i)
			if i >= len(scenarioStyles) {
				style = line(ink, mainWidth, 1, 2)
			}
			if l.Lower != nil {
				p.Add(l.band(style.Color))
			}
			c := curve{x: l.X, y: l.Y, style: style}
			drawn = append(drawn, c)
			legend = append(legend, legendEntry{l.Name, c})
			words = append(words, fmt.Sprintf("%s, %s: from %s to %s", of.Title, l.Name, text.Significant(lo), text.Significant(hi)))
		}
		p.Add(drawn...)
		p.Add(rule{at: 0, style: zeroStyle})
		if !math.IsNaN(d.Mark) {
			p.Add(rule{vertical: true, at: d.Mark, style: zeroStyle})
		}
		if left > right {
			p.Add(note("nothing to show"))
			left, right = 0, 1
		}
		setSmallRange(&p.X, left, right)
		setRange(&p.Y, low, high)
		if p.X.Label.Text = of.X; of.X == "" {
			p.X.Label.Text = d.X
		}
		all = append(all, panel{plot: p, title: of.Title, subtitle: of.Subtitle, legend: legend})
	}
	if !any {
		return nil, noData(name, "there is no curve with a point")
	}
	rows := inRows(all)
	for _, row := range rows {
		row[0].plot.Y.Label.Text = d.Y
	}
	g := grid{title: d.Title, height: 110 + 300*len(rows), panels: rows}
	return g.figure(fmt.Sprintf("%s. %s.", g.title, strings.Join(words, "; "))), nil
}

func (l Path) check(figure string) error {
	if len(l.X) != len(l.Y) || l.Lower != nil && (len(l.Lower) != len(l.X) || len(l.Upper) != len(l.X)) {
		return shape(figure, "%s: %d places, %d values, %d lower and %d upper ends", l.Name, len(l.X), len(l.Y), len(l.Lower), len(l.Upper))
	}
	for _, column := range [][]float64{l.X, l.Y, l.Lower, l.Upper} {
		if err := checkFinite(figure, "value of "+l.Name, column); err != nil {
			return err
		}
	}
	for i := range l.X {
		if math.IsNaN(l.X[i]) || i > 0 && l.X[i] <= l.X[i-1] {
			return shape(figure, "%s: place %d is %v; places must increase", l.Name, i, l.X[i])
		}
	}
	return nil
}

// band fills what lies between the ends, where both are known.
func (l Path) band(c color.Color) *plotter.Polygon {
	r, g, b, _ := c.RGBA()
	p := &plotter.Polygon{Color: fade(color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 255}, 0.18), LineStyle: draw.LineStyle{}}
	var upper, lower plotter.XYs
	flush := func() {
		if len(upper) > 1 {
			for i := len(lower) - 1; i >= 0; i-- {
				upper = append(upper, lower[i])
			}
			p.XYs = append(p.XYs, upper)
		}
		upper, lower = nil, nil
	}
	for i, x := range l.X {
		if math.IsNaN(l.Lower[i]) || math.IsNaN(l.Upper[i]) {
			flush()
			continue
		}
		upper, lower = append(upper, plotter.XY{X: x, Y: l.Upper[i]}), append(lower, plotter.XY{X: x, Y: l.Lower[i]})
	}
	flush()
	return p
}
