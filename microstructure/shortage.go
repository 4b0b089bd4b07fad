package microstructure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// denseShare is the share of rows with a bar of every source above which the
// sources do not limit a span.
const denseShare = 0.9

// A Need is a procedure's minimum requirement of bars. Zero requires nothing.
type Need struct {
	Rows       int   // with a bar of every source
	SignalDays int   // from the first one that begins with a signal on
	SplitUS    int64 // a midnight that must have days on either side
}

// Met reports whether a reach meets the need.
func (n Need) Met(r *Reach) bool {
	return r.Rows >= n.Rows && r.SignalDays >= n.SignalDays &&
		(n.SplitUS == 0 || r.FromUS < n.SplitUS && n.SplitUS < r.FromUS+int64(r.Days)*DayUS)
}

// Days is the sufficient number of days if no bar of the length is missing.
func (n Need) Days(i Interval) int {
	days := (n.Rows + i.PerDay() - 1) / i.PerDay()
	if n.SignalDays > 0 {
		days = max(days, i.WarmupDays()+n.SignalDays)
	}
	return days
}

// A Shortage is the error of a procedure that has too few bars. It says whether
// the length of the span or some of the sources are the cause: how many rows
// have a bar of every source, which source limits them, and what leaving it out
// would give.
type Shortage struct {
	Err     error // what the procedure lacks
	Need    Need  // zero if it is not known beforehand
	Overlap Overlap
}

func (e *Shortage) Unwrap() error { return e.Err }

// Enough lists the largest set of sources that meets the need if the others are
// left out; nil if there is none. If the need is not known, half as many rows
// again are assumed.
func (e *Shortage) Enough() []Source {
	if k := e.enough(); k > 0 {
		return e.Overlap.Reaches[k].Sources
	}
	return nil
}

// enough is the index of the first reach, other than that of all sources, that
// is enough; 0 if none is.
func (e *Shortage) enough() int {
	need := e.Need
	for k := 1; k < len(e.Overlap.Reaches); k++ {
		if need == (Need{}) {
			need.Rows = e.Overlap.Reaches[0].Rows*3/2 + 1
		}
		if need.Met(&e.Overlap.Reaches[k]) {
			return k
		}
	}
	return 0
}

func (e *Shortage) Error() string {
	const longer = "; a longer span may help"
	lacking := "there are too few bars"
	if e.Err != nil {
		lacking = e.Err.Error()
	}
	o := &e.Overlap
	if len(o.Reaches) == 0 {
		return lacking
	}
	var b strings.Builder
	b.WriteString(lacking)
	sparse := float64(o.Reaches[0].Rows) < denseShare*float64(o.Days*o.Interval.PerDay())
	if least := e.Need.Days(o.Interval); o.Days < least {
		fmt.Fprintf(&b, "; the span has %s, and at least %d are needed, with a bar in every row", text.Plural(o.Days, "day"), least)
		if sparse {
			b.WriteString("; " + o.counts(Need{}))
		}
		return b.String()
	}
	k := e.enough()
	if k == 0 && !sparse {
		return b.String() + longer
	}
	b.WriteString("; " + o.counts(e.Need))
	told := k
	if k == 0 && e.Need != (Need{}) {
		told = len(o.Reaches) - 1
	}
	for i := 1; i <= told; i++ {
		b.WriteString(o.without(i, e.Need))
	}
	switch {
	case k > 0:
	case e.Need.SignalDays == 0:
		b.WriteString(longer)
	case told > 0:
		b.WriteString(", which is not enough either")
	}
	return b.String()
}

// counts describes how many rows have a bar of every source, and of each.
func (o *Overlap) counts(n Need) string {
	all := &o.Reaches[0]
	s := fmt.Sprintf("%s of %s rows have a bar", text.Count(all.Rows), text.Count(o.Days*o.Interval.PerDay()))
	if len(o.Sources) > 1 {
		var sources []string
		for i := range o.Sources {
			sources = append(sources, o.extent(i))
		}
		s += " of every source (" + strings.Join(sources, ", ") + ")"
	}
	return s + o.within(all, n)
}

// within describes how dense rows are, if too sparse for a signal that is
// needed.
func (o *Overlap) within(r *Reach, n Need) string {
	if n.SignalDays == 0 || r.SignalRows > 0 || r.Rows == 0 {
		return ""
	}
	w := o.Interval.Windows()
	return fmt.Sprintf(", at most %s within %s, where a rank takes %d and a signal %d ranks", text.Count(r.Densest), o.rankWindow(), w.RankMin, w.RankMin)
}

// rankWindow is the span in which a rank is found.
func (o *Overlap) rankWindow() string {
	if w := o.Interval.Windows(); w.Rank != 3*o.Interval.PerDay() {
		return text.Plural(w.Rank, "bar")
	}
	return "three days"
}

// extent describes one source's bars.
func (o *Overlap) extent(i int) string {
	e := &o.Sources[i]
	s := e.Source.Name + " "
	if i == 0 {
		s += "has "
	}
	if e.Bars == 0 {
		return s + "none"
	}
	return s + text.Count(e.Bars) + o.ends(e)
}

// ends describes where a source begins later or ends earlier than another.
func (o *Overlap) ends(e *SourceExtent) string {
	var s string
	if e.FirstUS > o.FromUS {
		s += ", none before " + FormatDate(e.FirstUS)
	}
	if last := o.FromUS + int64(o.Days-1)*DayUS; e.LastUS < last {
		s += ", none after " + FormatDate(e.LastUS)
	}
	return s
}

// without describes the gain of reach i.
func (o *Overlap) without(i int, n Need) string {
	r := &o.Reaches[i]
	var out []string
	for _, s := range o.Sources {
		if !slices.Contains(r.Sources, s.Source) {
			out = append(out, s.Source.Name)
		}
	}
	s := "; without " + strings.Join(out, " and ") + " "
	if i == 1 {
		s = "; " + strings.Join(out, " and ") + " limits them most: without it "
	}
	s += text.Count(r.Rows)
	switch {
	case r.SignalDays > 0 && n.SignalDays > 0:
		s += fmt.Sprintf(", and %s to trade on", text.Plural(r.SignalDays, "day"))
	case n.SignalDays > 0 && r.SignalRows == 0:
		s += fmt.Sprintf(", at most %s within %s", text.Count(r.Densest), o.rankWindow())
	}
	return s
}
