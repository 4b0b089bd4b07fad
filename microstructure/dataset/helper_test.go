package dataset

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
)

// testDate is the day of all test files; testStartUS is its midnight.
const (
	testDate    = "2025-11-01"
	testStartUS = 1_761_955_200_000_000
)

// testTrades are the trades of testdata/generate.py, or n of their kind.
func testTrades(n int) microstructure.Trades {
	var t microstructure.Trades
	for i := range n {
		price := 95_000 + float64(i*7%40)/4
		quantity := float64(1+i*i%97) / 1_024
		side := microstructure.Buy
		if i%3 == 0 {
			side = microstructure.Sell
		}
		t.TimestampUS = append(t.TimestampUS, testStartUS+int64(i/2)*250_000)
		t.Price = append(t.Price, price)
		t.Quantity = append(t.Quantity, quantity)
		t.QuoteQuantity = append(t.QuoteQuantity, price*quantity)
		t.Side = append(t.Side, side)
	}
	return t
}

func readAll(path string) (microstructure.Trades, error) {
	var all microstructure.Trades
	r, err := OpenTrades(path)
	if err != nil {
		return all, err
	}
	defer r.Close()
	for {
		t, err := r.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all.Append(t)
	}
}

// writeTrades writes a valid file.
func writeTrades(t testing.TB, path string, trades microstructure.Trades, p microstructure.Provenance) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	w, err := CreateTrades(path, p)
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

// writeRaw writes trades without checking them, in row groups of the given
// length, and otherwise as a TradesWriter does unless options say so.
func writeRaw(t testing.TB, path string, trades microstructure.Trades, rowGroup int, options ...parquet.WriterOption) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []tradeRow
	for i := range trades.TimestampUS {
		rows = append(rows, tradeRow{trades.TimestampUS[i], trades.Price[i], trades.Quantity[i], trades.QuoteQuantity[i], trades.Side[i], 0})
	}
	w := parquet.NewGenericWriter[tradeRow](f, append(append(tradeOptions(rows[:min(pageRows, len(rows))], false), parquet.CreatedBy("test", "1", "0")), options...)...)
	for len(rows) > 0 {
		group := rows[:min(rowGroup, len(rows))]
		rows = rows[len(group):]
		for page := range slices.Chunk(group, pageRows) {
			if _, err := w.Write(page); err != nil {
				t.Fatal(err)
			}
			for _, c := range w.ColumnWriters() {
				if err := c.Flush(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// plainColumns has every column written plainly.
func plainColumns() (options []parquet.WriterOption) {
	for field, tag := range map[string]reflect.StructTag{
		"TimestampUS": `parquet:"timestamp_us"`, "Price": `parquet:"price"`, "Quantity": `parquet:"quantity"`,
		"QuoteQuantity": `parquet:"quote_quantity"`, "Side": `parquet:"side"`,
	} {
		options = append(options, &parquet.StructTagOption{ColumnPath: []string{field}, StructTag: tag})
	}
	return options
}

// later moves trades in time.
func later(t microstructure.Trades, us int64) microstructure.Trades {
	for i := range t.TimestampUS {
		t.TimestampUS[i] += us
	}
	return t
}

// testDataset makes a data directory with the given days of two sources.
func testDataset(t testing.TB, days int) *Dataset {
	t.Helper()
	d := &Dataset{Dir: t.TempDir(), Symbol: "BTCUSDT"}
	for s, source := range []string{"alpha", "beta"} {
		for day := range days {
			trades := testTrades(3000 + 500*s + 100*day)
			trades = later(trades, int64(day)*dayUS)
			for i := range trades.Quantity {
				trades.Quantity[i] *= float64(1 + s)
			}
			date := [...]string{testDate, "2025-11-02", "2025-11-03", "2025-11-04", "2025-11-05", "2025-11-06"}[day]
			writeTrades(t, d.TradesPath(source, date), trades, microstructure.Provenance{})
		}
	}
	return d
}

func testSources() []microstructure.Source {
	return []microstructure.Source{{Name: "alpha", Label: "a"}, {Name: "beta", Label: "b"}}
}
