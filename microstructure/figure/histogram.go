package figure

import (
	"image/color"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// maxBins bounds a histogram's number of bins.
const maxBins = 60

// binWidth chooses a bin's width for values: by Freedman and Diaconis,
//
//	2 · IQR / n^(1/3),
//
// rounded to 1, 2 or 5 times a power of ten (by a factor of 0.6 to 1.6), but
// wide enough for no more than sixty bins and for a bin to be seen on an axis
// that begins at zero. Bins begin at multiples of the width, so that zero is an
// edge and no bar holds both gains and losses. Values that do not vary get one
// bin, of a width of at least 1.
func binWidth(values []float64) float64 {
	if len(values) == 0 {
		return 1
	}
	v := slices.Clone(values)
	slices.Sort(v)
	spread := v[len(v)-1] - v[0]
	iqr := v[3*(len(v)-1)/4] - v[(len(v)-1)/4]
	width := max(2*iqr/math.Cbrt(float64(len(v)))/1.6, spread/(maxBins-2))
	farthest := max(math.Abs(v[0]), math.Abs(v[len(v)-1]))
	if width <= 1e-9*farthest {
		return max(1, niceStep(farthest/25))
	}
	return niceStep(max(width, farthest/200, leastRange))
}

// histogram counts values by bins of the given width that begin at multiples
// of it; a value on an edge is in the bin to the right.
func histogram(values []float64, width float64) (firstEdge float64, counts []int) {
	lo, hi := extent(values)
	if lo > hi {
		return 0, nil
	}
	first := math.Floor(lo / width)
	counts = make([]int, int(math.Floor(hi/width)-first)+1)
	for _, v := range values {
		counts[int(math.Floor(v/width)-first)]++
	}
	return first * width, counts
}

// A distribution is one histogram of a plot: bars, or else steps with an
// outline, of which several can be drawn over each other.
type distribution struct {
	values  []float64
	fill    color.Color
	outline color.Color // of steps; nil for bars
}

// Thumbnail draws the distribution's sample in a legend.
func (d distribution) Thumbnail(c *draw.Canvas) {
	(&plotter.Polygon{Color: d.fill, LineStyle: line(d.outline, outlineWidth)}).Thumbnail(c)
}

// distributionPlot draws histograms with bins in common.
func distributionPlot(all []float64, ds ...distribution) *plot.Plot {
	p := newPlot(fullGrid)
	width := binWidth(all)
	most := 1
	for _, d := range ds {
		first, counts := histogram(d.values, width)
		most = max(most, slices.Max(append(counts, 0)))
		if d.outline == nil {
			p.Add(histogramBars(d.fill, first, width, counts))
		} else {
			p.Add(histogramSteps(d.fill, d.outline, first, width, counts))
		}
	}
	lo, hi := extent(all)
	lo, hi = math.Floor(min(lo, 0)/width)*width, (math.Floor(max(hi, 0)/width)+1)*width
	p.X.Min, p.X.Max = lo-width/2, hi+width/2
	p.X.Tick.Marker = numberTicks{count: 7}
	p.X.Label.Text = "PnL per trade (bps, net)"
	setCounts(&p.Y, most)
	p.Y.Label.Text = "Trades"
	return p
}

// setCounts makes an axis one of counts up to most.
func setCounts(a *plot.Axis, most int) {
	a.Min, a.Max = 0, 1.06*float64(most)
	a.Tick.Marker = numberTicks{count: 5, whole: true}
}

// histogramBars draws counts of bins from the first edge on as bars with gaps.
func histogramBars(fill color.Color, first, width float64, counts []int) *plotter.Histogram {
	const gap = 0.04 // on both sides, of a bin's width
	h := &plotter.Histogram{Width: width, FillColor: fill}
	for i, n := range counts {
		if n > 0 {
			from := first + float64(i)*width
			h.Bins = append(h.Bins, plotter.HistogramBin{Min: from + gap*width, Max: from + (1-gap)*width, Weight: float64(n)})
		}
	}
	return h
}

// outlineWidth is that of steps.
const outlineWidth = 1.4

// histogramSteps draws counts of bins from the first edge on as one shape.
func histogramSteps(fill, outline color.Color, first, width float64, counts []int) *plotter.Line {
	steps := &plotter.Line{StepStyle: plotter.PostStep, LineStyle: line(outline, outlineWidth), FillColor: fill}
	if len(counts) == 0 {
		return steps
	}
	steps.XYs = plotter.XYs{{X: first}}
	for i, n := range counts {
		steps.XYs = append(steps.XYs, plotter.XY{X: first + float64(i)*width, Y: float64(n)})
	}
	steps.XYs = append(steps.XYs, plotter.XY{X: first + float64(len(counts))*width})
	return steps
}

// pnlPanel is the histogram of all net returns with their mean.
func pnlPanel(title string, l Ledger) panel {
	net := l.net(0)
	p := distributionPlot(net, distribution{values: net, fill: fade(blue, 0.7)})
	average := stat.Mean(net, nil)
	zero, mean := rule{vertical: true, at: 0, style: zeroStyle}, rule{vertical: true, at: average, style: meanStyle}
	p.Add(zero, mean)
	return panel{plot: p, title: title, legend: []legendEntry{
		{"Mean " + text.Bps(average, 2), mean},
		{"Zero", zero},
	}}
}
