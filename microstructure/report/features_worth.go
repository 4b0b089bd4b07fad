package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

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
