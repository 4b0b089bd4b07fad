package notebooks_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/table"
)

const robustness = "04_robustness.ipynb"

func TestRobustnessNotebook(t *testing.T) {
	requireTools(t)
	const symbol, shifts = "TESTUSDT", 6
	dir, looks := sampleData(t, symbol, 44, 8), filepath.Join(t.TempDir(), result.LooksFile)
	accepted := filepath.Join(t.TempDir(), "accepted.json")
	putBadPrice(t, dir, symbol)
	acceptBadPrice(t, dir, symbol, accepted)
	r := execute(t, robustness, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+dir, "TICKBOOK_TEST_START=",
		"TICKBOOK_LOOKS="+looks, "TICKBOOK_ACCEPTED="+accepted, fmt.Sprintf("TICKBOOK_NULL=%d", shifts))
	d := deskOf(t, dir, symbol, func(c *desk.Config) { c.AcceptedFile, c.Shifts = accepted, shifts })
	e, err := d.Evidence(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.WalkForward.Account.Trips) == 0 {
		t.Fatal("the sample is to have an out-of-sample record")
	}
	s := studyOf(t, dir, symbol)
	null, err := d.Null(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, r.Text, "accepted: "+badPrice+": "+badPriceReason, "The data are synthetic.", dir, literal(report.BothVerdicts(s, e.Verdict).Markdown()), report.NullPlace(null),
		report.Looks(evidence.LookCount{}.Sentences()))
	tested, err := d.Causality(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, err := d.Audit(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []table.Table{report.HonestProcedure(e.Config), report.CalendarHoles(e), report.Causality(tested), report.RobustIC(e), report.RobustDeciles(e),
		report.FillLadder(e), report.Exits(e), report.AuditSpreads(a), report.Folds(e), report.Selections(e), report.OutOfSample(e), report.Plateaus(e, 8), report.Luck(e), report.BestOfMany(e.Verdict),
		report.Overfitting(e.Verdict), report.NullRates(null), report.Power(e), report.Survivors(e), report.HoldingPower(e), report.Decision(e.Verdict, e.Config.Gates), report.Capacity(e, evidence.DefaultImpact), report.Gates(e.Verdict)} {
		wantText(t, r.Text, table.Caption, table.Note)
		for _, row := range table.Rows() {
			wantText(t, r.Text, strings.Join(row, " "))
		}
	}
	if r.Stderr != "" {
		t.Errorf("standard error: %s", r.Stderr)
	}
	// Cells are processes of their own, and take one look together; that of the
	// composite is the reference's.
	recorded, err := result.ReadLooks(looks)
	if distinct := evidence.DistinctLooks(recorded.Looks); err != nil || recorded.Damaged != nil || len(distinct) != 2 || distinct[0].Verdict != e.Verdict.Label || distinct[1].Kind != evidence.LookComposite {
		t.Errorf("record of looks: %+v, %v", recorded, err)
	}

	labels := [][]string{
		{"Rank IC", "Block bootstrap", "95 % intervals by three procedures"},
		{"5m forward", "2h forward", "Mean forward return (bps)"},
		{"same close", "cross after 5 s", "standard (7 bps)", "Net PnL per round trip (bps)"},
		{fmt.Sprintf("%d of them traded", folded(e)), "Train", "Test, profit"},
		{"Equity (bps)", "Drawdown (bps)", "Time (UTC)"},
		{"Vol filter: low_only", "Average PnL (bps, net)", "profitable"},
		{"Median (logit 0)", "Splits"},
		{"Best of all trials, whole span", "Observed:", fmt.Sprintf("Claimed an edge in %d runs", shifts)},
		{"Days out of sample", "Probability that it is shown"},
		{"Profit of a round trip (bps)", "Its lower bound"},
	}
	checkReport(t, r, labels, []string{"1. Time", "2. Rank IC", "3. Deciles", "4. The fill", "5. Folds", "6. The out-of-sample", "7. The sweep", "8. The best",
		"9. Overfitting", "10. The null", "11. Power", "12. What a decision", "13. Gates", "14. The record", "Provenance"})
}

// folded counts the folds that traded.
func folded(e *evidence.Evidence) int {
	n := 0
	for _, f := range e.WalkForward.Folds {
		if len(f.Members) > 0 {
			n++
		}
	}
	return n
}

// The honest procedure has an answer where the reference's has none.
func TestRobustnessNotebookWithoutAReference(t *testing.T) {
	requireTools(t)
	const symbol = "COARSEUSDT"
	dir, looks := coarseData(t, symbol, 34), filepath.Join(t.TempDir(), result.LooksFile)
	s := studyOf(t, dir, symbol)
	e, err := evidenceOf(t, dir, symbol, "")
	if err != nil || s.Sweep != nil {
		t.Fatalf("the sample is to give evidence (%v) and no sweep of the reference's", err)
	}
	r := execute(t, robustness, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+dir, "TICKBOOK_TEST_START=", "TICKBOOK_LOOKS="+looks, "TICKBOOK_NULL=2")
	rates := []evidence.NullRate{{Kind: evidence.Misaligned, Costs: e.Config.Costs.Name, Gated: evidence.NewRate(0, 2), Reference: evidence.NewRate(0, 0)}}
	wantText(t, r.Text, literal(report.BothVerdicts(s, e.Verdict).Markdown()), strings.Join(report.NullRates(&evidence.NullControl{Rates: rates}).Rows()[0], " "))
}

func TestRobustnessNotebookGoesOnWithoutEvidence(t *testing.T) {
	requireTools(t)
	const symbol = "FEWUSDT"
	dir, looks := sampleData(t, symbol, 5, 0), filepath.Join(t.TempDir(), result.LooksFile)
	_, err := evidenceOf(t, dir, symbol, "")
	if err == nil {
		t.Fatal("the sample is to be too short for evidence")
	}
	r := execute(t, robustness, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+dir, "TICKBOOK_TEST_START=", "TICKBOOK_LOOKS="+looks, "TICKBOOK_NULL=2")
	wantText(t, r.Text, err.Error(), literal(report.BothVerdicts(studyOf(t, dir, symbol), evidence.Unproven(err)).Markdown()), "No gate could be judged", "digest of the input")
	recorded, err := result.ReadLooks(looks)
	if distinct := evidence.DistinctLooks(recorded.Looks); err != nil || !slices.ContainsFunc(distinct, func(l evidence.Look) bool { return l.Kind == evidence.LookStudy && l.Verdict == evidence.NotProven }) {
		t.Errorf("record of looks: %+v, %v", recorded, err)
	}
}
