package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

// HonestProcedure lists what evidence was gathered with.
func HonestProcedure(c evidence.Config) Table {
	return Table{
		Caption: "The honest procedure",
		Header:  []string{"step", "as set"},
		Rows: [][]string{
			{"configurations", Count(c.Grid.Len())},
			{"fill", fillName(c.Fill.Time) + fmt.Sprintf(", slippage %g bps a side", c.Fill.SlippageBps)},
			{"costs of a round trip", fmt.Sprintf("%g bps (taker in, %v out); stress %g bps", c.Costs.RoundTripBps(), c.Costs.Exit, c.Stress.RoundTripBps())},
			{"folds", folds(c.Folds)},
			{"purge between train and test", Count(c.Folds.PurgeBars) + " bars"},
			{"chosen in train", fmt.Sprintf("of those with at least %d round trips the largest t-statistic of daily net profit, if positive", c.Folds.MinTrips)},
			{"resamples", Count(c.Resampling.Reps)},
			{"trials on this span before", Count(c.PriorTrials)},
		},
	}
}

func folds(r evidence.FoldRule) string {
	kind := "rolling"
	if r.Anchored {
		kind = "anchored"
	}
	return fmt.Sprintf("%s, %d days to train, %d to test", kind, r.TrainDays, r.TestDays)
}

// fillName puts a fill into words.
func fillName(f evidence.FillTime) string {
	switch f {
	case evidence.SameClose:
		return "same close"
	case evidence.NextOpen:
		return "next open"
	case evidence.After100ms:
		return "100 ms later"
	case evidence.After1s:
		return "1 s later"
	case evidence.After5s:
		return "5 s later"
	case evidence.NextVWAP:
		return "next VWAP"
	}
	return f.String()
}

// configuration names what was traded, such as "low+normal, 2.0, 1h".
func configuration(c evidence.Configuration) string {
	return strings.Join([]string{c.Filter.Name, number(c.Threshold, 1), c.Holding.Name}, ", ")
}

// interval writes the ends of an interval in bps.
func interval(lower, upper float64, decimals int) string {
	if lower != lower || upper != upper {
		return "–"
	}
	return signed(lower, decimals) + " to " + signed(upper, decimals)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// pvalue has four decimals; "< 0.0001" below that.
func pvalue(p float64) string {
	if p < 0.0001 {
		return "< 0.0001"
	}
	return number(p, 4)
}
