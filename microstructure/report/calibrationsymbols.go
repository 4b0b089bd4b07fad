package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/table"
)

// SymbolsCalibration lists what is said of simulated baskets of symbols.
func SymbolsCalibration(k *pooled.Calibration) table.Table {
	t := table.New(fmt.Sprintf("Labels of three simulated symbols, seed %d", k.Config.Seed),
		"truth", "net bps per trip", "fees, bps", "correlation of daily profits", "“generalises” (95 % interval)", "“one symbol's”", "interval holds the truth", "standard error over predicted")
	for i := range k.Cells {
		r := &k.Cells[i]
		correlation, ratio := r.Means()
		covered := text.Missing
		if r.Exact() {
			covered = countOf(r.Covered())
		}
		edge := 0.0
		if len(r.Basket.SymbolNetBps) > 0 {
			edge = r.Basket.SymbolNetBps[0]
		}
		t.Add(string(r.Truth), text.Given(edge), text.Given(r.Costs.RoundTripBps()), text.Number(correlation, 2),
			countOf(r.Labelled(pooled.Generalises)), text.Percent(r.Labelled(pooled.OneSymbol).Share), covered, text.Number(ratio, 2))
	}
	t.Add("an edge on none, or on one", "all", "all", text.Missing, countOf(k.False()), text.Missing, countOf(k.Covered()), text.Missing)
	t.Note = "Symbols without the edge have nothing left after fees. The truth of the pooled mean is known, as 0, without fees where no symbol has an edge. " +
		"The standard error is that of the pooled mean without the differences between symbols, predicted by their effective number."
	return t
}
