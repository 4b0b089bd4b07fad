package notebooks_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
)

// The notebooks take the days that they are given, and no others.
func TestNotebooksOfASpan(t *testing.T) {
	requireTools(t)
	const symbol = "SPANUSDT"
	dir, looks := sampleData(t, symbol, 9, 0), filepath.Join(t.TempDir(), result.LooksFile)
	d := deskOf(t, dir, symbol, func(c *desk.Config) { c.Span = dataset.Span{From: "2025-11-03", To: "2025-11-08"} })
	a := auditOf(t, d)
	_, built, err := d.Bars(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := d.Study(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	env := []string{"TICKBOOK_SYMBOL=" + symbol, "TICKBOOK_DATA=" + dir, "TICKBOOK_FROM=2025-11-03", "TICKBOOK_TO=2025-11-08",
		"TICKBOOK_TEST_START=", "TICKBOOK_LOOKS=" + looks, "TICKBOOK_NULL=2"}
	const days = "days from 2025-11-03 to 2025-11-08"

	r := execute(t, marketData, env...)
	wantText(t, r.Text, days)
	wantAudit(t, r, a)

	r = execute(t, backtest, env...)
	wantText(t, r.Text, days, built.InputDigest, report.Summary(s), report.Verdict(s))
	for _, row := range report.IC(s).Rows() {
		wantText(t, r.Text, strings.Join(row, " "))
	}

	r = execute(t, robustness, env...)
	_, err = d.Evidence(t.Context(), nil)
	wantText(t, r.Text, days, built.InputDigest, err.Error())
	recorded, err := result.ReadLooks(looks)
	distinct := evidence.DistinctLooks(recorded.Looks)
	if err != nil || len(distinct) != 2 || distinct[0].Kind != evidence.LookComposite || distinct[1].FromDate != "2025-11-03" || distinct[1].ToDate != "2025-11-08" || distinct[1].Data != built.InputDigest {
		t.Errorf("record of looks: %+v, %v", recorded, err)
	}

	r, err = tryExecute(t, marketData, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+dir, "TICKBOOK_FROM=2025-12-01")
	want := "TICKBOOK_FROM=2025-12-01: unfit span of days: there are no trades from 2025-12-01 on: binance_futures has 9 days, 2025-11-01 to 2025-11-09"
	if err == nil || !strings.Contains(r.Log, want) {
		t.Errorf("the failure does not say %q:\n%s", want, r.Log)
	}
}
