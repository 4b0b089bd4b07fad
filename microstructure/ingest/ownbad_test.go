package ingest

import (
	"context"
	"errors"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
)

const ownHeader = "time,price,qty,side\n"

// Headers that cannot be used stop an import before it begins, and name what
// there is.
func TestOwnHeaders(t *testing.T) {
	for name, c := range map[string]struct {
		text, format string
		columns      map[string]string
		want         string
	}{
		"no price":        {"time,qty,side\n", "csv", nil, "f.csv: no column is known as the price; the file has time, qty, side; say which it is with --columns price=NAME"},
		"no side":         {"time,price,qty\n", "csv", nil, "no column is known as the side; the file has time, price, qty; say which it is with --columns side=NAME or, of a flag"},
		"two candidates":  {"time,price,size,amount,side\n", "csv", nil, "the quantity may be size or amount; say which with --columns quantity=NAME"},
		"two sides":       {"time,price,qty,side,is_buyer_maker\n", "csv", nil, "the side may be side or is_buyer_maker; say which with --columns side=side or --columns maker=is_buyer_maker"},
		"absent":          {ownHeader, "csv", map[string]string{"price": "px"}, `there is no column "px" for the price; the file has time, price, qty, side; name one of these`},
		"twice":           {"time,price,price,qty,side\n", "csv", map[string]string{"price": "price"}, "price: two columns have this name; write the file with one"},
		"twice, unnamed":  {"time,price,price,qty,side\n", "csv", nil, "the price may be price or price"},
		"no header":       {"1761955200,95000,1,buy\n", "csv", nil, "of a file without a header give their numbers, as in --columns time=1,price=2,quantity=3,side=4"},
		"number too high": {"1761955200,95000,1,buy\n", "csv", map[string]string{"time": "1", "price": "2", "quantity": "3", "side": "5"}, `there is no column "5" for the side; the file has 1, 2, 3, 4`},
		"empty":           {"", "csv", nil, "f.csv: the archive is empty"},
		"blank":           {"\n\n", "csv", nil, "the file is empty; copy or write the file again"},
		"no rows":         {ownHeader, "csv", nil, "no trades: there are no rows in f.csv"},
		"no times":        {ownHeader + "10:00,1,2,buy\n", "csv", nil, "f.csv, time: no value of this column is a time since 2009; say which column has the times"},
		"UTF-16":          {"\xff\xfet\x00", "csv", nil, "the text is in UTF-16; save it as CSV in UTF-8"},
		"open quote":      {"\"time,price\n", "csv", nil, "has a quote that does not end on its line"},
		"not parquet":     {ownHeader, "parquet", nil, "f.csv: not parquet: the file begins with \"time\"; convert it to parquet"},
		"cut parquet":     {"PAR1 and no end of it", "parquet", nil, "truncated: the file begins as parquet but its end is missing"},
		"bad role":        {ownHeader, "csv", map[string]string{"volume": "qty"}, `a column cannot be "volume"; it can be time, price`},
		"bad format":      {ownHeader, "excel", nil, `format "excel" is not known; there are parquet, csv, `},
		"both":            {ownHeader, "csv", map[string]string{"side": "side", "maker": "side"}, "give one of them"},
	} {
		path := write(t, "f.csv", c.text)
		_, days, err := importFiles(t, Format{Name: c.format, Columns: c.columns}, "BTCUSDT", nil, path)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(days) > 0 {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
	}
}

// A row that cannot be used costs its day; the other days are written.
func TestOwnRows(t *testing.T) {
	const before, after = "1761868800,95000,1,buy\n", "1762041600,95000,1,sell\n" // 2025-10-31, 2025-11-02
	for name, c := range map[string]struct{ header, row, want string }{
		"NaN":            {ownHeader, "1761955200,NaN,1,buy", `f.csv, line 3, price: "NaN" is not a finite number above zero; correct or remove the row, in a copy of the file`},
		"Inf":            {ownHeader, "1761955200,inf,1,buy", `price: "inf" is not a finite number above zero`},
		"negative":       {ownHeader, "1761955200,-5,1,buy", `price: "-5" is not a finite number above zero`},
		"zero":           {ownHeader, "1761955200,0,1,buy", `price: "0" is not a finite number above zero`},
		"empty price":    {ownHeader, "1761955200,,1,buy", "price: is empty"},
		"thousands":      {ownHeader, "1761955200,\"95,000\",1,buy", `price: "95,000" is not a finite number above zero`},
		"negative qty":   {ownHeader, "1761955200,95000,-1,buy", `qty: "-1" is neither zero nor a finite number above it`},
		"side":           {ownHeader, "1761955200,95000,1,unknown", `side: "unknown" is neither a buy nor a sell`},
		"side 0":         {ownHeader, "1761955200,95000,1,0", `side: "0" is neither a buy nor a sell`},
		"empty side":     {ownHeader, "1761955200,95000,1,", "side: is empty"},
		"maker":          {"time,price,qty,m\n", "1761955200,95000,1,maybe", `m: "maybe" is neither true nor false`},
		"date alone":     {ownHeader, "2025-11-01,95000,1,buy", `time: "2025-11-01" is not a time since 2009; write times as numbers`},
		"day of month":   {ownHeader, "2025-11-31T00:00:00,95000,1,buy", `time: "2025-11-31T00:00:00" is not a time since 2009`},
		"American":       {ownHeader, "11/01/2025 10:00:00,95000,1,buy", `time: "11/01/2025 10:00:00" is not a time since 2009`},
		"days for times": {ownHeader, "20251101,95000,1,buy", `time: "20251101" is 1970-08-23T09:18:21.000000Z, before there was anything to trade`},
		"far future":     {ownHeader, "9999999999,95000,1,buy", `is 2286-11-20T17:46:39.000000Z, after the year 2099`},
		"id":             {"time,price,qty,side,id\n", "1761955200,95000,1,buy,x1", `id: "x1" is not a whole number; if ids are texts, say --columns text_id=id; to do without them, --columns id=`},
		"no id":          {"time,price,qty,side,id\n", "1761955200,95000,1,buy,", `id: is empty; if ids are texts`},
		"quote":          {"time,price,qty,side,cost\n", "1761955200,95000,1,buy,950", `cost: "950" is not what price and quantity make: 1 base and 95000 quote with a contract size of 1; give the right contract size or`},
		"quote text":     {"time,price,qty,side,cost\n", "1761955200,95000,1,buy,much", `cost: "much" is not what price and quantity make`},
		"few fields":     {ownHeader, "1761955200,95000,1", `"1761955200,95000,1" has 3 fields, not 4`},
		"many fields":    {ownHeader, "1761955200,95000,1,buy,2", `has 5 fields, not 4`},
		"quotes":         {ownHeader, `1761955200,"95000,1,buy`, "has a quote that does not end on its line"},
		"too small":      {ownHeader, "1761955200,1e-300,1e-300,buy", "a price of 1e-300 and a quantity of 1e-300 are too small or too large to count with"},
		"long line":      {ownHeader, strings.Repeat("x", 70_000), "is longer than 65536 bytes"},
		"no symbol":      {"time,price,qty,side,symbol\n", "1761955200,95000,1,buy,", "symbol: is empty"},
	} {
		pad := func(row string) string {
			switch {
			case strings.Contains(c.header, ",id"):
				return strings.TrimSpace(row) + ",7\n"
			case strings.Contains(c.header, "cost"):
				return strings.TrimSpace(row) + ",95000\n"
			case strings.Contains(c.header, "symbol"):
				return strings.TrimSpace(row) + ",BTCUSDT\n"
			case strings.Contains(c.header, ",m"):
				return strings.NewReplacer("buy", "false", "sell", "TRUE").Replace(row)
			}
			return row
		}
		path := write(t, "f.csv", c.header+pad(before)+c.row+"\n"+pad(after))
		r, days, err := importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, path)
		if err != nil || len(r.Failures) != 1 {
			t.Errorf("%s: %v, %+v", name, err, r.Failures)
			continue
		}
		if got := r.Failures[0].Err.Error(); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
		lost := r.Failures[0].Days
		want := []string{"2025-10-31", "2025-11-02"} // the days around a row whose time is not known
		if strings.HasPrefix(c.row, "1761955200,") && !strings.Contains(c.want, "fields, not") && name != "quotes" {
			want = []string{"2025-11-01"}
		}
		if !slices.Equal(lost, want) {
			t.Errorf("%s: %v lost, want %v", name, lost, want)
		}
		for _, day := range lost {
			if days[day] != nil {
				t.Errorf("%s: %s is written", name, day)
			}
		}
		if len(want) == 1 && len(days) != 2 {
			t.Errorf("%s: %v written", name, slices.Sorted(maps.Keys(days)))
		}
	}
}

// An ownRow is a row of a parquet file in which anything may be missing.
type ownRow struct {
	Time  *int64   `parquet:"time,timestamp(microsecond),optional"`
	Price *float64 `parquet:"price,optional"`
	Qty   *float64 `parquet:"qty,optional"`
	Side  *string  `parquet:"side,optional"`
	ID    *int64   `parquet:"id,optional"`
	Cost  *float64 `parquet:"cost,optional"`
}

func newOwnRow(us int64, id int64) ownRow {
	price, qty, side, cost := 95_000.0, 2.0, "buy", 190_000.0
	return ownRow{&us, &price, &qty, &side, &id, &cost}
}

func writeOwnRows[T any](t testing.TB, name string, rows []T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	must(t, err)
	w := parquet.NewGenericWriter[T](f)
	_, err = w.Write(rows)
	must(t, errors.Join(err, w.Close(), f.Close()))
	return path
}

// Nulls and numbers that are none, in each column of a parquet file.
func TestOwnNulls(t *testing.T) {
	const us = 1_761_955_200_000_000
	nan, inf, below, zero := math.NaN(), math.Inf(1), -1.0, 0.0
	for name, c := range map[string]struct {
		spoil func(*ownRow)
		want  string // empty if the row is good
	}{
		"time":         {func(r *ownRow) { r.Time = nil }, "f.parquet, row 1, time: is null; correct or remove the row"},
		"price":        {func(r *ownRow) { r.Price = nil }, "f.parquet, row 1, price: is null"},
		"quantity":     {func(r *ownRow) { r.Qty = nil }, "f.parquet, row 1, qty: is null"},
		"side":         {func(r *ownRow) { r.Side = nil }, "f.parquet, row 1, side: is null"},
		"id":           {func(r *ownRow) { r.ID = nil }, "f.parquet, row 1, id: is null; correct or remove the row, in a copy of the file, or leave the ids out with --columns id="},
		"quote":        {func(r *ownRow) { r.Cost = nil }, ""},
		"NaN":          {func(r *ownRow) { r.Price = &nan }, `price: "NaN" is not a finite number above zero`},
		"Inf":          {func(r *ownRow) { r.Qty = &inf }, `qty: "+Inf" is neither zero nor a finite number above it`},
		"negative":     {func(r *ownRow) { r.Price = &below }, `price: "-1" is not a finite number above zero`},
		"price 0":      {func(r *ownRow) { r.Price = &zero }, `price: "0" is not a finite number above zero`},
		"quantity 0":   {func(r *ownRow) { r.Qty = &zero }, ""},
		"both 0":       {func(r *ownRow) { r.Price, r.Qty = &zero, &zero }, ""},
		"below 0 id":   {func(r *ownRow) { *r.ID = -4 }, `id: "-4" is not a whole number`},
		"another cost": {func(r *ownRow) { *r.Cost = 7 }, `cost: "7" is not what price and quantity make`},
		"NaN cost":     {func(r *ownRow) { r.Cost = &nan }, ""},
	} {
		rows := []ownRow{newOwnRow(us, 1), newOwnRow(us+1, 2), newOwnRow(us+2*dayUS, 3)}
		c.spoil(&rows[1])
		r, days, err := importFiles(t, Format{Name: "parquet"}, "BTCUSDT", nil, writeOwnRows(t, "f.parquet", rows))
		switch {
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want == "":
			left := int64(0)
			if strings.HasSuffix(name, " 0") && name != "price 0" {
				left = 1
			}
			if len(r.Failures) > 0 || len(days) != 2 || r.Archives[0].Rows != 3 || r.Archives[0].LeftOut != left {
				t.Errorf("%s: %+v, %d days", name, r, len(days))
			}
		case len(r.Failures) != 1 || !strings.Contains(r.Failures[0].Err.Error(), c.want):
			t.Errorf("%s: %+v\nwant %s", name, r.Failures, c.want)
		case name != "time" && (days["2025-11-03"] == nil || days["2025-11-01"] != nil):
			t.Errorf("%s: %v written", name, slices.Sorted(maps.Keys(days)))
		}
	}
}

// Columns that cannot play a role are refused by name and type.
func TestOwnTypes(t *testing.T) {
	type nested struct {
		Time  int64               `parquet:"time"`
		Price struct{ V float64 } `parquet:"price"`
		Qty   []float64           `parquet:"qty,list"`
		Side  bool                `parquet:"side"`
		Day   int32               `parquet:"day,date"`
		Px    float64             `parquet:"px"`
		Sz    float64             `parquet:"sz"`
		Maker bool                `parquet:"maker"`
	}
	rows := []nested{{Time: 1_761_955_200, Px: 95_000, Sz: 1}}
	path := writeOwnRows(t, "f.parquet", rows)
	for want, columns := range map[string]map[string]string{
		"f.parquet, price: is a group of columns, which cannot be the price; write the column with a plain type, or say which":         {"price": "price", "quantity": "sz", "maker": "maker"},
		"f.parquet, qty: is a group of columns, which cannot be the quantity":                                                          {"price": "px", "quantity": "qty", "maker": "maker"},
		"f.parquet, side: is BOOLEAN, which cannot be the side; if it is true where the buyer was the maker, use --columns maker=side": {"price": "px", "quantity": "sz"},
		"f.parquet, day: is INT32 (DATE), which cannot be the time":                                                                    {"time": "day", "price": "px", "quantity": "sz", "maker": "maker"},
	} {
		if _, _, err := importFiles(t, Format{Name: "parquet", Columns: columns}, "BTCUSDT", nil, path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	_, days, err := importFiles(t, Format{Name: "parquet", Columns: map[string]string{"quantity": "sz", "maker": "maker"}}, "BTCUSDT", nil, path)
	if err != nil || len(days) != 1 {
		t.Errorf("the columns that can: %d days, %v", len(days), err)
	}
}

// Rows of times in different units are read each by its size; the units are
// said, and no row lands in another year.
func TestOwnUnits(t *testing.T) {
	for text, want := range map[string]string{
		"1761955200":                       "s",
		"1761955200.25":                    "s",
		"1761955200000":                    "ms",
		"1.761955200000e+12":               "ms",
		"1761955200000000":                 "µs",
		"1761955200000000999":              "ns, cut to µs",
		"1761955200\n1761955200001":        "s and ms",
		"2025-11-01T00:00:00Z":             "",
		"2025-11-01 01:30:00.123456+01:30": "",
		"2025-10-31 23:30:00-0030":         "",
		"2025-11-01D00:00:00.000000001":    "without a zone, taken for UTC",
		"2025-11-01 00:00:00 UTC":          "",
		"2025-11-01 00:00":                 "without a zone, taken for UTC",
	} {
		var rows strings.Builder
		for line := range strings.Lines(text) {
			rows.WriteString(strings.TrimSpace(line) + ",95000,1,buy\n")
		}
		r, days, err := importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, write(t, "f.csv", ownHeader+rows.String()))
		if err != nil || len(days) != 1 || days["2025-11-01"] == nil {
			t.Errorf("%s: %v, %v", text, slices.Sorted(maps.Keys(days)), err)
			continue
		}
		note, _, _ := strings.Cut(strings.TrimPrefix(r.Archives[0].Columns, "time = time (text"), ")")
		if want != "" && !strings.HasSuffix(note, want) || want == "" && note != "" {
			t.Errorf("%s: %q, want %q", text, note, want)
		}
	}
}

// 0, 1 and 2 rows, rows of one instant, and files without ids.
func TestFewOwnRows(t *testing.T) {
	rows := []ownRow{}
	_, _, err := importFiles(t, Format{Name: "parquet"}, "BTCUSDT", nil, writeOwnRows(t, "f.parquet", rows))
	if !errors.Is(err, ErrNoTrades) {
		t.Errorf("no rows: %v", err)
	}
	for n := range 2 {
		rows = append(rows, newOwnRow(1_761_955_200_000_000, int64(5-n)))
		_, days, err := importFiles(t, Format{Name: "parquet"}, "BTCUSDT", nil, writeOwnRows(t, "f.parquet", rows))
		if d := days["2025-11-01"]; err != nil || d == nil || d.trades.Len() != n+1 || !slices.IsSorted(d.ids) {
			t.Errorf("%d rows: %+v, %v", n+1, d, err)
		}
	}
	// Without ids, equal rows of a file are different trades, but those of
	// another file are the same.
	text := ownHeader + strings.Repeat("1761955200,95000,1,buy\n", 3)
	one, other := write(t, "one.csv", text), write(t, "other.csv", text+"1761955200,95000,1,sell\n")
	r, days, err := importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, one, other)
	d := days["2025-11-01"]
	if err != nil || d == nil || d.trades.Len() != 4 || d.ids != nil || d.provenance.Duplicates != 3 || d.provenance.IDs != nil {
		t.Errorf("equal rows: %+v, %v", r, err)
	}
	// A file beside others may be empty.
	empty := write(t, "empty.csv", ownHeader)
	if _, days, err = importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, one, empty); err != nil || len(days) != 1 {
		t.Errorf("an empty file beside another: %v", err)
	}
}

// Files in a folder that do not go together, or cannot be read, stop an import
// before anything is written.
func TestOwnFilesThatDoNotGoTogether(t *testing.T) {
	with, without := write(t, "with.csv", "time,price,qty,side,id\n1761955200,95000,1,buy,7\n"), write(t, "without.csv", ownHeader+"1761955200,95000,1,buy\n")
	texts := write(t, "texts.csv", "time,price,qty,side,id\n1761955200,95000,1,buy,a7\n")
	agg := write(t, "agg.csv", "time,price,qty,side,agg_trade_id\n1761955200,95000,1,buy,7\n")
	venues := write(t, "venues.csv", "time,price,qty,side,exchange\n1761955200,95000,1,buy,kraken\n1761955201,95000,1,buy,okx\n")
	for want, paths := range map[string][]string{
		"without.csv has no ids, and with.csv has ids that are numbers": {with, without},
		"with.csv has ids that are numbers, and texts.csv":              nil,
		"merged trades (aggTrades) and single trades":                   {with, agg},
	} {
		if paths == nil {
			paths, want = []string{with, texts}, "import them one by one to sources of their own, or do without ids, with --columns id="
		}
		_, days, err := importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, paths...)
		if !errors.Is(err, ErrMismatch) || !strings.Contains(err.Error(), want) && !strings.Contains(want, "without.csv has no ids") || len(days) > 0 {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	r, days, err := importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, venues)
	if err != nil || len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, ErrMismatch) || len(days) > 0 ||
		!strings.Contains(r.Failures[0].Err.Error(), `exchange: there are rows of "kraken" and of "okx"`) {
		t.Errorf("two venues: %+v, %v", r.Failures, err)
	}
	_, _, err = importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, t.TempDir())
	if !errors.Is(err, ErrNoTrades) || !strings.Contains(err.Error(), "hold no file whose name ends with .csv") {
		t.Errorf("an empty folder: %v", err)
	}
	_, _, err = importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, filepath.Join(t.TempDir(), "none.csv"))
	if err == nil || !strings.Contains(err.Error(), "there is no such file") {
		t.Errorf("no file: %v", err)
	}
	if os.Getuid() != 0 {
		must(t, os.Chmod(with, 0))
		if _, _, err = importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, with); err == nil || !strings.Contains(err.Error(), "chmod u+r") {
			t.Errorf("a file that may not be read: %v", err)
		}
	}
}

// Files of which some name the symbol and some do not are not taken together;
// where a folder names another instrument, it is left out.
func TestOwnFilesOfUnknownSymbols(t *testing.T) {
	folder := t.TempDir()
	put := func(name string) {
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(folder, name)), 0o755))
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(ownHeader+"1761955200,95000,1,buy\n"), 0o600))
	}
	put("BTCUSDT/2025.csv")
	put("ETHUSDT/2025.csv")
	_, days, err := importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, folder)
	if !errors.Is(err, ErrMismatch) || len(days) > 0 || !strings.Contains(err.Error(),
		"BTCUSDT/2025.csv has BTCUSDT in its path, and ETHUSDT/2025.csv has not, and nothing else says what it is of; give the files of BTCUSDT alone") {
		t.Errorf("%v", err)
	}
	if _, days, err = importFiles(t, Format{Name: "csv"}, "BTCUSDT", nil, filepath.Join(folder, "BTCUSDT")); err != nil || len(days) != 1 {
		t.Errorf("one folder: %d days, %v", len(days), err)
	}

	catalog := t.TempDir()
	data, err := os.ReadFile("testdata/own/nautilus8/data/trade_tick/BTCUSDT-PERP.BINANCE/part-0.parquet")
	must(t, err)
	for _, name := range []string{"BTCUSDT-PERP.BINANCE", "ETHUSDT-PERP.BINANCE"} {
		dir := filepath.Join(catalog, "data/trade_tick", name)
		must(t, os.MkdirAll(dir, 0o755))
		must(t, os.WriteFile(filepath.Join(dir, "part-0.parquet"), data, 0o600))
	}
	r, days, err := importFiles(t, Format{Name: "nautilus"}, "BTCUSDT", nil, catalog)
	if err != nil || len(days) != 3 || len(r.Archives) != 1 || !strings.Contains(r.Archives[0].Name, "BTCUSDT-PERP.BINANCE") {
		t.Errorf("a catalog: %+v, %v", r.Archives, err)
	}
}

// A file that is damaged in its middle costs the days that it has rows of.
func TestDamagedOwnFile(t *testing.T) {
	var rows []ownRow
	for i := range int64(50) {
		rows = append(rows, newOwnRow(1_761_955_200_000_000+i, i))
	}
	bad := writeOwnRows(t, "bad.parquet", rows)
	for i := range rows {
		*rows[i].Time += dayUS
	}
	sound := writeOwnRows(t, "sound.parquet", rows)
	data, err := os.ReadFile(bad)
	must(t, err)
	for i := range data[4:200] {
		data[4+i] ^= 0x55
	}
	must(t, os.WriteFile(bad, data, 0o600))
	r, days, err := importFiles(t, Format{Name: "parquet"}, "BTCUSDT", nil, bad, sound)
	if err != nil || len(r.Failures) != 1 || !slices.Equal(r.Failures[0].Days, []string{"2025-11-01"}) || len(days) != 1 || days["2025-11-02"] == nil {
		t.Fatalf("%+v, %d days, %v", r.Failures, len(days), err)
	}
	if text := r.Failures[0].Err.Error(); !strings.Contains(text, "bad.parquet") || !strings.Contains(text, "damaged data") || !strings.Contains(text, "copy or download the file again") {
		t.Error(text)
	}
}

// An import that is stopped leaves no day half-written.
func TestStoppedOwnImport(t *testing.T) {
	files, err := FindFiles(Format{Name: "parquet"}, nil, "testdata/own/pandas.parquet")
	must(t, err)
	in, err := Survey(context.Background(), Format{Name: "parquet"}, files, DefaultLimits(), 1, nil)
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	m := &memory{days: map[string]*memoryDay{}}
	c := DefaultConfig()
	c.Source, c.Symbol, c.TempDir = "mine", "BTCUSDT", t.TempDir()
	c.NewDay = func(day string) (DayWriter, error) { stop(); return m.open(day) }
	if _, err := ConvertFiles(ctx, in, c); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	for name, d := range m.days {
		if d.closed || !d.aborted {
			t.Errorf("%s: %+v", name, d)
		}
	}
	if _, err := Survey(ctx, Format{Name: "csv"}, []InputFile{{Path: "testdata/own/pandas.csv"}}, DefaultLimits(), 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a survey that is stopped: %v", err)
	}
}

// Contracts are asked for where Tardis' amounts may be in them.
func TestOwnContracts(t *testing.T) {
	text := "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nokex-swap,BTC-USDT-SWAP,1761955200000000,1761955200000000,1,buy,50000,7\n"
	path := write(t, "okex-swap_trades_2025-11-01_BTC-USDT-SWAP.csv.gz", text)
	listing := func(size float64, inQuote bool) func(*Config) {
		return func(c *Config) {
			c.Listing = Listing{Instrument: "BTC-USDT-SWAP", ContractSize: size, InQuote: inQuote}
		}
	}
	_, _, err := importFiles(t, Format{Name: "tardis"}, "BTCUSDT", listing(0, false), path)
	if !errors.Is(err, ErrContractSize) || !strings.Contains(err.Error(), "okex-swap gives amounts in units of its own, which may be contracts; give the size of one as BTC-USDT-SWAP=SIZE") {
		t.Errorf("no size: %v", err)
	}
	_, days, err := importFiles(t, Format{Name: "tardis"}, "BTCUSDT", listing(0.01, false), path)
	if d := days["2025-11-01"]; err != nil || d == nil || d.trades.Quantity[0] != 0.07 || d.provenance.ContractSize != 0.01 {
		t.Errorf("contracts: %+v, %v", d, err)
	}
	_, days, err = importFiles(t, Format{Name: "tardis"}, "BTCUSDT", listing(100, true), path)
	if d := days["2025-11-01"]; err != nil || d == nil || d.trades.QuoteQuantity[0] != 700 || d.trades.Quantity[0] != 0.014 || d.provenance.ContractUnit != microstructure.UnitQuote {
		t.Errorf("inverse contracts: %+v, %v", d, err)
	}
}
