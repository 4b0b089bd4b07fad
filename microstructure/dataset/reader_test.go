package dataset

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
)

// TestReadOtherWriters reads what pandas, polars, DuckDB and pyarrow wrote with
// various settings: see testdata/generate.py.
func TestReadOtherWriters(t *testing.T) {
	paths, err := filepath.Glob("testdata/*/" + testDate + extension)
	if err != nil || len(paths) < 20 {
		t.Fatalf("found %d files: %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			want := testTrades(120)
			if strings.Contains(path, "_uint") { // unsigned sides can only be bought
				for i := range want.Side {
					want.Side[i] = microstructure.Buy
				}
			}
			got, err := readAll(path)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %v\nwant %v", got, want)
			}
		})
	}
}

// TestRefusedFiles reads files that other programs wrote and that break the
// layout: see testdata/generate.py.
func TestRefusedFiles(t *testing.T) {
	for name, want := range map[string]struct {
		kind error
		text string
	}{
		"null":           {ErrValue, "row 77 (row group 0): column quantity: null; remove the row or fill the value in"},
		"all_null":       {ErrValue, "row 0 (row group 0): column side: null"},
		"missing":        {ErrSchema, "column quantity: missing; the file has timestamp_us, price, quote_quantity, side; write"},
		"renamed":        {ErrSchema, "column timestamp_us: missing; the file has timestamp, price"},
		"doubled":        {ErrSchema, "column price: there are two columns of this name"},
		"timestamp_type": {ErrSchema, "column timestamp_us: wrong type: expected int64, found INT64 (TIMESTAMP); convert the column to int64"},
		"int32_time":     {ErrSchema, "column timestamp_us: wrong type: expected int64, found INT32"},
		"float_price":    {ErrSchema, "column price: wrong type: expected double, found FLOAT"},
		"string_side":    {ErrSchema, "column side: wrong type: expected an integer, found BYTE_ARRAY (STRING)"},
		"bool_side":      {ErrSchema, "column side: wrong type: expected an integer, found BOOLEAN"},
		"decimal_price":  {ErrSchema, "column price: wrong type: expected double, found FIXED_LEN_BYTE_ARRAY (DECIMAL)"},
		"list_price":     {ErrSchema, "column price: wrong type: expected double, found a group of columns"},
		"struct_price":   {ErrSchema, "column price: wrong type: expected double, found a group of columns"},
		"unsigned_side":  {ErrValue, "row 0 (row group 0): column side: 255 is neither +1 (the taker bought) nor -1 (sold)"},
		"zero_side":      {ErrValue, "row 17 (row group 0): column side: 0 is neither"},
		"wide_side":      {ErrValue, "row 17 (row group 0): column side: 257 is neither"},
		"milliseconds":   {ErrValue, "row 0 (row group 0): column timestamp_us: 1761955200000 is outside the file's day, 2025-11-01 UTC; move"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata/bad", name, testDate+extension)
			_, err := readAll(path)
			if !errors.Is(err, want.kind) || !strings.HasPrefix(err.Error(), path+": ") || !strings.Contains(err.Error(), want.text) {
				t.Errorf("got %v (%v)\nwant %q", err, reflect.TypeOf(err), want.text)
			}
		})
	}
}

// TestBadValues breaks one value of a file with several row groups, in plain
// and in dictionary pages.
func TestBadValues(t *testing.T) {
	for _, c := range []struct {
		row    int
		column string
		change func(t *microstructure.Trades, row int)
		kind   error
		text   string
	}{
		{0, columnPrice, func(t *microstructure.Trades, i int) { t.Price[i] = math.NaN() }, ErrValue, "NaN is not a finite number above zero"},
		{99, columnPrice, func(t *microstructure.Trades, i int) { t.Price[i] = math.Inf(1) }, ErrValue, "+Inf is not"},
		{100, columnPrice, func(t *microstructure.Trades, i int) { t.Price[i] = math.Inf(-1) }, ErrValue, "-Inf is not"},
		{345, columnQuantity, func(t *microstructure.Trades, i int) { t.Quantity[i] = 0 }, ErrValue, "0 is not"},
		{345, columnQuantity, func(t *microstructure.Trades, i int) { t.Quantity[i] = math.Copysign(0, -1) }, ErrValue, "-0 is not"},
		{999, columnQuoteQuantity, func(t *microstructure.Trades, i int) { t.QuoteQuantity[i] = -1.5 }, ErrValue, "-1.5 is not"},
		{500, columnSide, func(t *microstructure.Trades, i int) { t.Side[i] = 0 }, ErrValue, "0 is neither"},
		{501, columnSide, func(t *microstructure.Trades, i int) { t.Side[i] = -128 }, ErrValue, "-128 is neither"},
		{7, columnTimestamp, func(t *microstructure.Trades, i int) { t.TimestampUS[i] = testStartUS - 1 }, ErrValue, "is outside the file's day"},
		{999, columnTimestamp, func(t *microstructure.Trades, i int) { t.TimestampUS[i] = testStartUS + dayUS }, ErrValue, "is outside the file's day"},
		{999, columnTimestamp, func(t *microstructure.Trades, i int) { t.TimestampUS[i] = -5 }, ErrValue, "-5 is outside the file's day"},
		{451, columnTimestamp, func(t *microstructure.Trades, i int) { t.TimestampUS[i]-- }, ErrOrder, "is earlier than the row before it"},
		{400, columnTimestamp, func(t *microstructure.Trades, i int) { t.TimestampUS[i] = testStartUS + 1 }, ErrOrder, "is earlier than the row before it"},
	} {
		for encoding, options := range map[string][]parquet.WriterOption{"plain": plainColumns(), "encoded": nil} {
			t.Run(fmt.Sprintf("%s %d %s", c.column, c.row, encoding), func(t *testing.T) {
				trades := testTrades(1000)
				for i := range trades.TimestampUS {
					trades.TimestampUS[i] = testStartUS + int64(i/100) // rows of a group of 100 at one time
				}
				c.change(&trades, c.row)
				path := filepath.Join(t.TempDir(), testDate+extension)
				writeRaw(t, path, trades, 100, options...)
				_, err := readAll(path)
				var e *FileError
				if !errors.As(err, &e) || !errors.Is(err, c.kind) {
					t.Fatalf("got %v", err)
				}
				if e.Row != int64(c.row) || e.RowGroup != c.row/100 || e.Column != c.column || e.Path != path || !strings.Contains(e.Problem, c.text) || e.Remedy == "" {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

func TestNotParquet(t *testing.T) {
	whole, err := os.ReadFile("testdata/pyarrow/" + testDate + extension)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		kind error
		text string
	}{
		{"empty", nil, ErrTruncated, "the file is empty"},
		{"csv", []byte("timestamp_us,price\n1,2\n"), ErrNotParquet, `begins with "time"`},
		{"short", []byte("P"), ErrNotParquet, `begins with "P"`},
		{"magic alone", []byte("PAR1"), ErrTruncated, "truncated"},
		{"magic twice", []byte("PAR1PAR1"), ErrTruncated, "truncated"},
		{"no footer", []byte("PAR1\x00\x00\x00\x00PAR1"), ErrCorrupt, "the footer is damaged"},
		{"half", whole[:len(whole)/2], ErrTruncated, "truncated"},
		{"without its last byte", whole[:len(whole)-1], ErrTruncated, "truncated"},
		{"huge footer", []byte("PAR1\xff\xff\xff\x7fPAR1"), ErrCorrupt, "the footer claims"},
		{"encrypted", []byte("PAR1\x00\x00\x00\x00PARE"), ErrUnsupported, "encrypted"},
		{"hole", append(append([]byte("PAR1"), make([]byte, 1000)...), whole[1004:]...), ErrCorrupt, "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), testDate+extension)
			if err := os.WriteFile(path, c.data, 0o666); err != nil {
				t.Fatal(err)
			}
			if _, err := readAll(path); !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.text) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := readAll(filepath.Join(t.TempDir(), testDate+extension)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	dir := filepath.Join(t.TempDir(), testDate+extension)
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := readAll(dir); !errors.Is(err, ErrNotParquet) {
		t.Errorf("folder: %v", err)
	}
}

// TestDamaged reads files with bytes changed, and cut at many lengths: nothing
// may panic, nor may invalid trades be delivered.
func TestDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), testDate+extension)
	day, err := ParseDay(path)
	if err != nil {
		t.Fatal(err)
	}
	r := &TradesReader{}
	defer r.Close()
	try := func(data []byte) {
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		err := r.Reset(day)
		for err == nil {
			var trades microstructure.Trades
			if trades, err = r.Next(); err == nil {
				if err := trades.Validate(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if strings.Contains(err.Error(), "goroutine") {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"pandas", "polars", "duckdb_v2", "page_v2", "delta", "lz4"} {
		whole, err := os.ReadFile(filepath.Join("testdata", name, testDate+extension))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(whole); i += 11 {
			changed := append([]byte(nil), whole...)
			changed[i] ^= byte(1 << (i % 8))
			try(changed)
			try(whole[:i])
		}
	}
}

// TestReset reads one file after the other, good and bad, with one reader.
func TestReset(t *testing.T) {
	good, bad := "testdata/polars/"+testDate+extension, "testdata/bad/zero_side/"+testDate+extension
	r := &TradesReader{}
	for range 3 {
		for _, path := range []string{good, bad, good} {
			day, err := ParseDay(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Reset(day); err != nil {
				t.Fatal(err)
			}
			if r.Rows() != 120 {
				t.Errorf("%d rows", r.Rows())
			}
			batch, err := r.Next()
			if path == bad {
				if !errors.Is(err, ErrValue) {
					t.Errorf("got %v", err)
				}
				if _, again := r.Next(); again != err {
					t.Errorf("then %v", again)
				}
				continue
			}
			if err != nil || !reflect.DeepEqual(batch, testTrades(120)) {
				t.Errorf("got %d trades, %v", batch.Len(), err)
			}
			if _, err := r.Next(); err != io.EOF {
				t.Errorf("at the end: %v", err)
			}
		}
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// TestReadingGrows asserts what must not grow: neither the memory nor the
// number of allocations depends on the number of row groups read before.
func TestReadingGrows(t *testing.T) {
	const rowGroup = 2000
	var allocations [2]float64
	r := &TradesReader{}
	for i, groups := range []int{50, 250} {
		path := filepath.Join(t.TempDir(), testDate+extension)
		writeRaw(t, path, testTrades(groups*rowGroup), rowGroup)
		day, err := ParseDay(path)
		if err != nil {
			t.Fatal(err)
		}
		next := func() {
			if _, err := r.Next(); err != nil && err != io.EOF {
				t.Fatal(err)
			}
		}
		if err := r.Reset(day); err != nil {
			t.Fatal(err)
		}
		next()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range groups {
			next()
		}
		runtime.ReadMemStats(&after)
		allocations[i] = float64(after.Mallocs-before.Mallocs) / float64(groups)
		if perGroup := (after.TotalAlloc - before.TotalAlloc) / uint64(groups); perGroup > 8<<10 {
			t.Errorf("%d row groups of %d trades: %d bytes allocated for each", groups, rowGroup, perGroup)
		}
	}
	if allocations[1] > allocations[0]+1 || allocations[1] > 30 {
		t.Errorf("allocations a row group: %.1f in a short file, %.1f in a long one", allocations[0], allocations[1])
	}
}
