package dataset

import (
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// maxSlotBars is the largest number of bars per day to preallocate.
const maxSlotBars = 24 * 60

// makeSlots allocates a source's bars at once and gives each job a slot of it.
// Allocating them day by day, and again to join them, costs more than reading
// them from the cache: most of the time would go into clearing memory and
// collecting garbage.
func (b *build) makeSlots() {
	b.slots = make([][]microstructure.Bar, len(b.sourceDays))
	if b.config.byActivity() || dayUS/b.config.IntervalUS > maxSlotBars {
		return
	}
	perDay := int(dayUS / b.config.IntervalUS)
	for i, days := range b.sourceDays {
		b.slots[i] = make([]microstructure.Bar, days*perDay)
	}
	taken := make([]int, len(b.sourceDays))
	for i := range b.jobs {
		j := &b.jobs[i]
		from := taken[j.sourceIndex]
		taken[j.sourceIndex] += perDay
		j.slot = b.slots[j.sourceIndex][from:from:taken[j.sourceIndex]]
	}
}

// collect joins the days of each source.
func (b *build) collect(sources []microstructure.Source) []microstructure.SourceBars {
	result := make([]microstructure.SourceBars, len(sources))
	var interval microstructure.Interval
	if !b.config.byActivity() {
		interval, _ = microstructure.NewInterval(b.config.IntervalUS) // validated
	}
	parallel.For(len(sources), b.config.Workers, func() func(int) {
		return func(i int) {
			bars := b.collectBars(i)
			result[i] = microstructure.SourceBars{Source: sources[i], Bars: slices.Clip(bars), Own: b.collectOwn(i, len(bars)), Takers: b.collectTakers(i, len(bars)), Interval: interval,
				Activity: b.config.Activity, Ends: b.collectEnds(i)}
		}
	})
	return result
}

// collectBars joins the days of a source: in place if each day fitted its slot,
// and without a copy if there is only one.
func (b *build) collectBars(source int) []microstructure.Bar {
	bars, all := b.slots[source][:0], 0
	var last []microstructure.Bar
	for k := range b.jobs {
		if j := &b.jobs[k]; j.sourceIndex == source && len(j.result.bars) > 0 {
			last = j.result.bars
			all += len(last)
			if len(last) > cap(j.slot) {
				bars = nil
			}
		}
	}
	if len(last) == all {
		return last
	}
	if cap(bars) < all {
		bars = make([]microstructure.Bar, 0, all)
	}
	for k := range b.jobs {
		if j := &b.jobs[k]; j.sourceIndex == source {
			bars = append(bars, j.result.bars...)
		}
	}
	return bars
}

// collectEnds joins the days of a source's ends.
func (b *build) collectEnds(source int) (all []microstructure.BarEnd) {
	for k := range b.jobs {
		if j := &b.jobs[k]; j.sourceIndex == source {
			all = append(all, j.result.ends...)
		}
	}
	return all
}
