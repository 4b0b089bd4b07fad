package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

// NullRates lists how often each procedure claimed an edge where there is none.
func NullRates(n *evidence.NullControl) Table {
	t := Table{
		Caption: "How often each procedure claims an edge where there is none",
		Header:  []string{"data", "costs", "runs", "gated: edge", "95 % interval", "reference: positive", "95 % interval"},
	}
	for _, r := range n.Rates {
		t.Rows = append(t.Rows, []string{r.Kind, r.Costs, Count(r.Gated.Runs), percent(r.Gated.Share), percents(r.Gated), percent(r.Reference.Share), percents(r.Reference)})
	}
	if len(n.Rates) == 0 {
		t.Note = "No run was asked for."
	}
	return t
}

func percents(r evidence.Rate) string {
	if r.Runs == 0 {
		return "–"
	}
	return percent(r.Lower) + " to " + percent(r.Upper)
}

// NullPlace says where the observed best stands among the runs without an edge.
func NullPlace(n *evidence.NullControl) string {
	text := fmt.Sprintf("The best configuration over the whole span made %s bps; p = %s by the share of shifted runs whose best made as much.",
		signed(n.ObservedBestBps, 1), number(n.PValue, 3))
	if n.ReferenceObservedBps == n.ReferenceObservedBps {
		text += fmt.Sprintf(" The reference's pick made %s bps on its test span, p = %s.", signed(n.ReferenceObservedBps, 1), number(n.ReferenceObservedPV, 3))
	}
	return text
}
