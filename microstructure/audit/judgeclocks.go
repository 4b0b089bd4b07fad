package audit

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// clocks judges the lags between sources, over all days and on single days, and
// finds sources that move with no other. days are by pair.
func (j judge) clocks(days [][]pairDay) {
	usual := make([]int, len(j.Pairs))
	for n := range j.Pairs {
		p := &j.Pairs[n]
		if p.ClearLag {
			usual[n] = p.LagSeconds
		}
		by := max(usual[n], -usual[n])
		switch {
		case by >= j.Thresholds.LagSeconds && by > 0:
			found := "returns from second to second"
			if by > MaxLagSeconds {
				found = "returns from minute to minute"
			}
			j.findPair(p, j.lagSeverity(p, by, j.leadMayBeOff(j.usualLag)), CheckLag, "", "%s (%s correlate at %s there, at %s without a lag): %s",
				trails(p, usual[n]), found, text.Number(float64(p.Peak), 3), text.Number(float64(p.AtZero), 3), cause(by))
		case by > 0:
			j.findPair(p, Note, CheckLag, "", "%s", trails(p, usual[n]))
		}
	}
	for n := range j.Pairs {
		p := &j.Pairs[n]
		for k, d := range days[n] {
			off := max(d.lag.seconds-usual[n], usual[n]-d.lag.seconds)
			if !d.lag.clear || d.lag.seconds == 0 || off < j.Thresholds.LagSeconds {
				continue
			}
			lagOf := func(o int) (int, bool) { return lagOn(days[o], days[n][k].date) }
			by := max(d.lag.seconds, -d.lag.seconds)
			f := j.findPair(p, j.lagSeverity(p, by, j.leadMayBeOff(lagOf)), CheckLag, d.date, "%s on this day, unlike on others", trails(p, d.lag.seconds))
			late, _ := order(p, d.lag.seconds)
			f.figure("%s by %s", late, text.Seconds(by))
		}
	}
	j.unrelated()
}

func (j judge) usualLag(pair int) (seconds int, clear bool) {
	return j.Pairs[pair].LagSeconds, j.Pairs[pair].ClearLag
}

// lagOn is the lag of a pair on a date, and whether it is significant.
func lagOn(days []pairDay, date string) (seconds int, clear bool) {
	for i := range days {
		if days[i].date == date {
			return days[i].lag.seconds, days[i].lag.clear
		}
	}
	return 0, false
}

// lagSeverity is the severity of a lag of by seconds between two sources.
func (j judge) lagSeverity(p *Pair, by int, leadMayBeOff bool) Severity {
	if by >= j.Thresholds.LagErrorSeconds || leadMayBeOff && p.First == j.Sources[0].Name {
		return Error
	}
	return Warning
}

// leadMayBeOff reports whether the leading source is out of step with most of
// the others.
func (j judge) leadMayBeOff(lagOf func(pair int) (seconds int, clear bool)) bool {
	off, along := 0, 0
	for n := range j.Pairs {
		if j.Pairs[n].First != j.Sources[0].Name {
			continue
		}
		switch seconds, clear := lagOf(n); {
		case !clear:
		case max(seconds, -seconds) >= j.Thresholds.LagSeconds:
			off++
		default:
			along++
		}
	}
	return off > along
}

// unrelated finds the sources that move with no other, where the data are
// enough to show it.
func (j judge) unrelated() {
	const what = "at no lag of up to a day: other days, another symbol's prices, or a clock that is off by more"
	for i := range j.Sources {
		name := j.Sources[i].Name
		var related bool
		var apart *Pair
		for n := range j.Pairs {
			if p := &j.Pairs[n]; p.First == name || p.Second == name {
				related = related || p.ClearLag
				if p.Unrelated {
					apart = p
				}
			}
		}
		switch {
		case related || apart == nil:
		case len(j.Sources) > 2:
			j.find(Error, CheckUnrelated, name, "", "its returns correlate with those of no other source, %s", what)
		case i == 0:
			j.findPair(apart, Error, CheckUnrelated, "", "its returns and those of %s do not correlate, %s", apart.Second, what)
		}
	}
}

// trails describes which of two sources is later, and by how much.
func trails(p *Pair, seconds int) string {
	late, early := order(p, seconds)
	return fmt.Sprintf("%s trails %s by %s", late, early, text.Seconds(max(seconds, -seconds)))
}

// order names the later of two sources first.
func order(p *Pair, seconds int) (late, early string) {
	if seconds < 0 {
		return p.First, p.Second
	}
	return p.Second, p.First
}

// cause names the likely cause of a lag.
func cause(by int) string {
	switch {
	case by%3600 == 0:
		return "times of another zone were taken for UTC"
	case by > MaxLagSeconds:
		return "a clock is off"
	}
	return "a clock is off, or a feed is slow"
}
