package parquetio

import (
	"cmp"
	"errors"

	"github.com/parquet-go/parquet-go/format"
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
