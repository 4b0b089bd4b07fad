package dataset

import (
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// maxRoom is the most bars a day for which room is made ahead of time.
const maxRoom = 24 * 60

// makeRooms allocates a source's bars as a whole. To allocate them day by day,
// and again to join them, costs more than to read them from the cache: most of
// the time would go into clearing memory and collecting garbage.
func (b *build) makeRooms() {
	perDay := int((dayUS + b.options.IntervalUS - 1) / b.options.IntervalUS)
	b.rooms = make([][]microstructure.Bar, len(b.sourceDays))
	if perDay > maxRoom {
		return
	}
	for i, days := range b.sourceDays {
		b.rooms[i] = make([]microstructure.Bar, days*perDay)
	}
	taken := make([]int, len(b.sourceDays))
	for i := range b.jobs {
		j := &b.jobs[i]
		from := taken[j.sourceIndex]
		taken[j.sourceIndex] += perDay
		j.room = b.rooms[j.sourceIndex][from:from:taken[j.sourceIndex]]
	}
}

// collect joins the days of each source, where each day fitted into its room by
// moving them together.
func (b *build) collect(sources []microstructure.Source) []microstructure.SourceBars {
	result := make([]microstructure.SourceBars, len(sources))
	parallel.For(len(sources), b.options.Workers, func() func(int) {
		return func(i int) {
			bars := b.rooms[i][:0]
			for k := range b.jobs {
				if j := &b.jobs[k]; j.sourceIndex == i && len(j.result.bars) > cap(j.room) {
					bars = nil
				}
			}
			for k := range b.jobs {
				if j := &b.jobs[k]; j.sourceIndex == i {
					bars = append(bars, j.result.bars...)
				}
			}
			result[i] = microstructure.SourceBars{Source: sources[i], Bars: slices.Clip(bars), Own: b.collectOwn(i, len(bars))}
		}
	})
	return result
}
