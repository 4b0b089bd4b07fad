package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Null is the null distribution of procedures' results, one panel each.
type Null struct {
	Symbol  string
	Runs    string // where the runs come from, such as "signal shifted against prices"
	Panels  []NullPanel
	Caption string // how often each procedure claimed an edge; may be empty
}

// NullPanel is one procedure.
type NullPanel struct {
	Title       string
	Subtitle    string    // may be empty
	BestBps     []float64 // profit of the best configuration, a value per run; NaN where there was none
	ObservedBps float64   // the same on the data as they are; NaN if there was none
	PValue      float64   // share of runs at least as good, the observed one counted; NaN if unknown
}

// NullDistribution draws a histogram per panel of the best configuration's
// profit without an edge, with the one observed marked.
func NullDistribution(d Null) (*Figure, error) {
	const name = "null distribution"
	row, words, any := make([]panel, len(d.Panels)), make([]string, len(d.Panels)), false
	for i, n := range d.Panels {
		if err := checkFinite(name, n.Title, append([]float64{n.ObservedBps}, n.BestBps...)); err != nil {
			return nil, err
		}
		values := known(n.BestBps)
		any = any || len(values) > 0
		row[i] = n.panel(values)
		words[i] = fmt.Sprintf("%s: observed %s, p = %s, among %s", n.Title, text.Bps(n.ObservedBps, 1), text.Number(n.PValue, 3), text.Plural(len(values), "run"))
	}
	if !any {
		return nil, noData(name, "there is no run of the null control; ask for at least one shift")
	}
	g := grid{
		title:   d.Symbol + ": profit of the best configuration where there is no edge, " + d.Runs,
		height:  oneRow + 20,
		panels:  [][]panel{row},
		caption: d.Caption,
	}
	return g.figure(fmt.Sprintf("%s. %s. %s", g.title, strings.Join(words, "; "), d.Caption)), nil
}

func (n NullPanel) panel(values []float64) panel {
	all := append(known([]float64{n.ObservedBps}), values...)
	p := distributionPlot(all, distribution{values: values, fill: fade(grey, 0.75)})
	p.X.Label.Text, p.Y.Label.Text = "Profit of the best configuration (bps, net)", "Runs"
	p.X.Tick.Marker = numberTicks{count: 5}
	zero := rule{vertical: true, at: 0, style: zeroStyle}
	observed := rule{vertical: true, at: n.ObservedBps, style: line(vermillion, 2.4)}
	p.Add(zero, observed)
	if len(values) == 0 {
		p.Add(note("no run chose a configuration"))
	}
	label := "Observed: " + text.Bps(n.ObservedBps, 1) + ", p = " + text.Number(n.PValue, 3)
	return panel{plot: p, title: n.Title, subtitle: n.Subtitle, legend: []legendEntry{
		{label, observed}, {"Zero", zero},
	}}
}

// known lists the values that are not NaN.
func known(values []float64) []float64 {
	var out []float64
	for _, v := range values {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}
