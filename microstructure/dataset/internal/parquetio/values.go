package parquetio

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/parquet-go/parquet-go/format"
)

// A Values reads a top-level column of any type, row group by row group, with
// its nulls. It delivers words of 64 bits, or texts. The zero value is ready
// for Bind.
type Values struct {
	Column
	size    int                       // bytes of a value as it is in a page; 0 for bits, and for byte arrays
	convert func(raw []byte) uint64   // converts a value that is not a native number; or nil
	word    func(plain uint64) uint64 // converts a native number; or nil

	levels   hybrid // of the page, if nullable
	nullable bool   // the page has nulls
	form     valueForm
	bit      int      // position of the next flag in plain
	counted  []uint64 // the values, decoded from differences
	raw      rawSource
	texts    [][]byte // the dictionary
	words    []byte   // its memory
	arena    []byte   // of texts that outlive their page
	spare    []uint64
}

// A valueForm is how a page holds its values.
type valueForm int

const (
	plainWords valueForm = iota // 4 or 8 bytes each
	plainBits                   // flags
	coded                       // indexes into the dictionary, or flags in runs
	counts                      // in counted
	rawBytes                    // anything else, in raw
)

// flags is the dictionary of flags in runs.
var flags = []uint64{0, 1}

// Bind attaches v to a column that is not a group. convert turns a value of
// INT96, FIXED_LEN_BYTE_ARRAY or BYTE_ARRAY into a word for Words; it may be
// nil otherwise.
func (v *Values) Bind(f *File, leaf Leaf, convert func(raw []byte) uint64) error {
	v.file, v.typ, v.rule, v.firstRow, v.rows = f, leaf.typ, Any, 0, 0
	v.convert, v.word = convert, nil
	switch leaf.typ.physical {
	case format.Boolean, format.ByteArray:
		v.size = 0
	case format.Int32:
		v.size = 4
	case format.Float:
		v.size = 4
		v.word = func(plain uint64) uint64 { return math.Float64bits(float64(math.Float32frombits(uint32(plain)))) }
	case format.Int96:
		v.size = 12
	case format.FixedLenByteArray:
		v.size = leaf.typ.element.length
		if v.size < 1 || v.size > maxText {
			return v.corrupt(errors.New("values of a fixed length without a length"))
		}
	default:
		v.size = 8
	}
	return nil
}

// Seek goes to the beginning of a row group. Row groups are read in order.
func (v *Values) Seek(rowGroup int) error {
	v.texts = v.texts[:0]
	return v.Column.Seek(rowGroup)
}

// Words fills dst with the next values. It sets null for those that are null,
// whose words are 0, and returns their number. The row group must have len(dst)
// rows left.
func (v *Values) Words(dst []uint64, null []bool) (nulls int, err error) {
	err = v.each(len(dst), null, func(at, n, present int) error {
		part := dst[at : at+n]
		if err := v.nextWords(part[:present]); err != nil {
			return err
		}
		if present < n {
			nulls += n - present
			spread(part, null[at:at+n], present)
		}
		return nil
	}, nil)
	return nulls, err
}

// Texts is Words for byte arrays. The texts are valid until the next call.
func (v *Values) Texts(dst [][]byte, null []bool) (nulls int, err error) {
	v.arena = v.arena[:0]
	kept := 0 // texts that the page's end does not touch
	err = v.each(len(dst), null, func(at, n, present int) error {
		part := dst[at : at+n]
		if err := v.nextTexts(part[:present]); err != nil {
			return err
		}
		if present < n {
			nulls += n - present
			spread(part, null[at:at+n], present)
		}
		return nil
	}, func(done int) {
		if v.form == rawBytes {
			v.keep(dst[kept:done])
		}
		kept = done
	})
	return nulls, err
}

// each calls do for each page of the next rows, with rows at to at+n, of which
// present are not null. pageEnd, unless nil, is called before another page is
// opened, with the number of rows done.
func (v *Values) each(rows int, null []bool, do func(at, n, present int) error, pageEnd func(done int)) error {
	for at := 0; at < rows; {
		if v.left == 0 {
			if pageEnd != nil {
				pageEnd(at)
			}
			if err := v.open(); err != nil {
				return err
			}
		}
		n := min(v.left, rows-at)
		present := n
		if v.nullable {
			var err error
			if present, err = v.presence(null[at : at+n]); err != nil {
				return v.corrupt(err)
			}
		} else {
			clear(null[at : at+n])
		}
		if err := do(at, n, present); err != nil {
			return v.corrupt(err)
		}
		v.left -= n
		at += n
	}
	return nil
}

// presence reads the levels of len(null) rows, and returns how many are not
// null.
func (v *Values) presence(null []bool) (present int, err error) {
	at := 0
	err = v.levels.runs(int64(len(null)), func(level uint64, times int64) error {
		if level > 1 {
			return errRuns
		}
		for range times {
			null[at] = level == 0
			at++
		}
		present += int(level) * int(times)
		return nil
	})
	return present, err
}

// spread moves the values at the front of s to the rows that are not null.
func spread[T any](s []T, null []bool, present int) {
	var none T
	for i := len(s) - 1; i >= 0; i-- {
		if null[i] {
			s[i] = none
			continue
		}
		present--
		s[i] = s[present]
	}
}

// keep copies texts out of a page's memory.
func (v *Values) keep(texts [][]byte) {
	for i, t := range texts {
		if t == nil {
			continue
		}
		if len(v.arena)+len(t) > cap(v.arena) {
			v.arena = make([]byte, 0, max(2*cap(v.arena), len(t), 1<<16)) // what points into the old memory keeps it
		}
		at := len(v.arena)
		v.arena = append(v.arena, t...)
		texts[i] = v.arena[at:len(v.arena):len(v.arena)]
	}
}

var errShortPage = errors.New("a page is shorter than it claims")

// nextWords fills dst with values of the page, none of which is null.
func (v *Values) nextWords(dst []uint64) error {
	switch v.form {
	case plainWords:
		if len(v.plain) < len(dst)*v.size {
			return errShortPage
		}
		v.plainWords(dst)
		v.plain = v.plain[len(dst)*v.size:]
	case plainBits:
		if len(v.plain)*8 < v.bit+len(dst) {
			return errShortPage
		}
		for i := range dst {
			dst[i] = uint64(v.plain[v.bit>>3]>>(v.bit&7)) & 1
			v.bit++
		}
	case coded:
		if v.typ.physical == format.Boolean {
			return v.indexes.words(dst, flags)
		}
		return v.indexes.words(dst, v.dict)
	case counts:
		if len(v.counted) < len(dst) {
			return errShortPage
		}
		copy(dst, v.counted)
		v.counted = v.counted[len(dst):]
	default:
		for i := range dst {
			raw, err := v.raw.next()
			if err != nil {
				return err
			}
			dst[i] = v.convert(raw)
		}
	}
	return nil
}

func (v *Values) plainWords(dst []uint64) {
	switch {
	case v.size == 8:
		copy(bytesOf(dst), v.plain)
	case v.word == nil:
		for i := range dst {
			dst[i] = v.extend(v.plain[4*i:])
		}
	default:
		for i := range dst {
			dst[i] = v.word(uint64(binary.LittleEndian.Uint32(v.plain[4*i:])))
		}
	}
}

// nextTexts is nextWords for texts.
func (v *Values) nextTexts(dst [][]byte) error {
	if v.form != coded {
		for i := range dst {
			var err error
			if dst[i], err = v.raw.next(); err != nil {
				return err
			}
		}
		return nil
	}
	i := 0
	return v.indexes.runs(int64(len(dst)), func(code uint64, times int64) error {
		if code >= uint64(len(v.texts)) {
			return errIndex
		}
		for range times {
			dst[i] = v.texts[code]
			i++
		}
		return nil
	})
}
