package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// spanDays are the days of three sources over which bars are built: from 12
// million trades to 1.1 billion, the size of the reference's own data.
var spanDays = []int{1, 3, 8, 25, 92}

// spanStart is the first day, and spanPerBar the leading source's trades per
// bar: 12 million trades per day of all three.
const (
	spanStart  = "2025-11-01"
	spanPerBar = 20_782
)

// spanWork is how many trades a process at least works through to measure its
// CPU time per trade, so that its start counts for little. A short span gets as
// many passes as it takes.
const spanWork = 300_000_000

// A spanCost is what the bars of a span of days cost.
type spanCost struct {
	Days   int    `json:"days"`
	Trades int64  `json:"trades"`
	Bars   int64  `json:"bars"`
	NS     spread `json:"cpu_ns_per_trade"` // of a whole process
	PeakMB spread `json:"peak_rss_mb"`      // of a process that makes one pass
}

// spans measures CPU time per trade and peak memory as the span of days grows
// to the reference's. It makes the trades and removes them again.
func (b *bench) spans() error {
	days, perBar := spanDays, spanPerBar
	if b.quick {
		days, perBar = days[:2], perBar/10
	}
	dir := filepath.Join(b.dir, "data", "spans")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	longest := days[len(days)-1]
	b.say("spans: making %s of 3 sources in %s", text.Plural(longest, "day"), dir)
	if _, err := b.output(b.tickbook, "synth", "--out", dir, "--symbol", symbol, "--start", spanStart, "--days", fmt.Sprint(longest),
		"--trades-per-bar", fmt.Sprint(perBar)); err != nil {
		return err
	}
	costs := make([]spanCost, len(days))
	ns, peaks := make([][]float64, len(days)), make([][]float64, len(days))
	for round := range b.rounds {
		for i, n := range days {
			b.say("spans: round %d of %d, %s, load %s", round+1, b.rounds, text.Plural(n, "day"), loadAverage())
			once, u, err := b.buildSpan(dir, n, 1)
			if err != nil {
				return err
			}
			peaks[i] = append(peaks[i], u.peakMB)
			passes := max(1, int(spanWork/once.Rows))
			if b.quick {
				passes = 1
			}
			if passes > 1 {
				if _, u, err = b.buildSpan(dir, n, passes); err != nil {
					return err
				}
			}
			ns[i] = append(ns[i], 1e9*u.cpuSeconds/float64(int64(passes)*once.Rows))
			costs[i] = spanCost{Days: n, Trades: once.Rows, Bars: once.Bars}
		}
	}
	for i := range costs {
		costs[i].NS, costs[i].PeakMB = spreadOf(ns[i]), spreadOf(peaks[i])
	}
	b.results.Spans = costs
	what := fmt.Sprintf("bars of %d days × 3 sources, %s million trades", longest, text.Count(costs[len(costs)-1].Trades/1e6))
	last := len(costs) - 1
	b.results.add(target{What: fmt.Sprintf("%s: CPU time per trade over that of %s", what, text.Plural(days[0], "day")),
		Measured: paired(ns[last], ns[0]), Unit: "×", Required: 1.1, AtMost: true})
	b.results.add(target{What: what + ": peak memory", Measured: costs[last].PeakMB, Unit: "MB", Required: 200, Aim: 100, AtMost: true})
	return nil
}

// buildSpan builds the bars of the first days in one process.
func (b *bench) buildSpan(dir string, days, passes int) (turn, usage, error) {
	first, err := time.Parse(time.DateOnly, spanStart)
	if err != nil {
		return turn{}, usage{}, err
	}
	out, u, err := b.execute(b.tickbook, "features", "--no-audit", "--no-cache", "--json", "--data", dir, "--symbol", symbol,
		"--to", first.AddDate(0, 0, days-1).Format(time.DateOnly), "--workers", fmt.Sprint(workers), "--repeat", fmt.Sprint(passes))
	t, err := parseTurn(out, err)
	return t, u, err
}

const spanNote = `Trades of synth, three sources. CPU time is that of a process that works through 300 million trades or more, peak
resident memory that of one pass.
`

func (r *results) spanTable() string {
	rows := [][]string{{"days × 3 sources", "M trades", "bars", "CPU ns per trade", "peak MB"}}
	for _, s := range r.Spans {
		rows = append(rows, []string{fmt.Sprint(s.Days), text.Significant(float64(s.Trades) / 1e6), text.Count(s.Bars), s.NS.format(""), s.PeakMB.format("")})
	}
	return table(rows, "rrrrr")
}

// spanPicture is an SVG of time and memory against the number of trades.
func (r *results) spanPicture() ([]byte, error) {
	time, memory := figure.GrowthPanel{Title: "CPU time", Label: "Per trade (ns)"}, figure.GrowthPanel{Title: "Memory", Label: "Peak, resident (MB)"}
	d := figure.Growth{
		Label: "Million trades",
		Caption: fmt.Sprintf("%s, %d workers, %s: medians of %d rounds with the least and the largest. Both scales of costs begin at 0.",
			r.Machine.CPU, workers, r.Machine.Date, r.Rounds),
	}
	add := func(p *figure.GrowthPanel, s spread) {
		p.Cost, p.Low, p.High = append(p.Cost, s.Median), append(p.Low, s.Low), append(p.High, s.High)
	}
	for _, s := range r.Spans {
		d.Amounts = append(d.Amounts, float64(s.Trades)/1e6)
		d.Title = fmt.Sprintf("Bars of 1 to %d days × 3 sources", s.Days)
		add(&time, s.NS)
		add(&memory, s.PeakMB)
	}
	d.Panels = []figure.GrowthPanel{time, memory}
	f, err := figure.GrowthCurves(d)
	if err != nil {
		return nil, err
	}
	return f.SVG()
}
