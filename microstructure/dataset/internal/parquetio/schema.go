package parquetio

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
)

// Members of the LogicalType union.
const (
	logicalString    = 1
	logicalEnum      = 4
	logicalDecimal   = 5
	logicalTimestamp = 8
	logicalInteger   = 10
	logicalJSON      = 12
)

var logicalNames = map[int]string{1: "STRING", 2: "MAP", 3: "LIST", 4: "ENUM", 5: "DECIMAL", 6: "DATE", 7: "TIME",
	8: "TIMESTAMP", 11: "UNKNOWN", 12: "JSON", 13: "BSON", 14: "UUID", 15: "FLOAT16", 16: "VARIANT", 17: "GEOMETRY",
	18: "GEOGRAPHY"}

// convertedNames are the names of deprecated.ConvertedType by number.
var convertedNames = [...]string{"UTF8", "MAP", "MAP_KEY_VALUE", "LIST", "ENUM", "DECIMAL", "DATE", "TIME_MILLIS",
	"TIME_MICROS", "TIMESTAMP_MILLIS", "TIMESTAMP_MICROS", "UINT_8", "UINT_16", "UINT_32", "UINT_64", "INT_8", "INT_16",
	"INT_32", "INT_64", "JSON", "BSON", "INTERVAL"}

// schemaElement is a node of the flattened schema tree.
type schemaElement struct {
	typ        format.Type
	leaf       bool
	repetition format.FieldRepetitionType
	named      bool
	nameAt     int // where the footer has the name
	nameSize   int
	children   int
	converted  int // a deprecated.ConvertedType, or below 0
	logical    int // field id in the LogicalType union, or 0
	intBits    int
	unsigned   bool
	length     int  // bytes of a value of FIXED_LEN_BYTE_ARRAY
	scale      int  // of a decimal
	precision  int  // likewise
	unit       int  // of a timestamp: the member of the TimeUnit union, or 0
	utc        bool // a timestamp is adjusted to UTC
}

func (r *thriftReader) schemaElement() schemaElement {
	e := schemaElement{converted: -1}
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == thriftI32:
			e.typ, e.leaf = format.Type(r.int()), true
		case id == 2 && typ == thriftI32:
			e.length = int(r.int())
		case id == 3 && typ == thriftI32:
			e.repetition = format.FieldRepetitionType(r.int())
		case id == 4 && typ == thriftBinary:
			e.named, e.nameSize = true, len(r.binary())
			e.nameAt = r.pos - e.nameSize
		case id == 5 && typ == thriftI32:
			e.children = int(r.int())
		case id == 6 && typ == thriftI32:
			e.converted = int(r.int())
		case id == 7 && typ == thriftI32:
			e.scale = int(r.int())
		case id == 8 && typ == thriftI32:
			e.precision = int(r.int())
		case id == 10 && typ == thriftStruct:
			r.logicalType(&e)
		default:
			return false
		}
		return true
	})
	return e
}

func (r *thriftReader) logicalType(e *schemaElement) {
	r.fields(func(member int, typ byte) bool {
		e.logical = member
		if typ != thriftStruct {
			return false
		}
		switch member {
		case logicalInteger:
			r.integerType(e)
		case logicalDecimal:
			r.decimalType(e)
		case logicalTimestamp:
			r.timestampType(e)
		default:
			return false
		}
		return true
	})
}

func (r *thriftReader) integerType(e *schemaElement) {
	r.fields(func(id int, typ byte) bool {
		if id == 2 {
			e.unsigned = typ == thriftFalse
		}
		if id == 1 && typ == thriftByte {
			e.intBits = int(r.byte())
			return true
		}
		return false
	})
}

func (r *thriftReader) decimalType(e *schemaElement) {
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == thriftI32:
			e.scale = int(r.int())
		case id == 2 && typ == thriftI32:
			e.precision = int(r.int())
		default:
			return false
		}
		return true
	})
}

func (r *thriftReader) timestampType(e *schemaElement) {
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1:
			e.utc = typ == thriftTrue
		case id == 2 && typ == thriftStruct:
			r.fields(func(unit int, _ byte) bool {
				e.unit = unit
				return false
			})
			return true
		}
		return false
	})
}

// readSchema notes the root's children in the flattened tree.
func (m *metadata) readSchema(r *thriftReader) error {
	n := r.structs(1)
	if n == 0 {
		return cmp.Or(r.err, errors.New("the schema has no root"))
	}
	root := r.schemaElement()
	if r.err != nil {
		return r.err
	}
	left := n - 1 // elements that are not read yet
	if root.leaf || root.children < 0 || root.children > left || left > (len(r.b)-r.pos)/minElement {
		return errors.New("the schema has no root, or ends early")
	}
	m.columns = make([]field, 0, root.children)
	for range root.children {
		at, firstLeaf := r.pos, m.leaves
		var top schemaElement
		for open := 1; open > 0; left-- {
			if left == 0 {
				return errors.New("the schema ends early")
			}
			pos := r.pos
			e := r.schemaElement()
			if r.err != nil {
				return r.err
			}
			if !e.named || e.children < 0 || e.children > left {
				return errors.New("the schema has an element without a name, or ends early")
			}
			if pos == at {
				top = e
			}
			if e.leaf {
				m.leaves++
				open--
			} else {
				open += e.children - 1
			}
		}
		m.columns = append(m.columns, field{uint32(at), uint32(top.nameAt), uint32(top.nameSize), uint32(firstLeaf)})
	}
	if left != 0 {
		return errors.New("the schema has elements outside its root")
	}
	return nil
}

// A columnType is the type of a top-level field of the schema.
type columnType struct {
	element   schemaElement
	name      string
	physical  format.Type
	optional  bool
	plainLeaf bool // not a group, not repeated
	integer   bool // no logical type, or an integer one
	unsigned  bool
	annotated bool // has a logical or converted type
	firstLeaf int
}

func newColumnType(e schemaElement, name string, firstLeaf int) columnType {
	converted := deprecated.ConvertedType(e.converted)
	annotated := e.logical != 0 || e.converted >= 0
	return columnType{
		element: e, name: name, firstLeaf: firstLeaf,
		physical:  e.typ,
		optional:  e.repetition == format.Optional,
		plainLeaf: e.leaf && e.repetition != format.Repeated,
		annotated: annotated,
		integer: e.logical == logicalInteger || !annotated ||
			e.logical == 0 && converted >= deprecated.Uint8 && converted <= deprecated.Int64,
		unsigned: e.unsigned || e.logical == 0 && converted >= deprecated.Uint8 && converted <= deprecated.Uint64,
	}
}

// String formats the type as in INT64 (TIMESTAMP).
func (c *columnType) String() string {
	e := &c.element
	if !e.leaf {
		return "a group of columns"
	}
	s := e.typ.String()
	switch {
	case e.logical == logicalInteger && e.unsigned:
		s += fmt.Sprintf(" (UINT%d)", e.intBits)
	case e.logical == logicalInteger:
		s += fmt.Sprintf(" (INT%d)", e.intBits)
	case e.logical != 0:
		s += " (" + logicalNames[e.logical] + ")"
	case e.converted >= 0 && e.converted < len(convertedNames):
		s += " (" + convertedNames[e.converted] + ")"
	}
	if e.repetition == format.Repeated {
		s = "repeated " + s
	}
	return s
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

// HasColumn reports whether there is a top-level column of a name. The file
// must be parsed.
func (f *File) HasColumn(name string) bool {
	return slices.ContainsFunc(f.meta.columns, func(c field) bool { return string(f.meta.name(c)) == name })
}

// column finds the top-level column of a name and checks its type.
func (f *File) column(name string, kind Kind) (columnType, error) {
	m := f.meta
	found := -1
	for i, c := range m.columns {
		if string(m.name(c)) != name {
			continue
		}
		if found >= 0 {
			return columnType{}, f.schemaError(name, "there are two columns of this name", "write the file with one")
		}
		found = i
	}
	if found < 0 {
		return columnType{}, f.schemaError(name, "missing; the file has "+f.columnNames(), "write the file with this column, or rename it"+ImportDoesIt)
	}
	typ := m.columnType(m.columns[found], name)
	if !kind.accepts(&typ) {
		return columnType{}, f.schemaError(name, fmt.Sprintf("wrong type: expected %v, found %v", kind, &typ),
			"convert the column to "+kind.String()+ImportDoesIt)
	}
	return typ, nil
}

// columnType decodes the type of a field of the given name.
func (m *metadata) columnType(c field, name string) columnType {
	r := &thriftReader{b: m.footer, pos: int(c.element)}
	return newColumnType(r.schemaElement(), name, int(c.firstLeaf))
}

func (m *metadata) name(c field) []byte { return m.footer[c.name:][:c.nameSize] }

func (f *File) schemaError(column, problem, remedy string) *Error {
	e := f.fail(ErrSchema, problem, remedy, nil)
	e.Column = column
	return e
}

// columnNames lists the first columns for an error. An empty name is quoted,
// and a long one is truncated.
func (f *File) columnNames() string {
	const columns, letters, room = 30, 100, 2000
	var names []string
	length := 0
	for i, c := range f.meta.columns {
		if i == columns || length > room {
			names = append(names, "…")
			break
		}
		name := f.meta.name(c)
		shown := escape.Line(string(name[:min(len(name), letters)]))
		switch {
		case len(name) == 0:
			shown = `""`
		case len(name) > letters:
			shown += "…"
		}
		names = append(names, shown)
		length += len(shown)
	}
	if len(names) == 0 {
		return "no columns"
	}
	return strings.Join(names, ", ")
}
