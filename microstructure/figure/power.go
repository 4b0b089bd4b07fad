package figure

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Power holds the power of a record by edge.
type Power struct {
	Symbol string

	EdgeBps     []float64 // true mean daily profit, net, increasing
	Chance      []float64 // probability that it is shown, 0 to 1, as many
	Target      float64   // the required probability, such as 0.8
	SmallestBps float64   // the edge that has it
	ObservedBps float64   // mean daily profit of the record; NaN if unknown
	TripsPerDay float64   // for conversion to bps per round trip; 0 if unknown

	Days           []float64 // lengths of a record like this one, increasing
	SmallestByDays []float64 // the edge that has the target's probability by then, as many
	Have           int       // days of this record
}

// PowerCurve draws two panels: the power by the size of the edge, and the
// smallest edge with the target power by days of data.
func PowerCurve(d Power) (*Figure, error) {
	const name = "power curve"
	if len(d.EdgeBps) != len(d.Chance) || len(d.Days) != len(d.SmallestByDays) {
		return nil, shape(name, "%d edges and %d probabilities, %d lengths and %d smallest edges", len(d.EdgeBps), len(d.Chance), len(d.Days), len(d.SmallestByDays))
	}
	for _, column := range [][]float64{d.EdgeBps, d.Chance, d.Days, d.SmallestByDays, {d.SmallestBps, d.ObservedBps}} {
		if err := checkFinite(name, "edge or probability", column); err != nil {
			return nil, err
		}
	}
	if lo, hi := extent(d.Chance); lo > hi {
		return nil, noData(name, "the record's profit has no standard error; it needs days that differ")
	}
	smallest := text.Bps(d.SmallestBps, 1) + " per day"
	if d.TripsPerDay > 0 {
		smallest += fmt.Sprintf(", %s per round trip", text.Signed(d.SmallestBps/d.TripsPerDay, 1))
	}
	g := grid{
		title:  d.Symbol + ": the edge that this record could have shown",
		height: oneRow + 10,
		panels: [][]panel{{d.chancePanel(), d.daysPanel()}},
	}
	return g.figure(fmt.Sprintf("%s. With %s probability it shows an edge of %s; the record's own mean is %s per day.",
		g.title, text.GivenPercent(d.Target), smallest, text.Bps(d.ObservedBps, 1))), nil
}

func (d Power) chancePanel() panel {
	p := newPlot(fullGrid)
	lo, hi := extent(d.EdgeBps, []float64{d.ObservedBps, 0})
	setSmallRange(&p.X, lo, hi)
	p.X.Tick.Marker = numberTicks{count: 6}
	p.Y.Min, p.Y.Max = 0, 1.02
	p.Y.Tick.Marker = numberTicks{count: 5, percent: true}
	small := rule{vertical: true, at: d.SmallestBps, style: line(softInk, ruleWidth, 5, 3)}
	p.Add(curve{x: d.EdgeBps, y: d.Chance, style: line(blue, 2)}, rule{at: d.Target, style: small.style}, small)
	legend := []legendEntry{{text.GivenPercent(d.Target) + " at " + text.Bps(d.SmallestBps, 1), small}}
	if !math.IsNaN(d.ObservedBps) {
		seen := rule{vertical: true, at: d.ObservedBps, style: line(vermillion, 1.8)}
		p.Add(seen)
		legend = append(legend, legendEntry{"Observed " + text.Bps(d.ObservedBps, 1), seen})
	}
	p.X.Label.Text = "True mean daily profit (bps, net)"
	p.Y.Label.Text = "Probability that it is shown"
	return panel{plot: p, title: fmt.Sprintf("With %s of data", text.Plural(d.Have, "day")), legend: legend}
}

func (d Power) daysPanel() panel {
	p := newPlot(fullGrid)
	low, hi := extent(d.SmallestByDays)
	if low > hi {
		hi = 1
	}
	lo, last := extent(d.Days, []float64{float64(d.Have)})
	setSmallRange(&p.X, lo, last)
	p.Y.Min, p.Y.Max = 0, 1.06*hi
	if hi <= 0 {
		p.Y.Max = 1
	}
	p.X.Tick.Marker, p.Y.Tick.Marker = numberTicks{count: 6, whole: true}, numberTicks{count: 5}
	have := rule{vertical: true, at: float64(d.Have), style: line(softInk, ruleWidth, 5, 3)}
	p.Add(curve{x: d.Days, y: d.SmallestByDays, style: line(blue, 2)}, have)
	legend := []legendEntry{{"This record, " + text.Plural(d.Have, "day"), have}}
	if d.ObservedBps > 0 {
		seen := rule{at: d.ObservedBps, style: line(vermillion, 1.8)}
		p.Add(seen)
		legend = append(legend, legendEntry{"Observed mean", seen})
	}
	if len(d.Days) == 0 {
		p.Add(note("no lengths given"))
	}
	p.X.Label.Text = "Days out of sample"
	p.Y.Label.Text = "Smallest edge shown (bps per day)"
	return panel{plot: p, title: fmt.Sprintf("Smallest edge shown with %s probability", text.GivenPercent(d.Target)), legend: legend}
}
