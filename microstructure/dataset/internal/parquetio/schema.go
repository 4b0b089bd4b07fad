package parquetio

import (
	"errors"
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

// Members of the LogicalType union.
const logicalInteger = 10

var logicalNames = map[int]string{1: "STRING", 2: "MAP", 3: "LIST", 4: "ENUM", 5: "DECIMAL", 6: "DATE", 7: "TIME",
	8: "TIMESTAMP", 11: "UNKNOWN", 12: "JSON", 13: "BSON", 14: "UUID", 15: "FLOAT16", 16: "VARIANT", 17: "GEOMETRY",
	18: "GEOGRAPHY"}

// convertedNames are the names of deprecated.ConvertedType by number.
var convertedNames = [...]string{"UTF8", "MAP", "MAP_KEY_VALUE", "LIST", "ENUM", "DECIMAL", "DATE", "TIME_MILLIS",
	"TIME_MICROS", "TIMESTAMP_MILLIS", "TIMESTAMP_MICROS", "UINT_8", "UINT_16", "UINT_32", "UINT_64", "INT_8", "INT_16",
	"INT_32", "INT_64", "JSON", "BSON", "INTERVAL"}

// A columnType is a top-level field of the schema.
type columnType struct {
	name      string
	describe  string // as people write it: INT64 (TIMESTAMP)
	physical  format.Type
	optional  bool
	plainLeaf bool // not a group, not repeated
	integer   bool // no logical type, or an integer one
	unsigned  bool
	annotated bool // has a logical or converted type
	firstLeaf int
	leaves    int
}

// topLevel turns the flattened tree into the list of the root's children.
func topLevel(schema []schemaElement) ([]columnType, error) {
	if len(schema) == 0 || schema[0].leaf {
		return nil, errors.New("the schema has no root")
	}
	var columns []columnType
	pos, leaf := 1, 0
	for range schema[0].children {
		if pos >= len(schema) {
			return nil, errors.New("the schema ends early")
		}
		c := newColumnType(&schema[pos])
		c.firstLeaf = leaf
		for open := 1; open > 0; pos++ {
			if pos >= len(schema) || schema[pos].children < 0 || schema[pos].children > len(schema) {
				return nil, errors.New("the schema ends early")
			}
			if schema[pos].leaf {
				c.leaves++
				open--
			} else {
				open += schema[pos].children - 1
			}
		}
		leaf += c.leaves
		columns = append(columns, c)
	}
	if pos != len(schema) {
		return nil, errors.New("the schema has nodes outside its root")
	}
	return columns, nil
}

func newColumnType(e *schemaElement) columnType {
	c := columnType{name: e.name, physical: e.typ, optional: e.repetition == format.Optional,
		plainLeaf: e.leaf && e.repetition != format.Repeated}
	if !e.leaf {
		c.describe = "a group of columns"
		return c
	}
	converted := deprecated.ConvertedType(e.converted)
	c.annotated = e.logical != 0 || e.converted >= 0
	c.integer = e.logical == logicalInteger || !c.annotated ||
		e.logical == 0 && converted >= deprecated.Uint8 && converted <= deprecated.Int64
	c.unsigned = e.unsigned || e.logical == 0 && converted >= deprecated.Uint8 && converted <= deprecated.Uint64
	c.describe = e.typ.String()
	switch {
	case e.logical == logicalInteger && e.unsigned:
		c.describe += fmt.Sprintf(" (UINT%d)", e.intBits)
	case e.logical == logicalInteger:
		c.describe += fmt.Sprintf(" (INT%d)", e.intBits)
	case e.logical != 0:
		c.describe += " (" + logicalNames[e.logical] + ")"
	case e.converted >= 0 && e.converted < len(convertedNames):
		c.describe += " (" + convertedNames[e.converted] + ")"
	}
	if e.repetition == format.Repeated {
		c.describe = "repeated " + c.describe
	}
	return c
}

// A Kind is the set of parquet types that a column may have.
type Kind int

const (
	// Int64 is INT64, without a logical type or as an integer.
	Int64 Kind = iota
	// Double is DOUBLE.
	Double
	// Integer is INT32 or INT64, without a logical type or as an integer.
	Integer
)

func (k Kind) String() string {
	return [...]string{"int64", "double", "an integer"}[k]
}

func (k Kind) accepts(c *columnType) bool {
	if !c.plainLeaf {
		return false
	}
	switch k {
	case Int64:
		return c.physical == format.Int64 && c.integer
	case Double:
		return c.physical == format.Double && !c.annotated
	default:
		return (c.physical == format.Int64 || c.physical == format.Int32) && c.integer
	}
}

// column finds the top-level column of a name and checks its type.
func (f *File) column(name string, kind Kind) (*columnType, error) {
	var found *columnType
	for i := range f.meta.columns {
		c := &f.meta.columns[i]
		if c.name != name {
			continue
		}
		if found != nil {
			return nil, f.schemaError(name, "there are two columns of this name", "write the file with one")
		}
		found = c
	}
	if found == nil {
		return nil, f.schemaError(name, "missing; the file has "+f.columnNames(), "write the file with this column, or rename it")
	}
	if !kind.accepts(found) {
		return nil, f.schemaError(name, fmt.Sprintf("wrong type: expected %v, found %s", kind, found.describe),
			"convert the column to "+kind.String())
	}
	return found, nil
}

func (f *File) schemaError(column, problem, remedy string) *Error {
	e := f.fail(ErrSchema, problem, remedy, nil)
	e.Column = column
	return e
}

func (f *File) columnNames() string {
	const limit = 30
	var names []string
	for i := range f.meta.columns {
		if i == limit {
			names = append(names, "…")
			break
		}
		names = append(names, f.meta.columns[i].name)
	}
	if len(names) == 0 {
		return "no columns"
	}
	return strings.Join(names, ", ")
}
