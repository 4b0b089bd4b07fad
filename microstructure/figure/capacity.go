package figure

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
)

// Capacity is the net profit of a round trip by the size of its orders.
type Capacity struct {
	Symbol         string
	Share          []float64 // of a bar's volume, above 0 and increasing
	NetBps         []float64 // net profit of a round trip, as many
	LowerBps       []float64 // its lower bound, as many
	BreakEvenShare float64   // where nothing is left; 0 if there is no such share
	Assumed        string    // of the impact, in a few words; may be empty
}

// CapacityCurve draws the profit against the share, by its logarithm, with the
// lower bound below it.
func CapacityCurve(d Capacity) (*Figure, error) {
	const name = "capacity curve"
	if len(d.Share) != len(d.NetBps) || len(d.Share) != len(d.LowerBps) {
		return nil, shape(name, "%d shares, %d profits and %d lower bounds", len(d.Share), len(d.NetBps), len(d.LowerBps))
	}
	for _, column := range [][]float64{d.Share, d.NetBps, d.LowerBps, {d.BreakEvenShare}} {
		if err := checkFinite(name, "share or profit", column); err != nil {
			return nil, err
		}
	}
	lo, hi := extent(d.NetBps, d.LowerBps, []float64{0})
	if low, high := extent(d.NetBps); low > high {
		return nil, noData(name, "there is no round trip whose size could grow")
	}
	p := newPlot(fullGrid)
	places := make([]float64, len(d.Share))
	var ticks plot.ConstantTicks
	for i, share := range d.Share {
		if !(share > 0) || i > 0 && share <= d.Share[i-1] {
			return nil, shape(name, "share %d is %v; they must be above 0 and increase", i+1, share)
		}
		places[i] = math.Log10(share)
		ticks = append(ticks, plot.Tick{Value: places[i], Label: text.GivenPercent(share)})
	}
	setSmallRange(&p.X, places[0], places[len(places)-1])
	setSmallRange(&p.Y, lo, hi)
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks, numberTicks{count: 6}
	net, lower := curve{x: places, y: d.NetBps, style: line(blue, 2)}, curve{x: places, y: d.LowerBps, style: line(softInk, 1.4, 2, 3)}
	zero := rule{at: 0, style: line(ink, ruleWidth, 5, 3)}
	p.Add(lower, net, zero)
	legend := []legendEntry{{"Net profit", net}, {"Its lower bound", lower}}
	left := "there is no profit to lose"
	if d.BreakEvenShare > 0 {
		end := rule{vertical: true, at: math.Log10(d.BreakEvenShare), style: line(vermillion, 1.8)}
		p.Add(end)
		legend = append(legend, legendEntry{"Nothing left at " + text.Percent(d.BreakEvenShare), end})
		left = "nothing is left at " + text.Percent(d.BreakEvenShare) + " of a bar's volume"
	}
	p.X.Label.Text = "Order's share of the bar's volume"
	p.Y.Label.Text = "Profit of a round trip (bps)"
	g := grid{
		title:  d.Symbol + ": what is left of the edge as orders grow",
		height: oneRow,
		panels: [][]panel{{{plot: p, title: "Net of costs and of an assumed impact", subtitle: d.Assumed, legend: legend}}},
	}
	return g.figure(fmt.Sprintf("%s. From %s at %s of the volume to %s at %s; %s.", g.title, text.Bps(d.NetBps[0], 1), text.GivenPercent(d.Share[0]),
		text.Bps(d.NetBps[len(d.NetBps)-1], 1), text.GivenPercent(d.Share[len(d.Share)-1]), left)), nil
}
