package columns

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

var errTexts = errors.New("offsets of texts are out of order, or beyond what is there")

// maxTextBytes bounds the texts of the rows of a Batch together.
const maxTextBytes = 64 << 20

// nextTexts reads texts, each from its offset to the next.
func (c *arrowStream) nextTexts(dst [][]byte) error {
	raw, err := c.offsets.take(len(dst) * c.width)
	if err != nil {
		return err
	}
	first := c.end
	for i := range dst {
		offset := littleEndian(raw[i*c.width:][:c.width], true)
		if offset < c.end || offset-first > maxTextBytes || offset-c.end > maxArrowText {
			return errTexts
		}
		c.end = offset
	}
	size := int(c.end - first)
	memory, err := c.data.take(size)
	if err != nil {
		return err
	}
	c.memory = append(c.memory[:0], memory...)
	at := 0
	for i := range dst {
		end := int(littleEndian(raw[i*c.width:][:c.width], true) - first)
		dst[i] = c.memory[at:end:end]
		at = end
	}
	return nil
}

// nextWords reads numbers of a dictionary's words.
func (c *arrowStream) nextWords(dst [][]byte, null []bool) error {
	raw, err := c.data.take(len(dst) * c.index.width)
	if err != nil {
		return err
	}
	for i := range dst {
		if dst[i] = nil; null != nil && null[i] {
			continue
		}
		word := littleEndian(raw[i*c.index.width:][:c.index.width], c.index.signed)
		if word < 0 || word >= int64(len(c.words)) {
			return errors.New("a value is not in the dictionary")
		}
		dst[i] = c.words[word]
	}
	return nil
}

// beginViews reads what views point into.
func (c *arrowStream) beginViews(f *arrowFile, m *arrowBatch, buffer int) error {
	c.apart = c.apart[:0]
	if c.arrowColumn.views >= len(m.variadic) {
		return nil // no text is long
	}
	total := int64(0)
	for k := range int(m.variadic[c.arrowColumn.views]) {
		if buffer+2+k >= len(m.buffers) {
			return errFlat
		}
		var s stream
		if err := s.open(f, m, m.buffers[buffer+2+k]); err != nil {
			return err
		}
		if total += s.size; total > maxArrowBuffer {
			return f.unsupported(fmt.Sprintf("texts of more than %d bytes", maxArrowBuffer), "write the file in smaller batches")
		}
		all, err := io.ReadAll(s.in) // memory grows with what there is, not with what is claimed
		if err == nil && int64(len(all)) < s.size {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		c.apart = append(c.apart, all)
	}
	return nil
}

// nextViews reads views: a short text itself, of a long one where it is.
func (c *arrowStream) nextViews(dst [][]byte, null []bool) error {
	raw, err := c.data.take(16 * len(dst))
	if err != nil {
		return err
	}
	c.memory = append(c.memory[:0], raw...)
	for i := range dst {
		if dst[i] = nil; null != nil && null[i] {
			continue
		}
		view := c.memory[16*i:][:16]
		n := int(int32(binary.LittleEndian.Uint32(view)))
		switch {
		case n >= 0 && n <= 12:
			dst[i] = view[4 : 4+n : 4+n]
		case n < 0 || n > maxArrowText:
			return errTexts
		default:
			k, at := int(int32(binary.LittleEndian.Uint32(view[8:]))), int(int32(binary.LittleEndian.Uint32(view[12:])))
			if k < 0 || k >= len(c.apart) || at < 0 || at > len(c.apart[k]) || n > len(c.apart[k])-at {
				return errTexts
			}
			dst[i] = c.apart[k][at : at+n : at+n]
		}
	}
	return nil
}

// dictionary reads the words of a column.
func (f *arrowFile) dictionary(c *arrowColumn) ([][]byte, error) {
	if words, ok := f.named[c.dictionary]; ok {
		return words, nil
	}
	var words [][]byte
	for _, block := range f.words {
		m, err := f.message(block)
		if err != nil {
			return nil, err
		}
		if m.dictionary != c.dictionary {
			continue
		}
		if !m.delta && len(words) > 0 {
			return nil, f.unsupported("a dictionary is replaced within the file", "write the column without a dictionary")
		}
		typ := c.arrowType
		typ.index = nil
		s := &arrowStream{arrowColumn: arrowColumn{arrowType: typ}, field: Field{Kind: Text}, null: make([]bool, BatchRows), texts: make([][]byte, BatchRows)}
		if err := s.begin(f, m); err != nil {
			return nil, err
		}
		if m.rows > maxArrowWords-int64(len(words)) {
			return nil, f.unsupported(fmt.Sprintf("a dictionary of more than %d words", maxArrowWords), "write the column without a dictionary")
		}
		for left := m.rows; left > 0; {
			n := int(min(left, BatchRows))
			column, err := s.next(n)
			if err != nil {
				return nil, err
			}
			for _, text := range column.Texts {
				words = append(words, append([]byte{}, text...))
			}
			left -= int64(n)
		}
	}
	if f.named == nil {
		f.named = map[int64][][]byte{}
	}
	f.named[c.dictionary] = words
	return words, nil
}
