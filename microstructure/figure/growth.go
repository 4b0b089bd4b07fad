package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
)

// Growth is what work costs by the amount of data.
type Growth struct {
	Title   string
	Label   string    // of the amounts, such as "Million trades"
	Amounts []float64 // above 0 and increasing
	Caption string    // the machine and the date; may be empty
	Panels  []GrowthPanel
}

// GrowthPanel is one cost: medians of several measurements, the least and the
// largest, 0 or more, as many as amounts.
type GrowthPanel struct {
	Title           string
	Label           string // of the values, with the unit
	Cost, Low, High []float64
}

// GrowthCurves draws a panel per cost, from 0, against the amount by its
// logarithm, with whiskers from the least to the largest.
func GrowthCurves(d Growth) (*Figure, error) {
	const name = "growth"
	if len(d.Amounts) == 0 || len(d.Panels) == 0 {
		return nil, noData(name, "there is no measurement")
	}
	if err := checkFinite(name, "amount", d.Amounts); err != nil {
		return nil, err
	}
	places := make([]float64, len(d.Amounts))
	var ticks plot.ConstantTicks
	for i, amount := range d.Amounts {
		if !(amount > 0) || i > 0 && amount <= d.Amounts[i-1] {
			return nil, shape(name, "amount %d is %v; they must be above 0 and increase", i+1, amount)
		}
		places[i] = math.Log10(amount)
		ticks = append(ticks, plot.Tick{Value: places[i], Label: text.Significant(amount)})
	}
	last := len(places) - 1
	var panels []panel
	var words []string
	for _, of := range d.Panels {
		if len(of.Cost) != len(places) || len(of.Low) != len(places) || len(of.High) != len(places) {
			return nil, shape(name, "%s: %d amounts, but %d costs, %d least and %d largest ones", of.Title, len(places), len(of.Cost), len(of.Low), len(of.High))
		}
		for _, column := range [][]float64{of.Cost, of.Low, of.High} {
			for i, v := range column {
				if !(v >= 0 && v <= plausibleLimit) {
					return nil, fmt.Errorf("%s: %s, row %d: %v: %w; costs are 0 or more", name, of.Title, i, v, ErrNotFinite)
				}
			}
		}
		p := newPlot(fullGrid)
		setSmallRange(&p.X, places[0], places[last])
		_, hi := extent(of.Cost, of.High)
		p.Y.Min, p.Y.Max = 0, 1.15*hi
		if hi == 0 {
			p.Y.Max = 1
		}
		p.X.Tick.Marker, p.Y.Tick.Marker = ticks, numberTicks{count: 5}
		p.X.Label.Text, p.Y.Label.Text = d.Label, of.Label
		var ranges []whisker
		for i, v := range of.Cost {
			ranges = append(ranges, whisker{places[i], of.Low[i], v, of.High[i]})
		}
		p.Add(curve{x: places, y: of.Cost, style: line(blue, mainWidth)})
		addWhiskers(p, ranges, line(blue, mainWidth), 3.5)
		panels = append(panels, panel{plot: p, title: of.Title})
		words = append(words, fmt.Sprintf("%s: %s at %s, %s at %s", of.Label, text.Significant(of.Cost[0]), text.Significant(d.Amounts[0]),
			text.Significant(of.Cost[last]), text.Significant(d.Amounts[last])))
	}
	g := grid{title: d.Title, height: oneRow, panels: [][]panel{panels}, caption: d.Caption}
	return g.figure(fmt.Sprintf("%s, by %s. %s.", d.Title, strings.ToLower(d.Label), strings.Join(words, "; "))), nil
}
