package dataset

import (
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
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

// writeRaw writes trades without checking them, in row groups of the given length.
func writeRaw(t testing.TB, path string, fields []parquetio.Field, trades microstructure.Trades, rowGroup int) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := parquetio.NewWriter(f, fields)
	for trades.Len() > 0 {
		n := min(rowGroup, trades.Len())
		part := trades.Slice(0, n)
		err := w.RowGroup(n, func(field int) []uint64 {
			var words []uint64
			for i := range n {
				words = append(words, [...]uint64{
					uint64(part.TimestampUS[i]), math.Float64bits(part.Price[i]), math.Float64bits(part.Quantity[i]),
					math.Float64bits(part.QuoteQuantity[i]), uint64(int64(part.Side[i])),
				}[field])
			}
			return words
		})
		if err != nil {
			t.Fatal(err)
		}
		trades = trades.Slice(n, trades.Len())
	}
	if err := w.Close(nil); err != nil {
		t.Fatal(err)
	}
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
