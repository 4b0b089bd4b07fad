package parquetio

import (
	"encoding/binary"
	"errors"
	"fmt"
)

var errTexts = errors.New("byte arrays of a page are damaged")

// A rawSource yields the byte arrays of a page or of a dictionary in order.
// They share the page's memory, or are valid as long.
type rawSource struct {
	src  []byte
	size int // bytes of each; 0 if each has its length before it

	delta    bool     // lengths are apart
	lengths  []uint64 // of those to come
	prefixes []uint64 // bytes that each has in common with the one before; or nil
	last     []byte
}

func (r *rawSource) next() ([]byte, error) {
	n := r.size
	switch {
	case r.delta:
		return r.nextDelta()
	case n == 0:
		if len(r.src) < 4 {
			return nil, errShortPage
		}
		length := binary.LittleEndian.Uint32(r.src)
		if length > maxText {
			return nil, fmt.Errorf("%w: a text of %d bytes, more than %d", ErrUnsupported, length, maxText)
		}
		n, r.src = int(length), r.src[4:]
	}
	if len(r.src) < n {
		return nil, errShortPage
	}
	value := r.src[:n:n]
	r.src = r.src[n:]
	return value, nil
}

// openDelta begins a page of DELTA_LENGTH_BYTE_ARRAY or, with prefixed, of
// DELTA_BYTE_ARRAY, which has at most n values.
func (r *rawSource) openDelta(src []byte, prefixed bool, n, size int) (err error) {
	*r = rawSource{delta: true, size: size}
	if prefixed {
		if r.prefixes, src, err = deltaLengths(src, n); err != nil {
			return err
		}
	}
	if r.lengths, r.src, err = deltaLengths(src, n); err != nil {
		return err
	}
	if prefixed && len(r.prefixes) != len(r.lengths) {
		return errTexts
	}
	return nil
}

func (r *rawSource) nextDelta() ([]byte, error) {
	if len(r.lengths) == 0 {
		return nil, errShortPage
	}
	length, prefix := r.lengths[0], uint64(0)
	r.lengths = r.lengths[1:]
	if r.prefixes != nil {
		prefix, r.prefixes = r.prefixes[0], r.prefixes[1:]
	}
	if length > uint64(len(r.src)) || prefix > uint64(len(r.last)) || length+prefix > maxText || r.size > 0 && length+prefix != uint64(r.size) {
		return nil, errTexts
	}
	value := r.src[:length:length]
	r.src = r.src[length:]
	if prefix > 0 {
		value = append(append(make([]byte, 0, prefix+length), r.last[:prefix]...), value...)
	}
	r.last = value
	return value, nil
}

// deltaTotal is the number of values of a DELTA_BINARY_PACKED page.
func deltaTotal(src []byte) (uint64, error) {
	var head [3]uint64
	for i := range head {
		v, n := binary.Uvarint(src)
		if n <= 0 {
			return 0, errDelta
		}
		head[i], src = v, src[n:]
	}
	return head[2], nil
}

// deltaLengths decodes DELTA_BINARY_PACKED lengths, at most n, and returns what
// follows them. A page has few of them, so they are decoded one at a time.
func deltaLengths(src []byte, n int) (lengths []uint64, rest []byte, err error) {
	var head [4]uint64
	for i := range head {
		v, k := binary.Uvarint(src)
		if k <= 0 {
			return nil, nil, errDelta
		}
		head[i], src = v, src[k:]
	}
	block, minis, total, value := head[0], head[1], head[2], unzigzag(head[3])
	if block == 0 || block > maxBlock || minis == 0 || block%minis != 0 || block/minis%32 != 0 || total > uint64(n) ||
		total > uint64(len(src)+1)*maxBlock/2 {
		return nil, nil, errDelta
	}
	if total == 0 {
		return nil, src, nil
	}
	lengths = make([]uint64, 1, total)
	lengths[0] = uint64(value)
	for mini := int(block / minis); uint64(len(lengths)) < total; {
		v, k := binary.Uvarint(src)
		if k <= 0 || len(src)-k < int(minis) {
			return nil, nil, errDelta
		}
		least := unzigzag(v)
		widths := src[k : k+int(minis)]
		src = src[k+int(minis):]
		for _, w := range widths {
			if uint64(len(lengths)) == total {
				break // the miniblocks that are left have no values, nor bytes
			}
			size := mini / 8 * int(w)
			if w > 64 || size > len(src) {
				return nil, nil, errDelta
			}
			for i := 0; i < mini && uint64(len(lengths)) < total; i++ {
				value += least + int64(bitsAt(src, i*int(w), int(w)))
				lengths = append(lengths, uint64(value))
			}
			src = src[size:]
		}
	}
	return lengths, src, nil
}

// bitsAt returns the number of width bits that begins at bit, lowest bit first.
func bitsAt(src []byte, bit, width int) (v uint64) {
	for done := 0; done < width; {
		n := min(8-bit&7, width-done)
		v |= uint64(src[bit>>3]>>(bit&7)) & (1<<n - 1) << done
		bit, done = bit+n, done+n
	}
	return v
}
