package parquetio

import (
	"iter"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// A Meaning is the logical kind of a column's values.
type Meaning int

const (
	Other     Meaning = iota // bytes, a date, a time of day, …
	Whole                    // whole numbers
	Real                     // floating-point numbers
	Decimal                  // whole numbers × 10^-Scale
	Timestamp                // Unit since the Unix epoch
	Text
	Flag // true or false
)

// A LeafType is the type of a column of any kind.
type LeafType struct {
	Physical  format.Type
	Length    int // bytes of a value of FIXED_LEN_BYTE_ARRAY
	Meaning   Meaning
	Unsigned  bool // of Whole
	Scale     int  // of Decimal
	Precision int  // of Decimal: maximum number of digits
	PerSecond int  // of Timestamp: units in a second
	UTC       bool // of Timestamp: its zone is UTC, and not unknown
	Annotated bool // it has a logical type
	Group     bool // it has columns or lists inside, and cannot be read
	text      string
}

// String formats the type as in INT64 (TIMESTAMP).
func (t *LeafType) String() string { return t.text }

// A Leaf is a top-level column of any kind.
type Leaf struct {
	Name string
	Type LeafType
	typ  columnType
}

// Leaves yields the top-level columns in order. The file must be parsed.
func (f *File) Leaves() iter.Seq[Leaf] {
	return func(yield func(Leaf) bool) {
		for _, c := range f.meta.columns {
			name := string(f.meta.name(c))
			typ := f.meta.columnType(c, name)
			if !yield(Leaf{name, leafType(&typ), typ}) {
				return
			}
		}
	}
}

func leafType(c *columnType) LeafType {
	e := &c.element
	t := LeafType{Physical: c.physical, Length: e.length, Unsigned: c.unsigned, Scale: e.scale, Precision: e.precision,
		UTC: e.utc, Annotated: c.annotated, Group: !c.plainLeaf, text: c.String()}
	converted := deprecated.ConvertedType(e.converted)
	is := func(logical int, types ...deprecated.ConvertedType) bool {
		if e.logical != 0 {
			return e.logical == logical
		}
		for _, typ := range types {
			if converted == typ {
				return true
			}
		}
		return false
	}
	integral := c.physical == format.Int32 || c.physical == format.Int64
	switch {
	case t.Group:
	case is(logicalDecimal, deprecated.Decimal):
		t.Meaning = Decimal
	case c.physical == format.Int64 && is(logicalTimestamp, deprecated.TimestampMillis, deprecated.TimestampMicros):
		t.Meaning = Timestamp
		switch {
		case e.logical != 0:
			t.PerSecond = [...]int{0, 1e3, 1e6, 1e9}[max(0, min(e.unit, 3))]
		case converted == deprecated.TimestampMillis:
			t.PerSecond, t.UTC = 1e3, true
		default:
			t.PerSecond, t.UTC = 1e6, true
		}
		if t.PerSecond == 0 {
			t.Meaning = Other
		}
	case c.physical == format.Int96:
		t.Meaning, t.PerSecond = Timestamp, 1e6 // Values converts it to µs
	case integral && c.integer:
		t.Meaning = Whole
	case (c.physical == format.Double || c.physical == format.Float) && !c.annotated:
		t.Meaning = Real
	case c.physical == format.Boolean:
		t.Meaning = Flag
	case c.physical == format.ByteArray && (is(logicalString, deprecated.UTF8) || is(logicalEnum, deprecated.Enum) || is(logicalJSON, deprecated.Json) || !c.annotated):
		t.Meaning = Text
	}
	return t
}
