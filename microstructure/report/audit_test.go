package report

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/table"
)

// auditOf audits two sources of which the second has one of two days, without
// a trade there, and the first a file that cannot be read on the other one.
func auditOf(t *testing.T) *audit.Audit {
	t.Helper()
	data := &dataset.Dataset{Dir: t.TempDir(), Symbol: "X"}
	write := func(source string, trades ms.Trades, p ms.Provenance) {
		if err := os.MkdirAll(data.TradesDir(source), 0o755); err != nil {
			t.Fatal(err)
		}
		w, err := dataset.CreateTrades(data.TradesPath(source, "2025-11-01"), p)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Append(trades); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var trades ms.Trades
	for i := range 10 {
		trades.Append(ms.Trades{TimestampUS: []int64{1_761_955_200_000_000 + int64(i)*60_000_000}, Price: []float64{100}, Quantity: []float64{1}, QuoteQuantity: []float64{100}, Side: []ms.Side{ms.Buy}})
	}
	write("a", trades, ms.Provenance{Kind: ms.KindAggTrades, ContractSize: 100, ContractUnit: ms.UnitQuote, RowsIn: 17, Rows: 10, Duplicates: 7, Coverage: 1})
	write("b", ms.Trades{}, ms.Provenance{})
	if err := os.WriteFile(data.TradesPath("a", "2025-11-02"), []byte("no parquet"), 0o644); err != nil {
		t.Fatal(err)
	}
	a, err := audit.Run(context.Background(), data, []ms.Source{{Name: "a", Label: "a"}, {Name: "b", Label: "b"}}, audit.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAuditTables(t *testing.T) {
	a := auditOf(t)
	for _, c := range []struct {
		table table.Table
		want  [][]string
	}{
		{AuditCoverage(a), [][]string{
			{"a", "2025-11-01", "2025-11-02", "2", "0", "10", "", "2", "0.3 %"},
			{"b", "2025-11-01", "2025-11-01", "1", "1", "0", "", "0", "0.0 %"}}},
		{AuditGaps(a), [][]string{
			{"a", "1,430", "99.3 %", "1,430 minutes", "2025-11-01 00:10", "286", "0"},
			{"b", "1,440", "100.0 %", "1,440 minutes", "2025-11-01 00:00", "288", "0"}}},
		{AuditRows(a), [][]string{
			{"a", "2025-11-01 00:00:00", "2025-11-01 00:09:00", "1.0000", "100", "0", "0"},
			{"b", "–", "–", "–", "–", "0", "0"}}},
		{AuditImport(a), [][]string{
			{"a", "2", "1", "1", "100 quote", "–", "7", "0", "0"},
			{"b", "1", "0", "–", "–", "–", "–", "–", "–"}}},
		{AuditFlow(a), [][]string{
			{"a", "0.0", "100.0 %", "100.0 %", "100.0 %", "–", "–"},
			{"b", "–", "–", "–", "–", "–", "–"}}},
		{AuditPairs(a), [][]string{{"a, b", "0", "0", "0.0 %", "–", "–", "–", "–"}}},
		{AuditClocks(a), [][]string{{"a, b", "–", "–", "–"}}},
	} {
		if len(c.table.Rows()) != len(c.want) {
			t.Errorf("%s: %d rows, want %d", c.table.Caption, len(c.table.Rows()), len(c.want))
			continue
		}
		for i, row := range c.table.Rows() {
			if len(row) != len(c.want[i]) {
				t.Errorf("%s, row %d: %d cells, want %d", c.table.Caption, i, len(row), len(c.want[i]))
				continue
			}
			for k, cell := range row {
				if c.want[i][k] != "" && cell != c.want[i][k] {
					t.Errorf("%s, row %d, %s: %q, want %q", c.table.Caption, i, c.table.Header()[k], cell, c.want[i][k])
				}
			}
		}
	}
	if v := AuditVerdict(a); v != "Data of a are unfit for a study until the errors are mended." {
		t.Errorf("verdict %q", v)
	}
	if v := AuditVerdict(&audit.Audit{}); !strings.HasPrefix(v, "Nothing") {
		t.Errorf("verdict without findings %q", v)
	}
	if o := AuditOrigin(a); o.Rows()[1][1] != a.Digest {
		t.Errorf("origin %v", o.Rows())
	}
}

func TestAuditFindings(t *testing.T) {
	day := func(s audit.Severity, source, date string) audit.Finding {
		return audit.Finding{Severity: s, Check: audit.CheckGap, Source: source, Date: date, Message: "all of " + date, Figure: "day " + date[8:]}
	}
	unreadable := func(date string) audit.Finding { // each for its own reason
		return audit.Finding{Severity: audit.Error, Check: audit.CheckReadable, Source: "a", Date: date, Message: date}
	}
	a := &audit.Audit{Findings: []audit.Finding{
		day(audit.Error, "a", "2025-11-01"), day(audit.Warning, "a", "2025-11-01"), day(audit.Warning, "a", "2025-11-02"),
		day(audit.Warning, "a", "2026-01-04"), unreadable("2025-11-03"), unreadable("2025-11-05"), {Severity: audit.Note, Check: audit.CheckGap, Source: "a", Other: "b", Message: "m"},
	}}
	var days []string
	for _, row := range AuditFindings(a, 0).Rows() {
		days = append(days, row[0]+" "+row[2]+" "+row[3])
	}
	want := []string{"error a 2025-11-01", "warning a 2025-11-01 and 2 others", "error a 2025-11-03", "error a 2025-11-05", "note a, b –"}
	if !slices.Equal(days, want) {
		t.Errorf("rows %q, want %q", days, want)
	}
	lines := AuditLines(a, 2)
	if want := []string{"error: gap:a:2025-11-01: all of 2025-11-01",
		"warning: gap:a:2025-11-01 and 2 others: all of 2025-11-01; 11-02: day 02; 2026-01-04: day 04", "3 more rows are left out."}; !slices.Equal(lines, want) {
		t.Errorf("lines %q, want %q", lines, want)
	}
	if limited := AuditFindings(a, 1); len(limited.Rows()) != 1 || limited.Note != "4 more rows are left out." {
		t.Errorf("limited to one row: %+v", limited)
	}
	if none := AuditFindings(&audit.Audit{}, 0); none.Note != "None." {
		t.Errorf("no findings: %+v", none)
	}
}
