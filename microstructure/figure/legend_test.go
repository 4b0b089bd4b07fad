package figure_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/internal/golden"
)

// steps are three values that rise a little above the first one.
func steps(from float64) []float64 { return []float64{from, from + 0.5, from + 1} }

func times(n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = 1_761_955_200_000_000 + int64(i)*86_400_000_000
	}
	return out
}

// rising is a ledger of three round trips whose net profits are given and which
// cost so much.
func rising(net []float64, fee float64) figure.Ledger {
	l := figure.Ledger{EntryUS: times(len(net)), NetBps: net, Direction: []int{1, -1, 1}}
	for _, v := range net {
		l.GrossBps = append(l.GrossBps, v+fee)
	}
	return l
}

// Curves are where the data are that the legend gives their colours to: what is
// larger is drawn higher.
func TestLegendsNameTheirCurves(t *testing.T) {
	minutes := func(v float64) []float64 {
		out := make([]float64, 1440)
		for i := range out {
			out[i] = v
		}
		return out
	}
	ladder := figure.Ladder{Fills: []string{"a", "b", "c"}}
	for i, name := range []string{"gross", "vip", "standard", "stress"} {
		v := steps(float64(-10 * i))
		ladder.Scenarios = append(ladder.Scenarios, figure.LadderScenario{Name: name, NetBps: v, LowerBps: v, UpperBps: v})
	}
	run := figure.Run{Ledger: rising(steps(-10), 30)}
	build := func(f *figure.Figure, err error) func() (*figure.Figure, error) {
		return func() (*figure.Figure, error) { return f, err }
	}
	for _, c := range []struct {
		name   string
		build  func() (*figure.Figure, error)
		labels []string // the beginnings of legends, of curves from above to below
	}{
		{"equity by bar", build(figure.EquityByBar(figure.Equity{TimestampUS: times(3), NetBps: steps(-10), GrossBps: steps(10), DrawdownBps: steps(-5)})),
			[]string{"Before costs", "Net of costs"}},
		{"best configuration", build(figure.BestConfiguration(run)), []string{"Gross", "Net of fees"}},
		{"walk-forward", build(figure.WalkForward(run)), []string{"Gross", "Net of fees"}},
		{"in and out", build(figure.InOutOfSample(figure.InOut{In: rising(steps(-10), 7), Out: rising(steps(10), 7), SplitUS: times(4)[3]})),
			[]string{"Out of sample", "In sample"}},
		{"ladder", build(figure.FillLadder(ladder)), []string{"gross", "vip", "standard", "stress"}},
		{"profile", build(figure.TradesPerMinute(figure.DayProfile{Sources: []string{"x", "y"}, PerMinute: [][]float64{minutes(1), minutes(2)}})), []string{"y", "x"}},
		{"prices", build(figure.PricesAndSpread(figure.VenuePrices{Sources: []string{"x", "y", "z"}, TimestampUS: times(3),
			Price: [][]float64{steps(100), steps(120), steps(110)}})), []string{"y", "z", "x"}},
	} {
		f, err := c.build()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		svg, err := f.SVG()
		if err != nil {
			t.Fatal(err)
		}
		outline, err := golden.Outline(svg)
		if err != nil {
			t.Fatal(err)
		}
		above, name := -1.0, ""
		for _, label := range c.labels {
			y, err := height(outline, label)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			if y <= above {
				t.Errorf("%s: the curve of %q, at %v px, is not below that of %q, at %v px", c.name, label, y, name, above)
			}
			above, name = y, label
		}
	}
}

var curve = regexp.MustCompile(`(?m)^line (.*?), (?:\d+ points \(\w+\) such as )?.* [-\d.]+,([\d.]+)$`)

// height is the y coordinate at which the first curve ends that is drawn as the
// swatch before a legend's label is: some begin at one point.
func height(outline, label string) (float64, error) {
	at := strings.Index(outline, " #222222 "+label)
	if at < 0 {
		return 0, fmt.Errorf("no legend %q", label)
	}
	lines := strings.Split(outline[:at], "\n")
	style, _, _ := strings.Cut(strings.TrimPrefix(lines[len(lines)-2], "line "), ":")
	for _, m := range curve.FindAllStringSubmatch(outline, -1) {
		if m[1] == style {
			return strconv.ParseFloat(m[2], 64)
		}
	}
	return 0, fmt.Errorf("no curve is drawn as %q, %q", label, style)
}
