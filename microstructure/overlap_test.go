package microstructure

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// rowsPerDay is that of five-minute bars.
const rowsPerDay = DayUS / IntervalUS

// barsOf are bars of a source at the given rows.
func barsOf(name string, rows ...int64) SourceBars {
	return SourceBars{Source: Source{name, name}, Bars: barsAt(rows...)}
}

// every lists rows from one to another, by a step.
func every(from, to, step int64) (rows []int64) {
	for row := from; row < to; row += step {
		rows = append(rows, row)
	}
	return rows
}

func TestOverlap(t *testing.T) {
	const day = rowsPerDay
	all := barsOf("all", every(0, 6*day, 1)...)
	third := barsOf("third", every(0, 6*day, 3)...)
	early := barsOf("early", every(day, 4*day, 1)...)
	none := barsOf("none")
	for name, c := range map[string]struct {
		sources []SourceBars
		days    int
		want    []Reach // but for sources
		names   [][]string
	}{
		"nothing":      {nil, 0, nil, nil},
		"no bars":      {[]SourceBars{none}, 0, []Reach{{}}, [][]string{{"none"}}},
		"one bar":      {[]SourceBars{barsOf("a", 5)}, 1, []Reach{{Days: 1, Rows: 1, Densest: 1}}, [][]string{{"a"}}},
		"two bars":     {[]SourceBars{barsOf("a", -1, 0)}, 2, []Reach{{FromUS: -DayUS, Days: 2, Rows: 2, Densest: 2}}, [][]string{{"a"}}},
		"signal bars":  {[]SourceBars{barsOf("a", every(0, SignalBars, 1)...)}, 2, []Reach{{Days: 2, Rows: SignalBars, Densest: SignalBars, SignalRows: 1}}, [][]string{{"a"}}},
		"all of it":    {[]SourceBars{all}, 6, []Reach{{Days: 6, Rows: 6 * day, Densest: 3 * day, SignalRows: 6*day - SignalBars + 1, SignalDays: 6 - Interval{}.WarmupDays()}}, [][]string{{"all"}}},
		"a third":      {[]SourceBars{third}, 6, []Reach{{Days: 6, Rows: 2 * day, Densest: day, SignalRows: 2, SignalDays: 0}}, [][]string{{"third"}}},
		"never at one": {[]SourceBars{barsOf("a", 0, 2), barsOf("b", 1, 3, 5)}, 1, []Reach{{Days: 1}, {Days: 1, Rows: 3, Densest: 3}}, [][]string{{"a", "b"}, {"b"}}},
		"apart":        {[]SourceBars{barsOf("a", 0), barsOf("b", 3*day)}, 4, []Reach{{}, {Days: 1, Rows: 1, Densest: 1}}, [][]string{{"a", "b"}, {"a"}}},
		"one without":  {[]SourceBars{none, third}, 6, []Reach{{}, {Days: 6, Rows: 2 * day, Densest: day, SignalRows: 2}}, [][]string{{"none", "third"}, {"third"}}},
		"an early end": {[]SourceBars{all, early, third}, 6, []Reach{
			{FromUS: DayUS, Days: 3, Rows: day, Densest: day},
			{FromUS: DayUS, Days: 3, Rows: 3 * day, Densest: 3 * day, SignalRows: 3*day - SignalBars + 1, SignalDays: 1},
			{Days: 6, Rows: 6 * day, Densest: 3 * day, SignalRows: 6*day - SignalBars + 1, SignalDays: 4},
		}, [][]string{{"all", "early", "third"}, {"all", "early"}, {"all"}}},
	} {
		o := NewOverlap(c.sources)
		if o.Days != c.days || len(o.Reaches) != len(c.want) || len(o.Sources) != len(c.sources) {
			t.Errorf("%s: %d days, %d reaches of %d sources", name, o.Days, len(o.Reaches), len(o.Sources))
			continue
		}
		for i, got := range o.Reaches {
			if names := SourceNames(got.Sources); !slices.Equal(names, c.names[i]) {
				t.Errorf("%s: reach %d is of %q, want %q", name, i, names, c.names[i])
			}
			want := c.want[i]
			want.Sources, got.Sources = nil, nil
			if !sameReach(got, want) {
				t.Errorf("%s: reach %d is %+v, want %+v", name, i, got, want)
			}
		}
	}
}

func sameReach(a, b Reach) bool {
	return a.FromUS == b.FromUS && a.Days == b.Days && a.Rows == b.Rows && a.Densest == b.Densest && a.SignalRows == b.SignalRows && a.SignalDays == b.SignalDays
}

// The best single source is reported even if the larger sets dropped it first.
func TestOverlapOfOneAlone(t *testing.T) {
	const day = rowsPerDay
	apart := barsOf("apart", every(20*day, 26*day, 1)...)
	o := NewOverlap([]SourceBars{apart, barsOf("a", every(0, 6*day, 4)...), barsOf("b", every(0, 6*day, 4)...)})
	var names []string
	for _, r := range o.Reaches {
		names = append(names, SourceNames(r.Sources)...)
	}
	if want := []string{"apart", "a", "b", "a", "b", "apart"}; !slices.Equal(names, want) || o.Reaches[2].SignalDays != 4 {
		t.Errorf("reaches of %q, want %q", names, want)
	}
}

// Order, doubles and absurd times of bars do not matter.
func TestOverlapOfAnyBars(t *testing.T) {
	rows := every(0, 4*rowsPerDay, 1)
	want := NewOverlap([]SourceBars{barsOf("a", rows...)}).Reaches[0]
	shuffled := slices.Concat(rows, rows[:100])
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	if got := NewOverlap([]SourceBars{barsOf("a", shuffled...)}).Reaches[0]; !sameReach(got, want) {
		t.Errorf("shuffled: %+v, want %+v", got, want)
	}
	wild := SourceBars{Bars: []Bar{{TimestampUS: math.MaxInt64}, {TimestampUS: math.MinInt64}, {TimestampUS: -1}}}
	for _, sources := range [][]SourceBars{{wild}, {wild, barsOf("a", rows...)}} {
		e := Shortage{ErrNoCommonBars, Need{SignalDays: 3}, NewOverlap(sources)}
		if e.Error() == "" {
			t.Error("nothing is said")
		}
	}
}

// Counts of rows within a window are those of a plain search.
func TestOverlapCountsWindows(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 40 {
		var rows []int64
		for row := range int64(5 * rowsPerDay) {
			if r.Float64() < 0.2+0.3*r.Float64() {
				rows = append(rows, row)
			}
		}
		got, densest := Interval{}.Windows().enoughBefore(rows)
		var want []int64
		most := 0
		for _, row := range rows {
			n := 0
			for _, other := range rows {
				if other <= row && other > row-int64((Interval{}).Windows().Rank) {
					n++
				}
			}
			if most = max(most, n); n >= RankMinPeriods {
				want = append(want, row)
			}
		}
		if !slices.Equal(got, want) || densest != most {
			t.Fatalf("%d rows and at most %d, want %d and %d", len(got), densest, len(want), most)
		}
	}
}
