package figure

import (
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
)

// DayProfile is the number of trades in each minute of the day.
type DayProfile struct {
	Symbol    string
	Sources   []string
	PerMinute [][]float64 // [source][minute of the day, UTC] mean number of trades; NaN is a gap
}

// TradesPerMinute draws a curve per source over the day, UTC.
func TradesPerMinute(d DayProfile) (*Figure, error) {
	const name, minutes = "trades per minute", 1440
	if len(d.PerMinute) != len(d.Sources) {
		return nil, shape(name, "%d sources, but %d columns", len(d.Sources), len(d.PerMinute))
	}
	x := make([]float64, minutes)
	for m := range x {
		x[m] = float64(m)
	}
	p := newPlot(fullGrid)
	var legend []legendEntry
	var said []string
	for i, source := range d.Sources {
		if len(d.PerMinute[i]) != minutes {
			return nil, shape(name, "%s has %d minutes, want %d", source, len(d.PerMinute[i]), minutes)
		}
		if err := checkFinite(name, source, d.PerMinute[i]); err != nil {
			return nil, err
		}
		trades := curve{x: x, y: d.PerMinute[i], style: sourceStyle(i)}
		p.Add(trades)
		legend = append(legend, legendEntry{source, trades})
		if lo, hi := extent(d.PerMinute[i]); lo <= hi {
			said = append(said, fmt.Sprintf("%s has from %s to %s.", source, text.Significant(lo), text.Significant(hi)))
		}
	}
	lo, hi := extent(d.PerMinute...)
	if lo > hi {
		return nil, noData(name, "no source has a trade")
	}
	p.X.Min, p.X.Max = 0, minutes
	p.X.Tick.Marker = timeOfDayTicks{}
	p.X.Label.Text = "Time of day (UTC)"
	setRange(&p.Y, 0, hi)
	p.Y.Min = 0
	p.Y.Label.Text = "Trades per minute"
	g := grid{
		title:  d.Symbol + ": trades per minute over the day",
		height: oneRow,
		panels: [][]panel{{{plot: p, title: "Mean of all days with trades", legend: legend}}},
	}
	return g.figure(g.title + ". " + strings.Join(said, " ")), nil
}

// timeOfDayTicks puts ticks at every third hour of an axis in minutes of the
// day.
type timeOfDayTicks struct{}

// Ticks implements plot.Ticker.
func (timeOfDayTicks) Ticks(lo, hi float64) (ticks []plot.Tick) {
	for h := 0; h <= 24; h += 3 {
		if v := float64(60 * h); v >= lo && v <= hi {
			ticks = append(ticks, plot.Tick{Value: v, Label: fmt.Sprintf("%02d:00", h)})
		}
	}
	return ticks
}
