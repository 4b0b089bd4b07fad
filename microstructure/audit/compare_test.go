package audit

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

// multiply changes prices of rows, and their quote quantities with them.
func multiply(t *ms.Trades, by func(i int) float64) {
	for i := range t.Price {
		scale(t, i, by(i))
	}
}

// TestDifferences breaks the prices of source 1 and asks for the one finding
// that says so, beside each of the two other sources.
func TestDifferences(t *testing.T) {
	alternate := func(by float64) func(*ms.Trades) {
		return func(t *ms.Trades) {
			multiply(t, func(i int) float64 { return 1 + by*float64(1-t.TimestampUS[i]/ms.IntervalUS%2*2) })
		}
	}
	someBars := func(share, by float64) func(*ms.Trades) {
		return func(t *ms.Trades) {
			r := rand.New(rand.NewPCG(1, 1))
			bars := map[int64]float64{}
			for bar := midnight(0) / ms.IntervalUS; bar < midnight(2)/ms.IntervalUS; bar++ {
				if bars[bar] = 1; r.Float64() < share {
					bars[bar] = 1 + by*(2*r.Float64()-1)
				}
			}
			multiply(t, func(i int) float64 { return bars[t.TimestampUS[i]/ms.IntervalUS] })
		}
	}
	for _, c := range []struct {
		name     string
		days     []int // that are broken
		change   func(*ms.Trades)
		severity Severity
		date     string
		says     string
	}{
		{"up and down, on all days", []int{0, 1}, alternate(0.007), Warning, "", "by 70 bps or more from their median"},
		{"a fifth of the bars", []int{0, 1}, someBars(0.2, 0.05), Warning, "", "from their median difference in a tenth"},
		{"up and down, on a day of four", []int{1}, alternate(0.007), Warning, date(1), "by 70 bps or more from their median difference in a tenth of the bars, by 0."},
		{"far up and down", []int{1}, alternate(0.12), Error, date(1), "bps or more away, up and down, in half of the bars"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newTestSet(t)
			days := 2
			if len(c.days) == 1 {
				days = 4
			}
			for day := range days {
				for i, source := range []string{"aa_futures", "bb_futures", "cc_futures"} {
					trades := market(day, uint64(i+1), 30)
					for _, broken := range c.days {
						if source == "bb_futures" && day == broken {
							c.change(&trades)
						}
					}
					s.write(source, day, trades, ms.Provenance{})
				}
			}
			a := s.run()
			found := 0
			for _, f := range find(a, CheckDifference) {
				if f.Severity == c.severity && f.Date == c.date && strings.Contains(f.Message, c.says) && (f.Source == "bb_futures" || f.Other == "bb_futures") {
					found++
				} else if !strings.Contains(f.Message, "in the bar of") { // the furthest bar has a finding of its own
					t.Errorf("a finding too many: %v", f)
				}
			}
			if found != 2 {
				t.Errorf("%d findings of severity %v that say %q, want 2: %v", found, c.severity, c.says, a.Findings)
			}
		})
	}
}

func TestMedianAndSpread(t *testing.T) {
	for _, c := range []struct {
		x              []float64
		middle, spread float64
	}{
		{nil, math.NaN(), math.NaN()},
		{[]float64{3}, 3, 0},
		{[]float64{3, 5}, 4, 1},
		{[]float64{-4, 0, 1, 2, 30}, 1, 5 + 0.6*24}, // distances 0, 1, 1, 5, 29
	} {
		middle, spread := medianAndSpread(c.x)
		if !same(middle, c.middle) || !same(spread, c.spread) {
			t.Errorf("of %v: %v and %v, want %v and %v", c.x, middle, spread, c.middle, c.spread)
		}
	}
}

func same(a, b float64) bool { return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9 }

func TestTradeSizeOfAnotherSource(t *testing.T) {
	// contracts makes a source's quantities those of contracts of another size.
	contracts := func(t *ms.Trades, factor float64) {
		for i := range t.Quantity {
			t.Quantity[i] *= factor
			t.QuoteQuantity[i] *= factor
		}
	}
	run := func(factors ...float64) []Finding { // of cc_futures, by day
		s := newTestSet(t)
		for day, factor := range factors {
			for i, source := range []string{"aa_futures", "bb_futures", "cc_futures"} {
				trades, p := market(day, uint64(i+1), 30), ms.Provenance{}
				if i == 2 {
					contracts(&trades, factor)
					p = imported(trades.Len())
					p.ContractSize = factor / 100
				}
				s.write(source, day, trades, p)
			}
		}
		return find(s.run(), CheckTradeSize)
	}
	for _, c := range []struct {
		factor float64
		want   int
		says   string
	}{
		{1, 0, ""}, {40, 0, ""}, {1.0 / 40, 0, ""},
		{60, 2, "a factor of "},
		{1e-5, 2, "cc_futures was imported with contracts of 0.0000001 in base currency"},
	} {
		f := run(c.factor, c.factor)
		if len(f) != c.want {
			t.Errorf("factor %g: %v, want %d findings", c.factor, f, c.want)
		}
		for _, f := range f {
			if f.Severity != Warning || f.Other != "cc_futures" || f.Date != "" || !strings.Contains(f.Message, c.says) {
				t.Errorf("factor %g: %v, want a warning about cc_futures that says %q", c.factor, f, c.says)
			}
		}
	}
	if f := run(1, 1, 100); len(f) != 2 || f[0].Date != date(2) || !strings.Contains(f[0].Message, "unlike on other days") {
		t.Errorf("one day of three: %v", f)
	}
}

// TestEachDayHasItsFigure: findings of one kind on several days can be grouped,
// as each has its own figure.
func TestEachDayHasItsFigure(t *testing.T) {
	s := newTestSet(t)
	for day, minutes := range []int64{20, 35, 50} {
		trades := market(day, 1, 30)
		from := midnight(day) + 600*minuteUS
		s.write("aa_futures", day, filter(trades, func(i int) bool {
			return trades.TimestampUS[i] < from || trades.TimestampUS[i] >= from+minutes*minuteUS
		}), ms.Provenance{})
	}
	f := find(s.run(), CheckGap)
	if len(f) < 3 || f[0].Figure != "20 minutes" || f[1].Figure != "35 minutes" || f[2].Figure != "50 minutes" {
		t.Errorf("findings %+v", f)
	}
}

func TestFindingName(t *testing.T) {
	for _, c := range []struct {
		f    Finding
		want string
	}{
		{Finding{Check: CheckPrice, Source: "a", Date: "2025-11-03"}, "price:a:2025-11-03"},
		{Finding{Check: CheckContract, Source: "a"}, "contract-size:a"},
		{Finding{Check: CheckDifference, Source: "b", Other: "a", Date: "2025-11-03"}, "difference:a+b:2025-11-03"},
		{Finding{Check: CheckDifference, Source: "a", Other: "b", Date: "2025-11-03"}, "difference:a+b:2025-11-03"},
	} {
		if got := c.f.Name(); got != c.want {
			t.Errorf("%+v is called %q, want %q", c.f, got, c.want)
		}
	}
}
