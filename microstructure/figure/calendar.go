package figure

import (
	"math"
	"strings"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// calendarTicks puts ticks of an axis in µs since the Unix epoch at round UTC
// times: whole seconds to hours, midnights, Mondays, the 1st and 15th, month,
// quarter and year starts. It takes the finest of these that has at most
// maxCalendarTicks labels, none of which touch on an axis of the given length.
//
// The first label, and the first in each new day, month or year, has a second
// line that says which day or year it is in.
type calendarTicks struct {
	length vg.Length
	style  text.Style
}

const (
	maxCalendarTicks = 8
	calendarGap      = 12 // CSS pixels between labels
)

// A calendarStep is one spacing of ticks.
type calendarStep struct {
	every  time.Duration // for spacings up to a week, else 0
	months int           // for spacings of whole months
	half   bool          // the 1st and the 15th of each month
	label  string        // the layout of a label's first line
	detail string        // the layout of its second line
}

const (
	day        = 24 * time.Hour
	secondForm = "15:04:05"
	minuteForm = "15:04"
	dayForm    = "Jan 2"
	monthForm  = "Jan"
	yearForm   = "2006"
	dateForm   = "Jan 2, 2006"
)

var calendarSteps = []calendarStep{
	{every: time.Second, label: secondForm, detail: dateForm},
	{every: 5 * time.Second, label: secondForm, detail: dateForm},
	{every: 15 * time.Second, label: secondForm, detail: dateForm},
	{every: time.Minute, label: minuteForm, detail: dateForm},
	{every: 5 * time.Minute, label: minuteForm, detail: dateForm},
	{every: 10 * time.Minute, label: minuteForm, detail: dateForm},
	{every: 15 * time.Minute, label: minuteForm, detail: dateForm},
	{every: 30 * time.Minute, label: minuteForm, detail: dateForm},
	{every: time.Hour, label: minuteForm, detail: dateForm},
	{every: 2 * time.Hour, label: minuteForm, detail: dateForm},
	{every: 3 * time.Hour, label: minuteForm, detail: dateForm},
	{every: 6 * time.Hour, label: minuteForm, detail: dateForm},
	{every: 12 * time.Hour, label: minuteForm, detail: dateForm},
	{every: day, label: dayForm, detail: yearForm},
	{every: 2 * day, label: dayForm, detail: yearForm},
	{every: 3 * day, label: dayForm, detail: yearForm},
	{every: 7 * day, label: dayForm, detail: yearForm},
	{half: true, label: dayForm, detail: yearForm},
	{months: 1, label: monthForm, detail: yearForm},
	{months: 3, label: monthForm, detail: yearForm},
	{months: 6, label: monthForm, detail: yearForm},
	{months: 12, label: yearForm},
	{months: 24, label: yearForm},
	{months: 60, label: yearForm},
	{months: 120, label: yearForm},
	{months: 600, label: yearForm},
	{months: 1200, label: yearForm},
	{months: 12000, label: yearForm},
	{months: 120000, label: yearForm},
}

// mondayOffset is the time from the Unix epoch, a Thursday, to the first
// Monday.
const mondayOffset = 4 * day

// Ticks implements plot.Ticker for a range in µs since the Unix epoch. A range
// in which no step has a tick gets one label, at its beginning.
func (t calendarTicks) Ticks(lo, hi float64) []plot.Tick {
	from, to := time.UnixMicro(int64(math.Ceil(lo))).UTC(), time.UnixMicro(int64(math.Floor(hi))).UTC()
	for _, s := range calendarSteps {
		times := s.times(from, to)
		if len(times) == 0 {
			break
		}
		if len(times) > maxCalendarTicks {
			continue
		}
		if ticks := s.ticks(times); t.fits(ticks, hi-lo) {
			return ticks
		}
	}
	return []plot.Tick{{Value: lo, Label: from.Format(secondForm) + "\n" + from.Format(dateForm)}}
}

// times lists the step's times in [from, to], or the first few of them, more
// than maxCalendarTicks, if there are that many.
func (s calendarStep) times(from, to time.Time) []time.Time {
	var times []time.Time
	for at := s.first(from); !at.After(to) && len(times) <= maxCalendarTicks; at = s.next(at) {
		times = append(times, at)
	}
	return times
}

// first is the step's first time that is not before from.
func (s calendarStep) first(from time.Time) time.Time {
	var at time.Time
	switch {
	case s.every > 0:
		step, offset := s.every.Microseconds(), int64(0)
		if s.every == 7*day {
			offset = mondayOffset.Microseconds()
		}
		us := from.UnixMicro() - offset
		us -= (us%step + step) % step
		at = time.UnixMicro(us + offset).UTC()
	case s.half:
		at = time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	default:
		month := from.Year()*12 + int(from.Month()) - 1
		month -= (month%s.months + s.months) % s.months
		at = time.Date(0, time.Month(month+1), 1, 0, 0, 0, 0, time.UTC)
	}
	for at.Before(from) {
		at = s.next(at)
	}
	return at
}

func (s calendarStep) next(at time.Time) time.Time {
	switch {
	case s.every > 0:
		return at.Add(s.every)
	case s.half && at.Day() < 15:
		return at.AddDate(0, 0, 14)
	case s.half:
		return time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	default:
		return at.AddDate(0, s.months, 0)
	}
}

func (s calendarStep) ticks(times []time.Time) []plot.Tick {
	ticks := make([]plot.Tick, len(times))
	said := ""
	for i, at := range times {
		label := at.Format(s.label)
		if s.detail != "" {
			if d := at.Format(s.detail); d != said {
				label += "\n" + d
				said = d
			}
		}
		ticks[i] = plot.Tick{Value: float64(at.UnixMicro()), Label: label}
	}
	// Labels of one height share their first line's height.
	for i := range ticks {
		if s.detail != "" && !strings.Contains(ticks[i].Label, "\n") {
			ticks[i].Label += "\n "
		}
	}
	return ticks
}

// fits reports whether no two neighbours among the labels come closer than
// calendarGap on an axis that spans the given µs.
func (t calendarTicks) fits(ticks []plot.Tick, spanUS float64) bool {
	for i := 1; i < len(ticks); i++ {
		apart := float64(t.length) * (ticks[i].Value - ticks[i-1].Value) / spanUS
		need := t.style.Width(ticks[i-1].Label)/2 + t.style.Width(ticks[i].Label)/2 + calendarGap
		if apart < float64(need) {
			return false
		}
	}
	return true
}

// minTimeSpan is the least span of a time axis.
const minTimeSpan = time.Hour

// setTimeAxis makes p's X axis a calendar of about the given length that
// covers [fromUS, toUS] with a little room on both sides.
func setTimeAxis(p *plot.Plot, length vg.Length, fromUS, toUS int64) {
	lo, hi := float64(fromUS), float64(toUS)
	pad := max(0.02*(hi-lo), (float64(minTimeSpan.Microseconds())-(hi-lo))/2)
	p.X.Min, p.X.Max = lo-pad, hi+pad
	p.X.Tick.Marker = calendarTicks{length: length, style: p.X.Tick.Label}
	p.X.Label.Text = "Entry time (UTC)"
}
