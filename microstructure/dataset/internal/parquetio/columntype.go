package parquetio

import (
	"fmt"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"
)

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
