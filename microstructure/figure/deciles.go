package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
)

// Deciles are mean forward returns by decile of the signal.
type Deciles struct {
	Symbol   string
	Horizons []DecileReturns // one panel each
}

// DecileReturns are the means of one horizon.
type DecileReturns struct {
	Horizon string    // such as "15m"
	MeanBps []float64 // from decile 1, the strongest sell pressure, up; NaN where there is no mean
}

// spreadBps is the first decile's mean less the last one's: a contrarian's
// profit before fees. It is NaN if one of them is missing.
func (d DecileReturns) spreadBps() float64 {
	if len(d.MeanBps) == 0 {
		return math.NaN()
	}
	return d.MeanBps[0] - d.MeanBps[len(d.MeanBps)-1]
}

// sharedRangeRatio is the largest ratio of two panels' ranges at which both are
// readable on one scale.
const sharedRangeRatio = 12

// DecileBars draws a panel of bars per horizon, gains in blue, losses in
// vermillion. The panels share their scale, so that horizons can be compared,
// unless the largest bar of one is more than 12 times that of another.
func DecileBars(d Deciles) (*Figure, error) {
	const name = "decile bars"
	var columns [][]float64
	for _, h := range d.Horizons {
		if err := checkFinite(name, "mean return at "+h.Horizon, h.MeanBps); err != nil {
			return nil, err
		}
		columns = append(columns, h.MeanBps)
	}
	lo, hi := extent(columns...)
	if lo > hi {
		return nil, noData(name, "give at least one horizon with a mean that is not NaN")
	}
	lo, hi = min(lo, 0), max(hi, 0)
	shared := sharesRange(columns)
	row := make([]panel, len(d.Horizons))
	spreads := make([]string, len(d.Horizons))
	for i, h := range d.Horizons {
		if !shared {
			lo, hi = extent(h.MeanBps)
			lo, hi = min(lo, 0), max(hi, 0)
		}
		p := decilePlot(h.MeanBps, 1, lo, hi)
		p.Y.Tick.Marker = numberTicks{count: 8, bare: shared && i > 0}
		if i == 0 {
			p.Y.Label.Text = "Mean forward return (bps)"
		}
		spread := text.Bps(h.spreadBps(), 2)
		row[i] = panel{plot: p, title: h.Horizon + " forward", subtitle: "Spread " + spread}
		spreads[i] = h.Horizon + " " + spread
	}
	g := grid{
		title:  d.Symbol + ": forward return by decile of the composite signal",
		height: 320,
		panels: [][]panel{row},
		caption: fmt.Sprintf("Signal decile (1 = strongest sell pressure, %d = strongest buy pressure); spread = decile 1 − decile %[1]d",
			longest(columns)),
	}
	return g.figure(fmt.Sprintf("%s. One bar chart per horizon; spread of the first over the last decile: %s.",
		g.title, strings.Join(spreads, ", "))), nil
}

// decilePlot is a plot of a bar per decile, the first one at 0.
func decilePlot(means []float64, opacity, lo, hi float64) *plot.Plot {
	p := newPlot(acrossGrid)
	labels := make([]string, len(means))
	for i := range means {
		labels[i] = strconv.Itoa(i + 1)
	}
	setNominalAxis(p, labels)
	setRange(&p.Y, lo, hi)
	addBars(p, means, 0.4, fade(blue, opacity), fade(vermillion, opacity))
	p.Add(rule{at: 0, style: line(softInk, 1)})
	if a, z := extent(means); a > z {
		p.Add(note("no data"))
	}
	return p
}

// sharesRange reports whether all columns can be read on one scale.
func sharesRange(columns [][]float64) bool {
	small, large := math.Inf(1), 0.0
	for _, c := range columns {
		lo, hi := extent(c)
		if size := max(-lo, hi); lo <= hi && size > 0 {
			small, large = min(small, size), max(large, size)
		}
	}
	return large <= sharedRangeRatio*small
}

func longest(columns [][]float64) int {
	n := 0
	for _, c := range columns {
		n = max(n, len(c))
	}
	return n
}
