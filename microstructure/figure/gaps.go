package figure

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
)

// Gaps are the minutes without a trade, by hour of every day.
type Gaps struct {
	Symbol  string
	Sources []string
	DayUS   []int64       // midnights, one day after the other, µs since the Unix epoch, UTC
	Minutes [][][]float64 // [source][day][hour] 0 to 60; NaN without data
}

// GapHeatmap draws a panel per source with a column per day and a row per hour,
// coloured by the minutes without a trade; what has no data is hatched.
func GapHeatmap(g Gaps) (*Figure, error) {
	const name, hours = "gap heatmap", 24
	if len(g.Sources) == 0 || len(g.DayUS) == 0 {
		return nil, noData(name, "there is no source, or no day")
	}
	if err := checkDays(name, g.DayUS); err != nil {
		return nil, err
	}
	if len(g.Minutes) != len(g.Sources) {
		return nil, shape(name, "%d sources, but %d panels", len(g.Sources), len(g.Minutes))
	}
	scale := colorBar{high: 60, color: oranges.color(60), ticks: numberTicks{count: 6, whole: true}, label: "Minutes per hour"}
	total, any := 0.0, false
	var panels [][]panel
	for i, days := range g.Minutes {
		if len(days) != len(g.DayUS) {
			return nil, shape(name, "%s has %d days, want %d", g.Sources[i], len(days), len(g.DayUS))
		}
		rows := make([][]float64, hours) // hour 0 on top
		sum, known := 0.0, false
		for d, minutes := range days {
			if len(minutes) != hours {
				return nil, shape(name, "%s, day %d has %d hours, want %d", g.Sources[i], d, len(minutes), hours)
			}
			if err := checkFinite(name, g.Sources[i], minutes); err != nil {
				return nil, err
			}
			for h, m := range minutes {
				rows[h] = append(rows[h], m)
				if !math.IsNaN(m) {
					sum += m
					known = true
				}
			}
		}
		total += sum
		any = any || known
		title := g.Sources[i] + ": no data"
		if known {
			title = fmt.Sprintf("%s: %s without a trade", g.Sources[i], text.Plural(int(sum), "minute"))
		}
		p := dayPlot(g.DayUS)
		p.Y.Min, p.Y.Max = 0, hours
		p.Y.Tick.Marker = plot.ConstantTicks{{Value: 24, Label: "00:00"}, {Value: 18, Label: "06:00"}, {Value: 12, Label: "12:00"}, {Value: 6, Label: "18:00"}, {Value: 0, Label: "24:00"}}
		p.Y.Label.Text = "Hour (UTC)"
		if i < len(g.Minutes)-1 {
			p.X.Label.Text = ""
		}
		p.Add(raster{values: rows, color: scale.color})
		panels = append(panels, []panel{{plot: p, title: title}})
	}
	if !any {
		return nil, noData(name, "no source has a day that can be read")
	}
	out := grid{
		title:  fmt.Sprintf("%s: minutes without a trade, by hour and day", g.Symbol),
		height: 70 + 195*len(g.Sources),
		panels: panels,
		right:  scaleSpace,
		finish: scale.draw,
	}
	return out.figure(fmt.Sprintf("%s. %s of %s without a trade in all.", out.title, text.Plural(int(total), "minute"), text.Plural(len(g.Sources), "source"))), nil
}
