package report

import (
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// FeatureCalibration lists what the tear sheet of features says of simulated
// markets, of which the truth is known.
func FeatureCalibration(k *factor.Calibration) table.Table {
	t := table.New(fmt.Sprintf("Features of simulated markets, seed %d", k.Config.Seed),
		"truth", "market", "any feature kept (95 % interval)", "mean false share to explore", "true features found", "all of them found", "one with their copy", "called bounce")
	t.Note = "Kept: by the step-down test of everything tried, at 5 %. To explore: by Benjamini–Yekutieli, at 10 %; ± is one standard error. Found: kept at the shortest horizon over all rows."
	for _, r := range k.Cells {
		if len(r.Outcomes) == 0 {
			continue
		}
		row := []string{string(r.Truth), r.Name, countOf(r.Keeping()), text.Missing, text.Missing, text.Missing, text.Missing, countOf(r.Bounced())}
		if r.Truth != factor.BounceTruth {
			mean, se := r.FalseShare()
			row[3] = text.Percent(mean) + " ± " + strings.TrimSuffix(text.Percent(se), " %")
		}
		if r.True > 0 {
			each, all := r.Found()
			row[4], row[5], row[6] = countOf(each), countOf(all), countOf(r.Together())
		}
		t.Add(row...)
	}
	if pooled := k.Pooled(factor.NullTruth); pooled.Runs > 0 {
		t.Add(string(factor.NullTruth), "all", countOf(pooled))
	}
	return t
}
