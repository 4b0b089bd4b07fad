package figure

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
)

// Coverage is the share of each day that every source covers.
type Coverage struct {
	Symbol  string
	Sources []string
	DayUS   []int64     // midnights, one day after the other, µs since the Unix epoch, UTC
	Share   [][]float64 // [source][day] bars present, 0 to 1; NaN without data
}

// CoverageCalendar draws a row per source and a column per day, coloured by the
// share of bars that are present; a day without data is hatched.
func CoverageCalendar(c Coverage) (*Figure, error) {
	const name = "coverage calendar"
	if len(c.Sources) == 0 || len(c.DayUS) == 0 {
		return nil, noData(name, "there is no source, or no day")
	}
	if err := checkDays(name, c.DayUS); err != nil {
		return nil, err
	}
	if len(c.Share) != len(c.Sources) {
		return nil, shape(name, "%d sources, but %d rows", len(c.Sources), len(c.Share))
	}
	for i, row := range c.Share {
		if len(row) != len(c.DayUS) {
			return nil, shape(name, "%s has %d days, want %d", c.Sources[i], len(row), len(c.DayUS))
		}
		if err := checkFinite(name, c.Sources[i], row); err != nil {
			return nil, err
		}
	}
	lo, hi := extent(c.Share...)
	if lo > hi {
		return nil, noData(name, "no source has a day that can be read")
	}
	p := dayPlot(c.DayUS)
	p.Y.Min, p.Y.Max = 0, float64(len(c.Sources))
	var ticks plot.ConstantTicks
	for i, s := range c.Sources {
		ticks = append(ticks, plot.Tick{Value: float64(len(c.Sources)-i) - 0.5, Label: s})
	}
	p.Y.Tick.Marker = ticks
	scale := colorBar{high: 1, color: blues.color(1), ticks: numberTicks{count: 4, percent: true}, label: "Bars present"}
	p.Add(raster{values: c.Share, color: scale.color, gap: 6})
	g := grid{
		title:  fmt.Sprintf("%s: coverage by day and source", c.Symbol),
		height: max(240, 130+34*len(c.Sources)),
		panels: [][]panel{{{plot: p, title: "Share of the day's bars that are present", subtitle: "Hatched: no data."}}},
		right:  scaleSpace,
		finish: scale.draw,
	}
	return g.figure(fmt.Sprintf("%s: %s, %s. Days have from %s of their bars.", g.title,
		text.Plural(len(c.Sources), "source"), text.Plural(len(c.DayUS), "day"), text.PercentRange(lo, hi))), nil
}
