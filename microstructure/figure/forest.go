package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Forest is a list of estimates with their intervals, and the pooled one.
type Forest struct {
	Title, Subtitle string
	Label           string // of the axis of values, with the unit
	Intervals       string // what they are, such as "90 % intervals"
	Rows            []ForestRow
	Pooled          ForestRow // drawn as a diamond
}

// ForestRow is one estimate. An end may be NaN: there is no interval then; an
// estimate may be NaN: there is nothing then.
type ForestRow struct {
	Name                string
	Value, Lower, Upper float64
	Weight              float64 // in the pooled estimate, 0 to 1: the area of the square
}

// Heights of a row of a forest plot, and of what is around the rows.
const (
	forestRow    = 30
	forestMargin = 150
)

// ForestPlot draws an interval per row around a square by its weight, and the
// pooled estimate as a diamond over its interval, below them.
func ForestPlot(d Forest) (*Figure, error) {
	const name = "forest plot"
	rows := append(append([]ForestRow(nil), d.Rows...), d.Pooled)
	var all []float64
	for _, r := range rows {
		if err := checkFinite(name, "estimate of "+r.Name, []float64{r.Value, r.Lower, r.Upper, r.Weight}); err != nil {
			return nil, err
		}
		if r.Weight < 0 || r.Weight > 1 {
			return nil, shape(name, "%s has the weight %v; weights are from 0 to 1", r.Name, r.Weight)
		}
		if !math.IsNaN(r.Value) {
			all = append(all, r.Value, r.Lower, r.Upper)
		}
	}
	lo, hi := extent(all)
	if lo > hi {
		return nil, noData(name, "no estimate is a number")
	}
	p := newPlot(nil)
	setSmallRange(&p.X, min(lo, 0), max(hi, 0))
	p.X.Label.Text = d.Label
	p.Y.Min, p.Y.Max = -0.5, float64(len(rows))-0.5
	p.Y.LineStyle.Width, p.Y.Tick.LineStyle.Width = 0, 0
	var ticks plot.ConstantTicks
	for i, r := range rows {
		ticks = append(ticks, plot.Tick{Value: float64(len(rows) - 1 - i), Label: r.Name})
	}
	p.Y.Tick.Marker = ticks
	zero := rule{vertical: true, at: 0, style: zeroStyle}
	p.Add(zero)
	if !math.IsNaN(d.Pooled.Value) {
		p.Add(rule{vertical: true, at: d.Pooled.Value, style: line(skyBlue, 1.2, 4, 3)})
	}
	p.Add(forest{rows})
	g := grid{title: d.Title, height: forestMargin + forestRow*len(rows), panels: [][]panel{{{plot: p, title: d.Subtitle, legend: []legendEntry{
		{d.Intervals, lineSwatch(line(blue, 2))}, {"Pooled estimate", lineSwatch(line(skyBlue, 1.2, 4, 3))}, {"Zero", zero},
	}}}}}
	var words []string
	for _, r := range rows {
		words = append(words, r.String())
	}
	return g.figure(fmt.Sprintf("%s, %s. %s.", g.title, d.Intervals, strings.Join(words, "; "))), nil
}

// String is such as "BTCUSDT +1.20 (−0.50 to +2.90)".
func (r ForestRow) String() string {
	if math.IsNaN(r.Value) {
		return r.Name + " –"
	}
	out := r.Name + " " + text.Signed(r.Value, 2)
	if !math.IsNaN(r.Lower) && !math.IsNaN(r.Upper) {
		out += fmt.Sprintf(" (%s to %s)", text.Signed(r.Lower, 2), text.Signed(r.Upper, 2))
	}
	return out
}

// forest draws the rows, the last of which is the pooled one.
type forest struct{ rows []ForestRow }

func (f forest) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, r := range f.rows {
		if math.IsNaN(r.Value) {
			continue
		}
		at, mid := y(float64(len(f.rows)-1-i)), x(r.Value)
		interval := !math.IsNaN(r.Lower) && !math.IsNaN(r.Upper)
		if i == len(f.rows)-1 {
			const half = 8
			from, to := mid-half, mid+half
			if interval {
				from, to = x(r.Lower), x(r.Upper)
			}
			c.FillPolygon(blue, []vg.Point{{X: from, Y: at}, {X: mid, Y: at + half}, {X: to, Y: at}, {X: mid, Y: at - half}})
			continue
		}
		if interval {
			from, to := x(r.Lower), x(r.Upper)
			style := line(blue, 2)
			c.StrokeLine2(style, from, at, to, at)
			c.StrokeLine2(style, from, at-4, from, at+4)
			c.StrokeLine2(style, to, at-4, to, at+4)
		}
		half := 2.5 + vg.Length(5*math.Sqrt(r.Weight))
		c.FillPolygon(blue, rectangle(mid-half, at-half, mid+half, at+half))
	}
}
