package microstructure

import (
	"errors"
	"slices"
	"testing"
)

func TestShortageSaysWhatLimits(t *testing.T) {
	const day = rowsPerDay
	days := func(name string, from, to, step int64) SourceBars {
		return barsOf(name, every(from*day, to*day, step)...)
	}
	lacks := errors.New("it lacks")
	folds, signal, trips := Need{SignalDays: 31}, Need{Rows: SignalBars}, Need{}
	const ranks = ", where a rank takes 288 and a signal 288 ranks"
	for name, c := range map[string]struct {
		need    Need
		sources []SourceBars
		want    string
		enough  []string
	}{
		"nothing": {folds, nil, "it lacks", nil},
		"a short span": {folds, []SourceBars{days("a", 0, 14, 1), days("b", 0, 14, 1)},
			"it lacks; the span has 14 days, and at least 33 are needed, with a bar in every row", nil},
		"a short and sparse span": {folds, []SourceBars{days("a", 0, 14, 1), days("b", 0, 14, 4)},
			"it lacks; the span has 14 days, and at least 33 are needed, with a bar in every row; " +
				"1,008 of 4,032 rows have a bar of every source (a has 4,032, b 1,008)", nil},
		"one sparse source": {folds, []SourceBars{days("a", 0, 40, 1), days("b", 0, 40, 4), days("c", 0, 40, 1)},
			"it lacks; 2,880 of 11,520 rows have a bar of every source (a has 11,520, b 2,880, c 11,520), at most 216 within three days" + ranks +
				"; b limits them most: without it 11,520, and 38 days to trade on", []string{"a", "c"}},
		"two sparse sources": {folds, []SourceBars{days("a", 0, 40, 4), days("b", 0, 40, 5), days("c", 0, 40, 1)},
			"it lacks; 576 of 11,520 rows have a bar of every source (a has 2,880, b 2,304, c 11,520), at most 44 within three days" + ranks +
				"; b limits them most: without it 2,880, at most 216 within three days; without a and b 11,520, and 38 days to trade on", []string{"c"}},
		"sparse sources": {folds, []SourceBars{days("a", 0, 40, 4), days("b", 0, 40, 6)},
			"it lacks; 960 of 11,520 rows have a bar of every source (a has 2,880, b 1,920), at most 72 within three days" + ranks +
				"; b limits them most: without it 2,880, at most 216 within three days, which is not enough either", nil},
		"a sparse source alone": {folds, []SourceBars{days("a", 0, 40, 4)},
			"it lacks; 2,880 of 11,520 rows have a bar, at most 216 within three days" + ranks, nil},
		"an early end": {folds, []SourceBars{days("a", 0, 40, 1), days("b", 0, 20, 1)},
			"it lacks; 5,760 of 11,520 rows have a bar of every source (a has 11,520, b 5,760, none after 1970-01-20)" +
				"; b limits them most: without it 11,520, and 38 days to trade on", []string{"a"}},
		"the leading source ends early": {folds, []SourceBars{days("a", 0, 20, 1), days("b", 0, 40, 1), days("c", 1, 40, 1)},
			"it lacks; 5,472 of 11,520 rows have a bar of every source (a has 5,760, none after 1970-01-20, b 11,520, c 11,232, none before 1970-01-02)" +
				"; a limits them most: without it 11,232, and 37 days to trade on", []string{"b", "c"}},
		"a late begin at the edge": {folds, []SourceBars{days("a", 0, 33, 1), days("b", 2, 33, 1)},
			"it lacks; 8,928 of 9,504 rows have a bar of every source (a has 9,504, b 8,928, none before 1970-01-03)" +
				"; b limits them most: without it 9,504, and 31 days to trade on", []string{"a"}},
		"a day's hole": {folds, []SourceBars{barsOf("a", slices.Concat(every(0, day, 1), every(2*day, 33*day, 1))...)},
			"it lacks; a longer span may help", nil},
		"no bar in common": {signal, []SourceBars{days("a", 0, 3, 2), barsOf("b", every(1, 3*day, 2)...)},
			"it lacks; 0 of 864 rows have a bar of every source (a has 432, b 432); b limits them most: without it 432; a longer span may help", nil},
		"a source without bars": {signal, []SourceBars{barsOf("a"), days("b", 0, 3, 1)},
			"it lacks; 0 of 864 rows have a bar of every source (a has none, b 864); a limits them most: without it 864", []string{"b"}},
		"no day in common": {Need{SignalDays: 1}, []SourceBars{days("a", 0, 4, 1), days("b", 6, 9, 1)},
			"it lacks; 0 of 2,592 rows have a bar of every source (a has 1,152, none after 1970-01-04, b 864, none before 1970-01-07)" +
				"; b limits them most: without it 1,152, and 2 days to trade on", []string{"a"}},
		"too few trips of full days": {trips, []SourceBars{days("a", 0, 10, 1), days("b", 0, 10, 1)}, "it lacks; a longer span may help", nil},
		"too few trips of sparse days": {trips, []SourceBars{days("a", 0, 10, 1), days("b", 0, 10, 2)},
			"it lacks; 1,440 of 2,880 rows have a bar of every source (a has 2,880, b 1,440); b limits them most: without it 2,880", []string{"a"}},
		"too few trips of days that are all sparse": {trips, []SourceBars{days("a", 0, 10, 2), days("b", 0, 10, 2)},
			"it lacks; 1,440 of 2,880 rows have a bar of every source (a has 1,440, b 1,440); a longer span may help", nil},
		"a split beyond one source's end": {Need{SplitUS: 30 * DayUS}, []SourceBars{days("a", 0, 40, 1), days("b", 0, 20, 1)},
			"it lacks; 5,760 of 11,520 rows have a bar of every source (a has 11,520, b 5,760, none after 1970-01-20); b limits them most: without it 11,520", []string{"a"}},
	} {
		e := &Shortage{lacks, c.need, NewOverlap(c.sources)}
		if e.Error() != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, e, c.want)
		}
		if got := SourceNames(e.Enough()); !slices.Equal(got, c.enough) {
			t.Errorf("%s: %q are enough, want %q", name, got, c.enough)
		}
		if !errors.Is(e, lacks) {
			t.Errorf("%s: the error is not the one that it explains", name)
		}
	}
}

// The days that are said to be needed are: one fewer is not enough.
func TestNeedOfDays(t *testing.T) {
	for _, need := range []Need{{Rows: 1}, {Rows: rowsPerDay}, {Rows: SignalBars}, {SignalDays: 1}, {SignalDays: 31}, {Rows: 10 * rowsPerDay, SignalDays: 2}} {
		for more := range 2 {
			r := NewOverlap([]SourceBars{barsOf("a", every(0, int64(need.Days(Interval{})-1+more)*rowsPerDay, 1)...)}).Reaches[0]
			if need.Met(&r) != (more == 1) {
				t.Errorf("%+v, said to take %d days, is met by one fewer, or not by them", need, need.Days(Interval{}))
			}
		}
	}
}
