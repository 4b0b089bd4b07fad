package figure

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Equity is an account by bar.
type Equity struct {
	Symbol      string
	Title       string    // what was traded, such as "walk-forward"
	TimestampUS []int64   // opening times of bars, µs since the Unix epoch, UTC, increasing
	NetBps      []float64 // equity net of costs at each bar, from 0
	GrossBps    []float64 // the same before costs
	DrawdownBps []float64 // at most 0
}

// EquityByBar draws equity net and gross, and the drawdown below it on the
// same time axis. Open positions are in both at their marks.
func EquityByBar(d Equity) (*Figure, error) {
	const name = "equity by bar"
	n := len(d.TimestampUS)
	if len(d.NetBps) != n || len(d.GrossBps) != n || len(d.DrawdownBps) != n {
		return nil, shape(name, "%d times, %d net and %d gross values of equity, %d drawdowns", n, len(d.NetBps), len(d.GrossBps), len(d.DrawdownBps))
	}
	times := make([]float64, n)
	for i, us := range d.TimestampUS {
		if i > 0 && us <= d.TimestampUS[i-1] {
			return nil, shape(name, "row %d: time %d is not later than the row before it; sort the bars", i, us)
		}
		times[i] = float64(us)
	}
	for _, c := range []struct {
		name   string
		values []float64
	}{{"net equity", d.NetBps}, {"gross equity", d.GrossBps}, {"drawdown", d.DrawdownBps}} {
		if err := checkFinite(name, c.name, c.values); err != nil {
			return nil, err
		}
	}
	lo, hi := extent(d.NetBps)
	if lo > hi {
		return nil, noData(name, "the account has no bar")
	}
	deepest, _ := extent(d.DrawdownBps)

	equity, drawdown := newPlot(fullGrid), newPlot(fullGrid)
	net := curve{x: times, y: d.NetBps, style: line(blue, mainWidth)}
	gross := curve{x: times, y: d.GrossBps, style: line(grey, contextWidth)}
	down := curve{x: times, y: d.DrawdownBps, style: line(vermillion, contextWidth), fill: fade(vermillion, 0.25)}
	equity.Add(rule{at: 0, style: zeroStyle}, gross, net)
	lo, hi = extent(d.NetBps, d.GrossBps)
	setRange(&equity.Y, min(lo, 0), max(hi, 0))
	equity.Y.Label.Text = "Equity (bps)"
	setTimeAxis(equity, fullAxis, d.TimestampUS[0], d.TimestampUS[n-1])
	equity.X.Label.Text = ""

	drawdown.Add(down)
	setRange(&drawdown.Y, min(deepest, 0), 0)
	drawdown.Y.Label.Text = "Drawdown (bps)"
	setTimeAxis(drawdown, fullAxis, d.TimestampUS[0], d.TimestampUS[n-1])
	drawdown.X.Label.Text = "Time (UTC)"

	last := func(x []float64) string { return text.Bps(x[n-1], 1) }
	g := grid{
		title:  d.Symbol + ", equity by bar: " + d.Title,
		height: 580,
		panels: [][]panel{
			{{plot: equity, title: "Equity, open positions at their marks", legend: []legendEntry{
				{"Net of costs, " + last(d.NetBps) + " at the end", net},
				{"Before costs, " + last(d.GrossBps) + " at the end", gross},
			}}},
			{{plot: drawdown, title: "Drawdown from the highest equity so far, the start included", legend: []legendEntry{
				{"Deepest " + text.Bps(min(deepest, 0), 1), down},
			}}},
		},
	}
	return g.figure(fmt.Sprintf("%s. Net %s, gross %s at the end, deepest drawdown %s.", g.title, last(d.NetBps), last(d.GrossBps), text.Bps(min(deepest, 0), 1))), nil
}
