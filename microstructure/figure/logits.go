package figure

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Logits is the distribution behind a probability of backtest overfitting
// (PBO).
type Logits struct {
	Symbol string
	Values []float64 // ln(ω/(1-ω)) a split, ω the out-of-sample rank of the in-sample best, from 0 (worst) to 1
	PBO    float64   // share of values of at most 0
	Limit  float64   // the largest PBO that passes
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
	p := newPlot()
	width := max(logitStep, binWidth(mirrored))
	first, counts := histogram(mirrored, width)
	var b bars
	most := 0
	for i, n := range counts {
		to := -(first + float64(i)*width)
		fill := blue
		if to <= 0 {
			fill = vermillion
		}
		b = append(b, bar{from: to - 0.96*width, to: to - 0.04*width, y: float64(n), fill: fade(fill, 0.75)})
		most = max(most, n)
	}
	zero := line(ink, 1.8, 5, 3)
	p.Add(b, rule{vertical: true, at: 0, style: zero})
	far := width * max(1, math.Ceil(max(-first, first+float64(len(counts))*width)/width))
	p.X.Min, p.X.Max = -far-width/2, far+width/2
	p.X.Tick.Marker = numberTicks{count: 9}
	p.X.Label.Text = "Logit of the out-of-sample rank of the in-sample best"
	p.Y.Min, p.Y.Max = 0, 1.06*float64(max(1, most))
	p.Y.Tick.Marker = numberTicks{count: 5, whole: true}
	p.Y.Label.Text = "Splits"
	g := grid{
		title:  d.Symbol + ": does the best in sample stay good out of sample?",
		height: oneRow,
		panels: [][]panel{{{
			plot:     p,
			title:    fmt.Sprintf("Probability of backtest overfitting: %s of %s", text.Percent(d.PBO), text.Plural(len(mirrored), "split")),
			subtitle: "At most " + text.GivenPercent(d.Limit) + " passes; about 50 % is what chance gives when no configuration differs",
			legend: []legendEntry{
				{label: "At or below the median out of sample", fill: fade(vermillion, 0.75), line: line(vermillion, 1)},
				{label: "Above the median", fill: fade(blue, 0.75), line: line(blue, 1)},
				{label: "Median (logit 0)", line: zero},
			},
		}}},
	}
	return g.figure(fmt.Sprintf("%s Histogram of the logits of %s; %s of them are at or below zero, at most %s passes.",
		g.title, text.Plural(len(mirrored), "split"), text.Percent(d.PBO), text.GivenPercent(d.Limit))), nil
}
