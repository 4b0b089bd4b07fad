package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// ownTrades is the archive of the trades that testdata/own/generate.py writes.
func ownTrades() string {
	var b strings.Builder
	b.WriteString("id,price,qty,quote_qty,time,is_buyer_maker\n")
	for i := range 300 {
		ms := 1_761_955_200_000 + int64(i/2)*1_700_000
		cents, thousandths := 9_500_000+(i*7%40)*25+(i%3)*10, 1+i*i%97
		fmt.Fprintf(&b, "%d,%d.%02d,0.%03d,%g,%d,%t\n", 1000+i, cents/100, cents%100, thousandths,
			float64(cents)*float64(thousandths)/1e5, ms, i%3 == 0)
	}
	return b.String()
}

// importFiles imports files as a command does, and keeps the days that were
// closed.
func importFiles(t testing.TB, f Format, symbol string, change func(*Config), paths ...string) (Report, map[string]*memoryDay, error) {
	t.Helper()
	files, err := FindFiles(f, nil, paths...)
	if err != nil {
		return Report{}, nil, err
	}
	in, err := Survey(context.Background(), f, files, DefaultLimits(), 2, nil)
	if err != nil {
		return Report{}, nil, err
	}
	m := &memory{days: map[string]*memoryDay{}}
	c := DefaultConfig()
	c.Source, c.Symbol, c.NewDay, c.TempDir = "binance_futures", symbol, m.open, t.TempDir()
	if change != nil {
		change(&c)
	}
	r, err := ConvertFiles(context.Background(), in, c)
	for name, d := range m.days {
		if !d.closed {
			if !d.aborted {
				t.Errorf("day %s was neither closed nor aborted", name)
			}
			delete(m.days, name)
		}
	}
	return r, m.days, err
}

// ownForms are all ways in which the trades are written.
var ownForms = []struct {
	path    string
	format  string
	columns map[string]string
}{
	{path: "pandas.parquet", format: "parquet"},
	{path: "pandas_index.parquet", format: "parquet"},
	{path: "pandas.csv", format: "csv"},
	{path: "seconds.csv.gz", format: "csv"},
	{path: "polars.parquet", format: "parquet"},
	{path: "polars.csv", format: "csv"},
	{path: "pyarrow_texts.parquet", format: "parquet"},
	{path: "pyarrow_int96.parquet", format: "parquet"},
	{path: "pyarrow_int_decimals.parquet", format: "parquet"},
	{path: "duckdb.parquet", format: "parquet"},
	{path: "duckdb.csv", format: "csv"},
	{path: "symbols.parquet", format: "parquet", columns: map[string]string{"time": "timestamp", "quantity": "size"}},
	{path: "hive", format: "parquet"},
	{path: "tardis", format: "tardis"},
	{path: "nautilus", format: "nautilus"},
	{path: "nautilus8", format: "nautilus"},
	{path: "nautilus16", format: "nautilus"},
	{path: "freqtrade", format: "freqtrade"},
	{path: "freqtrade_feather", format: "freqtrade"},
	{path: "freqtrade_feather/BTC_USDT-trades.feather", format: "feather", columns: map[string]string{"time": "timestamp"}},
}

// Files of other programs give the days that the exchange's archive of the same
// trades gives, to the bit and with their ids; in memory, and sorted in files.
func TestOwnFilesEqualArchives(t *testing.T) {
	_, want := convert(t, "binance_futures", "BTCUSDT", nil, write(t, "BTCUSDT-trades-2025-11.zip", ownTrades()))
	if len(want) != 3 {
		t.Fatalf("the archive gives %d days", len(want))
	}
	for _, form := range ownForms {
		for _, window := range []int{1 << 18, 20} {
			name := fmt.Sprintf("%s/%d", form.path, window)
			r, got, err := importFiles(t, Format{Name: form.format, Columns: form.columns}, "BTCUSDT",
				func(c *Config) { c.WindowRows = window }, "testdata/own/"+form.path)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			for _, f := range r.Failures {
				t.Errorf("%s: %v", name, f.Err)
			}
			if days, all := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(days, all) {
				t.Errorf("%s: %v, want %v", name, days, all)
				continue
			}
			for day, w := range want {
				g := got[day]
				if a, b := dump(g.trades), dump(w.trades); a != b {
					t.Errorf("%s: %s differs:\n%.200s\nwant\n%.200s", name, day, a, b)
				}
				if !slices.Equal(g.ids, w.ids) {
					t.Errorf("%s: the ids of %s differ", name, day)
				}
				p, q := g.provenance, w.provenance
				if p.Rows != q.Rows || p.RowsIn != q.RowsIn || p.Coverage != 1 || p.IDs.Missing != 0 || p.Kind != microstructure.KindTrades || !strings.HasPrefix(p.Format, form.format) {
					t.Errorf("%s: %s: %+v", name, day, p)
				}
				if len(p.Archives) == 0 || p.Archives[0].SHA256 == "" || !p.Archives[0].File {
					t.Errorf("%s: %s: archives %+v", name, day, p.Archives)
				}
			}
		}
	}
}

func TestOwnFilesSayWhatTheyWere(t *testing.T) {
	for _, c := range []struct{ path, format, want string }{
		{"pandas.parquet", "parquet", "time = ts (INT64 (TIMESTAMP) in "},
		{"pandas.csv", "csv", "time = ts (text), price = price (text), quantity = qty (text), side = side (text), id = trade_id (text)"},
		{"seconds.csv.gz", "csv", "time = ts (text, by size in s)"},
		{"polars.parquet", "parquet", "time = datetime (INT64 (TIMESTAMP) in ms, without a zone, taken for UTC), price = px (FIXED_LEN_BYTE_ARRAY (DECIMAL), the double nearest to each)"},
		{"polars.csv", "csv", "time = datetime (text, without a zone, taken for UTC)"},
		{"pyarrow_int_decimals.parquet", "parquet", "time = timestamp (INT64, by size in ns, cut to µs), price = price (INT32 (DECIMAL), the double nearest to each)"},
		{"pyarrow_int96.parquet", "parquet", "time = time (INT96 in µs, without a zone, taken for UTC)"},
		{"nautilus", "nautilus", "time = ts_event (INT64 (TIMESTAMP) in ns, cut to µs)"},
		{"nautilus16", "nautilus", "price = price (FIXED_LEN_BYTE_ARRAY, in units of 10^-16, the double nearest to each)"},
		{"freqtrade", "freqtrade", "quote = cost (DOUBLE)"},
	} {
		r, _, err := importFiles(t, Format{Name: c.format}, "BTCUSDT", nil, "testdata/own/"+c.path)
		if err != nil || len(r.Archives) == 0 {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if got := r.Archives[0].Columns; !strings.Contains(got, c.want) {
			t.Errorf("%s: %s\nwant %s", c.path, got, c.want)
		}
	}
}

// Of a file with several symbols, the rows of one are taken and the others
// counted; which one it is has to be clear.
func TestOwnFilesOfSeveralSymbols(t *testing.T) {
	f := Format{Name: "parquet"}
	r, days, err := importFiles(t, f, "ETHUSDT", nil, "testdata/own/symbols.parquet")
	if err != nil || len(days) != 3 || r.Archives[0].OtherInstruments != 300 || !slices.Equal(r.Archives[0].Others, []string{"BTC-USDT"}) {
		t.Errorf("%d days, %+v, %v", len(days), r.Archives, err)
	}
	_, _, err = importFiles(t, f, "SOLUSDT", nil, "testdata/own/symbols.parquet")
	if !errors.Is(err, ErrNoTrades) || !strings.Contains(err.Error(), "none of 600 rows is of SOLUSDT; there are BTC-USDT, ETH-USDT") {
		t.Errorf("a symbol that is not there: %v", err)
	}
	_, _, err = importFiles(t, f, "SOLUSDT", nil, "testdata/own/hive")
	if !errors.Is(err, ErrNoTrades) || !strings.Contains(err.Error(), "no file is of SOLUSDT; there are BTCUSDT, ETHUSDT") {
		t.Errorf("a symbol that no folder names: %v", err)
	}
	exact := func(c *Config) { c.Listing.Instrument = "BTC/USDT" }
	_, _, err = importFiles(t, f, "BTCUSDT", exact, "testdata/own/symbols.parquet")
	if !errors.Is(err, ErrNoTrades) {
		t.Errorf("a name that has to be exact: %v", err)
	}
	exact = func(c *Config) { c.Listing.Instrument = "BTC-USDT" }
	if _, days, err = importFiles(t, f, "XBTUSD", exact, "testdata/own/symbols.parquet"); err != nil || len(days) != 3 {
		t.Errorf("a name that is exact: %d days, %v", len(days), err)
	}
}
