package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Luck compares the best trial over the whole span with the expected best of as
// many trials without skill.
func Luck(e *evidence.Evidence) table.Table {
	e = wholeEvidence(e)
	v := &e.Verdict
	t := table.New(fmt.Sprintf("The best of %s by Sharpe ratio, and what luck alone gives", text.Plural(v.TrialsCounted, "trial")),
		"figure", "as judged", "textbook variance")
	t.Note = "Deflated Sharpe ratio: the probability that the best trial's ratio is above the largest that as many trials reach without skill. " +
		"The textbook takes the variance seen across trials, in which fees pass for luck. " +
		"It is no gate: 0.95 asks the best to beat that largest by 1.645 standard errors, which is more than one in twenty."
	if v.BestTrial < 0 || v.BestTrial >= len(e.Trials.Trials) {
		t.Note = "No trial's daily profit varies."
		return t
	}
	best := &e.Trials.Trials[v.BestTrial]
	s := evidence.NewDailySharpe(best.Daily)
	record := "never"
	if finite(s.MinRecord) {
		record = text.Number(s.MinRecord, 0) + " days"
	}
	t.Add("best trial", configuration(best.Configuration), "")
	t.Add("its Sharpe ratio a day", text.Number(s.PerDay, 3), text.Number(s.PerDay, 3))
	t.Add("largest to be expected without skill", text.Number(v.Luck.Benchmark, 3), text.Number(v.LuckTextbook.Benchmark, 3))
	t.Add("deflated Sharpe ratio", text.Number(v.Luck.PSR, 3), text.Number(v.LuckTextbook.PSR, 3))
	t.Add("record needed to tell it from 0 at 95 %", record, "")
	t.Add("days there are", text.Count(s.Days), "")
	return t
}

// BestOfMany lists the test of the best of all trials against zero.
func BestOfMany(v evidence.Verdict) table.Table {
	f := v.SPA.Studentised
	t := table.New("Is the best of all trials better than not trading?", "p-value", "studentised", "plain")
	t.Note = fmt.Sprintf("Stationary bootstrap of days, %s resamples. Consistent (Hansen's SPA) is the one that is judged; conservative is White's Reality Check.",
		text.Count(v.SPA.Reps))
	if len(v.SPA.Used) == 0 {
		t.Note = "No trial's daily profit varies."
		return t
	}
	u := v.SPA.Unstudentised
	t.Add("liberal", pvalue(f.Lower.PPlus1), pvalue(u.Lower.PPlus1))
	t.Add("consistent", pvalue(f.Consistent.PPlus1), pvalue(u.Consistent.PPlus1))
	t.Add("conservative", pvalue(f.Upper.PPlus1), pvalue(u.Upper.PPlus1))
	return t
}

// Overfitting lists the cross-validation behind the probability of backtest
// overfitting.
func Overfitting(v evidence.Verdict) table.Table {
	p := &v.PBO
	t := table.New("Probability of backtest overfitting (PBO) by combinatorially symmetric cross-validation",
		"figure", "value")
	if p.Combinations == 0 || p.BlockRows == 0 {
		t.Note = "Too few days for blocks, or fewer than two trials that traded: there is no cross-validation."
		return t
	}
	t.Add("splits into halves", text.Count(p.Combinations))
	t.Add("blocks of days", fmt.Sprintf("%d of %s", p.RowsUsed/p.BlockRows, text.Plural(p.BlockRows, "day")))
	t.Add("PBO", text.Number(p.PBO, 4))
	t.Add("its least step", text.Number(p.Resolution, 6))
	t.Add("median logit", text.Signed(p.MedianLogit, 2))
	t.Add("chosen trial loses out of sample", text.Percent(p.ProbLoss))
	t.Add("slope of out-of-sample on in-sample Sharpe ratio", text.Signed(p.Slope, 2))
	t.Note = "Over the trials that traded. On pure noise PBO scatters around 0.5 with a standard deviation of 0.2. Where fees alone rank the configurations it is low without any edge: " +
		"the share of losses tells the two apart. On a plateau of equals it is high, and does not matter. So it is no gate."
	return t
}

// Power lists the smallest edge that the record could have shown.
func Power(e *evidence.Evidence) table.Table {
	e = wholeEvidence(e)
	v, g := &e.Verdict, e.Config.Gates
	t := table.New("What this record could have shown", "figure", "bps per day", "bps per round trip")
	t.Note = fmt.Sprintf("Shown: the one-sided %s lower bound of the mean daily profit is above 0. %s out of sample.",
		text.GivenPercent(g.Confidence), text.Plural(len(e.WalkForward.Account.Daily), "day"))
	t.Add("observed mean, net", text.Signed(v.Daily.Mean, 2), text.Signed(e.WalkForward.Account.TotalBps()/v.Trips, 2))
	t.Add("standard error, dependence allowed for", text.Number(v.Daily.SE, 2), "")
	t.Add("smallest edge shown with "+text.GivenPercent(g.Power)+" power", text.Signed(v.SmallestBps, 2), text.Signed(v.SmallestByTrip, 2))
	return t
}
