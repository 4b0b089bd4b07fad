package parquetio

import (
	"errors"
	"fmt"
	"math"
)

// metadata is the part of a footer that reading flat columns needs. Most of it
// stays encoded and is decoded on demand: a footer may list millions of items
// of a few bytes each, and must not take many times its size in memory.
type metadata struct {
	footer    []byte
	rows      int64
	columns   []field  // the top-level fields of the schema, in order
	leaves    int      // columns with data, those inside groups included
	rowGroups []int64  // rows of each
	chunks    []uint32 // where the footer has each row group's chunks, leaves each
	decoded   []chunk  // the first of them, so that small files decode each once
	keyValues int      // where it has the list of key-values; 0 if there is none
	createdBy []byte   // signature of the writer
	headers   string   // see HeadersKey; empty unless the footer is sealed
}

// A field is a top-level column, or a group of columns.
type field struct {
	element   uint32 // where the footer has its schema element
	name      uint32 // and its name
	nameSize  uint32
	firstLeaf uint32
}

// Sizes, in bytes, of the shortest items of a footer's lists: the required
// fields and the closing zero.
const (
	minElement  = 3 // a name
	minRowGroup = 5 // a list of chunks, a number of rows
	minChunk    = 1
	minKeyValue = 1
)

// maxDecoded bounds the memory of decoded chunks, whatever a footer lists.
const maxDecoded = 64

// parseFooter parses a footer; the result refers to b.
func parseFooter(b []byte) (*metadata, error) {
	m := &metadata{footer: b}
	r := &thriftReader{b: b}
	r.fields(func(id int, typ byte) bool {
		switch {
		case id == 2 && typ == thriftList && m.columns == nil:
			r.err = m.readSchema(r)
		case id == 3 && typ == thriftI64:
			m.rows = r.int()
		case id == 4 && typ == thriftList && m.rowGroups == nil:
			r.err = m.readRowGroups(r)
		case id == 5 && typ == thriftList && m.keyValues == 0:
			m.keyValues = r.pos
			return false
		case id == 6 && typ == thriftBinary:
			m.createdBy = r.binary()
		case id == 2 || id == 4 || id == 5:
			r.fail()
		case id == 8 && typ == thriftStruct:
			r.err = fmt.Errorf("%w: encryption", ErrUnsupported)
		default:
			return false
		}
		return true
	})
	if r.err == nil && r.pos < len(b) {
		r.fail()
	}
	if r.err != nil {
		return nil, r.err
	}
	return m, m.check()
}

// check tests the totals that reading relies on.
func (m *metadata) check() error {
	if m.columns == nil {
		return errors.New("there is no schema")
	}
	if n := len(m.rowGroups); n > 0 && len(m.chunks) != n*m.leaves {
		return fmt.Errorf("row groups have %d columns, the schema %d", len(m.chunks)/n, m.leaves)
	}
	var rows int64
	for i, n := range m.rowGroups {
		if n < 0 || n > math.MaxInt64-rows {
			return fmt.Errorf("row group %d has %d rows", i, n)
		}
		rows += n
	}
	if rows != m.rows {
		return fmt.Errorf("row groups have %d rows, the file %d", rows, m.rows)
	}
	return nil
}

// readRowGroups notes the rows of each row group and where its chunks are.
func (m *metadata) readRowGroups(r *thriftReader) error {
	n := r.structs(minRowGroup)
	m.rowGroups = make([]int64, 0, n)
	width := -1 // chunks of the first row group
	for i := 0; i < n && r.err == nil; i++ {
		rows, chunks := int64(-1), -1
		r.fields(func(id int, typ byte) bool {
			switch {
			case id == 1 && typ == thriftList && chunks < 0:
				chunks = r.structs(minChunk)
				if width < 0 {
					width = chunks
					m.chunks = make([]uint32, 0, min(int64(n)*int64(chunks), int64(len(r.b)-r.pos)/minChunk))
				}
				if chunks != width {
					r.fail()
				}
				for k := 0; k < chunks && r.err == nil; k++ {
					m.chunks = append(m.chunks, uint32(r.pos))
					if len(m.decoded) < maxDecoded {
						m.decoded = append(m.decoded, r.chunk())
					} else {
						r.skip(thriftStruct)
					}
				}
			case id == 3 && typ == thriftI64:
				rows = r.int()
			default:
				return false
			}
			return true
		})
		if chunks < 0 {
			r.fail()
		}
		m.rowGroups = append(m.rowGroups, rows)
	}
	return r.err
}
