package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

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
