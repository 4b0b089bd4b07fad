package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// TopTrials lists the n configurations of a sweep with the largest total profit.
func TopTrials(s *reference.Study, n int) Table {
	t := trials(fmt.Sprintf("The %d best of %d configurations by total PnL (net of %s a round trip)", min(n, len(s.Sweep)), len(s.Sweep), text.GivenBps(s.Config.FeeBps)),
		firstOf(reference.ByTotal(s.Sweep), n), s.Config.MinTrips, true)
	if s.Sweep == nil {
		t.Note = stopped(s)
	}
	return t
}

// BottomTrials lists the n configurations with the smallest total profit, the worst first.
func BottomTrials(s *reference.Study, n int) Table {
	sorted := reference.ByTotal(s.Sweep)
	var worst []reference.Trial
	for i := len(sorted) - 1; i >= 0 && len(worst) < n; i-- {
		worst = append(worst, sorted[i])
	}
	t := trials(fmt.Sprintf("The %d worst", len(worst)), worst, s.Config.MinTrips, true)
	if s.Sweep == nil {
		t.Note = stopped(s)
	}
	return t
}

// WalkForwardTrials lists the n best configurations on the test span among
// those that traded often enough.
func WalkForwardTrials(s *reference.Study, n int) Table {
	var often []reference.Trial
	for _, t := range reference.ByTotal(s.WalkForward.Trials) {
		if t.N > s.Config.MinTestTrips {
			often = append(often, t)
		}
	}
	t := trials(fmt.Sprintf("Walk-forward test span, %s: the best %d of the %d configurations with more than %d round trips",
		TestSpan(s), min(n, len(often)), len(often), s.Config.MinTestTrips), firstOf(often, n), 0, false)
	if len(often) == 0 {
		t.Note = s.Stopped.Error()
	}
	return t
}

func firstOf(t []reference.Trial, n int) []reference.Trial { return t[:min(n, len(t))] }

func trials(caption string, rows []reference.Trial, starAbove int, sharpe bool) Table {
	t := Table{
		Caption: caption,
		Header:  []string{"vol filter", "threshold", "holding", "trades", "avg PnL (bps)", "total PnL (bps)", "win rate"},
	}
	if sharpe {
		t.Header = append(t.Header, "Sharpe")
	}
	t.Header = append(t.Header, "")
	for _, r := range rows {
		row := []string{r.Filter.Name, text.Threshold(r.Threshold), r.Holding.Name, text.Count(r.N), text.Signed(r.MeanBps, 2), text.Signed(r.TotalBps, 1), text.Percent(r.WinRate)}
		if sharpe {
			row = append(row, text.Number(r.Sharpe, 2))
		}
		star := ""
		if r.MeanBps > 0 && r.N > starAbove {
			star = "★"
		}
		t.Rows = append(t.Rows, append(row, star))
	}
	return t
}

// BestStats describes the best configuration of the sweep.
func BestStats(s *reference.Study) Table {
	st := s.BestLedger.Stats()
	return Table{
		Caption: "Best configuration, in hindsight: " + s.Best.String(),
		Header:  []string{"net of fees", ""},
		Rows: [][]string{
			{"round trips", text.Count(st.N)},
			{"long", text.Count(st.Longs)},
			{"short", text.Count(st.Shorts)},
			{"average PnL (bps)", text.Signed(st.MeanBps, 2)},
			{"median PnL (bps)", text.Signed(st.MedianBps, 2)},
			{"deviation of PnL (bps)", text.Number(st.StdBps, 2)},
			{"total PnL (bps)", text.Signed(st.TotalBps, 1)},
			{"win rate", text.Percent(st.WinRate)},
			{"best trade (bps)", text.Signed(st.BestBps, 1)},
			{"worst trade (bps)", text.Signed(st.WorstBps, 1)},
			{"max drawdown (bps)", text.Signed(st.MaxDrawdownBps, 1)},
		},
		Note: "Picked on the same span that it is judged on, filled at the closes that made its signals, and the last open position is dropped: each flatters.",
	}
}

// TestStats describes the best configuration of the test span.
func TestStats(s *reference.Study) Table {
	st := s.TestLedger.Stats()
	return Table{
		Caption: "Out of sample: " + s.BestTest.String(),
		Header:  []string{"net of fees", ""},
		Rows: [][]string{
			{"round trips", text.Count(st.N)},
			{"average PnL (bps)", text.Signed(st.MeanBps, 2)},
			{"total PnL (bps)", text.Signed(st.TotalBps, 1)},
			{"win rate", text.Percent(st.WinRate)},
			{"max drawdown (bps)", text.Signed(st.MaxDrawdownBps, 1)},
			{"profit factor", text.Number(st.ProfitFactor, 2)},
		},
		Note: fmt.Sprintf("The best of %d configurations on this very span, so “out of sample” flatters.", len(s.WalkForward.Trials)),
	}
}

// InOut compares the same configuration in the train and in the test span.
func InOut(s *reference.Study) Table {
	in, out := s.TrainLedger.Stats(), s.TestLedger.Stats()
	return Table{
		Caption: "In sample against out of sample: " + s.BestTest.String(),
		Header:  []string{"metric", "in sample, " + TrainSpan(s), "out of sample, " + TestSpan(s)},
		Rows: [][]string{
			{"round trips", text.Count(in.N), text.Count(out.N)},
			{"average PnL (bps)", text.Signed(in.MeanBps, 2), text.Signed(out.MeanBps, 2)},
			{"total PnL (bps)", text.Signed(in.TotalBps, 1), text.Signed(out.TotalBps, 1)},
			{"win rate", text.Percent(in.WinRate), text.Percent(out.WinRate)},
			{"deviation of PnL (bps)", text.Number(in.StdBps, 2), text.Number(out.StdBps, 2)},
			{"max drawdown (bps)", text.Signed(in.MaxDrawdownBps, 1), text.Signed(out.MaxDrawdownBps, 1)},
		},
	}
}
