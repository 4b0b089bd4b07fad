package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// writeDay writes trades as a day of a data directory.
func writeDay(t *testing.T, dir, date string, trades microstructure.Trades) {
	t.Helper()
	d := &dataset.Dataset{Dir: dir, Symbol: symbol}
	if err := os.MkdirAll(d.TradesDir(importSource), 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := dataset.CreateTrades(d.TradesPath(importSource, date), microstructure.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	if err := w.Append(trades); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTotals(t *testing.T) {
	const midnight = 1_761_955_200_000_000 // 2025-11-01
	dir := t.TempDir()
	writeDay(t, dir, "2025-11-01", microstructure.Trades{
		TimestampUS: []int64{midnight + 1, midnight + 5}, Price: []float64{100, 101.5}, Quantity: []float64{2, 0.5},
		QuoteQuantity: []float64{200, 50.75}, Side: []microstructure.Side{microstructure.Buy, microstructure.Buy},
	})
	writeDay(t, dir, "2025-11-02", microstructure.Trades{
		TimestampUS: []int64{midnight + microstructure.DayUS}, Price: []float64{7}, Quantity: []float64{3},
		QuoteQuantity: []float64{21}, Side: []microstructure.Side{microstructure.Sell},
	})
	got, err := totalsOf(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []dayTotals{
		{Date: "2025-11-01", Rows: 2, TimeUS: 6, Side: 2, Price: 201.5, Quantity: 2.5, Quote: 250.75},
		{Date: "2025-11-02", Rows: 1, TimeUS: 0, Side: -1, Price: 7, Quantity: 3, Quote: 21},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if rows, bytes, err := sizeOf(dir); err != nil || rows != 3 || bytes < 100 {
		t.Errorf("%d rows in %d bytes, %v; want 3 in more than 100", rows, bytes, err)
	}
	if _, err := totalsOf(t.TempDir()); err == nil {
		t.Error("no error of an empty directory")
	}
}

func TestSameTotals(t *testing.T) {
	day := dayTotals{Date: "2025-11-01", Rows: 2, TimeUS: 6, Side: 2, Price: 201.5, Quantity: 2.5, Quote: 250.75}
	want := []dayTotals{day}
	rounded := day
	rounded.Quote *= 1 + 1e-12
	if err := sameTotals([]dayTotals{rounded}, want); err != nil {
		t.Error(err)
	}
	if sameTotals(nil, want) == nil || sameTotals([]dayTotals{day, day}, want) == nil {
		t.Error("another number of days is the same")
	}
	for name, change := range map[string]func(*dayTotals){
		"date":     func(d *dayTotals) { d.Date = "2025-11-02" },
		"rows":     func(d *dayTotals) { d.Rows++ },
		"time":     func(d *dayTotals) { d.TimeUS++ },
		"side":     func(d *dayTotals) { d.Side -= 2 },
		"price":    func(d *dayTotals) { d.Price += 0.1 },
		"quantity": func(d *dayTotals) { d.Quantity += 0.001 },
		"quote":    func(d *dayTotals) { d.Quote += 0.001 },
	} {
		other := day
		change(&other)
		if sameTotals([]dayTotals{other}, want) == nil {
			t.Errorf("another %s is the same", name)
		}
	}
}

func TestNewImportRate(t *testing.T) {
	tickbook := []importTurn{
		{rows: 4e6, bytes: 48e6, seconds: 1, usage: usage{cpuSeconds: 2, peakMB: 90}},
		{rows: 4e6, bytes: 48e6, seconds: 2, usage: usage{cpuSeconds: 3, peakMB: 80}},
	}
	peer := []importTurn{
		{rows: 4e6, bytes: 60e6, seconds: 4, usage: usage{cpuSeconds: 8, peakMB: 300}},
		{rows: 4e6, bytes: 60e6, seconds: 4, usage: usage{cpuSeconds: 8, peakMB: 320}},
	}
	own := newImportRate("zip", "tickbook", tickbook, tickbook)
	want := importRate{Archives: "zip", Program: "tickbook", Trades: 4e6, Rate: spread{3, 2, 4}, CPU: spread{0.625, 0.5, 0.75},
		PeakMB: spread{85, 80, 90}, BytesPerTrade: 12}
	if own != want {
		t.Errorf("tickbook: %+v, want %+v", own, want)
	}
	theirs := newImportRate("zip", "duckdb", peer, tickbook)
	if theirs.Rate != (spread{1, 1, 1}) || theirs.CPU != (spread{2, 2, 2}) || theirs.BytesPerTrade != 15 || *theirs.Ratio != (spread{3, 2, 4}) {
		t.Errorf("peer: %+v, ratio %v", theirs, *theirs.Ratio)
	}
}

// TestImportOrder checks that tickbook's turn is next to the other build's, and
// to DuckDB's where there is none.
func TestImportOrder(t *testing.T) {
	both := importTask{engines: []string{"duckdb", "duckdb-2c"}}
	one := importTask{engines: []string{"duckdb"}}
	for _, c := range []struct {
		bench bench
		task  importTask
		want  string
	}{
		{bench{}, both, "duckdb tickbook duckdb-2c"},
		{bench{}, one, "duckdb tickbook"},
		{bench{before: "old"}, both, "duckdb before tickbook duckdb-2c"},
		{bench{before: "old"}, one, "before tickbook duckdb"},
	} {
		if got := strings.Join(turnOrder(c.bench.importPrograms(c.task)), " "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestImportTable(t *testing.T) {
	ratio := spread{2, 1.5, 2.5}
	r := results{Imports: []importRate{
		{Archives: "zip, 4 days", Program: "tickbook", Trades: 12_000_000, Rate: spread{8, 7, 9}, CPU: spread{0.2, 0.2, 0.2}, PeakMB: spread{80, 70, 90.4}, BytesPerTrade: 13.15},
		{Archives: "zip, 4 days", Program: "duckdb", Trades: 12_000_000, Rate: spread{4, 3, 5}, CPU: spread{0.5, 0.4, 0.6}, PeakMB: spread{300, 300, 300}, BytesPerTrade: 12.8, Ratio: &ratio},
	}}
	got := r.markdown()
	for _, want := range []string{
		"| zip, 4 days: 12.0 M trades | tickbook | 8.00 [7.00–9.00] |               0.200 |      90 |            13.2 |                       |\n",
		"|                            | duckdb   | 4.00 [3.00–5.00] | 0.500 [0.400–0.600] |     300 |            12.8 |     2.00× [1.50–2.50] |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
