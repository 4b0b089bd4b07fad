package audit

import "math"

// sides finds sources, and days of sources, in which prices fall when takers
// buy while they rise elsewhere, or the other way round: buy and sell are mixed
// up. Correlations within chance have no say.
func (j judge) sides() {
	t := &j.Thresholds
	sign := func(z Float) int {
		switch {
		case float64(z) >= t.FlowZ:
			return 1
		case float64(z) <= -t.FlowZ:
			return -1
		}
		return 0
	}
	votes, voters := 0, 0
	for i := range j.Sources {
		if s := sign(j.Sources[i].FlowZ); s != 0 {
			votes, voters = votes+s, voters+1
		}
	}
	expected := 1 // also where sources are at a tie: buying raises prices
	if votes < 0 && voters > 1 {
		expected = -1
	}
	for i := range j.Sources {
		s := &j.Sources[i]
		name, own := s.Name, sign(s.FlowZ)
		switch {
		case own == -expected && voters > 1:
			j.find(Error, CheckSide, name, "", "order-flow imbalance and the same bar's return correlate at %+.2f, with the opposite sign of the other sources: side looks inverted", float64(s.Flow))
			continue
		case own == -1:
			j.find(Warning, CheckSide, name, "", "order-flow imbalance and the same bar's return correlate at %+.2f: prices do not fall when takers buy, so side looks inverted", float64(s.Flow))
			continue
		case voters == 0:
			continue
		}
		for k := range s.Days {
			if d := &s.Days[k]; sign(d.FlowZ) == -expected {
				j.find(Error, CheckSide, name, d.Date, "order-flow imbalance and the same bar's return correlate at %+.2f, on other days or at other sources with the opposite sign: side looks inverted", float64(d.Flow))
			}
		}
	}
}

// pair judges two sources side by side.
func (j judge) pair(p *Pair, days []pairDay) {
	t := &j.Thresholds
	find := func(s Severity, check, date, format string, args ...any) {
		j.find(s, check, p.First, date, format, args...)
		j.Findings[len(j.Findings)-1].Other = p.Second
	}
	if all := p.CommonBars + p.OnlyFirst + p.OnlySecond; all > 0 && float64(p.CommonBars) < t.CommonBarShare*float64(all) {
		find(Warning, CheckCommonBars, "", "%s in common, %s of those that either has: a panel drops the others", plural(int64(p.CommonBars), "bar"), percent(float64(p.CommonBars)/float64(all)))
	}
	if m := math.Abs(float64(p.MedianBps)); m > t.DifferenceBps {
		find(Warning, CheckDifference, "", "prices of %s differ by %+.1f bps in the median", p.Second, float64(p.MedianBps))
	}
	unfit := false
	for _, d := range days {
		if math.Abs(d.medianBps) > t.DifferenceErrorBps {
			unfit = true
			find(Error, CheckDifference, d.date, "prices of %s differ by %+.0f bps in the median: one of the two is not this symbol's price", p.Second, d.medianBps)
		}
	}
	if !unfit && math.Abs(float64(p.LargestBps)) > t.DifferenceErrorBps {
		find(Warning, CheckDifference, "", "prices of %s differ by %+.0f bps in the bar of %s", p.Second, float64(p.LargestBps), moment(p.LargestUS))
	}
	j.lags(p, days, find)
}

func (j judge) lags(p *Pair, days []pairDay, find func(s Severity, check, date, format string, args ...any)) {
	usual := 0
	if p.ClearLag {
		usual = p.LagSeconds
	}
	trails := func(seconds int) (late, early string, by int) {
		if seconds < 0 {
			return p.First, p.Second, -seconds
		}
		return p.Second, p.First, seconds
	}
	switch late, early, by := trails(usual); {
	case by >= j.Thresholds.LagSeconds && by > 0:
		find(Warning, CheckLag, "", "%s trails %s by %d s (returns correlate at %.3f there, at %.3f without a lag): a clock is off, or a feed is slow", late, early, by, float64(p.Peak), float64(p.AtZero))
	case by > 0:
		find(Note, CheckLag, "", "%s trails %s by %d s", late, early, by)
	}
	for _, d := range days {
		if d.lag.clear && d.lag.seconds != 0 && max(d.lag.seconds-usual, usual-d.lag.seconds) >= j.Thresholds.LagSeconds {
			late, early, by := trails(d.lag.seconds)
			find(Warning, CheckLag, d.date, "%s trails %s by %d s on this day, unlike on others", late, early, by)
		}
	}
}
