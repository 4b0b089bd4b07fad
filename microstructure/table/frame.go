package table

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// ErrColumn: a table has no column of the name.
var ErrColumn = errors.New("no such column")

// Select is the table with the named columns alone, in the order given.
func (t Table) Select(names ...string) (Table, error) {
	out := t
	out.Columns = make([]Column, len(names))
	for i, name := range names {
		at, err := t.column(name)
		if err != nil {
			return Table{}, err
		}
		out.Columns[i] = t.Columns[at]
	}
	return out, nil
}

// Sort is the table with its rows in the order of a column, from the least to
// the greatest, or the other way round with -NAME; further columns decide among
// equals. NaN comes last, and formatted cells are sorted as text.
func (t Table) Sort(by ...string) (Table, error) {
	if err := t.check(); err != nil {
		return Table{}, err
	}
	type key struct {
		values Values
		sign   int
	}
	keys := make([]key, len(by))
	for i, name := range by {
		keys[i].sign = 1
		at, err := t.column(name)
		if rest, ok := strings.CutPrefix(name, "-"); err != nil && ok {
			keys[i].sign = -1
			at, err = t.column(rest)
		}
		if err != nil {
			return Table{}, err
		}
		keys[i].values = t.Columns[at].values()
	}
	return t.take(t.ordered(func(a, b int) int {
		for _, k := range keys {
			if c := k.values.compare(a, b, k.sign); c != 0 {
				return c
			}
		}
		return 0
	})), nil
}

func (t Table) ordered(compare func(a, b int) int) []int {
	rows := make([]int, t.Len())
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, compare)
	return rows
}

// A Row is one of a table, while it is filtered.
type Row struct {
	table   *Table
	at      int
	unknown *error
}

// Number is the number in a column: NaN if it holds texts.
func (r Row) Number(column string) float64 {
	switch v := r.values(column).(type) {
	case Floats:
		return v[r.at]
	case Ints:
		return float64(v[r.at])
	case Times:
		return float64(v[r.at])
	}
	return math.NaN()
}

// Text is the cell of a column as people see it.
func (r Row) Text(column string) string {
	if v := r.values(column); v != nil {
		return v.shown(r.at)
	}
	return ""
}

func (r Row) values(column string) Values {
	if r.table == nil {
		return nil
	}
	at, err := r.table.column(column)
	if err != nil {
		*r.unknown = err
		return nil
	}
	return r.table.Columns[at].Values
}

// Filter is the table with the rows that are to be kept. It is an error to ask
// a row for a column that the table lacks.
func (t Table) Filter(keep func(Row) bool) (Table, error) {
	err := t.check()
	var rows []int
	for i := 0; i < t.Len() && err == nil; i++ {
		if keep(Row{&t, i, &err}) {
			rows = append(rows, i)
		}
	}
	if err != nil {
		return Table{}, err
	}
	return t.take(rows), nil
}

// Describe summarises each column in a row: how many values it has and how many
// differ, and of numbers mean, standard deviation (n − 1), least, median and
// greatest.
func (t Table) Describe() Table {
	out := Table{Caption: t.Caption, Columns: []Column{{"column", Texts{}}, {"values", Ints{}}, {"distinct", Ints{}}}}
	numbers := make([]Floats, 5)
	names, values, distinct := Texts{}, Ints{}, Ints{}
	for _, c := range t.Columns {
		seen, n := map[string]bool{}, 0
		for i := range c.len() {
			if field := c.Values.field(i); field != "" {
				seen[field] = true
				n++
			}
		}
		names, values, distinct = append(names, c.Name), append(values, int64(n)), append(distinct, int64(len(seen)))
		for i, v := range summary(c.numbers()) {
			numbers[i] = append(numbers[i], v)
		}
	}
	out.Columns[0].Values, out.Columns[1].Values, out.Columns[2].Values = names, values, distinct
	for i, name := range []string{"mean", "std", "min", "median", "max"} {
		out.Columns = append(out.Columns, Column{name, numbers[i]})
	}
	return out
}

// numbers are the values of a column of numbers that are not NaN.
func (c Column) numbers() []float64 {
	switch v := c.Values.(type) {
	case Floats:
		return vector.WithoutNaN(v)
	case Ints:
		out := make([]float64, len(v))
		for i, n := range v {
			out[i] = float64(n)
		}
		return out
	}
	return nil
}

// summary is mean, standard deviation, least, median and greatest; NaN where
// there is none.
func summary(x []float64) [5]float64 {
	nan := math.NaN()
	if len(x) == 0 {
		return [5]float64{nan, nan, nan, nan, nan}
	}
	sorted := slices.Sorted(slices.Values(x))
	half := len(sorted) / 2 // interpolation between infinite values would give NaN
	median := sorted[half]
	if len(sorted)%2 == 0 {
		median = sorted[half-1]/2 + sorted[half]/2
	}
	return [5]float64{vector.Mean(x), vector.SampleStd(x), sorted[0], median, sorted[len(sorted)-1]}
}

// column is the place of the first column of a name.
func (t Table) column(name string) (int, error) {
	for i, c := range t.Columns {
		if c.Name == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%w %q: there are %q", ErrColumn, name, t.Header())
}

// take is the table with the given rows, in their order.
func (t Table) take(rows []int) Table {
	out := t
	out.Columns = make([]Column, len(t.Columns))
	for i, c := range t.Columns {
		out.Columns[i] = Column{c.Name, c.values().take(rows)}
	}
	return out
}
