package figure

import (
	"image/color"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/plot"
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

// A distribution is one histogram of a plot.
type distribution struct {
	values  []float64
	fill    color.Color
	outline color.Color // nil: white lines between the bars
}

// distributionPlot draws histograms over each other with bins in common.
func distributionPlot(all []float64, ds ...distribution) *plot.Plot {
	p := newPlot()
	width := binWidth(all)
	most := 0
	for _, d := range ds {
		first, counts := histogram(d.values, width)
		var b bars
		for i, n := range counts {
			from, gap := first+float64(i)*width, 0.0
			if d.outline == nil {
				gap = 0.04 * width
			}
			b = append(b, bar{from: from + gap, to: from + width - gap, y: float64(n), fill: d.fill})
			most = max(most, n)
		}
		p.Add(b)
		if d.outline != nil {
			p.Add(skyline{first: first, width: width, counts: counts, color: d.outline})
		}
	}
	lo, hi := extent(all)
	lo, hi = math.Floor(min(lo, 0)/width)*width, (math.Floor(max(hi, 0)/width)+1)*width
	p.X.Min, p.X.Max = lo-width/2, hi+width/2
	p.X.Tick.Marker = numberTicks{count: 7}
	p.X.Label.Text = "PnL per trade (bps, net)"
	p.Y.Min, p.Y.Max = 0, 1.06*float64(max(1, most))
	p.Y.Tick.Marker = numberTicks{count: 5, whole: true}
	p.Y.Label.Text = "Trades"
	return p
}

// skyline is the outline of a histogram's bars.
type skyline struct {
	first, width float64
	counts       []int
	color        color.Color
}

func (s skyline) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := []float64{s.first}, []float64{0}
	for i, n := range s.counts {
		from := s.first + float64(i)*s.width
		x = append(x, from, from+s.width)
		y = append(y, float64(n), float64(n))
	}
	x, y = append(x, x[len(x)-1]), append(y, 0)
	if len(s.counts) == 0 {
		return
	}
	curve{x: x, y: y, style: line(s.color, 1.4)}.Plot(c, p)
}

// pnlPanel is the histogram of all net returns with their mean.
func pnlPanel(title string, l Ledger) panel {
	net := l.net(0)
	p := distributionPlot(net, distribution{values: net, fill: fade(blue, 0.7)})
	average := stat.Mean(net, nil)
	p.Add(rule{vertical: true, at: 0, style: zeroStyle}, rule{vertical: true, at: average, style: meanStyle})
	return panel{plot: p, title: title, legend: []legendEntry{
		{label: "Mean " + text.Bps(average, 2), line: meanStyle},
		{label: "Zero", line: zeroStyle},
	}}
}
