package figure

import (
	"fmt"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// InOut compares one configuration in sample and out of sample.
type InOut struct {
	Symbol  string
	In, Out Ledger // in the train and in the test span; one of them may be empty
	SplitUS int64  // the test span's beginning, µs since the Unix epoch, UTC
}

// InOutOfSample draws the two equity curves, each from zero, on one time axis
// with the split between train and test.
func InOutOfSample(d InOut) (*Figure, error) {
	const name = "in-sample and out-of-sample"
	if err := d.In.check(name + ": in-sample ledger"); err != nil {
		return nil, err
	}
	if err := d.Out.check(name + ": out-of-sample ledger"); err != nil {
		return nil, err
	}
	if !d.In.hasNet() && !d.Out.hasNet() {
		return nil, noData(name, "neither span has a trade with a known return")
	}
	p := newPlot(fullGrid)
	in, out := curve{style: line(blue, mainWidth)}, curve{style: line(vermillion, mainWidth)}
	in.x, in.y = d.In.equity(d.In.NetBps)
	out.x, out.y = d.Out.equity(d.Out.NetBps)
	split := rule{vertical: true, at: float64(d.SplitUS), style: line(ink, 1.6, 1.6, 2.6)}
	p.Add(rule{at: 0, style: zeroStyle}, split, in, out)
	lo, hi := extent(in.y, out.y)
	setRange(&p.Y, min(lo, 0), max(hi, 0))
	from, to := d.SplitUS, d.SplitUS
	for _, l := range []Ledger{d.In, d.Out} {
		if n := l.Len(); n > 0 {
			from, to = min(from, l.from()), max(to, l.EntryUS[n-1])
		}
	}
	setTimeAxis(p, fullAxis, from, to)
	p.Y.Label.Text = "Cumulative PnL (bps, net)"

	splitWords := "Train/test split (" + time.UnixMicro(d.SplitUS).UTC().Format(dateForm) + ")"
	g := grid{
		title:  d.Symbol + ": in-sample and out-of-sample equity",
		height: oneRow,
		panels: [][]panel{{{plot: p, title: "Net of fees", legend: []legendEntry{
			{"In sample (" + text.Plural(d.In.Len(), "trade") + ")", in},
			{"Out of sample (" + text.Plural(d.Out.Len(), "trade") + ")", out},
			{splitWords, split},
		}}}},
	}
	return g.figure(fmt.Sprintf("%s. In sample: %s. Out of sample: %s. %s.", g.title, d.In.summary(), d.Out.summary(), splitWords)), nil
}
