package audit

import (
	"math"
	"slices"
)

// A Pair compares two sources where both have bars.
type Pair struct {
	First      string `json:"first"`
	Second     string `json:"second"`
	CommonDays int    `json:"common_days"`
	CommonBars int    `json:"common_bars"`
	OnlyFirst  int    `json:"bars_only_first"` // bars, on any day, that the other source lacks
	OnlySecond int    `json:"bars_only_second"`

	// Differences of the bars' closes, (second ÷ first − 1) × 10,000, in bps.
	MedianBps  Float `json:"median_difference_bps"`
	LargestBps Float `json:"largest_difference_bps"` // by magnitude, with its sign
	LargestUS  int64 `json:"largest_difference_us"`  // opening time of its bar

	// LagSeconds is where the cross-correlation of returns from second to second
	// peaks: by so much the second source trails the first; below 0 it leads. It
	// is 0 unless another lag is clearly better. ClearLag tells that the
	// correlation there is above chance.
	LagSeconds   int     `json:"lag_seconds"`
	ClearLag     bool    `json:"lag_is_clear"`
	Peak         Float   `json:"peak_correlation"`
	AtZero       Float   `json:"correlation_at_zero"`
	Correlations []Float `json:"correlations"` // at lags of -MaxLagSeconds to +MaxLagSeconds
}

// pairDay is one day of a pair, as far as findings need it.
type pairDay struct {
	date      string
	medianBps float64 // NaN without a common bar
	lag       lag
}

// comparePair compares sources i and j on all days.
func (a *Audit) comparePair(i, j int, lagsOf func(date int) lagSums) (Pair, []pairDay) {
	p := Pair{First: a.Sources[i].Name, Second: a.Sources[j].Name,
		MedianBps: unknown(), LargestBps: unknown()}
	var all lagSums
	var differences []float64
	var days []pairDay
	for d, start := range a.dates {
		x, y := a.closes[i][d], a.closes[j][d]
		if len(x) > 0 && len(y) > 0 {
			p.CommonDays++
		}
		from := len(differences)
		for b := range a.barsPerDay() {
			inX, inY := b < len(x) && !math.IsNaN(x[b]), b < len(y) && !math.IsNaN(y[b])
			switch {
			case inX && inY:
				v := (y[b]/x[b] - 1) * 1e4
				differences = append(differences, v)
				if !(math.Abs(v) <= math.Abs(float64(p.LargestBps))) {
					p.LargestBps, p.LargestUS = Float(v), start+int64(b)*a.IntervalUS
				}
			case inX:
				p.OnlyFirst++
			case inY:
				p.OnlySecond++
			}
		}
		if len(x) > 0 && len(y) > 0 {
			s := lagsOf(d)
			all.merge(s)
			days = append(days, pairDay{a.Sources[i].Days[d].Date, median(differences[from:]), s.peak(&a.Thresholds)})
		}
	}
	p.CommonBars = len(differences)
	p.MedianBps = Float(median(differences))
	l := all.peak(&a.Thresholds)
	p.LagSeconds, p.ClearLag, p.Peak, p.AtZero = l.seconds, l.clear, Float(l.peak), Float(l.zero)
	p.Correlations = all.correlations()
	return p, days
}

// median is the median of numbers, NaN of none.
func median(x []float64) float64 {
	x = slices.Clone(x)
	slices.Sort(x)
	return sortedMedian(x)
}
