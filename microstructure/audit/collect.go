package audit

import (
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// audit combines the records of all dates and judges them.
func (r *run) audit(data *dataset.Dataset) *Audit {
	a := &Audit{Symbol: data.Symbol, span: data.Span, IntervalUS: r.config.IntervalUS, Thresholds: r.config.Thresholds, Digest: dataset.Digest(r.inputs()),
		closes: make([][][]float64, len(r.sources))}
	for _, date := range r.dates {
		t, _ := time.Parse(time.DateOnly, date) // made by Format
		a.dates = append(a.dates, t.UnixMicro())
	}
	for i := range r.sources {
		a.Sources = append(a.Sources, r.source(a, i))
	}
	a.common()
	j := judge{Audit: a}
	for i := range a.Sources {
		j.source(i, r.errs(i))
	}
	j.sides()
	j.copies(r.copyHashes())
	clocks := r.compareClocks()
	var days [][]pairDay // by pair
	for n, pair := range pairs(len(r.sources)) {
		pair, ofPair := a.comparePair(pair[0], pair[1], func(d int) lagSums { return r.records[d].Lags[n] }, &clocks[n])
		a.Pairs, days = append(a.Pairs, pair), append(days, ofPair)
	}
	for n := range a.Pairs {
		j.pair(&a.Pairs[n], days[n])
	}
	j.clocks(days)
	sortFindings(a.Findings)
	if r.cache != nil && r.cache.problem != nil {
		a.Warnings = append(a.Warnings, fmt.Sprintf("figures cannot be kept in %s: %v", r.cache.dir, r.cache.problem))
	}
	return a
}

// source sums up a source's days.
func (r *run) source(a *Audit, i int) Source {
	s := Source{Name: r.sources[i].Name, Label: r.sources[i].Label, BuyShare: unknown(), TradesPerMinute: make([]float64, minutesPerDay)}
	a.closes[i] = make([][]float64, len(r.dates))
	var sizes []float64 // of days with trades
	var bought, quantity float64
	var flow, next moments
	var spread [25]spreadSums // by hour, and in all
	for d := range r.dates {
		record := &r.records[d].Days[i]
		a.closes[i][d] = record.Closes
		s.Days = append(s.Days, record.Day)
		if record.Unfinished != nil {
			r.finishExcursion(&s.Days[d], i, d)
		}
		if !record.Day.Exists {
			continue
		}
		if s.Files++; s.First == "" {
			s.First = record.Day.Date
		}
		s.Last = record.Day.Date
		s.Rows += record.Day.Rows
		s.Bytes += record.Day.Bytes
		s.Bars += record.Day.Bars
		s.EmptyMinutes += record.Day.EmptyMinutes
		a.Synthetic = a.Synthetic || record.Day.Synthetic
		flow.merge(record.Flow)
		next.merge(record.Next)
		for h := range record.Spread {
			spread[h].merge(record.Spread[h])
			spread[24].merge(record.Spread[h])
		}
		if record.Day.Rows == 0 {
			continue
		}
		sizes = append(sizes, float64(record.Day.MedianTrade))
		bought += record.Bought
		quantity += record.Quantity
		for m, n := range record.Minutes {
			s.TradesPerMinute[m] += float64(n)
		}
	}
	s.BuyShare = ratio(bought, quantity)
	s.Flow, s.FlowZ = Float(flow.correlation()), Float(flow.z())
	s.FlowNext, s.FlowNextZ = Float(next.correlation()), Float(next.z())
	s.BounceBps, s.BounceZ = spread[24].bounce()
	s.Spread = spread[24].spread()
	for h := range s.SpreadByHour {
		s.SpreadByHour[h] = spread[h].spread()
	}
	for m := range s.TradesPerMinute {
		s.TradesPerMinute[m] /= max(1, float64(len(sizes)))
	}
	s.MedianTrade = Float(median(sizes))
	for d := 1; d < len(s.Days); d++ {
		before, now := s.Days[d-1].Import, s.Days[d].Import
		if before != nil && now != nil && before.IDs.Counted() && now.IDs.Counted() && before.Kind == now.Kind {
			s.Days[d].MissingIDsPrev = int64(now.IDs.First-before.IDs.Last) - 1
			if s.Days[d].MissingIDsPrev > 0 {
				s.Days[d].MissingIDsIn = sharedArchive(before, now)
			}
		}
	}
	return s
}

// copyHashes are the hashes that copies of days share, by source and date.
func (r *run) copyHashes() [][]uint64 {
	out := make([][]uint64, len(r.sources))
	for i := range out {
		for d := range r.dates {
			out[i] = append(out[i], r.records[d].Days[i].Copied)
		}
	}
	return out
}

// compareClocks searches for the lag of each pair of sources.
func (r *run) compareClocks() []clockSearch {
	series := r.clocks()
	var searches []clockSearch
	for _, pair := range pairs(len(r.sources)) {
		searches = append(searches, clockSearch{x: series[pair[0]], y: series[pair[1]], z: r.config.Thresholds.ClockZ})
	}
	parallel.For(len(searches), r.config.Workers, func() func(int) {
		return func(n int) { searches[n].run() }
	})
	return searches
}

// clocks are the returns of every source.
func (r *run) clocks() []*clockSeries {
	out := make([]*clockSeries, len(r.sources))
	for i := range out {
		days := make([]minuteReturns, len(r.dates))
		for d := range days {
			days[d] = r.records[d].Days[i].Returns
		}
		out[i] = newClockSeries(days)
	}
	return out
}

// finishExcursion adds the excursion that the end of day d of source i cut off.
func (r *run) finishExcursion(day *Day, i, d int) {
	opening := 0.0
	if d+1 < len(r.records) {
		opening = r.records[d+1].Days[i].Opening
	}
	if e, move := r.records[d].Days[i].Unfinished.finish(opening, &r.config.Thresholds); move {
		day.Moves.add(e)
	} else {
		day.Strays.add(e)
	}
}

// sharedArchive is the first archive from which both days have trades, or
// empty.
func sharedArchive(a, b *microstructure.Provenance) string {
	for _, x := range a.Archives {
		for _, y := range b.Archives {
			if x.Name == y.Name && x.SHA256 == y.SHA256 && x.Rows > 0 && y.Rows > 0 {
				return x.Name
			}
		}
	}
	return ""
}

// errs returns a source's reader errors by date.
func (r *run) errs(i int) []error {
	out := make([]error, len(r.dates))
	for d := range r.dates {
		out[d] = r.records[d].Days[i].err
	}
	return out
}

// common counts the days and the bars that every source has.
func (a *Audit) common() {
	for d := range a.dates {
		shared := true
		for i := range a.Sources {
			shared = shared && len(a.closes[i][d]) > 0
		}
		if !shared {
			continue
		}
		a.CommonDays++
		for b := range a.barsPerDay() {
			all := true
			for i := range a.Sources {
				all = all && !math.IsNaN(a.closes[i][d][b])
			}
			if all {
				a.CommonBars++
			}
		}
	}
}

// inputs lists the files that were audited.
func (r *run) inputs() (list []dataset.Input) {
	for i, s := range r.sources {
		for d, date := range r.dates {
			if f := &r.files[d][i]; f.day.Path != "" {
				list = append(list, dataset.Input{Source: s.Name, Date: date, Fingerprint: f.fingerprint})
			}
		}
	}
	return list
}
