package report_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/table"
)

// traded are the studies whose reference comes to a verdict.
func traded(t *testing.T) []*sample.Study { return []*sample.Study{sample.Seeded(t), sample.Thin(t)} }

// A backtest is one configuration's round trips, run anew.
type backtest struct {
	filter, holding string
	threshold       float64
	bars            int
	net             []float64
}

// backtests runs every configuration of a study. The largest total comes first.
func backtests(c reference.Config, s reference.Series) []backtest {
	var out []backtest
	for _, f := range c.Grid.Filters {
		for _, threshold := range c.Grid.Thresholds {
			for _, h := range c.Grid.Holdings {
				run := reference.Contrarian{Threshold: threshold, HoldingBars: h.Bars, Regimes: f.Regimes, FeeBps: c.FeeBps}
				s, err := s.WithSignal()
				if err != nil {
					panic(err)
				}
				ledger, err := run.BacktestAtSignalClose(s)
				if err != nil {
					panic(err)
				}
				out = append(out, backtest{f.Name, h.Name, threshold, h.Bars, ledger.NetBps()})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b backtest) int { return cmp.Compare(sum(b.net), sum(a.net)) })
	return out
}

// checkTrials compares rows with backtests, in order.
func checkTrials(t *testing.T, table table.Table, want []backtest) {
	t.Helper()
	if len(table.Rows()) != min(len(want), len(table.Rows())) || len(table.Rows()) == 0 {
		t.Fatalf("%q has %d rows for %d configurations", table.Caption, len(table.Rows()), len(want))
	}
	for i, row := range table.Rows() {
		b, what := want[i], fmt.Sprintf("%q, row %d", table.Caption, i+1)
		if row[0] != b.filter || row[2] != b.holding || row[1] != fmt.Sprintf("%g", b.threshold) && row[1] != fmt.Sprintf("%.1f", b.threshold) {
			t.Errorf("%s is of %q, want %s, %g, %s", what, row[:3], b.filter, b.threshold, b.holding)
		}
		if len(b.net) == 0 { // counts as a profit of 0
			shows(t, what+", trades", row[3], 0)
			shows(t, what+", total", row[5], 0)
			continue
		}
		shows(t, what+", trades", row[3], float64(len(b.net)))
		shows(t, what+", average", row[4], mean(b.net))
		shows(t, what+", total", row[5], sum(b.net))
		shows(t, what+", win rate", row[6], share(b.net))
		n, _ := parse(t, row[3])
		average, _ := parse(t, row[4])
		if total, _ := parse(t, row[5]); math.Abs(n*average-total) > 0.005*n+0.05 {
			t.Errorf("%s: %v trades of %v bps are not %v bps", what, n, average, total)
		}
		if len(row) == 9 {
			shows(t, what+", Sharpe", row[7], mean(b.net)/deviation(b.net)*math.Sqrt(252*288/float64(b.bars)))
		}
	}
}

func TestTrialsAreBacktests(t *testing.T) {
	for _, s := range traded(t) {
		r := s.Reference
		all := backtests(r.Config, r.Series())
		checkTrials(t, report.TopTrials(r, 5), all)
		slices.Reverse(all)
		checkTrials(t, report.BottomTrials(r, 3), all)
		test := backtests(r.Config, r.WalkForward.Test(r.Series()))
		test = slices.DeleteFunc(test, func(b backtest) bool { return len(b.net) <= r.Config.MinTestTrips })
		checkTrials(t, report.WalkForwardTrials(r, 15), test)

		best := all[slices.IndexFunc(all, func(b backtest) bool {
			return b.filter == r.Best.Filter.Name && b.threshold == r.Best.Threshold && b.holding == r.Best.Holding.Name
		})]
		for label, b := range map[string]backtest{"Best of the sweep": best, "Best of the test span": test[0]} {
			want := fmt.Sprintf("%s, in hindsight: vol filter %s, threshold %s, holding %s: %s round trips,", label, b.filter, text.Threshold(b.threshold), b.holding, text.Count(len(b.net)))
			if summary := report.Summary(r); !strings.Contains(summary, want) {
				t.Errorf("%s: the summary lacks %q:\n%s", s.Name, want, summary)
			}
		}
		for _, b := range all {
			if len(b.net) > r.Config.MinTrips && sum(b.net) > sum(best.net) {
				t.Errorf("%s: %v makes more than the best of the sweep", s.Name, b)
			}
		}
		if sentences := report.Observations(r); !strings.HasPrefix(sentences[len(sentences)-1],
			fmt.Sprintf("The configuration that did best in the test span made %+.2f bps per round trip", mean(test[0].net))) {
			t.Errorf("%s: %s", s.Name, sentences[len(sentences)-1])
		}
	}
}

func TestStatsAreTheLedgers(t *testing.T) {
	for _, s := range traded(t) {
		r := s.Reference
		net, longs := r.BestLedger.NetBps(), 0
		for i, trip := range r.BestLedger {
			if trip.Direction > 0 {
				longs++
			}
			if raw := float64(trip.Direction) * (trip.ExitPrice/trip.EntryPrice - 1) * 1e4; math.Abs(raw-r.Config.FeeBps-net[i]) > 1e-9 {
				t.Fatalf("round trip %d makes %v, net %v", i, raw, net[i])
			}
		}
		sorted := slices.Sorted(slices.Values(net))
		n := len(net)
		wants(t, report.BestStats(r), 1, float64(n), float64(longs), float64(n-longs), mean(net), (sorted[(n-1)/2]+sorted[n/2])/2,
			deviation(net), sum(net), share(net), sorted[n-1], sorted[0], fall(net, false))

		in, out := r.TrainLedger.NetBps(), r.TestLedger.NetBps()
		gains, losses := 0.0, 0.0
		for _, v := range out {
			gains, losses = gains+max(v, 0), losses-min(v, 0)
		}
		wants(t, report.TestStats(r), 1, float64(len(out)), mean(out), sum(out), share(out), fall(out, false), gains/losses)
		for column, x := range map[int][]float64{1: in, 2: out} {
			wants(t, report.InOut(r), column, float64(len(x)), mean(x), sum(x), share(x), deviation(x), fall(x, false))
		}
	}
}
