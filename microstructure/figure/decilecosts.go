package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// DecileCosts are mean forward returns by decile of the signal with their
// errors, for comparison with the costs of trading them.
type DecileCosts struct {
	Symbol       string
	RoundTripBps float64          // cost of one leg; the spread of two deciles has two
	Horizons     []DecileInterval // one panel each
}

// DecileInterval are the means of one horizon.
type DecileInterval struct {
	Horizon     string    // such as "15m"
	MeanBps     []float64 // from decile 1, the strongest sell pressure, up; NaN where there is no mean
	SEBps       []float64 // standard errors, as many; NaN leaves the interval out
	SpreadBps   float64   // of the first over the last decile, gross; NaN if unknown
	SpreadSEBps float64
}

// DecileErrorBars draws a panel of bars per horizon with 95 % intervals, all
// on one scale, and the cost of a round trip above and below zero: buying the
// first and selling the last decile pays only if the first is above the upper
// line and the last below the lower one.
func DecileErrorBars(d DecileCosts) (*Figure, error) {
	const name = "decile error bars"
	lo, hi, any := 0.0, 0.0, false
	all := make([][]whisker, len(d.Horizons))
	for i, h := range d.Horizons {
		if len(h.MeanBps) != len(h.SEBps) {
			return nil, shape(name, "%s: %d means, but %d standard errors", h.Horizon, len(h.MeanBps), len(h.SEBps))
		}
		for _, column := range [][]float64{h.MeanBps, h.SEBps, {h.SpreadBps, h.SpreadSEBps, d.RoundTripBps}} {
			if err := checkFinite(name, "mean return at "+h.Horizon, column); err != nil {
				return nil, err
			}
		}
		for k, v := range h.MeanBps {
			all[i] = append(all[i], around(float64(k), v, z95*h.SEBps[k]))
		}
		if a, z := extentOf(all[i]); a <= z {
			lo, hi, any = min(lo, a), max(hi, z), true
		}
	}
	if !any {
		return nil, noData(name, "give at least one horizon with a mean that is not NaN")
	}
	lo, hi = min(lo, -1.1*d.RoundTripBps), max(hi, 1.1*d.RoundTripBps)
	row, words := make([]panel, len(d.Horizons)), make([]string, len(d.Horizons))
	for i, h := range d.Horizons {
		row[i] = d.panel(h, all[i], lo, hi, i == 0)
		words[i] = h.Horizon + " " + h.spread()
	}
	g := grid{
		title:  d.Symbol + ": forward return by decile of the signal, against its costs",
		height: 360,
		panels: [][]panel{row},
		caption: fmt.Sprintf("Whiskers: 95 %% intervals. Dashed: ±%s, a round trip for each leg; decile 1 has to lie above and decile %d below, or the spread above %s",
			text.GivenBps(d.RoundTripBps), d.deciles(), text.GivenBps(2*d.RoundTripBps)),
	}
	return g.figure(fmt.Sprintf("%s. One bar chart per horizon. A spread has to be above %s, two round trips; it is: %s.",
		g.title, text.GivenBps(2*d.RoundTripBps), strings.Join(words, ", "))), nil
}

func (d DecileCosts) panel(h DecileInterval, at []whisker, lo, hi float64, first bool) panel {
	p := decilePlot(h.MeanBps, 0.6, lo, hi)
	p.Y.Tick.Marker = numberTicks{count: 8, bare: !first}
	if first {
		p.Y.Label.Text = "Mean forward return (bps)"
	}
	p.X.Label.Text = "Decile"
	cost := line(black, 1.3, 6, 3)
	p.Add(rule{at: d.RoundTripBps, style: cost}, rule{at: -d.RoundTripBps, style: cost})
	addWhiskers(p, at, line(ink, 1.1), 0)
	return panel{plot: p, title: h.Horizon + " forward", subtitle: "Spread " + h.spread()}
}

// spread is the spread with its 95 % interval.
func (h DecileInterval) spread() string {
	if math.IsNaN(h.SpreadBps) || math.IsNaN(h.SpreadSEBps) {
		return text.Bps(h.SpreadBps, 1)
	}
	return text.Signed(h.SpreadBps, 1) + " ± " + text.Number(z95*h.SpreadSEBps, 1) + " bps"
}

func (d DecileCosts) deciles() int {
	n := 0
	for _, h := range d.Horizons {
		n = max(n, len(h.MeanBps))
	}
	return n
}
