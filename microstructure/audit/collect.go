package audit

import (
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

// audit puts the records of all dates together and judges them.
func (p *pass) audit(data *dataset.Dataset) *Audit {
	a := &Audit{Symbol: data.Symbol, span: data.Span, IntervalUS: p.options.IntervalUS, Thresholds: p.options.Thresholds, Digest: dataset.Digest(p.inputs()),
		closes: make([][][]float64, len(p.sources))}
	for _, date := range p.dates {
		t, _ := time.Parse(time.DateOnly, date) // made by Format
		a.dates = append(a.dates, t.UnixMicro())
	}
	for i := range p.sources {
		a.Sources = append(a.Sources, p.source(a, i))
	}
	a.common()
	j := judge{Audit: a}
	for i := range a.Sources {
		j.source(i, p.errs(i))
	}
	j.sides()
	j.copies(p.copyHashes())
	var days [][]pairDay // by pair
	clocks := p.clocks()
	for n, pair := range pairs(len(p.sources)) {
		search := clockSearch{clocks[pair[0]], clocks[pair[1]], p.options.Thresholds.ClockZ}
		pair, ofPair := a.comparePair(pair[0], pair[1], func(d int) lagSums { return p.records[d].Lags[n] }, search)
		a.Pairs, days = append(a.Pairs, pair), append(days, ofPair)
	}
	for n := range a.Pairs {
		j.pair(&a.Pairs[n], days[n])
	}
	j.clocks(days)
	sortFindings(a.Findings)
	if p.cache != nil && p.cache.problem != nil {
		a.Warnings = append(a.Warnings, fmt.Sprintf("figures cannot be kept in %s: %v", p.cache.dir, p.cache.problem))
	}
	return a
}

// source adds up a source's days.
func (p *pass) source(a *Audit, i int) Source {
	s := Source{Name: p.sources[i].Name, Label: p.sources[i].Label, BuyShare: unknown(), TradesPerMinute: make([]float64, minutesPerDay)}
	a.closes[i] = make([][]float64, len(p.dates))
	var sizes []float64 // of days with trades
	var bought, quantity float64
	var flow, next moments
	var spread [25]spreadSums // by hour, and in all
	for d := range p.dates {
		r := &p.records[d].Days[i]
		a.closes[i][d] = r.Closes
		s.Days = append(s.Days, r.Day)
		if r.Unfinished != nil {
			p.finishExcursion(&s.Days[d], i, d)
		}
		if !r.Day.Exists {
			continue
		}
		if s.Files++; s.First == "" {
			s.First = r.Day.Date
		}
		s.Last = r.Day.Date
		s.Rows += r.Day.Rows
		s.Bytes += r.Day.Bytes
		s.Bars += r.Day.Bars
		s.EmptyMinutes += r.Day.EmptyMinutes
		a.Synthetic = a.Synthetic || r.Day.Synthetic
		flow.merge(r.Flow)
		next.merge(r.Next)
		for h := range r.Spread {
			spread[h].merge(r.Spread[h])
			spread[24].merge(r.Spread[h])
		}
		if r.Day.Rows == 0 {
			continue
		}
		sizes = append(sizes, float64(r.Day.MedianTrade))
		bought += r.Bought
		quantity += r.Quantity
		for m, n := range r.Minutes {
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
func (p *pass) copyHashes() [][]uint64 {
	out := make([][]uint64, len(p.sources))
	for i := range out {
		for d := range p.dates {
			out[i] = append(out[i], p.records[d].Days[i].Copied)
		}
	}
	return out
}

// clocks are the returns of every source.
func (p *pass) clocks() []*clockSeries {
	out := make([]*clockSeries, len(p.sources))
	for i := range out {
		days := make([]minuteReturns, len(p.dates))
		for d := range days {
			days[d] = p.records[d].Days[i].Returns
		}
		out[i] = newClockSeries(days)
	}
	return out
}

// finishExcursion adds the excursion that the end of day d of source i cut off.
func (p *pass) finishExcursion(day *Day, i, d int) {
	opening := 0.0
	if d+1 < len(p.records) {
		opening = p.records[d+1].Days[i].Opening
	}
	if e, move := p.records[d].Days[i].Unfinished.finish(opening, &p.options.Thresholds); move {
		day.Moves.add(e)
	} else {
		day.Strays.add(e)
	}
}

// sharedArchive is the first archive that both days have trades of, or empty.
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

// errs are the reader's errors by date of a source.
func (p *pass) errs(i int) []error {
	out := make([]error, len(p.dates))
	for d := range p.dates {
		out[d] = p.records[d].Days[i].err
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
func (p *pass) inputs() (list []dataset.Input) {
	for i, s := range p.sources {
		for d, date := range p.dates {
			if f := &p.files[d][i]; f.day.Path != "" {
				list = append(list, dataset.Input{Source: s.Name, Date: date, Fingerprint: f.fingerprint})
			}
		}
	}
	return list
}
