package dataset

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
)

func TestWriteRead(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 7, 8, 9, 127, 128, 129, 130, BatchRows - 1, BatchRows, BatchRows + 1, 100_000} {
		path := filepath.Join(t.TempDir(), testDate+extension)
		want := testTrades(rows)
		p := microstructure.Provenance{Version: "v1", Synthetic: "yes"}
		writeTrades(t, path, want, p)
		got, err := readAll(path)
		if err != nil {
			t.Fatal(err)
		}
		if got.Len() != rows || rows > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%d rows differ", rows)
		}
		if got, err := ReadProvenance(path); err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("provenance %+v, %v", got, err)
		}
	}
}

// TestWriteAwkward writes numbers that spread over all bit widths, in more than
// one row group, with dictionaries that grow too long.
func TestWriteAwkward(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	want := testTrades(rowGroupRows + 50_000)
	gap := int64(0)
	for i := range want.TimestampUS {
		if i%1000 == 0 {
			gap = r.Int64N(1 << r.IntN(8))
		}
		if i > 0 {
			want.TimestampUS[i] = want.TimestampUS[i-1] + r.Int64N(gap+1)
		}
		if i > 300_000 {
			want.Price[i] = r.ExpFloat64() + 1e-300
		}
		want.QuoteQuantity[i] = r.ExpFloat64() + 1e-300
	}
	want.TimestampUS[len(want.TimestampUS)-1] = testStartUS + dayUS - 1
	path := filepath.Join(t.TempDir(), testDate+extension)
	writeTrades(t, path, want, microstructure.Provenance{})
	got, err := readAll(path)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("the trades differ")
	}
}

// TestWriteIDs writes and reads ids, which no one gets who does not ask.
func TestWriteIDs(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 129, BatchRows, rowGroupRows + 100} {
		path := filepath.Join(t.TempDir(), testDate+extension)
		want := testTrades(rows)
		ids := make([]int64, rows)
		for i := range ids {
			want.TimestampUS[i] = testStartUS + 80*int64(i)
			ids[i] = 5_266_583_935 + int64(i) + int64(i/100*7)
		}
		w, err := CreateTrades(path, microstructure.Provenance{})
		if err != nil {
			t.Fatal(err)
		}
		half := rows / 2
		for _, err := range []error{w.AppendWithIDs(want.Slice(0, half), ids[:half]), w.AppendWithIDs(want.Slice(half, rows), ids[half:]), w.Close()} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if got, err := readAll(path); err != nil || got.Len() != rows || rows > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%d rows are others without ids (%v)", rows, err)
		}
		if info, err := Inspect(path); err != nil || info.HasIDs != (rows > 0) || info.Rows != int64(rows) || !info.Own {
			t.Errorf("%d rows: %+v, %v", rows, info, err)
		}
		if rows > 0 && !slices.Equal(readIDs(t, path), ids) {
			t.Errorf("%d rows have other ids", rows)
		}
	}
	path := filepath.Join(t.TempDir(), testDate+extension)
	writeTrades(t, path, testTrades(3), microstructure.Provenance{})
	r, err := OpenTrades(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.ReadIDs(); !errors.Is(err, ErrSchema) {
		t.Errorf("ids of a file without: %v", err)
	}
	for name, second := range map[string][]int64{"none": nil, "too few": {1}} {
		w, err := CreateTrades(path, microstructure.Provenance{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.AppendWithIDs(testTrades(2), []int64{1, 2}); err != nil {
			t.Error(err)
		}
		if err := w.AppendWithIDs(testTrades(2), second); err == nil {
			t.Errorf("%s: no error", name)
		}
		w.Abort()
	}
}

func readIDs(t *testing.T, path string) (ids []int64) {
	t.Helper()
	r, err := OpenTrades(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.ReadIDs(); err != nil {
		t.Fatal(err)
	}
	for {
		trades, err := r.Next()
		if err == io.EOF {
			return ids
		}
		if err != nil || len(r.IDs()) != trades.Len() {
			t.Fatal(len(r.IDs()), err)
		}
		ids = append(ids, r.IDs()...)
	}
}

// TestWriteForOthers reads a written file with another implementation.
func TestWriteForOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), testDate+extension)
	want := testTrades(1000)
	writeTrades(t, path, want, microstructure.Provenance{})
	type row struct {
		TimestampUS   int64   `parquet:"timestamp_us"`
		Price         float64 `parquet:"price"`
		Quantity      float64 `parquet:"quantity"`
		QuoteQuantity float64 `parquet:"quote_quantity"`
		Side          int8    `parquet:"side"`
	}
	rows, err := parquet.ReadFile[row](path)
	if err != nil {
		t.Fatal(err)
	}
	var got microstructure.Trades
	for _, r := range rows {
		got.TimestampUS = append(got.TimestampUS, r.TimestampUS)
		got.Price = append(got.Price, r.Price)
		got.Quantity = append(got.Quantity, r.Quantity)
		got.QuoteQuantity = append(got.QuoteQuantity, r.QuoteQuantity)
		got.Side = append(got.Side, microstructure.Side(r.Side))
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("the trades differ")
	}
}

func TestWriterIsDeterministic(t *testing.T) {
	trades := testTrades(2*pageRows + 10_000)
	var files [][]byte
	for _, step := range []int{1, 999, pageRows, pageRows + 1, trades.Len()} {
		path := filepath.Join(t.TempDir(), testDate+extension)
		p := microstructure.Provenance{Source: "x", Version: "y", Synthetic: "z"}
		w, err := CreateTrades(path, p)
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < trades.Len(); at += step {
			if err := w.Append(trades.Slice(at, min(at+step, trades.Len()))); err != nil {
				t.Fatal(err)
			}
		}
		if step == 999 { // settled before it is known where the trades come from
			w.SetProvenance(microstructure.Provenance{})
			if n, err := w.Settle(); err != nil || n != int64(trades.Len()) {
				t.Fatalf("settled with %d trades, %v", n, err)
			}
			if w.Append(trades.Slice(0, 1)) == nil {
				t.Error("a settled day takes trades")
			}
			w.SetProvenance(p)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, data)
	}
	for i, file := range files {
		if !bytes.Equal(file, files[0]) {
			t.Errorf("file %d differs from the first", i)
		}
	}
}

func TestWriterLeavesNothing(t *testing.T) {
	for name, use := range map[string]func(w *TradesWriter) error{
		"abort": func(w *TradesWriter) error { w.Abort(); w.Abort(); return nil },
		"invalid": func(w *TradesWriter) error {
			bad := testTrades(3)
			bad.Side[1] = 0
			if w.Append(bad) == nil {
				t.Error("a side of 0 was written")
			}
			if w.Close() == nil {
				t.Error("closed after an error")
			}
			return nil
		},
		"out of order": func(w *TradesWriter) error {
			if w.Append(testTrades(1)) == nil {
				t.Error("an earlier trade was written")
			}
			w.Abort()
			return nil
		},
		"bad provenance": func(w *TradesWriter) error {
			w.SetProvenance(microstructure.Provenance{Kind: "quotes"})
			if err := w.Close(); err == nil || !strings.Contains(err.Error(), "provenance") {
				t.Errorf("error %v", err)
			}
			return nil
		},
		"next day": func(w *TradesWriter) error {
			late := testTrades(1)
			late.TimestampUS[0] += dayUS
			if w.Append(late) == nil {
				t.Error("a trade of the next day was written")
			}
			w.Abort()
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			w, err := CreateTrades(filepath.Join(dir, testDate+extension), microstructure.Provenance{})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Append(testTrades(10)); err != nil {
				t.Fatal(err)
			}
			if err := use(w); err != nil {
				t.Fatal(err)
			}
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("left %v", left)
			}
		})
	}
	if _, err := CreateTrades(filepath.Join(t.TempDir(), "trades.parquet"), microstructure.Provenance{}); err == nil {
		t.Error("a file without a date")
	}
	if _, err := CreateTrades(filepath.Join(t.TempDir(), "none", testDate+extension), microstructure.Provenance{}); err == nil {
		t.Error("a folder that does not exist")
	}
}

func TestQuotesThatAreNotProductsAreRead(t *testing.T) {
	want := testTrades(50_000)
	for i := range want.QuoteQuantity {
		want.QuoteQuantity[i] = want.Price[i] * want.Quantity[i]
	}
	for _, exact := range []bool{true, false} {
		if !exact {
			want.QuoteQuantity[49_999] *= 1 + 1e-15
		}
		path := filepath.Join(t.TempDir(), testDate+extension)
		writeTrades(t, path, want, microstructure.Provenance{})
		r, err := OpenTrades(path)
		if err != nil {
			t.Fatal(err)
		}
		if r.quoteExact != exact {
			t.Errorf("taken for exact: %t, want %t", r.quoteExact, exact)
		}
		r.Close()
		got, err := readAll(path)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("exact %t: the trades differ (%v)", exact, err)
		}
	}
}

// Other programs hand a file's metadata on when they change its columns.
func TestMetadataOfAnotherWriterIsNotTrusted(t *testing.T) {
	type row struct {
		TimestampUS   int64   `parquet:"timestamp_us"`
		Price         float64 `parquet:"price"`
		Quantity      float64 `parquet:"quantity"`
		QuoteQuantity float64 `parquet:"quote_quantity"`
		Side          int32   `parquet:"side"`
	}
	path := filepath.Join(t.TempDir(), testDate+extension)
	var file bytes.Buffer
	w := parquet.NewGenericWriter[row](&file, parquet.KeyValueMetadata(keyQuoteExact, "true"))
	if _, err := w.Write([]row{{testStartUS, 100, 2, 777, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := readAll(path)
	if err != nil || got.Len() != 1 || got.QuoteQuantity[0] != 777 {
		t.Errorf("quote quantities %v (%v), want the file's own, 777", got.QuoteQuantity, err)
	}
}
