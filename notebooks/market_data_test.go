package notebooks_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/table"
)

const marketData = "01_market_data.ipynb"

// wantAudit looks for all that an audit says in the notebook.
func wantAudit(t *testing.T, r run, a *audit.Audit) {
	t.Helper()
	wantText(t, r.Text, a.Summary(), report.AuditVerdict(a), a.Digest)
	wantText(t, r.Text, report.AuditLines(a, 40)...)
	tables := []table.Table{report.AuditCoverage(a), report.AuditGaps(a), report.AuditRows(a), report.AuditImport(a), report.AuditFlow(a),
		report.AuditSpreads(a), report.AuditSpreadHours(a), report.AuditOrigin(a)}
	if len(a.Pairs) > 0 {
		tables = append(tables, report.AuditPairs(a), report.AuditClocks(a))
	}
	for _, table := range tables {
		for _, row := range table.Rows() {
			if row[0] != "tickbook" && row[0] != "Go" { // cells are built in another way
				wantText(t, r.Text, strings.Join(row, " "))
			}
		}
	}
	if r.Stderr != "" {
		t.Errorf("standard error: %s", r.Stderr)
	}
	labels := [][]string{
		{"coverage by day and source", "Bars present", "Day (UTC)"},
		{"minutes without a trade, by hour and day", "Minutes per hour"},
		{"Closes", "Difference of closes", "Difference (bps)"},
		{"trades per minute over the day", "Time of day (UTC)"},
	}
	for i := range labels {
		labels[i] = append(labels[i], a.Names()[0])
	}
	checkReport(t, r, labels, []string{"1. Coverage", "2. Gaps", "3. Rows", "4. Prices", "5. Flow", "6. Findings", "Provenance"})
}

func TestMarketDataNotebook(t *testing.T) {
	requireTools(t)
	const symbol = "TESTUSDT"
	dir := sampleData(t, symbol, 5, 0)
	data := &dataset.Dataset{Dir: dir, Symbol: symbol}
	if err := os.Remove(data.TradesPath("bybit_futures", "2025-11-02")); err != nil {
		t.Fatal(err)
	}
	bad := data.TradesPath("okx_futures", "2025-11-03")
	if err := os.WriteFile(bad, []byte("no parquet"), 0o644); err != nil {
		t.Fatal(err)
	}
	a := auditOf(t, deskOf(t, dir, symbol, func(c *desk.Config) { c.NoCache = true }))
	if len(a.Errors()) != 1 {
		t.Fatalf("the sample is to have one error, but %v", a.Errors())
	}
	r := execute(t, marketData, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+dir)
	wantAudit(t, r, a)
	wantText(t, r.Text, "The data are synthetic.", symbol, dir, "error: readable:okx_futures:2025-11-03: "+bad, "warning: missing-day:bybit_futures:2025-11-02: no file")
}

// TestMarketDataNotebookOnRealTapes converts recorded trades of futures and
// spot, a few minutes on either side of a midnight.
func TestMarketDataNotebookOnRealTapes(t *testing.T) {
	archives, err := filepath.Abs("../../shared/real/binance/data")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(archives); err != nil {
		t.Skip("recorded trades are not there: ", err)
	}
	requireTools(t)
	const symbol = "BTCUSDT"
	data := &dataset.Dataset{Dir: t.TempDir(), Symbol: symbol}
	for source, folder := range map[string]string{"binance_futures": "futures/um", "binance_spot": "spot"} {
		paths, err := filepath.Glob(filepath.Join(archives, folder, "daily/trades", symbol, "*.zip"))
		if err != nil {
			t.Fatal(err)
		}
		convert(t, data, source, paths)
	}
	sources, err := ms.ParseSources("binance_futures,binance_spot")
	if err != nil {
		t.Fatal(err)
	}
	a := auditOf(t, deskOf(t, data.Dir, symbol, func(c *desk.Config) { c.Sources, c.NoCache = sources, true }))
	if a.Count(audit.Error) != 0 || a.Rows() != 21_313+9_738+10_166 || a.CommonBars != 2 {
		t.Fatalf("%s; %d trades, %d bars in common", a.Summary(), a.Rows(), a.CommonBars)
	}
	if p := a.Pairs[0]; !p.ClearLag || p.LagSeconds != 0 {
		t.Errorf("futures and spot are %d s apart, clear %t", p.LagSeconds, p.ClearLag)
	}
	r := execute(t, marketData, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+data.Dir, "TICKBOOK_SOURCES=binance_futures,binance_spot")
	wantAudit(t, r, a)
	wantText(t, r.Text, "recorded", "1,434 minutes without a trade from 00:00 on")
	if strings.Contains(r.Text, "synthetic") {
		t.Error("recorded data are called synthetic")
	}
}

// convert imports archives.
func convert(t *testing.T, data *dataset.Dataset, source string, paths []string) {
	t.Helper()
	if err := os.MkdirAll(data.TradesDir(source), 0o755); err != nil {
		t.Fatal(err)
	}
	config := ingest.DefaultConfig()
	config.Source, config.Symbol = source, data.Symbol
	config.NewDay = func(day string) (ingest.DayWriter, error) {
		return &memoryDay{path: data.TradesPath(source, day)}, nil
	}
	done, err := ingest.Convert(context.Background(), paths, config)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range done.Failures {
		t.Errorf("%s: %v", f.Archive, f.Err)
	}
}

// A memoryDay keeps a day until its metadata are known.
type memoryDay struct {
	path   string
	trades ms.Trades
}

func (d *memoryDay) Append(t ms.Trades, _ []int64) error {
	d.trades.Append(t)
	return nil
}

func (d *memoryDay) Settle() (int64, error) { return int64(d.trades.Len()), nil }

func (d *memoryDay) Commit(p ms.Provenance) error {
	w, err := dataset.CreateTrades(d.path, p)
	if err != nil {
		return err
	}
	return errors.Join(w.Append(d.trades), w.Close())
}

func (d *memoryDay) Abort() error { return nil }
