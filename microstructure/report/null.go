package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// NullRates lists how often each procedure claimed an edge where there is none.
func NullRates(n *evidence.NullControl) table.Table {
	t := table.New("How often each procedure claims an edge where there is none",
		"data", "costs", "runs", "gated: edge", "95 % interval", "reference: positive", "95 % interval")
	for _, r := range n.Rates {
		t.Add(r.Kind, r.Costs, text.Count(r.Gated.Runs), text.Percent(r.Gated.Share), interval95(r.Gated), text.Percent(r.Reference.Share), interval95(r.Reference))
	}
	if len(n.Rates) == 0 {
		t.Note = "No run was asked for."
	}
	return t
}

func interval95(r evidence.Rate) string {
	if r.Runs == 0 {
		return text.Missing
	}
	return text.PercentRange(r.Lower, r.Upper)
}

// NullPlace states the rank of the observed best among the runs without an
// edge.
func NullPlace(n *evidence.NullControl) string {
	said := fmt.Sprintf("The best configuration over the whole span made %s; p = %s by the share of shifted runs whose best made as much.",
		text.Bps(n.ObservedBestBps, 1), text.Number(n.PValue, 3))
	if n.ReferenceObservedBps == n.ReferenceObservedBps {
		said += fmt.Sprintf(" The reference's pick made %s on its test span, p = %s.", text.Bps(n.ReferenceObservedBps, 1), text.Number(n.ReferenceObservedPV, 3))
	}
	return said
}
