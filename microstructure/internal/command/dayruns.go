package command

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// mostDays of a dayRun. A day is made of its own archives and its neighbours',
// which have rows of it now and then: a run of ten reads twelve.
const mostDays = 10

// A dayRun is some days in a row of one symbol and source.
type dayRun struct {
	symbol, source string
	keys           []shard.Key
}

// startUS and endUS enclose the days, in µs.
func (r *dayRun) startUS() int64 { return dayStart(r.keys[0].Date) }
func (r *dayRun) endUS() int64 {
	return dayStart(r.keys[len(r.keys)-1].Date) + microstructure.DayUS
}

// dayRuns cuts keys that are sorted into runs.
func dayRuns(keys []shard.Key) []dayRun {
	var runs []dayRun
	for _, k := range keys {
		if n := len(runs) - 1; n >= 0 {
			if r := &runs[n]; r.symbol == k.Symbol && r.source == k.Source && len(r.keys) < mostDays && r.endUS() == dayStart(k.Date) {
				r.keys = append(r.keys, k)
				continue
			}
		}
		runs = append(runs, dayRun{k.Symbol, k.Source, []shard.Key{k}})
	}
	return runs
}

// partOf deals out runs in place of keys, so that parts rarely read the same
// archives.
func partOf(p shard.Part, runs []dayRun) (mine []dayRun, keys int) {
	for i, r := range runs {
		if p.Has(i) {
			mine = append(mine, r)
			keys += len(r.keys)
		}
	}
	return mine, keys
}
