package audit

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// pair judges two sources side by side.
func (j judge) pair(p *Pair, days []pairDay) {
	if all := p.CommonBars + p.OnlyFirst + p.OnlySecond; all > 0 && float64(p.CommonBars) < j.Thresholds.CommonBarShare*float64(all) {
		j.findPair(p, Warning, CheckCommonBars, "", "%s in common, %s of those that either has: a panel drops the others", text.Plural(p.CommonBars, "bar"), text.Percent(float64(p.CommonBars)/float64(all)))
	}
	j.differences(p, days)
	j.tradeSizes(p, days)
}

func (j judge) findPair(p *Pair, s Severity, check, date, format string, args ...any) *Finding {
	return j.find(s, check, p.First, date, format, args...).of(p.Second)
}

// differences judges the distance between prices: its median, its spread and
// its maximum.
func (j judge) differences(p *Pair, days []pairDay) {
	t := &j.Thresholds
	if m := math.Abs(float64(p.MedianBps)); m > t.DifferenceBps {
		j.findPair(p, Warning, CheckDifference, "", "prices of %s differ by %s in the median", p.Second, text.Bps(float64(p.MedianBps), 1))
	}
	unfit := false
	for _, d := range days {
		switch {
		case math.Abs(d.medianBps) > t.DifferenceErrorBps:
			unfit = true
			j.findPair(p, Error, CheckDifference, d.date, "prices of %s differ by %s in the median: one of the two is not this symbol's price", p.Second, text.Bps(d.medianBps, 0)).
				figure("%s", text.Bps(d.medianBps, 0))
		case d.magnitudeBps > t.DifferenceErrorBps:
			unfit = true
			j.findPair(p, Error, CheckDifference, d.date, "prices of %s are %s bps or more away, up and down, in half of the bars: one of the two is not this symbol's price", p.Second, text.Number(d.magnitudeBps, 0)).
				figure("±%s bps", text.Number(d.magnitudeBps, 0))
		}
	}
	j.spreads(p, days)
	if !unfit && math.Abs(float64(p.LargestBps)) > t.DifferenceErrorBps {
		j.findPair(p, Warning, CheckDifference, "", "prices of %s differ by %s in the bar of %s", p.Second, text.Bps(float64(p.LargestBps), 0), moment(p.LargestUS))
	}
}

// spreads judges prices with the same median that differ widely in single bars:
// on all days, or on days that stand out.
func (j judge) spreads(p *Pair, days []pairDay) {
	t := &j.Thresholds
	var spreads []float64
	for _, d := range days {
		if !math.IsNaN(d.spreadBps) {
			spreads = append(spreads, d.spreadBps)
		}
	}
	usual := median(spreads)
	if usual > t.SpreadBps {
		j.findPair(p, Warning, CheckDifference, "", "prices of %s differ by %s bps or more from their median difference in a tenth of the bars", p.Second, text.Number(float64(p.SpreadBps), 0))
		return
	}
	for _, d := range days {
		if d.spreadBps > t.SpreadBps && d.spreadBps > t.SpreadFactor*usual && d.magnitudeBps <= t.DifferenceErrorBps {
			j.findPair(p, Warning, CheckDifference, d.date, "prices of %s differ by %s bps or more from their median difference in a tenth of the bars, by %s bps on the median day", p.Second, text.Number(d.spreadBps, 0), text.Number(usual, 1)).
				figure("%s bps", text.Number(d.spreadBps, 0))
		}
	}
}
