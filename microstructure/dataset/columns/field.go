package columns

import "github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"

// A Kind is the kind of a column's values.
type Kind int

const (
	Unreadable Kind = iota // lists, groups of columns, dates, times of day, …
	Whole                  // whole numbers of up to 64 bits
	Real                   // doubles, singles and decimals
	Time                   // points in time
	Text
	Flag  // true or false
	Bytes // of fixed length, without a type in the file
)

// A Field is a column's name and type.
type Field struct {
	Name      string
	Kind      Kind
	Type      string // as the file's format names it, for messages
	Length    int    // of Bytes: how many
	PerSecond int64  // of Time: how many units a second has
	Zoned     bool   // of Time: in UTC by its type, not only by assumption
	Single    bool   // of Real: it was a float32
	Decimal   bool   // of Real: it was a decimal
}

// A Column has the values of some rows, in the slice for its Kind.
type Column struct {
	Ints  []int64   // Whole, Time and, as 0 or 1, Flag; numbers above the largest int64 wrap to below 0
	Reals []float64 // Real
	Texts [][]byte  // Text and Bytes
	Null  []bool    // rows without a value; nil if there are none
}

// A Batch is a set of rows.
type Batch struct {
	Rows    int
	Columns []Column
}

// BatchRows is the largest number of rows in a Batch.
const BatchRows = 8192

// fill reads the next n rows of the columns.
func fill[C interface{ next(n int) (Column, error) }](b *Batch, from []C, n int) error {
	b.Rows, b.Columns = n, b.Columns[:0]
	for _, c := range from {
		next, err := c.next(n)
		if err != nil {
			return err
		}
		b.Columns = append(b.Columns, next)
	}
	return nil
}

func fieldOf(leaf parquetio.Leaf) Field {
	t := &leaf.Type
	f := Field{Name: leaf.Name, Type: t.String()}
	switch t.Meaning {
	case parquetio.Whole:
		f.Kind = Whole
	case parquetio.Real:
		f.Kind, f.Single = Real, t.Physical == floatType
	case parquetio.Decimal:
		if readableDecimal(t) {
			f.Kind, f.Decimal = Real, true
		}
	case parquetio.Timestamp:
		f.Kind, f.PerSecond, f.Zoned = Time, int64(t.PerSecond), t.UTC
	case parquetio.Text:
		f.Kind = Text
	case parquetio.Flag:
		f.Kind = Flag
	case parquetio.Other:
		if !t.Group && t.Physical == fixedType && !t.Annotated {
			f.Kind, f.Length = Bytes, t.Length
		}
	}
	return f
}
