package report

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// HonestProcedure lists the parameters of the honest procedure.
func HonestProcedure(c evidence.Config) table.Table {
	t := table.New("The honest procedure", "step", "as set")
	t.Add("configurations", text.Count(c.Grid.Len()))
	t.Add("fill", fillName(c.Fill.Time)+", slippage "+text.GivenBps(c.Fill.SlippageBps)+" per side")
	t.Add("costs of a round trip", fmt.Sprintf("%s (taker in, %v out); stress %s", text.GivenBps(c.Costs.RoundTripBps()), c.Costs.Exit, text.GivenBps(c.Stress.RoundTripBps())))
	for _, assumed := range c.Assumptions() {
		t.Add("assumed", assumed)
	}
	t.Add("folds", folds(c.Folds))
	t.Add("purge between train and test", text.Plural(c.Folds.PurgeBars, "bar"))
	t.Add("chosen in train", fmt.Sprintf("the largest positive t-statistics of daily net profit, of those with positions on at least %s", text.Plural(c.Folds.MinActiveDays, "day")))
	t.Add("traded in test", selection(c.Folds))
	t.Add("test for looking ahead", text.Plural(c.Causality.Cuts, "cut"))
	t.Add("resamples", text.Count(c.Resampling.Reps))
	t.Add("configurations of earlier looks", text.Count(c.PriorTrials))
	return t
}

// selection says what a fold trades of the configurations that it considers.
func selection(r evidence.FoldRule) string {
	switch r.Selection {
	case evidence.WeightedByT:
		return fmt.Sprintf("the best %d, weighted by the squared t-statistic", r.Members)
	case evidence.SingleBest:
		return "the best one"
	}
	return fmt.Sprintf("the mean of the best %d", r.Members)
}

func folds(r evidence.FoldRule) string {
	kind := "rolling"
	if r.Anchored {
		kind = "anchored"
	}
	return fmt.Sprintf("%s, %s to train, %d to test", kind, text.Plural(r.TrainDays, "day"), r.TestDays)
}

// fillName is the name of a fill in tables and figures; files have the fill's
// own name, such as after_100ms.
func fillName(f evidence.FillTime) string {
	switch f {
	case evidence.SameClose:
		return "same close"
	case evidence.NextOpen:
		return "next open"
	case evidence.After100ms:
		return "after 100 ms"
	case evidence.After1s:
		return "after 1 s"
	case evidence.After5s:
		return "after 5 s"
	case evidence.NextVWAP:
		return "next VWAP"
	case evidence.CrossOpen:
		return "cross at open"
	case evidence.Cross100ms:
		return "cross after 100 ms"
	case evidence.Cross1s:
		return "cross after 1 s"
	case evidence.Cross5s:
		return "cross after 5 s"
	}
	return f.String()
}

// configuration names a configuration, such as "low+normal, 2.0, 1h".
func configuration(c microstructure.Configuration) string {
	return text.ShortConfiguration(c.Filter.Name, c.Threshold, c.Holding.Name)
}

// intervalTitle names an interval of two one-sided bounds, such as "90 %
// interval".
func intervalTitle(g evidence.Gates) string { return text.GivenPercent(2*g.Confidence-1) + " interval" }

// interval writes the ends of an interval in bps.
func interval(lower, upper float64, decimals int) string {
	if math.IsNaN(lower) || math.IsNaN(upper) {
		return text.Missing
	}
	return text.Signed(lower, decimals) + " to " + text.Signed(upper, decimals)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// pvalue has four decimals; "< 0.0001" below that.
func pvalue(p float64) string {
	if p < 0.0001 {
		return "< 0.0001"
	}
	return text.Number(p, 4)
}
