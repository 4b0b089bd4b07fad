package parquetio

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/format"
)

// maxTexts bounds a dictionary of texts, and maxText the length of a text.
const (
	maxTexts = 4 << 20
	maxText  = 64 << 10
)

// open opens pages until one has rows.
func (v *Values) open() error {
	for v.left == 0 {
		if v.paged == v.Column.rows {
			return v.corrupt(errors.New("read beyond the row group"))
		}
		h, body, err := v.readPage()
		if err != nil {
			return err
		}
		if v.size != 0 {
			v.padding += h.padding()
		}
		switch {
		case v.padding > maxPadding:
			err = errPadding
		case h.typ == format.DictionaryPage:
			err = v.openDictionary(&h, body)
		case h.typ == format.DataPage || h.typ == format.DataPageV2:
			err = v.openPage(&h, body)
		}
		var e *Error
		if errors.As(err, &e) {
			return e
		}
		if errors.Is(err, ErrUnsupported) {
			return v.fail(ErrUnsupported, "cannot read a page", "write the file with PLAIN or dictionary encoding and Snappy or zstd", err)
		}
		if err != nil {
			return v.corrupt(err)
		}
	}
	return nil
}

// openDictionary reads a dictionary, as texts or as the words of its values.
func (v *Values) openDictionary(h *pageHeader, body []byte) error {
	if h.encoding != format.Plain && h.encoding != plainDictionary || len(v.dict) > 0 || len(v.texts) > 0 || v.paged > 0 ||
		v.typ.physical == format.Boolean {
		return errors.New("the dictionary is misplaced or has a strange encoding")
	}
	raw, err := v.expand(body, int(h.uncompressed))
	if err != nil {
		return err
	}
	n := int(h.values)
	if v.size > 0 && len(raw) < n*v.size || v.size == 0 && len(raw) < 4*n {
		return errors.New("the dictionary is shorter than it claims")
	}
	if n > maxTexts {
		return v.fail(ErrUnsupported, fmt.Sprintf("a dictionary has %d values; at most %d are read", n, maxTexts), "write the file without a dictionary for this column", nil)
	}
	if v.convert == nil && (v.typ.physical == format.ByteArray || v.typ.physical == format.FixedLenByteArray) {
		v.words = append(v.words[:0], raw...)
		source := rawSource{src: v.words, size: v.size}
		for range n {
			text, err := source.next()
			if err != nil {
				return err
			}
			v.texts = append(v.texts, text)
		}
		return nil
	}
	v.dict = grow(v.dict, n)
	if v.number() {
		v.plain = raw
		v.plainWords(v.dict)
		return nil
	}
	source := rawSource{src: raw, size: v.size}
	for i := range v.dict {
		value, err := source.next()
		if err != nil {
			return err
		}
		v.dict[i] = v.convert(value)
	}
	return nil
}

// grow returns n words, in the memory of s if they fit.
func grow(s []uint64, n int) []uint64 {
	if cap(s) < n {
		s = make([]uint64, n)
	}
	return s[:n]
}

// openPage opens a page of values.
func (v *Values) openPage(h *pageHeader, body []byte) error {
	levels, values, err := v.split(h, body)
	if err != nil {
		return err
	}
	v.paged += h.values
	v.left = int(h.values)
	if v.left == 0 {
		return nil
	}
	if v.nullable, err = v.openLevels(levels); err != nil {
		return err
	}
	if len(values) == 0 && v.nullable { // none is there
		v.form, v.plain = plainWords, nil
		if !v.number() && v.typ.physical != format.Boolean {
			v.form, v.raw = rawBytes, rawSource{size: v.size}
		}
		return nil
	}
	return v.openValues(h, values)
}

// number reports whether values are native numbers, of 4 or 8 bytes.
func (v *Values) number() bool {
	switch v.typ.physical {
	case format.Int32, format.Int64, format.Float, format.Double:
		return true
	}
	return false
}

// openValues prepares the values of a page by their encoding.
func (v *Values) openValues(h *pageHeader, values []byte) error {
	number := v.number()
	switch {
	case h.encoding == plainDictionary || h.encoding == format.RLEDictionary:
		if len(values) < 1 || v.typ.physical == format.Boolean {
			return errRuns
		}
		v.form = coded
		return v.indexes.reset(values[1:], uint(values[0]))
	case h.encoding == format.Plain && v.typ.physical == format.Boolean:
		v.form, v.plain, v.bit = plainBits, values, 0
	case h.encoding == format.Plain && number:
		v.form, v.plain = plainWords, values
	case h.encoding == format.Plain:
		v.form, v.raw = rawBytes, rawSource{src: values, size: v.size}
	case h.encoding == format.RLE && v.typ.physical == format.Boolean:
		if len(values) < 4 {
			return errRuns
		}
		v.form = coded
		size := min(int64(binary.LittleEndian.Uint32(values)), int64(len(values)-4))
		return v.indexes.reset(values[4:4+size], 1)
	case h.encoding == format.ByteStreamSplit && v.size > 0:
		v.width = v.size
		joined, err := v.joinStreams(values, min(len(values)/v.size, int(h.values)))
		if err != nil {
			return err
		}
		if v.form, v.plain = plainWords, joined; !number {
			v.form, v.raw = rawBytes, rawSource{src: joined, size: v.size}
		}
	case h.encoding == format.DeltaBinaryPacked && (v.typ.physical == format.Int32 || v.typ.physical == format.Int64):
		v.form = counts
		return v.openCounts(h, values)
	case (h.encoding == format.DeltaLengthByteArray || h.encoding == format.DeltaByteArray) && !number && v.typ.physical != format.Int96:
		v.form = rawBytes
		return v.raw.openDelta(values, h.encoding == format.DeltaByteArray, int(h.values), v.size)
	default:
		return fmt.Errorf("%w: encoding %v", ErrUnsupported, h.encoding)
	}
	return nil
}

// openCounts decodes a page of delta-encoded whole numbers.
func (v *Values) openCounts(h *pageHeader, values []byte) error {
	total, err := deltaTotal(values)
	switch {
	case err != nil:
		return err
	case total > uint64(h.values) || h.values > int64(len(values))*maxBlock/2: // a block takes two bytes or more
		return errDelta
	case 8*h.values > maxPage:
		return v.large(8 * h.values)
	}
	v.spare = grow(v.spare, int(total))
	v.counted = v.spare
	if err := decodeDelta(v.counted, values); err != nil {
		return err
	}
	if v.size == 4 { // sums wrap at 32 bits
		for i, n := range v.counted {
			if v.counted[i] = uint64(int64(int32(n))); v.typ.unsigned {
				v.counted[i] = uint64(uint32(n))
			}
		}
	}
	return nil
}

// openLevels reads the definition levels, unless no row is null.
func (v *Values) openLevels(levels []byte) (nullable bool, err error) {
	if !v.typ.optional {
		return false, nil
	}
	if err := v.levels.reset(levels, 1); err != nil {
		return false, err
	}
	if err := v.levels.run(); err != nil {
		return false, err
	}
	return v.levels.value != 1 || v.levels.repeat < v.left, nil
}

// split decompresses a page and separates levels and values.
func (v *Values) split(h *pageHeader, body []byte) (levels, values []byte, err error) {
	if h.typ == format.DataPageV2 {
		skip := int(h.repetition + h.definition)
		if h.repetition != 0 {
			return nil, nil, errors.New("repetition levels in a flat column")
		}
		levels, values = body[:skip], body[skip:]
		if !h.raw {
			values, err = v.expand(values, int(h.uncompressed)-skip)
		}
		return levels, values, err
	}
	if values, err = v.expand(body, int(h.uncompressed)); err != nil || !v.typ.optional {
		return nil, values, err
	}
	if h.levels != format.RLE {
		return nil, nil, fmt.Errorf("%w: definition levels encoded as %v", ErrUnsupported, h.levels)
	}
	if len(values) < 4 {
		return nil, nil, errRuns
	}
	n := int64(binary.LittleEndian.Uint32(values))
	if n > int64(len(values)-4) {
		return nil, nil, errRuns
	}
	return values[4 : 4+n], values[4+n:], nil
}
