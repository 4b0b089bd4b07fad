package figure

import (
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot/plotter"
)

// Logits is the distribution behind a probability of backtest overfitting
// (PBO).
type Logits struct {
	Symbol string
	Values []float64 // ln(ω/(1-ω)) per split, ω the out-of-sample rank of the in-sample best, from 0 (worst) to 1
	PBO    float64   // share of values of at most 0
}

// logitStep is the least width of a bin: ranks are whole numbers, and bins
// narrower than a few of them would show a comb.
const logitStep = 0.5

// PBOLogits draws a histogram of the logits with zero marked: to its left, the
// configuration chosen in sample was no better out of sample than the median of
// all. A value of exactly 0 is to the left.
func PBOLogits(d Logits) (*Figure, error) {
	const name = "PBO logits"
	if err := checkFinite(name, "logit", d.Values); err != nil {
		return nil, err
	}
	var mirrored []float64
	for _, v := range d.Values {
		if !math.IsNaN(v) {
			mirrored = append(mirrored, -v)
		}
	}
	if len(mirrored) == 0 {
		return nil, noData(name, "there is no cross-validation; take a longer span or fewer blocks")
	}
	p := newPlot(fullGrid)
	width := max(logitStep, binWidth(mirrored))
	first, counts := histogram(mirrored, width)
	low, high := &plotter.Histogram{FillColor: fade(vermillion, 0.75)}, &plotter.Histogram{FillColor: fade(blue, 0.75)}
	for _, b := range histogramBars(nil, first, width, counts).Bins {
		b.Min, b.Max = -b.Max, -b.Min
		if b.Max <= 0 {
			low.Bins = append(low.Bins, b)
		} else {
			high.Bins = append(high.Bins, b)
		}
	}
	zero := rule{vertical: true, at: 0, style: line(ink, 1.8, 5, 3)}
	p.Add(low, high, zero)
	far := width * max(1, math.Ceil(max(-first, first+float64(len(counts))*width)/width))
	p.X.Min, p.X.Max = -far-width/2, far+width/2
	p.X.Tick.Marker = numberTicks{count: 9}
	p.X.Label.Text = "Logit of the out-of-sample rank of the in-sample best"
	setCounts(&p.Y, slices.Max(counts))
	p.Y.Label.Text = "Splits"
	g := grid{
		title:  d.Symbol + ": does the best in sample stay good out of sample?",
		height: oneRow,
		panels: [][]panel{{{
			plot:     p,
			title:    fmt.Sprintf("Probability of backtest overfitting: %s of %s", text.Percent(d.PBO), text.Plural(len(mirrored), "split")),
			subtitle: "About 50 % is what chance gives when no configuration differs",
			legend: []legendEntry{
				{"At or below the median out of sample", low},
				{"Above the median", high},
				{"Median (logit 0)", zero},
			},
		}}},
	}
	return g.figure(fmt.Sprintf("%s Histogram of the logits of %s; %s of them are at or below zero.",
		g.title, text.Plural(len(mirrored), "split"), text.Percent(d.PBO))), nil
}
