package report_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/report"
)

func TestOutOfSampleIsTheAccount(t *testing.T) {
	for _, s := range sample.All(t) {
		e := s.Evidence
		a, c := &e.WalkForward.Account, e.Config
		table := report.OutOfSample(e)
		var gross, fees, slippage, funding, net float64
		for _, trip := range a.Trips {
			exitFee, exitSlippage := c.Costs.TakerBps, c.Fill.SlippageBps
			switch {
			case trip.Open:
				exitFee, exitSlippage = 0, 0
			case trip.Rested:
				exitFee, exitSlippage = c.Costs.MakerBps, 0
			}
			size := trip.Size
			gross += size * float64(trip.Direction) * (trip.ExitPrice/trip.EntryPrice - 1) * 1e4
			fees += size * (c.Costs.TakerBps + exitFee)
			slippage += size * (c.Fill.SlippageBps + exitSlippage)
			for at := trip.EntryUS/eightHoursUS + 1; at <= trip.ExitUS/eightHoursUS; at++ {
				funding += size * float64(trip.Direction) * c.Costs.FundingBps
			}
		}
		net = gross - fees - slippage - funding
		shows(t, s.Name+", gross", find(t, table, "price return (bps)"), gross)
		shows(t, s.Name+", fees", find(t, table, "fees (bps)"), fees)
		shows(t, s.Name+", slippage and funding", find(t, table, "slippage and funding (bps)"), slippage+funding)
		shows(t, s.Name+", net", find(t, table, "net profit (bps)"), net)
		shows(t, s.Name+", drawdown", find(t, table, "max drawdown, open losses included (bps)"), fall(a.Bars.NetBps, true))
		shows(t, s.Name+", days", find(t, table, "days"), float64(len(a.Daily)))

		var trips, folded float64
		for i, row := range report.Folds(e).Rows() {
			if row[2] != "no trading" {
				shows(t, fmt.Sprintf("%s, round trips of fold %d", s.Name, i), row[7], e.WalkForward.Folds[i].TestTrips)
				profit, _ := parse(t, row[8])
				trips, folded = trips+e.WalkForward.Folds[i].TestTrips, folded+profit
			}
		}
		shows(t, s.Name+", round trips of all folds", find(t, table, "round trips: half of the turnover"), trips)
		if math.Abs(folded-net) > 0.1*float64(len(e.WalkForward.Folds)) {
			t.Errorf("%s: the folds make %v, the account %v", s.Name, folded, net)
		}
		if s.Name == "seeded" { // the others' days are too few
			shows(t, "mean day", find(t, table, "mean daily profit (bps)"), net/float64(len(a.Daily)))
			shows(t, "Sharpe ratio", find(t, table, "Sharpe ratio of daily profit, a year of 365 days"), mean(a.Daily)/deviation(a.Daily)*math.Sqrt(365))
			if !strings.HasPrefix(table.Note, "Still open at the end, marked at the last close: short") {
				t.Errorf("note %q", table.Note)
			}
		}
	}
}

const eightHoursUS = 8 * 3600 * 1_000_000

func TestPowerIsTheAccounts(t *testing.T) {
	e := sample.Seeded(t).Evidence
	a := &e.WalkForward.Account
	days, trips := float64(len(a.Daily)), a.RoundTrips
	table := report.Power(e)
	shows(t, "mean day", table.Rows()[0][1], mean(a.Daily))
	shows(t, "mean round trip", table.Rows()[0][2], sum(a.Daily)/trips)
	z := inference.NormalQuantile(e.Config.Gates.Confidence) + inference.NormalQuantile(e.Config.Gates.Power)
	shows(t, "smallest edge a day", table.Rows()[2][1], z*e.Verdict.Daily.SE)
	shows(t, "smallest edge per round trip", table.Rows()[2][2], z*e.Verdict.Daily.SE*days/trips)
	shows(t, "standard error", table.Rows()[1][1], e.Verdict.Daily.SE)
}

func TestLuckIsThatOfTheTrials(t *testing.T) {
	for _, s := range traded(t) {
		e := s.Evidence
		all, err := inference.DescribeTrials(e.Trials.Daily())
		if err != nil {
			t.Fatal(err)
		}
		best, n := 0, float64(len(e.Trials.Trials)+e.Config.PriorTrials)
		ratio := func(k int) float64 { return mean(e.Trials.Trials[k].Daily) / deviation(e.Trials.Trials[k].Daily) }
		for k := range e.Trials.Trials {
			if e.Trials.Trials[k].Trips > 0 && ratio(k) > ratio(best) {
				best = k
			}
		}
		judged, textbook := all.Sharpes[best].DSR(n, all.VarNoSkill), all.Sharpes[best].DSR(n, all.VarTextbook)
		table := report.Luck(e)
		for i, want := range map[int][2]float64{1: {ratio(best), ratio(best)}, 2: {judged.Benchmark, textbook.Benchmark}, 3: {judged.PSR, textbook.PSR}} {
			shows(t, s.Name+", "+table.Rows()[i][0], table.Rows()[i][1], want[0])
			shows(t, s.Name+", textbook, "+table.Rows()[i][0], table.Rows()[i][2], want[1])
		}
		shows(t, s.Name+", days", table.Rows()[5][1], float64(e.Trials.Days))
	}
}

func TestOverfittingIsThatOfTheLogits(t *testing.T) {
	e := sample.Seeded(t).Evidence
	logits := e.Verdict.PBO.Logit
	lost := 0
	for _, v := range logits {
		if v <= 0 {
			lost++
		}
	}
	sorted := slices.Sorted(slices.Values(logits))
	table := report.Overfitting(e.Verdict)
	shows(t, "splits", find(t, table, "splits into halves"), float64(len(logits)))
	shows(t, "PBO", find(t, table, "PBO"), float64(lost)/float64(len(logits)))
	shows(t, "median logit", find(t, table, "median logit"), (sorted[(len(sorted)-1)/2]+sorted[len(sorted)/2])/2)
}

// Each gate's result is what its condition says of its value.
func TestGatesSayWhatTheyFind(t *testing.T) {
	for _, s := range sample.All(t) {
		table := report.Gates(s.Evidence.Verdict)
		passed := 0
		for _, row := range table.Rows() {
			words := strings.Fields(strings.TrimSuffix(row[1], " bps"))
			threshold, _ := parse(t, words[len(words)-1])
			want := "✗ unknown"
			if row[2] != "–" {
				v, _ := parse(t, row[2])
				pass := strings.Contains(row[1], "at least") && v >= threshold || strings.Contains(row[1], "at most") && v <= threshold ||
					strings.Contains(row[1], "above") && v > threshold
				if want = "✗ fails"; pass {
					want = "✓ passes"
					passed++
				}
			}
			if row[3] != want {
				t.Errorf("%s: %q, want %s", s.Name, row, want)
			}
		}
		shows(t, s.Name+", gates that pass", table.Note, float64(passed))
		if edge := s.Evidence.Verdict.Label == evidence.Edge; edge != (passed == len(table.Rows())) {
			t.Errorf("%s: %s with %d gates passed", s.Name, s.Evidence.Verdict.Label, passed)
		}
	}
}

func TestNullRatesAreTheRuns(t *testing.T) {
	s := sample.Seeded(t)
	table := report.NullRates(s.Null)
	for _, row := range table.Rows() {
		runs, edges, positives := 0.0, 0.0, 0.0
		for _, r := range s.Null.Runs {
			if r.Kind == row[0] && r.Costs == row[1] {
				runs++
				if r.Label == evidence.Edge {
					edges++
				}
				if r.Reference == "positive" {
					positives++
				}
			}
		}
		shows(t, row[0]+", runs", row[2], runs)
		shows(t, row[0]+", edges", row[3], edges/runs)
		shows(t, row[0]+", positives", row[5], positives/runs)
	}
}
