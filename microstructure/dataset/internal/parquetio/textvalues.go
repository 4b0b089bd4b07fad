package parquetio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/parquet-go/parquet-go/format"
)

const (
	// maxWords bounds the size of a dictionary.
	maxWords = 1 << 20
	// wholeBound is the length from which writers truncate the bounds in
	// statistics.
	wholeBound = 64
)

// errBounds: the values of a text column cannot be determined.
var errBounds = errors.New("neither statistics nor a dictionary")

// A TextColumn is a top-level column of byte arrays.
type TextColumn struct {
	Name string
	typ  columnType
}

// TextColumns lists the top-level columns of byte arrays. The file must be
// parsed.
func (f *File) TextColumns() iter.Seq[TextColumn] {
	return func(yield func(TextColumn) bool) {
		for _, c := range f.meta.columns {
			typ := f.meta.columnType(c, "")
			if !typ.plainLeaf || typ.physical != format.ByteArray {
				continue
			}
			typ.name = string(f.meta.name(c))
			if !yield(TextColumn{typ.name, typ}) {
				return
			}
		}
	}
}

// TextValues lists distinct values of a column, at most as many as most. Nulls
// and empty values do not count. Statistics are trusted, and pages are read
// where there are none.
func (f *File) TextValues(c TextColumn, most int) ([]string, error) {
	return f.textValues(c, most, true)
}

// textValues is TextValues; unless believe is set, it reads pages even where
// there are statistics.
func (f *File) textValues(c TextColumn, most int, believe bool) ([]string, error) {
	r := textReader{most: most, Column: Column{file: f, typ: c.typ}}
	for g := range f.meta.rowGroups {
		k, err := f.meta.chunk(g, r.typ.firstLeaf)
		if err != nil {
			return nil, r.corrupt(err)
		}
		if k.least != nil && k.most != nil && !k.cut && believe {
			r.add(k.least)
			r.add(k.most)
		} else if err := r.rowGroupValues(g); err != nil {
			return nil, err
		}
		if r.full() {
			break
		}
	}
	return r.values, nil
}

// A textReader collects the distinct values of a column of byte arrays.
type textReader struct {
	Column
	most   int
	values []string
	words  []string // the row group's dictionary
	used   []bool   // of its words
}

func (r *textReader) full() bool { return len(r.values) >= r.most }

func (r *textReader) add(value []byte) {
	if len(value) > 0 && !r.full() && !slices.Contains(r.values, string(value)) {
		r.values = append(r.values, string(value))
	}
}

// rowGroupValues reads the pages of a row group until enough is known.
func (r *textReader) rowGroupValues(g int) error {
	if err := r.Seek(g); err != nil {
		return err
	}
	r.words = r.words[:0]
	for r.paged < r.rows && !r.full() {
		h, body, err := r.readPage()
		if err != nil {
			return err
		}
		switch h.typ {
		case format.DictionaryPage:
			err = r.readWords(&h, body)
		case format.DataPage, format.DataPageV2:
			err = r.readData(&h, body)
		}
		if errors.Is(err, errBounds) || errors.Is(err, ErrUnsupported) {
			return r.fail(ErrUnsupported, "the values of this column cannot be determined", "leave it out, or write it with statistics or a dictionary", err)
		}
		if err != nil {
			return r.corrupt(err)
		}
	}
	return nil
}

func (r *textReader) readWords(h *pageHeader, body []byte) error {
	if h.values > maxWords {
		return fmt.Errorf("%w: the dictionary has %d words", errBounds, h.values)
	}
	raw, err := r.expand(body, int(h.uncompressed))
	if err != nil {
		return err
	}
	r.words = r.words[:0]
	err = eachText(raw, h.values, func(word []byte) bool {
		r.words = append(r.words, string(word))
		return true
	})
	r.used = make([]bool, len(r.words))
	return err
}

// readData adds the values of a data page.
func (r *textReader) readData(h *pageHeader, body []byte) error {
	r.paged += h.values
	n, values, err := r.present(h, body)
	if err != nil || n == 0 {
		return err
	}
	switch h.encoding {
	case format.Plain:
		return eachText(values, n, func(value []byte) bool {
			r.add(value)
			return !r.full()
		})
	case plainDictionary, format.RLEDictionary:
		return r.readCodes(values, n)
	default:
		return fmt.Errorf("%w: encoding %v", errBounds, h.encoding)
	}
}

// readCodes adds the words of the next n codes.
func (r *textReader) readCodes(src []byte, n int64) error {
	if len(src) < 1 {
		return errRuns
	}
	var codes hybrid
	if err := codes.reset(src[1:], uint(src[0])); err != nil {
		return err
	}
	return codes.runs(n, func(code uint64, _ int64) error {
		if code >= uint64(len(r.words)) {
			return errIndex
		}
		if !r.used[code] {
			r.used[code] = true
			r.add([]byte(r.words[code]))
		}
		return nil
	})
}

// present decompresses a page and counts its values that are not null.
func (r *textReader) present(h *pageHeader, body []byte) (n int64, values []byte, err error) {
	levels := []byte(nil)
	if h.typ == format.DataPageV2 {
		skip := int(h.repetition + h.definition)
		levels, values = body[:skip], body[skip:]
		if !h.raw {
			values, err = r.expand(values, int(h.uncompressed)-skip)
		}
	} else if values, err = r.expand(body, int(h.uncompressed)); err == nil && r.typ.optional {
		if len(values) < 4 || int64(binary.LittleEndian.Uint32(values)) > int64(len(values)-4) {
			return 0, nil, errRuns
		}
		size := binary.LittleEndian.Uint32(values)
		levels, values = values[4:4+size], values[4+size:]
	}
	if err != nil || !r.typ.optional {
		return h.values, values, err
	}
	var l hybrid
	if err := l.reset(levels, 1); err != nil {
		return 0, nil, err
	}
	err = l.runs(h.values, func(present uint64, times int64) error {
		if present > 1 {
			return errRuns
		}
		n += int64(present) * times
		return nil
	})
	return n, values, err
}

// eachText calls do for n length-prefixed byte arrays until it returns false.
func eachText(src []byte, n int64, do func([]byte) bool) error {
	for ; n > 0; n-- {
		if len(src) < 4 {
			return errSize
		}
		size := int64(binary.LittleEndian.Uint32(src))
		if size > int64(len(src)-4) {
			return errSize
		}
		if !do(src[4 : 4+size]) {
			return nil
		}
		src = src[4+size:]
	}
	return nil
}
