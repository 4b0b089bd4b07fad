package microstructure

import "time"

// Least bars of windows: with long bars, an hour or a day would have too few to
// rank among or to measure volatility with.
const (
	leastHourBars = 4
	leastDayBars  = 24
)

// Windows are the spans over which a signal and volatility are measured, in
// bars.
type Windows struct {
	Rank    int // three Days: features are ranked and the composite is standardised within them
	RankMin int // least values within Rank: a Day
	Hour    int // an hour, or at least 4 bars
	Day     int // a day, or at least 24 bars
}

// Windows of bars of the length.
func (i Interval) Windows() Windows {
	hour, day := max(leastHourBars, int(time.Hour/i.Duration())), max(leastDayBars, i.PerDay())
	return Windows{Rank: 3 * day, RankMin: day, Hour: hour, Day: day}
}

// SignalBars is the number of bars without a gap up to the first signal:
// RankMin for a first rank, and as many ranks.
func (w Windows) SignalBars() int { return 2*w.RankMin - 1 }

// WarmupDays is the number of days before the first that can begin with a
// signal, if no bar is missing.
func (i Interval) WarmupDays() int {
	perDay := i.PerDay()
	return (i.Windows().SignalBars() - 1 + perDay - 1) / perDay
}
