package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// spanOf writes a number of rows as time.
func spanOf(s *factor.Study, rows float64) string {
	if !finite(rows) {
		return text.Missing
	}
	d := time.Duration(rows * float64(s.Bar))
	return text.Span(d.Round(time.Second))
}

// aboutSpan writes a number of rows as time, to about two digits.
func aboutSpan(s *factor.Study, rows float64) string {
	minutes := rows * s.Bar.Minutes()
	switch {
	case !finite(minutes):
		return text.Missing
	case minutes < 60:
		return text.Number(minutes, 1) + " min"
	}
	return text.Number(minutes/60, 1) + " h"
}

// estimated writes an estimate with its 95 % interval.
func estimated(e factor.Estimate, decimals int) string {
	switch {
	case !finite(e.Value):
		return text.Missing
	case !finite(e.Lower) || !finite(e.Upper):
		return text.Signed(e.Value, decimals)
	}
	return fmt.Sprintf("%s (%s to %s)", text.Signed(e.Value, decimals), text.Signed(e.Lower, decimals), text.Signed(e.Upper, decimals))
}

// MeasuredSpan says what was read, and what was left out.
func MeasuredSpan(s *factor.Study) string {
	out := fmt.Sprintf("Read: %s to %s, %s, the last before the test span; nothing later. Features measured: %d.",
		s.FirstDay, s.LastDay, text.Plural(s.Days, "day"), len(s.Features))
	for _, l := range s.LeftOut {
		out += fmt.Sprintf(" Left out: %s %s.", l.Feature, l.Why)
	}
	return out
}

// FeatureProfiles describes the candidates before they are compared with any
// return.
func FeatureProfiles(s *factor.Study) table.Table {
	t := table.New(fmt.Sprintf("Candidates over %s rows, the mean of %s", text.Count(s.Rows), text.Plural(len(s.Sources), "source")),
		"feature", "unit", "missing", "mean", "std", "5 %", "median", "95 %", "autocorrelation, 1 row", "half-life")
	t.Note = "Autocorrelation: of ranks. Half-life: until it is a half; a dash if that takes more than a day."
	for _, p := range s.Profiles {
		q := func(probability float64) string {
			return text.Significant(item(p.Quantiles, slices.Index(factor.ProfileQuantiles, probability)))
		}
		lag := math.NaN()
		if len(p.Autocorrelation) > 0 {
			lag = p.Autocorrelation[0]
		}
		t.Add(p.Feature, p.Unit, text.Percent(float64(p.Missing)/float64(s.Rows)), text.Significant(p.Mean), text.Significant(p.Std), q(0.05), q(0.5), q(0.95),
			text.Number(lag, 2), aboutSpan(s, p.HalfLife))
	}
	return t
}

// FeatureHorizons lists each feature's rank correlation at each horizon, with
// its error by spans beside those of the usual procedures.
func FeatureHorizons(s *factor.Study) table.Table {
	t := table.New("Rank IC of single features with the returns that follow, with 95 % intervals",
		"feature", "horizon", "rows", "effective", "IC", "s.e. naive", "HAC", "bootstrap", "p naive", "HAC", "bootstrap")
	naive, boot := 0, 0
	for _, ic := range s.ICs {
		t.Add(ic.Feature, ic.Horizon, text.Count(ic.Rows), effective(ic.EffectiveN), estimated(ic.Estimate, 4), text.Number(ic.SENaive, 4), text.Number(ic.SEHAC, 4),
			text.Number(ic.SE, 4), pvalue(ic.PNaive), pvalue(ic.PHAC), pvalue(ic.P))
		if ic.PNaive <= 0.05 {
			naive++
		}
		if ic.P <= 0.05 {
			boot++
		}
	}
	t.Note = fmt.Sprintf("One by one, at 5 %%, the naive p-value sees a relation in %d of %d, the bootstrap in %d; %s would be expected of noise. Section 11 counts them all.",
		naive, len(s.ICs), boot, text.Number(0.05*float64(len(s.ICs)), 0))
	return t
}

// Contrarian tests, by horizon, whether all of the composite's features are
// contrarian.
func Contrarian(s *factor.Study) table.Table {
	t := table.New("Are all of the composite's features contrarian?", "horizon", "features", "negative IC", "each shown at 5 %", "weakest", "p that all are")
	t.Note = "All have to be shown: the p-value is the largest of the one-sided ones."
	for _, a := range s.Contrarian {
		if a.Features > 0 {
			t.Add(a.Horizon, text.Count(a.Features), text.Count(a.Negative), text.Count(a.Shown), a.Weakest, pvalue(a.P))
		}
	}
	if t.Len() == 0 {
		t.Note = "None of the composite's features could be measured."
	}
	return t
}

// DelayLadder lists each feature's correlation with returns that begin ever
// later, and with those of mid-like prices.
func DelayLadder(s *factor.Study) table.Table {
	t := table.New(fmt.Sprintf("Rank IC with the returns of %s, by where they begin", s.Shortest.Name), append(append([]string{"feature"}, factor.RungNames()...), "lost at the mid", "label")...)
	bounce := 0
	for _, l := range s.Ladders {
		row := []string{l.Feature}
		for _, e := range l.Rungs {
			row = append(row, text.Signed(e.Value, 4))
		}
		t.Add(append(row, estimated(l.Lost, 4), string(l.Label))...)
		if l.Label == factor.OnlyBounce {
			bounce++
		}
	}
	t.Note = "A mid is the mean of the first print of each side. Labels rest on tests at 5 % over all features together. "
	switch {
	case factor.AllBounce(s.Ladders):
		t.Note += "All that is shown at the close is bounce between bid and ask."
	case bounce > 0:
		t.Note += fmt.Sprintf("Bounce between bid and ask alone: %s.", text.Plural(bounce, "feature"))
	default:
		t.Note += "No feature's relation is bounce alone."
	}
	return t
}

// FeatureVenues lists each source's feature on its own returns, and what the
// mean over the sources adds for the leading one.
func FeatureVenues(s *factor.Study) table.Table {
	columns := []string{"feature"}
	for _, source := range s.Sources {
		columns = append(columns, "IC at "+source)
	}
	t := table.New(fmt.Sprintf("By venue and consensus, returns of %s", s.Main.Name), append(columns, "consensus on "+item(s.Sources, 0), "stronger by", "p")...)
	if len(s.Venues) == 0 {
		t.Note = "There is one source, so there is nothing to compare."
		return t
	}
	stronger := 0
	for _, v := range s.Venues {
		row := []string{v.Feature}
		for i, of := range v.IC {
			row = append(row, estimated(item(of, i), 4))
		}
		gain := factor.Estimate{Value: v.Gain.Mean, Lower: v.Gain.Lower, Upper: v.Gain.Upper}
		t.Add(append(row, text.Signed(v.Consensus.Value, 4), estimated(gain, 4), pvalue(v.Gain.PTwoSided))...)
		if v.Stronger() > 0 {
			stronger++
		}
	}
	t.Note = fmt.Sprintf("Stronger: the consensus less the leading source's own feature on the same rows, in the direction of the consensus; bootstrap of pairs. Its interval is above 0 for %d of %s.",
		stronger, text.Plural(len(s.Venues), "feature"))
	return t
}

// FeatureGroups lists, for each feature and grouping, the extreme groups and
// one test of whether all are equal.
func FeatureGroups(s *factor.Study) table.Table {
	t := table.New(fmt.Sprintf("By hour, weekday, month and volatility, returns of %s", s.Main.Name), "feature", "by", "groups", "lowest IC", "highest IC", "p that all are equal")
	tests, small := 0, 0
	for _, g := range s.Grouped {
		low, high, ok := g.Extremes()
		if !ok {
			t.Add(g.Feature, g.By, text.Count(len(g.Groups)), text.Missing, text.Missing, "fewer than two groups")
			continue
		}
		t.Add(g.Feature, g.By, text.Count(len(g.Groups)), low.Name+": "+estimated(low.Estimate, 3), high.Name+": "+estimated(high.Estimate, 3), pvalue(g.Equal.P))
		if !math.IsNaN(g.Equal.P) {
			tests++
		}
		if g.Equal.P <= 0.05 {
			small++
		}
	}
	t.Note = fmt.Sprintf("The extremes of many groups look far apart by luck: the test asks whether they are. At 5 %% it does in %d of %s; %s would be expected of noise.",
		small, text.Plural(tests, "test"), text.Number(0.05*float64(tests), 1))
	return t
}

// CalmMarkets asks of each feature whether it is stronger in calm markets.
func CalmMarkets(s *factor.Study) table.Table {
	t := table.New(fmt.Sprintf("Stronger in calm markets? Returns of %s", s.Main.Name), "feature", "IC, calm", "IC, wild", "stronger when calm by", "p")
	calm, wild := 0, 0
	for _, c := range s.Calm {
		t.Add(c.Feature, estimated(c.Low, 4), estimated(c.High, 4), estimated(c.Stronger, 4), pvalue(c.Stronger.P))
		if c.Stronger.Lower > 0 {
			calm++
		}
		if c.Stronger.Upper < 0 {
			wild++
		}
	}
	t.Note = fmt.Sprintf("Calm and wild: the lowest and the highest three tenths of trailing volatility. One by one, at 5 %%, %s shown to be stronger in calm markets, %d in wild ones.",
		isAre(calm, "feature"), wild)
	return t
}

// isAre is such as "1 feature is" and "2 features are".
func isAre(n int, noun string) string {
	if n == 1 {
		return text.Plural(n, noun) + " is"
	}
	return text.Plural(n, noun) + " are"
}

// FeatureDeciles lists each feature's decile spread against the costs of both
// legs, and the smallest one that the data could have shown.
func FeatureDeciles(s *factor.Study) table.Table {
	t := table.New("Decile spreads by trailing rank (bps, with 95 % intervals)",
		"feature", "horizon", "D1", "D10", "spread D1 − D10", "smallest detectable", "costs", "break-even round trip", "monotonicity", "")
	pays := 0
	for _, d := range s.Deciles {
		if d.Horizon != s.Main.Name && d.Horizon != item(s.Horizons, len(s.Horizons)-1).Name {
			continue
		}
		mark := ""
		if lower := math.Min(math.Abs(d.Spread.Lower), math.Abs(d.Spread.Upper)); d.Spread.Lower*d.Spread.Upper > 0 && lower > d.LegCostsBps {
			mark = "✓ pays"
			pays++
		}
		t.Add(d.Feature, d.Horizon, text.Signed(item(d.Deciles, 0).Value, 2), text.Signed(item(d.Deciles, 9).Value, 2), estimated(d.Spread, 2), text.Number(d.DetectableBps, 2),
			text.Number(d.LegCostsBps, 1), text.Number(d.BreakEvenBps, 2), text.Signed(d.Monotonicity, 2), mark)
	}
	t.Note = fmt.Sprintf("Costs: both legs, two round trips. Detectable: with a probability of 80 %%, one-sided at 5 %%. The whole interval pays for both legs in %d of %s.", pays, text.Plural(t.Len(), "row"))
	return t
}

// FeatureDecay lists how long each relation lasts, at every other lag, and what
// it turns over.
func FeatureDecay(s *factor.Study) table.Table {
	columns := []string{"feature", "IC"}
	for k := 0; k < len(s.Lags); k += 2 {
		columns = append(columns, spanOf(s, float64(s.Lags[k]))+" old")
	}
	t := table.New(fmt.Sprintf("Decay and turnover, returns of %s", s.Main.Name), append(columns, "turnover a day", "IC per turnover")...)
	t.Note = "Turnover: of a position from −1 to 1 that follows the trailing rank."
	for _, d := range s.Decays {
		row := []string{d.Feature}
		for k, e := range d.IC {
			if k == 0 || k%2 == 1 {
				row = append(row, text.Signed(e.Value, 4))
			}
		}
		t.Add(append(row, text.Number(d.TurnoverPerDay, 0), text.Number(d.ICPerTurnover, 6))...)
	}
	return t
}

// FeatureClusters lists the features that are one.
func FeatureClusters(s *factor.Study) table.Table {
	r := s.Redundancy
	t := table.New("Features that are one", "cluster", "features")
	for k := range r.Clusters {
		t.Add(text.Count(k+1), strings.Join(r.Together(k), ", "))
	}
	t.Note = fmt.Sprintf("%s in %s; as much is in common as among %s uncorrelated ones.", text.Plural(len(r.Features), "feature"), text.Plural(r.Clusters, "cluster"), text.Number(r.Effective, 1))
	return t
}

// FeatureAdditions lists what each feature adds out of sample.
func FeatureAdditions(s *factor.Study) table.Table {
	a := s.Additions
	t := table.New(fmt.Sprintf("What each adds, out of sample: rank IC of forecasts of the returns of %s", a.Horizon), "features", "alone", "all less all others")
	if a.Why != "" {
		t.Note = "Nothing to show: " + a.Why + "."
		return t
	}
	t.Add("all", estimated(a.All, 4), "")
	for _, f := range a.Features {
		t.Add(f.Feature, estimated(f.Alone, 4), estimated(f.Dropped, 4))
	}
	slope := a.Slope.BetaHAC.Corrected
	t.Note = fmt.Sprintf("%s with %s of test. A forecast of 1 bps was followed by %s bps ± %s (one standard error): 1 is right, 0 is without merit (p of 1: %s).",
		text.Plural(a.Folds, "fold"), text.Plural(a.TestDays, "day"), text.Number(a.Slope.Beta, 2), text.Number(slope.SE, 2), pvalue(a.Slope.AgainstOne.PT))
	return t
}

// FeaturePermutations lists what the forecast loses when a cluster's values are
// those of other days.
func FeaturePermutations(s *factor.Study) table.Table {
	a := s.Additions
	t := table.New("What each cluster adds: rank IC lost when its values are of other days", "cluster", "lost")
	if a.Why != "" {
		t.Note = "Nothing to show: " + a.Why + "."
		return t
	}
	for _, p := range a.Permutations {
		t.Add(strings.Join(p.Features, ", "), estimated(p.Lost, 4))
	}
	return t
}

// FeatureEvents lists the mean returns before and after extreme rows.
func FeatureEvents(s *factor.Study) table.Table {
	t := table.New("Around extreme deciles: bps from the event's close, ± half of a 95 % interval", "feature", "decile", "events", "2 h before", "1 h after", "2 h after")
	t.Note = "Events of a decile do not overlap: of rows that are nearer than four hours, the first counts."
	for _, e := range s.Events {
		last := len(e.Offsets) - 1
		for _, of := range []struct {
			decile string
			path   factor.Path
		}{{"D1", e.Low}, {"D10", e.High}} {
			at := func(i int) string { return withError(item(of.path.MeanBps, i), item(of.path.SEBps, i)) }
			if of.path.Events < 2 {
				t.Add(e.Feature, of.decile, text.Count(of.path.Events), text.Missing, text.Missing, "fewer than two events")
				continue
			}
			t.Add(e.Feature, of.decile, text.Count(of.path.Events), at(0), at(last*3/4), at(last))
		}
	}
	return t
}

// EverythingTried lists the most significant of all trials, n of them.
func EverythingTried(s *factor.Study, n int) table.Table {
	tried := s.Tried
	t := table.New(fmt.Sprintf("Everything tried: %d features × %d horizons × %d regimes = %s trials", tried.Features, tried.Horizons, tried.Regimes, text.Count(tried.Count())),
		"feature", "horizon", "regime", "rows", "IC", "t", "p alone", "Benjamini–Yekutieli", "Romano–Wolf", "")
	sorted := slices.Clone(tried.Trials)
	slices.SortStableFunc(sorted, func(a, b factor.Trial) int {
		x, y := math.Abs(a.T), math.Abs(b.T)
		switch {
		case math.IsNaN(x) && math.IsNaN(y), x == y:
			return 0
		case math.IsNaN(y) || x > y:
			return -1
		}
		return 1
	})
	for _, trial := range firstOf(sorted, n) {
		mark := ""
		switch {
		case trial.RomanoWolf <= tried.Level:
			mark = "✓ survives"
		case trial.BY <= tried.FalseShare:
			mark = "to explore"
		}
		t.Add(trial.Feature, trial.Horizon, trial.Regime, text.Count(trial.Rows), text.Signed(trial.IC, 4), text.Signed(trial.T, 2), pvalue(trial.P), pvalue(trial.BY), pvalue(trial.RomanoWolf), mark)
	}
	alone := 0
	for _, trial := range tried.Trials {
		if trial.P <= 0.05 {
			alone++
		}
	}
	t.Note = fmt.Sprintf("By itself, %s at 5 %%; of noise, %s would be. Of all together, %d survive at %s (Romano–Wolf, %s resamples of %s in blocks of %s on average), and %d are worth exploring with a false share of %s (Benjamini–Yekutieli).",
		isAre(alone, "trial")+" shown", text.Number(0.05*float64(tried.Count()), 0), len(tried.Survivors()), text.GivenPercent(tried.Level), text.Count(tried.Reps), text.Plural(tried.Spans, "span"),
		text.Number(tried.MeanBlock, 1), len(tried.Explorable()), text.GivenPercent(tried.FalseShare))
	return t
}

// FeaturesChosen lists what goes on into a composite and a backtest.
func FeaturesChosen(s *factor.Study) table.Table {
	t := table.New("What goes on", "feature", "survives at", "in regimes", "direction", "mid", "cluster", "")
	for _, c := range s.Chosen {
		direction := map[int]string{-1: "contrarian", 0: text.Missing, 1: "with it"}[c.Sign]
		said := "not shown"
		switch {
		case c.Taken:
			said = "✓ goes on"
		case len(c.Survives) > 0 && c.Bounce == factor.OnlyBounce:
			said = "bounce alone"
		case c.InsteadOf != "" && len(c.Survives) > 0:
			said = "one with " + c.InsteadOf
		case c.Elsewhere > 0 && len(c.Survives) == 0:
			said = "in some regimes alone"
		}
		survives := strings.Join(c.Survives, ", ")
		if survives == "" {
			survives = text.Missing
		}
		t.Add(c.Feature, survives, text.Count(c.Elsewhere), direction, string(c.Bounce), text.Count(c.Cluster+1), said)
	}
	if n := len(s.Taken()); n == 0 {
		t.Note = "No feature was shown to foretell returns. That is no proof that none does: section 6 says what these data could have shown."
	} else {
		t.Note = fmt.Sprintf("%s: %s. Whatever is built of them is judged on days from the test start on, which nothing here has read.", isAre(n, "feature")+" taken", strings.Join(s.Taken(), ", "))
	}
	return t
}
