package figure

import (
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Ladder is one configuration at several fills and levels of costs.
type Ladder struct {
	Symbol        string
	Configuration string   // in words
	Fills         []string // from early to late; a line break starts a second line
	Scenarios     []LadderScenario
}

// LadderScenario is one level of costs; its columns have a value per fill.
type LadderScenario struct {
	Name         string  // such as "gross"
	RoundTripBps float64 // fees
	NetBps       []float64
	LowerBps     []float64 // interval of NetBps, NaN where unknown
	UpperBps     []float64
}

// FillLadder draws net profit per round trip by fill, a curve with intervals
// per level of costs, side by side at each fill.
func FillLadder(d Ladder) (*Figure, error) {
	const name = "fill ladder"
	p := newPlot(acrossGrid)
	p.Add(rule{at: 0, style: zeroStyle})
	all := make([][]whisker, len(d.Scenarios))
	var legend []legendEntry
	var words []string
	for i, s := range d.Scenarios {
		if len(s.NetBps) != len(d.Fills) || len(s.LowerBps) != len(d.Fills) || len(s.UpperBps) != len(d.Fills) {
			return nil, shape(name, "scenario %s: %d fills, but %d net profits, %d lower and %d upper ends",
				s.Name, len(d.Fills), len(s.NetBps), len(s.LowerBps), len(s.UpperBps))
		}
		for _, column := range [][]float64{s.NetBps, s.LowerBps, s.UpperBps} {
			if err := checkFinite(name, "profit in scenario "+s.Name, column); err != nil {
				return nil, err
			}
		}
		shift := 0.09 * (float64(i) - float64(len(d.Scenarios)-1)/2)
		var x []float64
		for k, v := range s.NetBps {
			x = append(x, float64(k)+shift)
			all[i] = append(all[i], whisker{x[k], s.LowerBps[k], v, s.UpperBps[k]})
		}
		style := scenario(i)
		solid := style
		solid.Dashes, solid.Width = nil, 1.2
		net := curve{x: x, y: s.NetBps, style: style}
		p.Add(net)
		addWhiskers(p, all[i], solid, 3)
		label := fmt.Sprintf("%s (%s)", s.Name, text.GivenBps(s.RoundTripBps))
		legend = append(legend, legendEntry{label, net})
		if len(d.Fills) > 0 {
			words = append(words, fmt.Sprintf("%s from %s to %s bps", label, text.Signed(s.NetBps[0], 2), text.Signed(s.NetBps[len(s.NetBps)-1], 2)))
		}
	}
	lo, hi := extentOf(all...)
	if lo > hi {
		return nil, noData(name, "the configuration made no round trip at any fill; choose another or take a longer span")
	}
	setNominalAxis(p, d.Fills)
	setRange(&p.Y, min(lo, 0), max(hi, 0))
	p.Y.Label.Text = "Net PnL per round trip (bps)"
	p.X.Label.Text = "Fill, from the close that made the signal to later prices"
	g := grid{
		title:  d.Symbol + ", fill ladder: " + d.Configuration,
		height: 430,
		panels: [][]panel{{{plot: p, title: "Net of fees, by fill and fees of a round trip, with 90 % intervals", legend: legend}}},
	}
	return g.figure(fmt.Sprintf("%s. Net PnL per round trip, first to last fill: %s.", g.title, strings.Join(words, ", "))), nil
}
