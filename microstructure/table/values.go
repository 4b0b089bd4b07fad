package table

import (
	"cmp"
	"math"
	"strconv"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Values are the values of a column: Floats, Ints, Texts or Times.
type Values interface {
	Len() int

	shown(row int) string // to people
	field(row int) string // in CSV
	first(n int) Values
	take(rows []int) Values
	compare(a, b, sign int) int // of two rows, in the order of sign
	write(to columnWriter, name string)
}

// Floats are numbers; NaN is missing.
type Floats []float64

// Ints are whole numbers.
type Ints []int64

// Texts are names, or formatted cells.
type Texts []string

// Times are µs since the Unix epoch.
type Times []int64

// FloatsOf is a column of numbers, one per row of a list.
func FloatsOf[Row any](name string, rows []Row, of func(*Row) float64) Column {
	return Column{name, Floats(each(rows, of))}
}

// IntsOf is a column of whole numbers, one per row of a list.
func IntsOf[Row any, N ~int | ~int64](name string, rows []Row, of func(*Row) N) Column {
	return Column{name, Ints(each(rows, func(r *Row) int64 { return int64(of(r)) }))}
}

// TextsOf is a column of texts, one per row of a list.
func TextsOf[Row any](name string, rows []Row, of func(*Row) string) Column {
	return Column{name, Texts(each(rows, of))}
}

// TimesOf is a column of times in µs since the Unix epoch, one per row of a
// list.
func TimesOf[Row any](name string, rows []Row, of func(*Row) int64) Column {
	return Column{name, Times(each(rows, of))}
}

func each[Row, T any](rows []Row, of func(*Row) T) []T {
	out := make([]T, len(rows))
	for i := range rows {
		out[i] = of(&rows[i])
	}
	return out
}

func (v Floats) Len() int             { return len(v) }
func (v Floats) shown(row int) string { return text.Given(v[row]) }
func (v Floats) first(n int) Values   { return v[:n:n] }

// field has the fewest digits that read back the same; NaN is empty.
func (v Floats) field(row int) string {
	if math.IsNaN(v[row]) {
		return ""
	}
	return strconv.FormatFloat(v[row], 'g', -1, 64)
}

func (v Ints) Len() int             { return len(v) }
func (v Ints) shown(row int) string { return text.Count(v[row]) }
func (v Ints) field(row int) string { return strconv.FormatInt(v[row], 10) }
func (v Ints) first(n int) Values   { return v[:n:n] }

func (v Texts) Len() int             { return len(v) }
func (v Texts) shown(row int) string { return v[row] }
func (v Texts) field(row int) string { return v[row] }
func (v Texts) first(n int) Values   { return v[:n:n] }

func (v Times) Len() int             { return len(v) }
func (v Times) shown(row int) string { return time.UnixMicro(v[row]).UTC().Format(time.DateTime) }
func (v Times) field(row int) string { return time.UnixMicro(v[row]).UTC().Format(time.RFC3339) }
func (v Times) first(n int) Values   { return v[:n:n] }

func (v Floats) take(rows []int) Values { return taken(v, rows) }
func (v Ints) take(rows []int) Values   { return taken(v, rows) }
func (v Texts) take(rows []int) Values  { return taken(v, rows) }
func (v Times) take(rows []int) Values  { return taken(v, rows) }

func taken[V ~[]E, E any](v V, rows []int) V {
	out := make(V, len(rows))
	for i, row := range rows {
		out[i] = v[row]
	}
	return out
}

// compare has NaN last in either order.
func (v Floats) compare(a, b, sign int) int {
	x, y := v[a], v[b]
	if math.IsNaN(x) || math.IsNaN(y) {
		return cmp.Compare(isNaN(x), isNaN(y))
	}
	return sign * cmp.Compare(x, y)
}

func (v Ints) compare(a, b, sign int) int  { return sign * cmp.Compare(v[a], v[b]) }
func (v Texts) compare(a, b, sign int) int { return sign * cmp.Compare(v[a], v[b]) }
func (v Times) compare(a, b, sign int) int { return sign * cmp.Compare(v[a], v[b]) }

func isNaN(x float64) int {
	if math.IsNaN(x) {
		return 1
	}
	return 0
}

// values are the column's, Texts if there are none.
func (c Column) values() Values {
	if c.Values == nil {
		return Texts(nil)
	}
	return c.Values
}

func (c Column) len() int { return c.values().Len() }

// shown is a cell as people see it; empty where the column has ended.
func (c Column) shown(row int) string {
	if row >= c.len() {
		return ""
	}
	return c.Values.shown(row)
}

// texts are all cells as people see them.
func (c Column) texts() Texts {
	if v, ok := c.Values.(Texts); ok {
		return v
	}
	out := make(Texts, c.len())
	for i := range out {
		out[i] = c.Values.shown(i)
	}
	return out
}
