package report

import (
	"fmt"
	"math"
	"slices"
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
