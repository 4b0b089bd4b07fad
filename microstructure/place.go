package microstructure

import (
	"fmt"
	"math"
	"slices"
)

// Complete are the bars without the incomplete last ones of days, which only
// bars by activity have.
func (s SourceBars) Complete() SourceBars {
	if !slices.ContainsFunc(s.Ends, func(e BarEnd) bool { return e.Partial }) {
		return s
	}
	keep := func(i int) bool { return i < len(s.Ends) && !s.Ends[i].Partial }
	out := s
	out.Bars, out.Ends = filtered(s.Bars, keep), filtered(s.Ends, keep)
	out.Own = nil
	for _, c := range s.Own {
		out.Own = append(out.Own, Column{c.Name, filtered(c.Values, keep)})
	}
	return out
}

func filtered[T any](x []T, keep func(i int) bool) []T {
	out := make([]T, 0, len(x))
	for i, v := range x {
		if keep(i) {
			out = append(out, v)
		}
	}
	return out
}

// activityPanel has a row per complete bar.
func activityPanel(s SourceBars) (*Panel, error) {
	whole := s.Complete()
	if len(whole.Bars) == 0 {
		return nil, fmt.Errorf("%w: source %q has no complete bar of %v; take a smaller size or more days", ErrNoCommonBars, s.Source.Name, s.Activity)
	}
	p := &Panel{
		Sources: []Source{s.Source}, TimestampUS: times(whole.Bars), Bars: [][]Bar{whole.Bars},
		Returns: [][]float64{SourceReturns(whole.Bars)}, Own: [][]Column{whole.Own},
		Activity: s.Activity, joined: []SourceBars{s},
	}
	for _, e := range whole.Ends {
		p.CloseUS = append(p.CloseUS, e.CloseUS)
	}
	return p, nil
}

// PlaceBars puts bars by activity on a calendar, so that sources can be joined
// and a signal of them be traded: it returns the bars on, which are of a length
// of time and of the same source, with the thirteen Features and the Own
// columns of the bars by activity instead of theirs. Prices, volumes and Takers
// stay those of on, at which orders are filled.
//
// A bar by activity belongs to the interval in which its last trade is, and is
// known at that interval's end. The last of several in one interval counts;
// where none ends, the features are NaN. Incomplete bars are left out, and so
// are bars that end where on has no bar.
func PlaceBars(on, bars SourceBars) (SourceBars, error) {
	if err := checkPlacing(&on, &bars); err != nil {
		return SourceBars{}, err
	}
	out, whole := on, bars.Complete()
	out.Bars, out.Own = slices.Clone(on.Bars), nil
	last := make([]int, len(on.Bars)) // the bar by activity that counts, -1 for none
	at := 0
	for i := range on.Bars {
		last[i] = -1
		from := on.Bars[i].TimestampUS
		for ; at < len(whole.Ends) && whole.Ends[at].CloseUS < from+on.Interval.US(); at++ {
			if whole.Ends[at].CloseUS >= from {
				last[i] = at
			}
		}
		for _, f := range featureFields {
			v := math.NaN()
			if last[i] >= 0 {
				v = *f.At(&whole.Bars[last[i]])
			}
			*f.At(&out.Bars[i]) = v
		}
	}
	for _, c := range on.Own {
		if !slices.ContainsFunc(whole.Own, func(o Column) bool { return o.Name == c.Name }) {
			out.Own = append(out.Own, c)
		}
	}
	for _, c := range whole.Own {
		values := make([]float64, len(last))
		for i, k := range last {
			values[i] = math.NaN()
			if k >= 0 {
				values[i] = c.Values[k]
			}
		}
		out.Own = append(out.Own, Column{c.Name, values})
	}
	return out, nil
}

func checkPlacing(on, bars *SourceBars) error {
	switch {
	case on.Activity != (Activity{}):
		return fmt.Errorf("%w (%v) cannot be a calendar: place on bars of a length of time", ErrActivity, on.Activity)
	case bars.Activity == (Activity{}):
		return fmt.Errorf("source %q: bars of %v are on a calendar already: place bars by activity", bars.Source.Name, bars.Interval)
	case on.Source.Name != bars.Source.Name:
		return fmt.Errorf("bars of %q cannot be placed on those of %q: take bars of one source", bars.Source.Name, on.Source.Name)
	}
	if err := on.Validate(); err != nil {
		return err
	}
	return bars.Validate()
}
