package report

import (
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/table"
)

// TopTrials lists the n configurations of a sweep with the largest total
// profit.
func TopTrials(s *reference.Study, n int) table.Table {
	best := firstOf(reference.ByTotal(s.Sweep), n)
	t := trials(fmt.Sprintf("The %d best of %d configurations by total PnL (net of %s per round trip)", len(best), len(s.Sweep), text.GivenBps(s.Config.FeeBps)),
		best, s.Config.MinTrips, true)
	if s.Sweep == nil {
		t.Note = stopped(s)
	}
	return t
}

// BottomTrials lists the n configurations with the smallest total profit, the
// worst first.
func BottomTrials(s *reference.Study, n int) table.Table {
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
func WalkForwardTrials(s *reference.Study, n int) table.Table {
	var often []reference.Trial
	for _, t := range reference.ByTotal(whole(s).WalkForward.Trials) {
		if t.N > s.Config.MinTestTrips {
			often = append(often, t)
		}
	}
	best := firstOf(often, n)
	t := trials(fmt.Sprintf("Walk-forward test span, %s: the best %d of the %d configurations with more than %d round trips",
		TestSpan(s), len(best), len(often), s.Config.MinTestTrips), best, 0, false)
	if len(often) == 0 && s.Stopped != nil {
		t.Note = s.Stopped.Error()
	}
	return t
}

func trials(caption string, rows []reference.Trial, starAbove int, sharpe bool) table.Table {
	columns := []string{"vol filter", "threshold", "holding", "trades", "avg PnL (bps)", "total PnL (bps)", "win rate"}
	if sharpe {
		columns = append(columns, "Sharpe")
	}
	t := table.New(caption, append(columns, "")...)
	starred, silent := false, 0
	for _, r := range rows {
		row := []string{r.Filter.Name, text.Threshold(r.Threshold), r.Holding.Name, text.Count(r.N)}
		figures := []string{text.Signed(r.MeanBps, 2), text.Signed(r.TotalBps, 1), text.Percent(r.WinRate)}
		if sharpe {
			figures = append(figures, text.Number(r.Sharpe, 2))
		}
		if r.N == 0 { // the reference has zeros here
			silent++
			for i := range figures {
				figures[i] = text.Missing
			}
		}
		row = append(row, figures...)
		star := ""
		if r.MeanBps > 0 && r.N > starAbove {
			star, starred = "★", true
		}
		t.Add(append(row, star)...)
	}
	var notes []string
	if starred && starAbove > 0 {
		notes = append(notes, fmt.Sprintf("★ has a positive average and more than %s, enough to be chosen.", text.Plural(starAbove, "round trip")))
	} else if starred {
		notes = append(notes, "★ has a positive average.")
	}
	if silent > 0 {
		notes = append(notes, text.Plural(silent, "configuration")+" in this table never traded.")
	}
	t.Note = strings.Join(notes, " ")
	return t
}

// BestStats describes the best configuration of the sweep.
func BestStats(s *reference.Study) table.Table {
	st := s.BestLedger.Stats()
	t := table.New("Best configuration, in hindsight: "+s.Best.String(), "net of fees", "")
	t.Note = "Picked on the same span that it is judged on, filled at the closes that made its signals, and the last open position is dropped: each flatters."
	t.Add("round trips", text.Count(st.N))
	t.Add("long", text.Count(st.Longs))
	t.Add("short", text.Count(st.Shorts))
	t.Add("average PnL (bps)", text.Signed(st.MeanBps, 2))
	t.Add("median PnL (bps)", text.Signed(st.MedianBps, 2))
	t.Add("standard deviation of PnL (bps)", text.Number(st.StdBps, 2))
	t.Add("total PnL (bps)", text.Signed(st.TotalBps, 1))
	t.Add("win rate", text.Percent(st.WinRate))
	t.Add("best trade (bps)", text.Signed(st.BestBps, 1))
	t.Add("worst trade (bps)", text.Signed(st.WorstBps, 1))
	t.Add("max drawdown (bps)", text.Signed(st.MaxDrawdownBps, 1))
	return t
}

// TestStats describes the best configuration of the test span.
func TestStats(s *reference.Study) table.Table {
	st := s.TestLedger.Stats()
	t := table.New("Out of sample: "+s.BestTest.String(), "net of fees", "")
	t.Note = fmt.Sprintf("The best of %d configurations on this very span, so “out of sample” flatters.", len(whole(s).WalkForward.Trials))
	t.Add("round trips", text.Count(st.N))
	t.Add("average PnL (bps)", text.Signed(st.MeanBps, 2))
	t.Add("total PnL (bps)", text.Signed(st.TotalBps, 1))
	t.Add("win rate", text.Percent(st.WinRate))
	t.Add("max drawdown (bps)", text.Signed(st.MaxDrawdownBps, 1))
	t.Add("profit factor", text.Number(st.ProfitFactor, 2))
	return t
}

// InOut compares the same configuration in the train and in the test span.
func InOut(s *reference.Study) table.Table {
	in, out := s.TrainLedger.Stats(), s.TestLedger.Stats()
	t := table.New("In sample against out of sample: "+s.BestTest.String(),
		"metric", "in sample, "+TrainSpan(s), "out of sample, "+TestSpan(s))
	t.Add("round trips", text.Count(in.N), text.Count(out.N))
	t.Add("average PnL (bps)", text.Signed(in.MeanBps, 2), text.Signed(out.MeanBps, 2))
	t.Add("total PnL (bps)", text.Signed(in.TotalBps, 1), text.Signed(out.TotalBps, 1))
	t.Add("win rate", text.Percent(in.WinRate), text.Percent(out.WinRate))
	t.Add("standard deviation of PnL (bps)", text.Number(in.StdBps, 2), text.Number(out.StdBps, 2))
	t.Add("max drawdown (bps)", text.Signed(in.MaxDrawdownBps, 1), text.Signed(out.MaxDrawdownBps, 1))
	return t
}
