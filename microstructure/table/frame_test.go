package table

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// fields are the values of a column in CSV.
func fields(t *testing.T, of Table, name string) string {
	t.Helper()
	at, err := of.column(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range of.Len() {
		out = append(out, of.Columns[at].Values.field(i))
	}
	return strings.Join(out, " ")
}

func must(t *testing.T) func(Table, error) Table {
	return func(of Table, err error) Table {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return of
	}
}

func trips() Table {
	return Table{Name: "trips", Columns: []Column{
		{"side", Texts{"long", "short", "long", "short"}},
		{"bps", Floats{2, math.NaN(), -1, 7}},
		{"n", Ints{4, 3, 2, 2}},
		{"entry", Times{0, 3_000_000, 1_000_000, 2_000_000}},
	}}
}

func TestSort(t *testing.T) {
	of := trips()
	for by, want := range map[string]string{"bps": "2 4 2 3", "-bps": "2 4 2 3", "n": "2 2 3 4", "-side": "3 2 4 2", "entry": "4 2 2 3", "side": "4 2 3 2"} {
		if got := fields(t, must(t)(of.Sort(by)), "n"); got != want {
			t.Errorf("by %s: %s, want %s", by, got, want)
		}
	}
	if got := fields(t, must(t)(of.Sort("n", "-bps")), "bps"); got != "7 -1  2" {
		t.Errorf("by two columns: %q", got)
	}
	if got := fields(t, of, "n"); got != "4 3 2 2" {
		t.Errorf("the table itself was sorted: %s", got)
	}
	if got := must(t)((Table{}).Sort()); got.Len() != 0 {
		t.Errorf("an empty table has %d rows", got.Len())
	}
}

func TestFilterAndSelect(t *testing.T) {
	got := must(t)(trips().Filter(func(r Row) bool { return r.Number("bps") > 0 && r.Text("side") == "long" || r.Number("entry") == 3e6 }))
	got = must(t)(got.Select("n", "side"))
	if !reflect.DeepEqual(got.Header(), []string{"n", "side"}) || fields(t, got, "n") != "4 3" || fields(t, got, "side") != "long short" {
		t.Errorf("%v of %q", got.Rows(), got.Header())
	}
	if got := must(t)(trips().Filter(func(Row) bool { return false })); got.Len() != 0 || len(got.Columns) != 4 {
		t.Errorf("%d rows of nothing", got.Len())
	}
	if got := must(t)(trips().Filter(func(r Row) bool { return !math.IsNaN(r.Number("side")) })); got.Len() != 0 {
		t.Error("a text is a number")
	}
}

// A column that is not there, and columns that do not fit, are errors.
func TestColumnsThatAreNotThere(t *testing.T) {
	of := trips()
	for name, do := range map[string]func() (Table, error){
		"select": func() (Table, error) { return of.Select("side", "pnl") },
		"sort":   func() (Table, error) { return of.Sort("-pnl") },
		"number": func() (Table, error) { return of.Filter(func(r Row) bool { return r.Number("pnl") > 0 }) },
		"text":   func() (Table, error) { return of.Filter(func(r Row) bool { return r.Text("pnl") == "" }) },
	} {
		if _, err := do(); !errors.Is(err, ErrColumn) || !strings.Contains(err.Error(), `"pnl": there are ["side" "bps"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
	ragged := Table{Columns: []Column{{"a", Ints{1, 2}}, {"b", nil}}}
	if _, err := ragged.Sort("a"); !errors.Is(err, ErrShape) {
		t.Error(err)
	}
	if _, err := ragged.Filter(func(r Row) bool { return true }); !errors.Is(err, ErrShape) {
		t.Error(err)
	}
}

func TestDescribe(t *testing.T) {
	got := trips().Describe()
	for name, want := range map[string]string{
		"column": "side bps n entry", "values": "4 3 4 4", "distinct": "2 3 3 4", "min": " -1 2 ", "median": " 2 2.5 ", "max": " 7 4 ",
		"mean": " 2.6666666666666665 2.75 ",
	} {
		if f := fields(t, got, name); f != want {
			t.Errorf("%s: %q, want %q", name, f, want)
		}
	}
	inf := math.Inf(1)
	infinite := Table{Columns: []Column{{"odd", Floats{inf, 1, 2}}, {"even", Floats{inf, 3, inf, -inf}}, {"large", Floats{math.MaxFloat64, math.MaxFloat64}}}}
	if got, want := fields(t, infinite.Describe(), "median"), fmt.Sprintf("2 +Inf %v", math.MaxFloat64); got != want {
		t.Errorf("medians of infinite values %q, want %q", got, want)
	}
	if got := (Table{Columns: []Column{{"none", nil}, {"nan", Floats{math.NaN()}}}}).Describe(); got.Len() != 2 || fields(t, got, "values") != "0 0" {
		t.Errorf("%v", got.Rows())
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"x.csv", "x.parquet", "X.CSV"} {
		path := filepath.Join(dir, name)
		if err := (Table{Columns: trips().Columns}).Save(path); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(path); err != nil || len(data) < 50 {
			t.Errorf("%s: %d bytes, %v", name, len(data), err)
		}
	}
	for path, want := range map[string]string{filepath.Join(dir, "x.xlsx"): "end the name", filepath.Join(dir, "no", "x.csv"): "no such"} {
		if err := trips().Save(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 3 {
		t.Errorf("%v, %v", left, err)
	}
}

type side int

func (s side) String() string { return [...]string{"long", "short"}[s] }

type part struct{ Inner float64 }

type trip struct {
	part
	EntryUS int64
	Side    side
	N       uint8
	Of      []int
	Next    *trip
	At      time.Time
	Why     error
	hidden  int
}

type named struct{ Level int }

func (named) String() string { return "named" }

type pointed struct{ Level int }

func (*pointed) String() string { return "pointed" }

type hiding struct{ hidden int }

func TestOf(t *testing.T) {
	list := []trip{{part{1.5}, 1_000_000, 1, 200, []int{1, 2}, nil, time.Unix(60, 0), nil, 7}, {Of: make([]int, 100), At: time.Unix(0, 0)}}
	got, ok := Of(list)
	want := []string{"Inner", "EntryUS", "Side", "N", "Of", "Next", "At", "Why"}
	if !ok || !reflect.DeepEqual(got.Header(), want) {
		t.Fatalf("%t, columns %q, want %q", ok, got.Header(), want)
	}
	if row := got.Rows()[0]; !reflect.DeepEqual(row, []string{"1.5", "1970-01-01 00:00:01", "short", "200", "[1 2]", "", "1970-01-01 00:01:00", ""}) {
		t.Errorf("first row %q", row)
	}
	if row := got.Rows()[1]; row[4] != "100 of int" {
		t.Errorf("a long list is %q", row[4])
	}
	pointers, ok := Of([]*trip{&list[0], nil})
	if !ok || pointers.Len() != 2 || pointers.Rows()[1][2] != "" {
		t.Errorf("pointers: %t, %q", ok, pointers.Rows())
	}
	counts, ok := Of(map[int]float64{10: 1, 9: 0.5})
	if !ok || fields(t, counts, "key") != "9 10" || fields(t, counts, "value") != "0.5 1" {
		t.Errorf("a map is %q", counts.Rows())
	}
	one, ok := Of(&list[0])
	if !ok || !reflect.DeepEqual(one.Rows()[2], []string{"Side", "short"}) {
		t.Errorf("a struct is %q", one.Rows())
	}
	for _, x := range []any{nil, 3, "x", []int{1}, []time.Time{{}}, (*trip)(nil), func() {},
		time.Time{}, &time.Time{}, named{}, &named{}, &pointed{}, struct{}{}, &hiding{1}, []hiding{{2}}} {
		if _, ok := Of(x); ok {
			t.Errorf("%T is a table", x)
		}
	}
	for _, x := range []any{[]trip{}, []trip(nil), map[string]int(nil), [2]part{}, part{}, []named{{}}, pointed{}} {
		if _, ok := Of(x); !ok {
			t.Errorf("%T is no table", x)
		}
	}
}
