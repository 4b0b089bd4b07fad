package parquetio

import (
	"fmt"

	"github.com/parquet-go/parquet-go/format"
)

// metadata is the part of a footer that reading flat columns needs.
type metadata struct {
	rows      int64
	columns   []columnType // top-level fields in order
	rowGroups []rowGroup
	keyValues []KeyValue
	createdBy string
}

// A KeyValue is one entry of a file's key-value metadata.
type KeyValue struct{ Key, Value string }

type rowGroup struct {
	rows   int64
	chunks []chunk // one per leaf
}

// A chunk is one column's part of a row group.
type chunk struct {
	typ        format.Type
	codec      format.CompressionCodec
	values     int64
	start, end int64 // bytes in the file
	external   bool  // the data are in another file, or encrypted
	// Bounds of a column of byte arrays, in the footer's memory: nil if the file
	// has none, cut if they may not be values.
	least, most []byte
	cut         bool
}

// schemaElement is a node of the flattened schema tree.
type schemaElement struct {
	typ        format.Type
	leaf       bool
	repetition format.FieldRepetitionType
	name       string
	children   int
	converted  int // a deprecated.ConvertedType, or below 0
	logical    int // field id in the LogicalType union, or 0
	intBits    int
	unsigned   bool
}

func parseFooter(b []byte) (*metadata, error) {
	m := &metadata{}
	var schema []schemaElement
	r := &thriftReader{b: b}
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 2 && typ == thriftList:
			r.structs(func() { schema = append(schema, r.schemaElement()) })
		case id == 3 && typ == thriftI64:
			m.rows = r.int()
		case id == 4 && typ == thriftList:
			r.structs(func() { m.rowGroups = append(m.rowGroups, r.rowGroup()) })
		case id == 5 && typ == thriftList:
			r.structs(func() { m.keyValues = append(m.keyValues, r.keyValue()) })
		case id == 6 && typ == thriftBinary:
			m.createdBy = string(r.binary())
		case id == 8:
			if r.err == nil {
				r.err = fmt.Errorf("%w: encryption", ErrUnsupported)
			}
			return false
		default:
			return false
		}
		return true
	})
	if r.err != nil {
		return nil, r.err
	}
	var err error
	if m.columns, err = topLevel(schema); err != nil {
		return nil, err
	}
	return m, m.check()
}

// check tests the sums that reading relies on.
func (m *metadata) check() error {
	leaves := 0
	for i := range m.columns {
		leaves += m.columns[i].leaves
	}
	var rows int64
	for i := range m.rowGroups {
		g := &m.rowGroups[i]
		if g.rows < 0 || len(g.chunks) != leaves {
			return fmt.Errorf("row group %d has %d rows and %d columns, the schema %d", i, g.rows, len(g.chunks), leaves)
		}
		rows += g.rows
	}
	if rows != m.rows || rows < 0 {
		return fmt.Errorf("row groups have %d rows, the file %d", rows, m.rows)
	}
	return nil
}

func (r *thriftReader) schemaElement() schemaElement {
	e := schemaElement{converted: -1}
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == thriftI32:
			e.typ, e.leaf = format.Type(r.int()), true
		case id == 3 && typ == thriftI32:
			e.repetition = format.FieldRepetitionType(r.int())
		case id == 4 && typ == thriftBinary:
			e.name = string(r.binary())
		case id == 5 && typ == thriftI32:
			e.children = int(r.int())
		case id == 6 && typ == thriftI32:
			e.converted = int(r.int())
		case id == 10 && typ == thriftStruct:
			r.fields(func(member int, typ byte) bool {
				e.logical = member
				if member != logicalInteger || typ != thriftStruct {
					return false
				}
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
				return true
			})
		default:
			return false
		}
		return true
	})
	return e
}

func (r *thriftReader) rowGroup() rowGroup {
	var g rowGroup
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 1 && typ == thriftList:
			r.structs(func() { g.chunks = append(g.chunks, r.chunk()) })
		case id == 3 && typ == thriftI64:
			g.rows = r.int()
		default:
			return false
		}
		return true
	})
	return g
}

func (r *thriftReader) chunk() chunk {
	var c chunk
	var size, data, dictionary int64
	r.fields(func(id int, typ byte) bool {
		if id == 1 || id == 8 || id == 9 {
			c.external = true
			return false
		}
		if id != 3 || typ != thriftStruct {
			return false
		}
		r.fields(func(id int, typ byte) bool {
			switch {
			case id == 1 && typ == thriftI32:
				c.typ = format.Type(r.int())
			case id == 4 && typ == thriftI32:
				c.codec = format.CompressionCodec(r.int())
			case id == 5 && typ == thriftI64:
				c.values = r.int()
			case id == 7 && typ == thriftI64:
				size = r.int()
			case id == 9 && typ == thriftI64:
				data = r.int()
			case id == 11 && typ == thriftI64:
				dictionary = r.int()
			case id == 12 && typ == thriftStruct && c.typ == format.ByteArray:
				r.bounds(&c)
			default:
				return false
			}
			return true
		})
		return true
	})
	c.start = data
	if dictionary > 0 && dictionary < data {
		c.start = dictionary
	}
	c.end = c.start + size
	return c
}

// bounds reads the statistics of a column of byte arrays.
func (r *thriftReader) bounds(c *chunk) {
	r.fields(func(id int, typ byte) bool {
		switch {
		case (id == 1 || id == 5) && typ == thriftBinary: // 1 and 2 are the older fields
			c.most = r.binary()
		case (id == 2 || id == 6) && typ == thriftBinary:
			c.least = r.binary()
		case id == 7 || id == 8:
			c.cut = c.cut || typ == thriftFalse
			return false
		default:
			return false
		}
		return true
	})
	c.cut = c.cut || max(len(c.least), len(c.most)) >= wholeBound
}

func (r *thriftReader) keyValue() KeyValue {
	var kv KeyValue
	r.fields(func(id int, typ byte) bool {
		if typ != thriftBinary {
			return false
		}
		switch id {
		case 1:
			kv.Key = string(r.binary())
		case 2:
			kv.Value = string(r.binary())
		default:
			return false
		}
		return true
	})
	return kv
}
