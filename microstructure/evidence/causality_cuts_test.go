package evidence

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// A leak at one time of day is found at all of them, wherever rows are missing.
func TestLeakAtOneTimeOfDayIsFound(t *testing.T) {
	x := walkNumbers(20 * RowsPerDay)
	times := make([]int64, len(x))
	for i := range times {
		times[i] = testStartUS + int64(i)*microstructure.IntervalUS
	}
	check := CausalityCheck[float64]{Cuts: 300, Seed: 1, Perturb: PerturbNumber, Missing: MissingNumber, IsMissing: math.IsNaN, TimestampUS: times}
	tried, found := 0, 0
	for at := 0; at < RowsPerDay; at += 5 {
		leak, err := check.Run(x, func(x []float64) []float64 {
			y := microstructure.PctChange(x, 1)
			for i := at; i+1 < len(x); i += RowsPerDay {
				y[i] = x[i+1]
			}
			return y
		})
		if err != nil {
			t.Fatal(err)
		}
		tried++
		if leak == nil {
			continue
		}
		if found++; leak.Row%RowsPerDay != at || leak.TimestampUS != times[leak.Row] {
			t.Errorf("a leak at row %d of each day is called %v", at, leak)
		}
	}
	if found < (tried*95+99)/100 {
		t.Errorf("%d of %d leaks are found", found, tried)
	}
}

// The same where a function is tested in pieces, and needs two days to begin.
func TestLeakOfACompositeIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("in short mode: the composite is computed thousands of times")
	}
	c, err := NewCalendar([]microstructure.SourceBars{gridBars("a", 30), gridBars("b", 30)})
	if err != nil {
		t.Fatal(err)
	}
	features := microstructure.SignalFeatures()
	const tries = 12
	found := 0
	for k := range tries {
		at := k*RowsPerDay/tries + k
		r := c.causality("leaking", DefaultCausalityRule(), func(c *Calendar) ([]float64, error) {
			y, closes := c.Signal(features).Value, c.Prices().Close
			for i := range y[:len(y)-1] {
				if c.TimestampUS(i)/microstructure.IntervalUS%RowsPerDay == int64(at) {
					y[i] += 1e-9 * closes[i+1]
				}
			}
			return y, nil
		})
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		if r.Leak != nil {
			found++
			if r.Leak.Row%RowsPerDay != at {
				t.Errorf("a leak at row %d of each day is called %v", at, r.Leak)
			}
		}
	}
	if found < tries {
		t.Errorf("%d of %d leaks are found", found, tries)
	}
	if r := c.causality("sound", DefaultCausalityRule(), func(c *Calendar) ([]float64, error) { return c.Signal(features).Value, nil }); r.Leak != nil || r.Err != nil {
		t.Errorf("the composite: %v", &r)
	}
}

// What is filled from behind is seen at the ends of holes only, and what asks
// whether a value is missing only where one is.
func TestLeaksAtHolesAreFound(t *testing.T) {
	x := walkNumbers(12 * RowsPerDay)
	for i := range x {
		if math.IsNaN(x[i]) {
			x[i] = 0.5
		}
	}
	for i := range 9 { // one hole
		x[2000+i] = math.NaN()
	}
	check := CausalityCheck[float64]{Cuts: 60, Seed: 3, Perturb: PerturbNumber, Missing: MissingNumber, IsMissing: math.IsNaN}
	for name, f := range map[string]func([]float64) []float64{
		"filled from behind": func(x []float64) []float64 {
			y := slices.Clone(x)
			for i := len(y) - 2; i >= 0; i-- {
				if math.IsNaN(y[i]) {
					y[i] = y[i+1]
				}
			}
			return y
		},
		"whether the next is missing": func(x []float64) []float64 {
			y := slices.Clone(x)
			for i := range len(y) - 1 {
				y[i] = 0
				if math.IsNaN(x[i+1]) {
					y[i] = 1
				}
			}
			return y
		},
	} {
		if leak, err := check.Run(x, f); err != nil || leak == nil {
			t.Errorf("%s is found causal, error %v", name, err)
		}
	}
}

// In a span that is tested in pieces, each with few cuts, they are found too.
func TestLeaksAtHolesOfLongSpansAreFound(t *testing.T) {
	for _, days := range []int{92, 200} {
		for _, holes := range []int{1, 10} {
			x := walkNumbers(days * RowsPerDay)
			for i := range x {
				if math.IsNaN(x[i]) {
					x[i] = 0.5
				}
			}
			for h := range holes {
				at := len(x)*(2*h+1)/(2*holes) + 11
				for i := range 9 {
					x[at+i] = math.NaN()
				}
			}
			rule := DefaultCausalityRule()
			check := CausalityCheck[float64]{Cuts: rule.Cuts, Piece: causalityDays * RowsPerDay, Perturb: PerturbNumber, Missing: MissingNumber, IsMissing: math.IsNaN}
			for check.Seed = range uint64(5) {
				leak, err := check.Run(x, func(x []float64) []float64 {
					y := slices.Clone(x)
					for i := len(y) - 2; i >= 0; i-- {
						if math.IsNaN(y[i]) {
							y[i] = y[i+1]
						}
					}
					return y
				})
				if err != nil || leak == nil {
					t.Errorf("%d days, %d holes, seed %d: found causal, error %v", days, holes, check.Seed, err)
				}
			}
		}
	}
}

// A function that sees whether the next row is missing gives the same where
// none is, until the future is.
func TestMissingRowsShowALeak(t *testing.T) {
	x := make([]float64, 3*RowsPerDay)
	for i := range x {
		x[i] = float64(i)
	}
	check := CausalityCheck[float64]{Cuts: 5, Seed: 3, Perturb: PerturbNumber, Missing: MissingNumber, IsMissing: math.IsNaN}
	leak, err := check.Run(x, func(x []float64) []float64 {
		y := make([]float64, len(x))
		for i := range len(y) - 1 {
			if math.IsNaN(x[i+1]) {
				y[i] = 1
			}
		}
		return y
	})
	if err != nil || leak == nil || leak.How != Missing {
		t.Errorf("leak %v, error %v", leak, err)
	}
}

// A gap in times is a hole as well.
func TestHoleInTimes(t *testing.T) {
	var times []int64
	for i := range 4000 {
		if i < 1500 || i >= 1540 {
			times = append(times, testStartUS+int64(i)*microstructure.IntervalUS)
		}
	}
	check := number(40)
	check.TimestampUS = times
	if ends := check.holeEnds(walkNumbers(len(times))); !slices.Equal(ends, []int{1500}) {
		t.Errorf("holes end at %v", ends)
	}
	leak, err := check.Run(walkNumbers(len(times)), func(x []float64) []float64 {
		y := slices.Clone(x)
		if len(x) > 1500 { // as one does that fills the hole from behind
			y[1499] = x[1500]
		}
		return y
	})
	if err != nil || leak == nil || leak.Row != 1499 {
		t.Errorf("%v, error %v", leak, err)
	}
}

// A function that gives other values for the same rows is called that, however
// seldom it does.
func TestAFunctionThatDoesNotRepeatItself(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	calls := 0
	for name, f := range map[string]func([]float64) []float64{
		"random":       func(x []float64) []float64 { y := slices.Clone(x); y[7] = rng.Float64(); return y },
		"counts calls": func(x []float64) []float64 { calls++; y := slices.Clone(x); y[3] = float64(calls); return y },
		"now and then": func(x []float64) []float64 {
			y := slices.Clone(x)
			if calls++; calls%10 == 0 {
				y[5]++
			}
			return y
		},
	} {
		calls = 0
		leak, err := number(50).Run(make([]float64, 100), f)
		if err != nil || leak == nil || name != "now and then" && leak.How != Again {
			t.Errorf("%s: %v, error %v", name, leak, err)
		}
	}
}

// Cuts are as many as asked for, at all times of day, at midnight at least.
func TestCuts(t *testing.T) {
	const n = 10 * RowsPerDay
	whole := make([]float64, n)
	for i := range 3 * RowsPerDay {
		whole[i] = math.NaN()
	}
	check := number(0)
	for _, cuts := range []int{1, 2, 3, 50, 288, 300, n - 2, n - 1, n, 2 * n} {
		got := check.cuts(make([]float64, n), whole, cuts, 0, newRand(1, 0))
		if len(got) != min(cuts, n-1) || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) || got[0] < 1 || got[len(got)-1] >= n {
			t.Fatalf("%d cuts: %d, %v", cuts, len(got), got)
		}
		times := map[int]bool{}
		early := 0
		for _, cut := range got {
			times[cut%RowsPerDay] = true
			if cut <= 3*RowsPerDay {
				early++
			}
		}
		if len(times) < min(cuts, RowsPerDay) || !times[0] || cuts > 1 && !times[1] {
			t.Errorf("%d cuts are at %d times of day", cuts, len(times))
		}
		if cuts <= 300 && early > 0 {
			t.Errorf("%d of %d cuts are where there is no value", early, cuts)
		}
	}
}
