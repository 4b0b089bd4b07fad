package audit

import (
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
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
	SpreadBps  Float `json:"difference_spread_bps"`  // 90 % of differences are at most this far from the median
	LargestBps Float `json:"largest_difference_bps"` // by magnitude, with its sign
	LargestUS  int64 `json:"largest_difference_us"`  // opening time of its bar

	// TradeSizeRatio is the second source's median trade over the first's, both
	// in quote currency.
	TradeSizeRatio Float `json:"trade_size_ratio"`

	// LagSeconds is the lag at which the cross-correlation of returns peaks, by
	// which the second source trails the first; below 0 it leads. Returns are
	// by second up to MaxLagSeconds, and by minute beyond, up to MaxLagMinutes.
	// It is 0 unless another lag is clearly better. ClearLag reports whether
	// the correlation there is significant, Unrelated whether none is although
	// the data suffice to show one.
	LagSeconds   int     `json:"lag_seconds"`
	ClearLag     bool    `json:"lag_is_clear"`
	Unrelated    bool    `json:"unrelated"`
	Peak         Float   `json:"peak_correlation"`
	AtZero       Float   `json:"correlation_at_zero"`
	Correlations []Float `json:"correlations"` // of seconds, at lags of -MaxLagSeconds to +MaxLagSeconds
}

// pairDay holds the figures of one day of a pair that findings need.
type pairDay struct {
	date string
	lag  lag
	// Of the differences of closes in bps, NaN without a common bar: the
	// median, the median of their magnitudes, and the spread as in Pair.
	medianBps, magnitudeBps, spreadBps float64
	// Of the sources: rows, the lesser of both, and their ratio of median
	// trades.
	rows           int64
	tradeSizeRatio float64
}

// comparePair compares sources i and j on all days, with what a search of their
// clocks found.
func (a *Audit) comparePair(i, j int, lagsOf func(date int) lagSums, clocks *clockSearch) (Pair, []pairDay) {
	p := Pair{First: a.Sources[i].Name, Second: a.Sources[j].Name,
		MedianBps: unknown(), LargestBps: unknown()}
	lags := a.findLags(&p, lagsOf, clocks)
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
			first, second := &a.Sources[i].Days[d], &a.Sources[j].Days[d]
			today := pairDay{date: first.Date, lag: lags[d], rows: min(first.Rows, second.Rows),
				tradeSizeRatio: float64(second.MedianTrade / first.MedianTrade)}
			today.medianBps, today.spreadBps = medianAndSpread(differences[from:])
			today.magnitudeBps = median(magnitudes(differences[from:], 0))
			days = append(days, today)
		}
	}
	p.CommonBars = len(differences)
	m, spread := medianAndSpread(differences)
	p.MedianBps, p.SpreadBps = Float(m), Float(spread)
	p.TradeSizeRatio = a.Sources[j].MedianTrade / a.Sources[i].MedianTrade
	return p, days
}

// findLags fills in the lag of a pair and returns that of each day, which is
// the usual one unless another is clearly better.
func (a *Audit) findLags(p *Pair, lagsOf func(date int) lagSums, clocks *clockSearch) []lag {
	days := slices.Clone(clocks.days)
	var all lagSums
	for d := range days {
		all.merge(lagsOf(d))
	}
	l := all.orByMinute(all.peak(&a.Thresholds, 0), clocks.all)
	p.Unrelated = !l.clear && clocks.enough()
	p.LagSeconds, p.ClearLag, p.Peak, p.AtZero = l.seconds, l.clear, Float(l.peak), Float(l.zero)
	p.Correlations = all.correlations()
	usual := 0
	if l.clear && max(l.seconds, -l.seconds) <= MaxLagSeconds {
		usual = l.seconds
	}
	for d := range days {
		s := lagsOf(d)
		days[d] = s.orByMinute(s.peak(&a.Thresholds, usual), days[d])
	}
	return days
}

// spreadShare of the differences lie within the spread around their median.
const spreadShare = 0.9

// medianAndSpread returns the median of x and the quantile spreadShare of the
// distances from it. Both are NaN for an empty slice.
func medianAndSpread(x []float64) (middle, spread float64) {
	middle = median(x)
	distances := magnitudes(x, middle)
	slices.Sort(distances)
	return middle, microstructure.Quantile(distances, spreadShare)
}

// magnitudes returns the distances of x from a number.
func magnitudes(x []float64, from float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Abs(v - from)
	}
	return out
}

// median returns the median of x, NaN for an empty slice.
func median(x []float64) float64 {
	x = slices.Clone(x)
	slices.Sort(x)
	return sortedMedian(x)
}
