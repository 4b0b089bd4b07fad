package figure

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Run is the ledger of one configuration of the strategy.
type Run struct {
	Symbol    string
	Threshold float64 // entry threshold, a z-score
	Holding   string  // such as "1h"
	VolFilter string  // such as "low+normal"
	Ledger    Ledger
}

func (r Run) configuration() string {
	return text.Configuration(r.VolFilter, r.Threshold, r.Holding)
}

func (r Run) check(figure string) error {
	if err := r.Ledger.check(figure); err != nil {
		return err
	}
	if !r.Ledger.hasNet() {
		return noData(figure, "the configuration made no trades with a known return; choose another or take a longer span")
	}
	return nil
}

// Heights of a figure of one and of two rows of panels, and the length of the
// time axis of a panel that has half the page or all of it, in CSS pixels.
const (
	oneRow   = 360
	twoRows  = 660
	halfAxis = 400
	fullAxis = 880
)

// BestConfiguration draws four panels: equity net and gross of fees, the
// distribution of net returns, the same by direction, and the rolling win rate
// (of the last 50 trades, from the tenth on).
func BestConfiguration(r Run) (*Figure, error) {
	if err := r.check("best configuration"); err != nil {
		return nil, err
	}
	g := grid{
		title:  r.Symbol + ", best configuration: " + r.configuration(),
		height: twoRows,
		panels: [][]panel{
			{equityPanel("Equity curve", r.Ledger), pnlPanel("Distribution of trade PnL", r.Ledger)},
			{directionPanel(r.Ledger), winRatePanel(r.Ledger)},
		},
	}
	return g.figure(fmt.Sprintf("%s. Equity, distribution of PnL, the same by direction, rolling win rate. %s.", g.title, r.Ledger.summary())), nil
}

// WalkForward draws two panels of an out-of-sample run: equity net and gross
// of fees, and the distribution of net returns.
func WalkForward(r Run) (*Figure, error) {
	if err := r.check("walk-forward"); err != nil {
		return nil, err
	}
	g := grid{
		title:  r.Symbol + ", walk-forward, out of sample: " + r.configuration(),
		height: oneRow,
		panels: [][]panel{{
			equityPanel("Out-of-sample equity curve", r.Ledger),
			pnlPanel("Out-of-sample distribution of trade PnL", r.Ledger),
		}},
	}
	return g.figure(fmt.Sprintf("%s. Equity and distribution of PnL: %s.", g.title, r.Ledger.summary())), nil
}

func equityPanel(title string, l Ledger) panel {
	p := newPlot(fullGrid)
	times, netSums := l.equity(l.NetBps)
	_, grossSums := l.equity(l.GrossBps)
	net := curve{x: times, y: netSums, style: line(blue, mainWidth)}
	gross := curve{x: times, y: grossSums, style: line(grey, contextWidth)}
	p.Add(rule{at: 0, style: zeroStyle}, gross, net)
	lo, hi := extent(net.y, gross.y)
	setRange(&p.Y, min(lo, 0), max(hi, 0))
	setTimeAxis(p, halfAxis, l.from(), l.EntryUS[l.Len()-1])
	p.Y.Label.Text = "Cumulative PnL (bps)"
	return panel{plot: p, title: fmt.Sprintf("%s (%s)", title, text.Plural(l.Len(), "trade")), legend: []legendEntry{
		{"Net of fees", net},
		{"Gross", gross},
	}}
}

func directionPanel(l Ledger) panel {
	long := distribution{l.net(+1), fade(blue, 0.35), blue}
	short := distribution{l.net(-1), fade(vermillion, 0.25), vermillion}
	p := distributionPlot(l.net(0), long, short)
	p.Add(rule{vertical: true, at: 0, style: zeroStyle})
	return panel{plot: p, title: "Trade PnL by direction", legend: []legendEntry{
		{"Long (" + text.Plural(len(long.values), "trade") + ")", long},
		{"Short (" + text.Plural(len(short.values), "trade") + ")", short},
	}}
}

func winRatePanel(l Ledger) panel {
	p := newPlot(fullGrid)
	rate := curve{x: l.times(), y: rollingWinRate(l.NetBps), style: line(blue, mainWidth)}
	half := rule{at: 0.5, style: line(softInk, ruleWidth, 5, 3)}
	lo, hi := extent(rate.y)
	p.Add(rate, half)
	if lo > hi {
		p.Add(note(fmt.Sprintf("fewer than %d trades", winRateMinReturns)))
	}
	p.Y.Min, p.Y.Max = min(0.3, lo-0.02), max(0.7, hi+0.02)
	p.Y.Tick.Marker = numberTicks{count: 6, percent: true}
	p.Y.Label.Text = "Win rate"
	setTimeAxis(p, halfAxis, l.EntryUS[0], l.EntryUS[l.Len()-1])
	return panel{plot: p, title: fmt.Sprintf("Rolling win rate (last %d trades)", winRateWindow), legend: []legendEntry{
		{"Win rate, net", rate},
		{"50 %", half},
	}}
}
