package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// typed has a column of each kind.
func typed() Table {
	return Table{Name: "trips", Caption: "Round trips", Note: "Net of fees.", Columns: []Column{
		{"entry", Times{1_763_078_700_000_000, 0, -1}},
		{"bps", Floats{1234.5, math.NaN(), -0.25}},
		{"n", Ints{2048, 0, -3}},
		{"filter", Texts{"low", "a,\"b\"\r\n", ""}},
	}}
}

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAdd(t *testing.T) {
	table := New("", "a", "b")
	table.Add("1")
	table.Add("2", "3", "4")
	table.Add()
	if got, want := table.Rows(), [][]string{{"1", "", ""}, {"2", "3", "4"}, {"", "", ""}}; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("rows %q, want %q", got, want)
	}
	if got := table.Header(); !slices.Equal(got, []string{"a", "b", ""}) {
		t.Errorf("header %q", got)
	}

	numbers := Table{Columns: []Column{{"n", Ints{1000}}, {"none", nil}, {"long", Floats{0.5, 2}}}}
	numbers.Add("x", "y", "z")
	if got, want := numbers.Rows(), [][]string{{"1,000", "", "0.5"}, {"", "", "2"}, {"x", "y", "z"}}; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("rows %q, want %q", got, want)
	}
}

func TestFirst(t *testing.T) {
	whole := typed()
	some := whole.First(2)
	if some.Len() != 2 || some.Note != "Net of fees. The first 2 of 3 rows." || whole.Len() != 3 || whole.Note != "Net of fees." {
		t.Errorf("%d rows of %d, noted %q", some.Len(), whole.Len(), some.Note)
	}
	some.Add("", "", "", "new")
	if got := whole.Rows()[2][3]; got != "" {
		t.Errorf("a row added to the first ones is in the whole table: %q", got)
	}
	for _, n := range []int{3, 4, -1} {
		if got := whole.First(n); got.Len() != 3 || got.Note != whole.Note {
			t.Errorf("the first %d are %d, noted %q", n, got.Len(), got.Note)
		}
	}
	if got := (Table{Columns: []Column{{"a", Ints{1, 2, 3}}, {"b", Ints{1}}}}).First(2); got.Len() != 2 {
		t.Errorf("of columns that differ in length, the first 2 are %d", got.Len())
	}
}

func TestWriteText(t *testing.T) {
	table := New("Caption", "name", "PnL")
	table.Add("low", "−1.5")
	table.Add("ü", "+12.25")
	table.Note = "Note\x1b"
	const want = "Caption\n  name     PnL\n  low     −1.5\n  ü     +12.25\nNote\\u001b\n"
	if got := written(t, table.WriteText); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	const typedWant = "Round trips\n" +
		"  entry                    bps      n     filter\n" +
		"  2025-11-14 00:05:00  1,234.5  2,048        low\n" +
		"  1970-01-01 00:00:00        –      0  a,\"b\"\\r\\n\n" +
		"  1969-12-31 23:59:59    −0.25     −3           \nNet of fees.\n"
	if got := written(t, typed().WriteText); got != typedWant {
		t.Errorf("got\n%s\nwant\n%s", got, typedWant)
	}
	bare := Table{}
	bare.Add("a", "b")
	if got := written(t, bare.WriteText); got != "  a  b\n" {
		t.Errorf("without names of columns: %q", got)
	}
}

func TestWriteCSV(t *testing.T) {
	const want = "entry,bps,n,filter\n2025-11-14T00:05:00Z,1234.5,2048,low\n1970-01-01T00:00:00Z,,0,\"a,\"\"b\"\"\r\n\"\n1969-12-31T23:59:59Z,-0.25,-3,\n"
	got := written(t, typed().WriteCSV)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	records, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil || len(records) != 4 {
		t.Errorf("%d records read back, %v", len(records), err)
	}
}

func TestWriteParquet(t *testing.T) {
	type row struct {
		Entry  int64   `parquet:"entry"`
		Bps    float64 `parquet:"bps"`
		N      int64   `parquet:"n"`
		Filter string  `parquet:"filter"`
	}
	data := written(t, typed().WriteParquet)
	rows, err := parquet.Read[row](strings.NewReader(data), int64(len(data)))
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if r := rows[0]; r != (row{1_763_078_700_000_000, 1234.5, 2048, "low"}) {
		t.Errorf("first row %+v", r)
	}
	if r := rows[1]; !math.IsNaN(r.Bps) || r.Filter != "a,\"b\"\r\n" {
		t.Errorf("second row %+v", r)
	}
	f, err := parquet.OpenFile(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range f.Schema().Columns() {
		names = append(names, c[0])
	}
	if !slices.Equal(names, typed().Header()) {
		t.Errorf("columns %q, want the order of the table", names)
	}
	if again := written(t, typed().WriteParquet); again != data {
		t.Error("a second writing differs")
	}
}

// Files are written of columns that fit together only.
func TestColumnsThatDoNotFit(t *testing.T) {
	for _, columns := range [][]Column{{{"a", Ints{1, 2}}, {"b", Floats{1}}}, {{"a", Ints{1}}, {"b", nil}}} {
		table := Table{Name: "x", Columns: columns}
		for name, write := range map[string]func(io.Writer) error{"CSV": table.WriteCSV, "parquet": table.WriteParquet} {
			if err := write(io.Discard); !errors.Is(err, ErrShape) || !strings.Contains(err.Error(), `"b"`) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	twice := Table{Name: "x", Columns: []Column{{"a", Ints{1}}, {"a", Ints{2}}}}
	if err := twice.WriteParquet(io.Discard); err == nil || !strings.Contains(err.Error(), `"a"`) {
		t.Errorf("two columns of one name: %v", err)
	}
	for _, empty := range []Table{{}, New("", "a", "b"), {Columns: []Column{{"a", nil}}}} {
		for name, write := range map[string]func(io.Writer) error{"text": empty.WriteText, "CSV": empty.WriteCSV, "parquet": empty.WriteParquet} {
			if err := write(io.Discard); err != nil {
				t.Errorf("an empty table as %s: %v", name, err)
			}
		}
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteWhereItCannot(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{"text": typed().WriteText, "CSV": typed().WriteCSV, "parquet": typed().WriteParquet} {
		if err := write(full{}); !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
