package evidence_test

import (
	"errors"
	"fmt"
	"log"
	"math"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// sampleBars simulates three venues and builds their bars.
func sampleBars(days int, edgeBps float64) []ms.SourceBars {
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar, config.EdgeBps = days, 15, edgeBps
	market, err := synth.NewMarket(config)
	if err != nil {
		log.Fatal(err)
	}
	return market.Bars(ms.IntervalUS)
}

func quickConfig() evidence.Config {
	c := evidence.DefaultConfig()
	c.Folds.TrainDays, c.Folds.TestDays = 10, 3
	c.Resampling.Reps, c.ICReps = 199, 49
	c.Gates.MinDays = 10
	c.AuditErrors = 0
	return c
}

func TestRun(t *testing.T) {
	bars := sampleBars(26, 14)
	steps := 0
	e, err := evidence.Run(bars, quickConfig(), func(done, total int) { steps = total - done })
	if err != nil || steps != 0 {
		t.Fatal(err, steps)
	}
	if e.Verdict.Label != evidence.Edge {
		t.Errorf("an edge of 14 bps per bar is %q: %q", e.Verdict.Label, e.Verdict.Reasons)
	}
	if first, last := e.Calendar.Dates(); first != "2025-11-01" || last != "2025-11-26" || len(e.Trials.Trials) != 48 {
		t.Errorf("%d trials from %s to %s", len(e.Trials.Trials), first, last)
	}
	if len(e.Ladder) != 40 || len(e.IC) != 5 || len(e.Deciles) != 5 || len(e.Plateaus) != 48 {
		t.Errorf("%d rungs, %d horizons, %d plateaus", len(e.Ladder), len(e.IC), len(e.Plateaus))
	}
	for _, d := range e.Deciles {
		if !(d.Monotonicity < 0) || d.LegCostsBps != 14 || math.Abs(d.SpreadBps-14-d.NetBps) > 1e-9 {
			t.Errorf("%s: %+v", d.Horizon.Name, d)
		}
	}
	for _, ic := range e.IC {
		if !(ic.IC < 0) || !(ic.PBootstrap <= 0.05) || !(ic.EffectiveN > 0) {
			t.Errorf("%+v", ic)
		}
	}
}

// The ladder's costs order its rungs, and the reference's fill is the best of
// a signal that works at once.
func TestLadderFalls(t *testing.T) {
	e, err := evidence.Run(sampleBars(20, 8), quickConfig(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(e.Ladder); i++ {
		a, b := e.Ladder[i-1], e.Ladder[i]
		if a.Fill == b.Fill && !(a.NetBps > b.NetBps) {
			t.Errorf("%v: %s nets %v, %s nets %v", a.Fill.Time, a.Costs.Name, a.NetBps, b.Costs.Name, b.NetBps)
		}
	}
	gross := map[evidence.FillTime]float64{}
	for _, r := range e.Ladder {
		gross[r.Fill.Time] = r.GrossBps
	}
	if !(gross[evidence.NextOpen] > gross[evidence.NextVWAP]) {
		t.Errorf("gross profit by fill: %v", gross)
	}
}

func TestRunWithHolesOfDays(t *testing.T) {
	bars := sampleBars(26, 0)
	for i := range bars {
		var kept []ms.Bar
		var takers []ms.Takers
		for k, b := range bars[i].Bars {
			if day := (b.TimestampUS - bars[i].Bars[0].TimestampUS) / ms.DayUS; day < 6 || day > 8 {
				kept = append(kept, b)
				if i == 0 {
					takers = append(takers, bars[i].Takers[k])
				}
			}
		}
		bars[i].Bars, bars[i].Takers = kept, takers
	}
	e, err := evidence.Run(bars, quickConfig(), nil)
	if err != nil || e.Calendar.Days != 26 || e.Verdict.Label == evidence.Edge {
		t.Fatalf("error %v", err)
	}
}

func TestTooShort(t *testing.T) {
	for _, days := range []int{1, 2, 3, 12} {
		if _, err := evidence.Run(sampleBars(days, 0), quickConfig(), nil); !errors.Is(err, evidence.ErrTooShort) {
			t.Errorf("%d days: error %v", days, err)
		}
	}
	if _, err := evidence.Run(nil, quickConfig(), nil); !errors.Is(err, evidence.ErrNoCalendar) {
		t.Error(err)
	}
	if _, err := evidence.Run(nil, evidence.Config{}, nil); !errors.Is(err, evidence.ErrConfig) {
		t.Error(err)
	}
}

func TestReferenceOfAStudyIsItsVerdict(t *testing.T) {
	bars := sampleBars(26, 3)
	panel, err := ms.JoinPanel(bars)
	if err != nil {
		t.Fatal(err)
	}
	study, err := reference.Run(panel, reference.DefaultConfig("BTCUSDT"), nil)
	if err != nil || study.Stopped != nil {
		t.Fatal(err, study.Stopped)
	}
	e, err := evidence.Run(bars, quickConfig(), nil)
	if err != nil {
		t.Fatal(err)
	}
	n := evidence.NullConfig{Shifts: 19, Seed: 1, Workers: 2}
	null, err := evidence.Null(e.Market, quickConfig(), evidence.ReferenceOf(study), n, nil)
	if err != nil {
		t.Fatal(err)
	}
	if null.ReferenceObservedBps != study.BestTest.TotalBps {
		t.Errorf("the reference makes %v, its study %v", null.ReferenceObservedBps, study.BestTest.TotalBps)
	}
	// With an edge of 3 bps per bar no shifted run comes near the one observed.
	if null.PValue != 1./20 || len(null.Runs) != 38 {
		t.Errorf("p-value %v of %d runs", null.PValue, len(null.Runs))
	}
}

func ExampleRun() {
	config := quickConfig()
	evidenceOf, err := evidence.Run(sampleBars(26, 14), config, nil)
	if err != nil {
		log.Fatal(err)
	}
	v := evidenceOf.Verdict
	fmt.Println(v.Label)
	for _, g := range v.Gates[:3] {
		fmt.Println(g.Name, g.Pass)
	}
	// Output:
	// edge
	// evidence true
	// evidence_days true
	// profit true
}

func ExampleCausalityCheck() {
	check := evidence.CausalityCheck[float64]{Cuts: 3, Seed: 1, Perturb: evidence.PerturbNumber}
	prices := []float64{100, 101, 103, 102, 105, 104}
	leak, _ := check.Run(prices, func(x []float64) []float64 { return ms.PctChange(x, 1) })
	fmt.Println("past return:", leak)
	leak, _ = check.Run(prices, func(x []float64) []float64 { return ms.ForwardReturns(x, 1) })
	fmt.Println("forward return:", leak != nil)
	// Output:
	// past return: <nil>
	// forward return: true
}

func ExampleNewRate() {
	r := evidence.NewRate(3, 200)
	fmt.Printf("%.1f %% (95 %% interval %.1f to %.1f)\n", 100*r.Share, 100*r.Lower, 100*r.Upper)
	// Output: 1.5 % (95 % interval 0.5 to 4.3)
}

// The composite of built-in features, 92 days of three venues, 300 cuts; Run
// does without.
func BenchmarkCausality(b *testing.B) {
	e, err := evidence.Run(sampleBars(92, 0), quickConfig(), nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if found := e.TestCausality(); len(found) != 1 || found[0].Unsound() || found[0].Cuts != 300 {
			b.Fatalf("%+v", found)
		}
	}
}

// 92 days of three venues: all but the null control.
func BenchmarkRun(b *testing.B) {
	bars := sampleBars(92, 0)
	c := evidence.DefaultConfig()
	for b.Loop() {
		if _, err := evidence.Run(bars, c, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// The null control with 200 shifts on 92 days and the reference beside it.
func BenchmarkNull(b *testing.B) {
	bars := sampleBars(92, 0)
	panel, err := ms.JoinPanel(bars)
	if err != nil {
		b.Fatal(err)
	}
	study, err := reference.Run(panel, reference.DefaultConfig("BTCUSDT"), nil)
	if err != nil {
		b.Fatal(err)
	}
	e, err := evidence.Run(bars, evidence.DefaultConfig(), nil)
	if err != nil {
		b.Fatal(err)
	}
	n := evidence.DefaultNullConfig()
	n.Markets = 0
	for b.Loop() {
		if _, err := evidence.Null(e.Market, evidence.DefaultConfig(), evidence.ReferenceOf(study), n, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// Last prices at a bid and an ask look like an edge to who trades at them. Who
// crosses the spread both ways pays it.
func TestSpreadIsPaid(t *testing.T) {
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar, config.SpreadBps = 40, 20, 20
	market, err := synth.NewMarket(config)
	if err != nil {
		t.Fatal(err)
	}
	e, err := evidence.Run(market.Bars(ms.IntervalUS), quickConfig(), nil)
	if err != nil {
		t.Fatal(err)
	}
	costs := evidence.Gross()
	costs.Exit = evidence.Taker
	at := func(fill evidence.FillTime) float64 {
		a, err := e.Market.Backtest(ms.Configuration{Filter: ms.DefaultGrid().Filters[0], Threshold: 1, Holding: ms.Horizons()[2]}, evidence.Fill{Time: fill}, costs)
		if err != nil || len(a.Trips) < 1000 {
			t.Fatal(len(a.Trips), err)
		}
		return a.TotalBps() / float64(len(a.Trips))
	}
	if close := at(evidence.SameClose); close < 3 {
		t.Errorf("at the same close a round trip makes %.1f bps, the bounce is gone", close)
	}
	for _, fill := range []evidence.FillTime{evidence.CrossOpen, evidence.Cross100ms, evidence.Cross1s, evidence.Cross5s} {
		if paid := -at(fill); paid < 18 || paid > 22 {
			t.Errorf("%v: a round trip costs %.1f bps, the spread is 20", fill, paid)
		}
	}
}
