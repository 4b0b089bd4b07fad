package microstructure

import (
	"math"
	"slices"
)

// An Overlap measures the common bars of several sources, and those if sources
// were left out. It counts on a calendar: a row is as long as a bar, and every
// UTC day has the same number of them.
type Overlap struct {
	FromUS  int64 // midnight of the first day on which any source has a bar
	Days    int   // up to the last such day
	Sources []SourceExtent
	// Reaches begins with that of all sources. Each next one leaves out one
	// more source, the one whose removal helps most; the last is that of the
	// best single source.
	Reaches  []Reach
	Interval Interval // length of a row
}

// A SourceExtent is the extent of one source's bars.
type SourceExtent struct {
	Source  Source
	Bars    int   // rows with a bar
	FirstUS int64 // midnight of the first day with a bar
	LastUS  int64 // midnight of the last one
}

// A Reach is the extent of the bars that some sources have in common.
type Reach struct {
	Sources []Source // in the order of the overlap's
	FromUS  int64    // midnight of the first day that all of them reach
	Days    int      // from there to the last day that all of them reach; 0 if there is none
	Rows    int      // rows with a bar of every source
	Densest int      // the largest number of these within Windows.Rank rows of the calendar
	// SignalRows is the number of rows with a signal: Windows.RankMin rows
	// within Windows.Rank give a rank, and as many ranks within it a signal.
	SignalRows int
	SignalDays int // days from the first that begins with a signal
}

// NewOverlap compares the bars of sources, which are as long as the first's.
// Bars may be in any order.
func NewOverlap(sources []SourceBars) Overlap {
	var o Overlap
	if len(sources) > 0 {
		o.Interval = sources[0].Interval
	}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	all := make([]extent, len(sources))
	for i, s := range sources {
		rows := o.rowsOf(s.Bars)
		all[i] = extent{s.Source, rows}
		e := SourceExtent{Source: s.Source, Bars: len(rows)}
		if len(rows) > 0 {
			from, to := o.dayOfRow(rows[0]), o.dayOfRow(rows[len(rows)-1])
			e.FirstUS, e.LastUS = from*DayUS, to*DayUS
			first, last = min(first, from), max(last, to)
		}
		o.Sources = append(o.Sources, e)
	}
	if first <= last {
		o.FromUS, o.Days = first*DayUS, int(last-first+1)
	}
	each := all
	for ; len(all) > 1; all = o.furthest(withoutEach(all)) {
		o.Reaches = append(o.Reaches, o.reachOf(all))
	}
	if len(each) > 0 {
		o.Reaches = append(o.Reaches, o.reachOf(o.furthest(alone(each))))
	}
	return o
}

// An extent is a source with the rows that have a bar, in order.
type extent struct {
	source Source
	rows   []int64 // counted from the epoch
}

// rowsOf lists the rows of bars, each once.
func (o *Overlap) rowsOf(bars []Bar) []int64 {
	rows := make([]int64, len(bars))
	for i := range bars {
		rows[i] = floorTo(bars[i].TimestampUS, o.Interval.US()) / o.Interval.US()
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

func (o *Overlap) dayOfRow(row int64) int64 {
	perDay := int64(o.Interval.PerDay())
	return floorTo(row, perDay) / perDay
}

// furthest is the set with the most rows with a signal, or else in common; of
// equals, the first.
func (o *Overlap) furthest(sets [][]extent) []extent {
	best, most := sets[0], o.reachOf(sets[0])
	for _, set := range sets[1:] {
		if r := o.reachOf(set); r.SignalRows > most.SignalRows || r.SignalRows == most.SignalRows && r.Rows > most.Rows {
			best, most = set, r
		}
	}
	return best
}

// withoutEach leaves out each source in turn, the last one first.
func withoutEach(all []extent) (sets [][]extent) {
	for i := len(all) - 1; i >= 0; i-- {
		sets = append(sets, slices.Delete(slices.Clone(all), i, i+1))
	}
	return sets
}

// alone returns each source as a set.
func alone(all []extent) (sets [][]extent) {
	for i := range all {
		sets = append(sets, all[i:i+1])
	}
	return sets
}

func (o *Overlap) reachOf(all []extent) Reach {
	var r Reach
	rows := all[0].rows
	first, last, missing := int64(math.MinInt64), int64(math.MaxInt64), false
	for i, e := range all {
		r.Sources = append(r.Sources, e.source)
		if i > 0 {
			rows = common(rows, e.rows)
		}
		if missing = missing || len(e.rows) == 0; !missing {
			first, last = max(first, o.dayOfRow(e.rows[0])), min(last, o.dayOfRow(e.rows[len(e.rows)-1]))
		}
	}
	if !missing && first <= last {
		r.FromUS, r.Days = first*DayUS, int(last-first+1)
	}
	r.Rows = len(rows)
	windows := o.Interval.Windows()
	ranks, densest := windows.enoughBefore(rows)
	signals, _ := windows.enoughBefore(ranks)
	r.Densest, r.SignalRows = densest, len(signals)
	if len(signals) > 0 {
		begins := o.dayOfRow(signals[0] + int64(o.Interval.PerDay()) - 1)
		r.SignalDays = max(0, int(last-begins+1))
	}
	return r
}

// common are the rows that both have.
func common(a, b []int64) []int64 {
	var out []int64
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			out = append(out, a[i])
			i, j = i+1, j+1
		}
	}
	return out
}

// enoughBefore are the rows at which at least RankMin are within the last Rank
// rows, and the most that ever are.
func (w Windows) enoughBefore(rows []int64) (out []int64, most int) {
	from := 0
	for i, row := range rows {
		for row-rows[from] >= int64(w.Rank) {
			from++
		}
		n := i - from + 1
		most = max(most, n)
		if n >= w.RankMin {
			out = append(out, row)
		}
	}
	return out, most
}
