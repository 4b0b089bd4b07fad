package microstructure

import (
	"fmt"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// An Interval is the length of bars: a divisor of a day, of a second or more,
// so that the bars of every UTC day open at the same times. The zero Interval
// is five minutes, the reference's.
type Interval struct {
	offsetUS int64 // length less IntervalUS, which makes each length one value
}

// NewInterval makes an interval of a length in µs.
func NewInterval(us int64) (Interval, error) {
	if us < 1_000_000 || us > DayUS || DayUS%us != 0 {
		return Interval{}, fmt.Errorf("bars of %s do not divide a day: %s", spanText(us), nearestIntervals(us))
	}
	return Interval{us - IntervalUS}, nil
}

// ParseInterval reads a length such as 10s, 1m, 5m, 15m or 1h.
func ParseInterval(length string) (Interval, error) {
	if a, err := ParseActivity(length); err == nil {
		return Interval{}, fmt.Errorf("%w (%v) have no length of time, which is needed here for windows, holding periods and prices: write it as 10s, 1m, 5m, 15m or 1h", ErrActivity, a)
	}
	d, err := time.ParseDuration(length)
	if err != nil || d%time.Microsecond != 0 {
		return Interval{}, fmt.Errorf("length of bars %q is not a time: write it as 10s, 1m, 5m, 15m or 1h", length)
	}
	return NewInterval(d.Microseconds())
}

// nearestIntervals names the valid lengths around one that is not.
func nearestIntervals(us int64) string {
	const secondUS = 1_000_000
	switch {
	case us < secondUS:
		return "the shortest are of 1s"
	case us >= DayUS:
		return "the longest are of 24h"
	}
	below, above := us/secondUS*secondUS, us/secondUS*secondUS+secondUS
	for below >= secondUS && DayUS%below != 0 {
		below -= secondUS
	}
	for above < DayUS && DayUS%above != 0 {
		above += secondUS
	}
	return fmt.Sprintf("the nearest that do are of %s and %s", spanText(below), spanText(above))
}

// US is the length in µs.
func (i Interval) US() int64 { return IntervalUS + i.offsetUS }

// Duration is the length.
func (i Interval) Duration() time.Duration { return time.Duration(i.US()) * time.Microsecond }

// String is the length in the form of ParseInterval.
func (i Interval) String() string { return spanText(i.US()) }

// PerDay is the number of bars of a day without gaps.
func (i Interval) PerDay() int { return int(DayUS / i.US()) }

// Horizon is a span of time in bars. A span that is not a multiple of the
// interval, or is below one, is an error that names the nearest that are.
func (i Interval) Horizon(d time.Duration) (Horizon, error) {
	length := i.Duration()
	if d <= 0 || d%length != 0 {
		below, above := d/length*length, (d/length+1)*length
		nearest := fmt.Sprintf("the nearest that are: %s and %s", spanText(below.Microseconds()), spanText(above.Microseconds()))
		if d < length {
			nearest = "the shortest is " + i.String()
		}
		return Horizon{}, fmt.Errorf("%v is not a multiple of the bars' length, %v; %s", text.Span(d), i, nearest)
	}
	return Horizon{spanText(d.Microseconds()), int(d / length)}, nil
}

// Horizons are those of the reference's forward returns, 5m to 2h, that are
// multiples of the interval. Where fewer than two are, they are 1, 3, 6, 12 and
// 24 bars.
func (i Interval) Horizons() []Horizon {
	var out []Horizon
	for _, minutes := range []time.Duration{5, 15, 30, 60, 120} {
		if h, err := i.Horizon(minutes * time.Minute); err == nil {
			out = append(out, h)
		}
	}
	if len(out) >= 2 {
		return out
	}
	out = nil
	for _, bars := range []int{1, 3, 6, 12, 24} {
		out = append(out, Horizon{spanText(int64(bars) * i.US()), bars})
	}
	return out
}

// Grid has the reference's filters and thresholds with its holding periods,
// which are Horizons without the shortest where that is 5m or one of five.
func (i Interval) Grid() Grid {
	g := DefaultGrid()
	g.Holdings = i.Horizons()
	if len(g.Holdings) == 5 {
		g.Holdings = g.Holdings[1:]
	}
	return g
}

// spanText is a span of time, such as 90s, 5m, 1h or 36h.
func spanText(us int64) string { return text.Span(time.Duration(us) * time.Microsecond) }
