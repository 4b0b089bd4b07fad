package evidence

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// What an overlap says of a signal is what the calendar's signal is.
func TestOverlapKnowsTheSignal(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	some := 0
	for range 60 {
		share, days := 0.2+0.4*r.Float64(), 4+r.IntN(3)
		var sources []microstructure.SourceBars
		for _, name := range []string{"a", "b"}[:1+r.IntN(2)] {
			var holes []int
			for row := range days * RowsPerDay {
				if r.Float64() > math.Sqrt(share)+0.2*math.Sin(float64(row)/400) {
					holes = append(holes, row)
				}
			}
			s := gridBars(name, days, holes...)
			s.Bars, s.Takers = s.Bars[r.IntN(400):], nil
			sources = append(sources, s)
		}
		reach := microstructure.NewOverlap(sources).Reaches[0]
		c, err := NewCalendar(sources)
		if err != nil {
			t.Fatal(err)
		}
		signal := c.Signal(microstructure.SignalFeatures()).Value
		rows, signals := 0, 0
		for i, v := range c.Consensus(microstructure.SignalFeatures()[0]) {
			if !math.IsNaN(v) {
				rows++
			}
			if !math.IsNaN(signal[i]) {
				signals++
			}
		}
		if reach.FromUS != c.StartUS || reach.Days != c.Days || reach.Rows != rows || reach.SignalRows != signals {
			t.Fatalf("%+v, want %d days from %d with %d rows and %d signals", reach, c.Days, c.StartUS, rows, signals)
		}
		m, err := NewMarket(c.StartUS, c.Prices(), signal, make([]microstructure.Regime, c.Len()))
		switch {
		case reach.SignalDays == 0 && !errors.Is(err, ErrTooShort), reach.SignalDays > 0 && err != nil:
			t.Fatalf("%d days begin with a signal, error %v", reach.SignalDays, err)
		case reach.SignalDays > 0:
			some++
			if got := m.Days() - m.FirstDay; got != reach.SignalDays {
				t.Fatalf("%d days from the first signal on, want %d", reach.SignalDays, got)
			}
		}
	}
	if some == 0 || some == 60 {
		t.Errorf("%d of 60 calendars have a signal", some)
	}
}

// Too little data is said to be too short a span, or a source that has few
// bars.
func TestRunExplainsTooLittle(t *testing.T) {
	sparse := func(name string, days, step int) microstructure.SourceBars {
		var holes []int
		for row := range days * RowsPerDay {
			if row%step > 0 {
				holes = append(holes, row)
			}
		}
		return gridBars(name, days, holes...)
	}
	c := DefaultConfig()
	for name, k := range map[string]struct {
		bars   []microstructure.SourceBars
		kind   error
		says   []string
		enough []string
	}{
		"a short span": {[]microstructure.SourceBars{gridBars("a", 14), gridBars("b", 14)}, ErrTooShort,
			[]string{"12 days leave nothing to test after 30 days of training; the span has 14 days, and at least 33 are needed"}, nil},
		"no signal": {[]microstructure.SourceBars{gridBars("a", 40), sparse("b", 40, 4)}, ErrTooShort,
			[]string{"none of 40 days begins with one; 2,880 of 11,520 rows", "b limits them most: without it 11,520, and 38 days to trade on"}, []string{"a"}},
		"an early end": {[]microstructure.SourceBars{gridBars("a", 40), gridBars("b", 20)}, ErrTooShort,
			[]string{"18 days leave nothing to test after 30 days of training; 5,760 of 11,520 rows", "b 5,760, none after"}, []string{"a"}},
	} {
		_, err := Run(k.bars, c, nil)
		if !errors.Is(err, k.kind) {
			t.Errorf("%s: error %v", name, err)
			continue
		}
		for _, want := range k.says {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", name, err, want)
			}
		}
		short, ok := errors.AsType[*microstructure.Shortage](err)
		if !ok || !slices.Equal(microstructure.SourceNames(short.Enough()), k.enough) {
			t.Errorf("%s: %v is explained: %t, enough %v", name, err, ok, k.enough)
			continue
		}
		if enough := short.Enough(); enough != nil {
			left := slices.DeleteFunc(k.bars, func(s microstructure.SourceBars) bool { return !slices.Contains(enough, s.Source) })
			if _, err := Run(left, c, nil); err != nil {
				t.Errorf("%s: what is said to be enough is not: %v", name, err)
			}
		}
	}
}

// With the days that a fold rule needs there is a fold, and with one fewer
// there is none.
func TestNeedOfFolds(t *testing.T) {
	for _, train := range []int{1, 10, 30} {
		r := DefaultFoldRule()
		r.TrainDays = train
		for more := range 2 {
			m := flatMarket(r.Need().Days(microstructure.Interval{}) - 1 + more)
			_, err := r.Spans(microstructure.Interval{}.WarmupDays(), m.Days(), microstructure.Interval{})
			if (err == nil) != (more == 1) {
				t.Errorf("%d days of training: %d days are needed, with %d error %v", train, r.Need().Days(microstructure.Interval{}), m.Days(), err)
			}
		}
	}
}
