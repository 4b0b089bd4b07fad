package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// CalendarHoles counts, by source, the rows of the calendar that lack a bar,
// and how many labels of the volatility regime the full sample would change.
func CalendarHoles(e *evidence.Evidence) table.Table {
	e = wholeEvidence(e)
	first, last := e.Calendar.Dates()
	t := table.New(fmt.Sprintf("Calendar of %s rows, %s to %s", text.Count(e.Calendar.Len()), first, last),
		"", "rows", "share")
	share := func(name string, n, of int) {
		t.Add(name, text.Count(n), text.Percent(float64(n)/float64(of)))
	}
	for i, s := range e.Calendar.Sources {
		share("no bar of "+s.Name, e.Calendar.Missing(i), e.Calendar.Len())
	}
	signals := describe(e.Signal.Value).n
	share("with a signal", signals, e.Calendar.Len())
	share("with a regime by trailing quantiles", e.Regimes.Labelled, e.Calendar.Len())
	if e.Regimes.Changed >= 0 && e.Regimes.Labelled > 0 {
		share("of those, labelled otherwise by full-sample quantiles", e.Regimes.Changed, e.Regimes.Labelled)
	}
	t.Note = fmt.Sprintf("Decisions begin on day %d, the first that starts with a signal.", e.Market.FirstDay+1)
	return t
}

// Causality lists the functions that make the signal, and whether they saw the
// future.
func Causality(found []evidence.Causality) table.Table {
	t := table.New("Does anything see the future?", "function", "cuts", "result")
	for i := range found {
		c := &found[i]
		name := c.Name
		if c.BuiltIn {
			name += ", of built-in features"
		}
		t.Add(name, text.Count(c.Cuts), c.Result())
	}
	t.Note = "At each cut the rows from there on are taken away, changed and emptied; the rows before it must keep every bit."
	return t
}

// RobustIC lists the rank information coefficients with three p-values.
func RobustIC(e *evidence.Evidence) table.Table {
	t := table.New("Rank IC of the causal signal, by three procedures",
		"horizon", "bars", "effective", "IC", "s.e. naive", "HAC", "bootstrap", "p naive", "HAC", "bootstrap")
	naive, boot := 0, 0
	for _, r := range e.IC {
		t.Add(r.Horizon.Name, text.Count(r.N), effective(r.EffectiveN), text.Signed(r.IC, 4), text.Number(r.SENaive, 4), text.Number(r.SEHAC, 4), text.Number(r.SEBoot, 4),
			pvalue(r.PNaive), pvalue(r.PHAC), pvalue(r.PBootstrap))
		if r.PNaive <= 0.05 {
			naive++
		}
		if r.PBootstrap <= 0.05 {
			boot++
		}
	}
	t.Note = fmt.Sprintf("At 5 %% the naive p-value sees a relation at %d of %s, the block bootstrap at %d.", naive, text.Plural(len(e.IC), "horizon"), boot)
	return t
}

// FeatureICs lists the rank correlations of features with forward returns.
func FeatureICs(features []evidence.FeatureIC) table.Table {
	t := table.New("Rank correlation (IC) of features with forward returns", "feature", "horizon", "rows", "IC", "p, naive", "p, HAC", "p, bootstrap")
	t.Note = "Each feature is a look, which counts against later verdicts on overlapping days."
	for _, f := range features {
		for _, ic := range f.IC {
			t.Add(f.Feature.Name, ic.Horizon.Name, text.Count(ic.N), text.Signed(ic.IC, 4), pvalue(ic.PNaive), pvalue(ic.PHAC), pvalue(ic.PBootstrap))
		}
	}
	return t
}

// RobustDeciles lists the extreme deciles with 95 % intervals, as the figure
// has them, and both legs' costs.
func RobustDeciles(e *evidence.Evidence) table.Table {
	t := table.New("Extreme deciles by trailing rank (bps, ± half of a 95 % interval)",
		"horizon", "D1, sell pressure", "D10, buy pressure", "spread D1 − D10", "costs", "net", "monotonicity", "")
	t.Note = "Costs: of both legs. Monotonicity: rank correlation of decile and mean; a contrarian signal has −1."
	var covered []string
	for i := range e.Deciles {
		d := &e.Deciles[i]
		if len(d.Deciles) == 0 {
			continue
		}
		low, high := d.Deciles[0], d.Deciles[len(d.Deciles)-1]
		mark := ""
		if d.NetBps > 0 {
			mark = "✓ pays"
			covered = append(covered, d.Horizon.Name)
		}
		t.Add(d.Horizon.Name, withError(low.MeanBps, low.SEBps), withError(high.MeanBps, high.SEBps), withError(d.SpreadBps, d.SpreadSEBps),
			text.Number(d.LegCostsBps, 1), text.Signed(d.NetBps, 2), text.Signed(d.Monotonicity, 2), mark)
	}
	if len(covered) == 0 {
		t.Note += " At no horizon does the spread pay both legs."
	} else {
		t.Note += " The spread pays both legs at " + strings.Join(covered, ", ") + "."
	}
	return t
}

// effective writes an effective number of rows.
func effective(n float64) string {
	if !finite(n) {
		return text.Missing
	}
	return text.Count(int64(math.Round(n)))
}

func withError(v, se float64) string {
	if math.IsNaN(se) {
		return text.Signed(v, 2)
	}
	const z95 = 1.959963984540054 // of the normal distribution
	return text.Signed(v, 2) + " ± " + text.Number(z95*se, 2)
}
