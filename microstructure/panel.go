package microstructure

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Panel holds the bars of several sources side by side, one row for each time
// at which every source has a bar. Rows are in time order; where a source lacks
// a bar there is no row, so neighbouring rows may be further apart than one
// interval.
type Panel struct {
	Sources     []Source // the first leads: its closes are traded
	TimestampUS []int64  // opening time of each row's bars
	Bars        [][]Bar  // by source, then row
	Returns     [][]float64
	// Returns are by source, then row: the close over the close of that
	// source's previous bar, less 1, which need not be in the panel. NaN for a
	// source's first bar.
	Own      [][]Column // by source: the user's columns, with a value per row
	Interval Interval   // length of the bars, without meaning if they are by activity

	Activity Activity // what ends the bars of the only source, unless zero
	CloseUS  []int64  // time at which each row was known; nil unless by activity

	joined []SourceBars // what JoinPanel made it of
}

// JoinPanel keeps the times that all sources have. Invalid bars are an error
// (see SourceBars.Validate), and so are bars of different lengths.
//
// Bars by activity make a panel of one source: a row per complete bar, whose
// opening time may be that of the row before. Several sources have no common
// times, which is ErrActivity: see PlaceBars.
func JoinPanel(sources []SourceBars) (*Panel, error) {
	if len(sources) == 0 {
		return nil, fmt.Errorf("%w: there is no source", ErrNoCommonBars)
	}
	for i := range sources {
		if err := sources[i].Validate(); err != nil {
			return nil, err
		}
	}
	if len(sources) == 1 && sources[0].Activity != (Activity{}) {
		return activityPanel(sources[0])
	}
	interval, err := oneInterval(sources)
	if err != nil {
		return nil, err
	}
	p := &Panel{TimestampUS: times(sources[0].Bars), Interval: interval, joined: sources}
	for _, s := range sources[1:] {
		p.TimestampUS = intersect(p.TimestampUS, s.Bars)
	}
	if len(p.TimestampUS) == 0 {
		return nil, &Shortage{Err: ErrNoCommonBars, Need: Need{Rows: interval.Windows().SignalBars()}, Overlap: NewOverlap(sources)}
	}
	for _, s := range sources {
		returns := SourceReturns(s.Bars)
		bars := make([]Bar, 0, len(p.TimestampUS))
		kept := make([]float64, 0, len(p.TimestampUS))
		own := make([]Column, len(s.Own))
		for k, c := range s.Own {
			own[k] = Column{Name: c.Name, Values: make([]float64, 0, len(p.TimestampUS))}
		}
		row := 0
		for i, b := range s.Bars {
			if row < len(p.TimestampUS) && b.TimestampUS == p.TimestampUS[row] {
				bars = append(bars, b)
				kept = append(kept, returns[i])
				for k := range own {
					own[k].Values = append(own[k].Values, s.Own[k].Values[i])
				}
				row++
			}
		}
		p.Sources = append(p.Sources, s.Source)
		p.Bars = append(p.Bars, bars)
		p.Returns = append(p.Returns, kept)
		p.Own = append(p.Own, own)
	}
	return p, nil
}

// Overlap compares the bars that the panel was joined from.
func (p *Panel) Overlap() Overlap {
	if p.joined != nil {
		return NewOverlap(p.joined)
	}
	sources := make([]SourceBars, len(p.Sources))
	for i, s := range p.Sources {
		sources[i] = SourceBars{Source: s, Interval: p.Interval}
		if i < len(p.Bars) {
			sources[i].Bars = p.Bars[i]
		}
	}
	return NewOverlap(sources)
}

// Validate reports errors in a panel that was not made by JoinPanel: no source,
// rows out of time order, and lists without an item per source or row
// (ErrColumnLengths). The methods accept such a panel; missing values are NaN.
func (p *Panel) Validate() error {
	var bad []error
	say := func(format string, args ...any) { bad = append(bad, fmt.Errorf("panel: "+format, args...)) }
	if len(p.Sources) == 0 {
		say("%w: there is no source", ErrNoCommonBars)
	}
	if i := firstNotAfter(p.TimestampUS); i > 0 && p.Activity == (Activity{}) {
		say("row %d opens at %s, not after the row before it", i, FormatTime(p.TimestampUS[i]))
	}
	if len(p.Bars) != len(p.Sources) || len(p.Returns) != len(p.Sources) {
		say("%w: %d sources, bars of %d and returns of %d", ErrColumnLengths, len(p.Sources), len(p.Bars), len(p.Returns))
		return errors.Join(bad...)
	}
	for i, s := range p.Sources {
		if len(p.Bars[i]) != p.Len() || len(p.Returns[i]) != p.Len() {
			say("%w: source %q has %d bars and %d returns in %d rows", ErrColumnLengths, s.Name, len(p.Bars[i]), len(p.Returns[i]), p.Len())
		}
	}
	return errors.Join(bad...)
}

// Len is the number of rows.
func (p *Panel) Len() int { return len(p.TimestampUS) }

// Lacks names the first of the features for which a source has no column.
func (p *Panel) Lacks(features []Feature) error {
	for _, f := range features {
		for s := range p.Sources {
			if f.Of == nil && p.own(s, f) == nil {
				return fmt.Errorf("source %q has no column %q: build the bars with the feature that has it", p.Sources[s].Name, f.Name)
			}
		}
	}
	return nil
}

// Column returns one feature of one source's bars; NaN in all rows if the
// source Lacks it or does not exist.
func (p *Panel) Column(source int, f Feature) []float64 {
	out := slices.Repeat([]float64{math.NaN()}, p.Len())
	switch {
	case f.Of == nil:
		copy(out, p.own(source, f))
	case source >= 0 && source < len(p.Bars):
		bars := p.Bars[source]
		for i := range min(len(out), len(bars)) {
			out[i] = f.Of(&bars[i])
		}
	}
	return out
}

func (p *Panel) own(source int, f Feature) []float64 {
	if source >= 0 && source < len(p.Own) {
		for _, c := range p.Own[source] {
			if c.Name == f.Name {
				return c.Values
			}
		}
	}
	return nil
}

// LeadClose is the close of the first source: the price that is traded.
func (p *Panel) LeadClose() []float64 { return p.Column(0, featuresNamed("close")[0]) }

// Consensus is the mean of a feature over the sources.
func (p *Panel) Consensus(f Feature) []float64 {
	sum := make([]float64, p.Len())
	for s := range p.Sources {
		for i, v := range p.Column(s, f) {
			sum[i] += v
		}
	}
	for i := range sum {
		sum[i] /= float64(len(p.Sources))
	}
	return sum
}

// SourceReturns is each bar's close over the close of the bar before, less 1.
func SourceReturns(bars []Bar) []float64 {
	closes := make([]float64, len(bars))
	for i := range bars {
		closes[i] = bars[i].Close
	}
	return PctChange(closes, 1)
}

// PanelFeatures are the bar columns per source of the reference's panel, in its
// order; there, "returns" comes before price_range.
func PanelFeatures() []Feature {
	return featuresNamed("vol_imbalance", "dollar_imbalance", "large_imbalance", "count_imbalance", "close_vs_vwap",
		"vol_profile_skew", "kyle_lambda", "arrival_rate", "volume", "close", "price_range")
}

func times(bars []Bar) []int64 {
	out := make([]int64, len(bars))
	for i := range bars {
		out[i] = bars[i].TimestampUS
	}
	return out
}

// intersect keeps the times at which there is a bar; both are sorted.
func intersect(ts []int64, bars []Bar) []int64 {
	i := 0
	return slices.DeleteFunc(ts, func(t int64) bool {
		for i < len(bars) && bars[i].TimestampUS < t {
			i++
		}
		return i == len(bars) || bars[i].TimestampUS != t
	})
}
