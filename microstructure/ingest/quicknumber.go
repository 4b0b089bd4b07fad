package ingest

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// quickMarks say which bytes in memory are no digits.
type quickMarks struct {
	bits  []uint64 // a bit for each byte
	fills int      // see lineReader: what they are of
	whole int      // where the last line ends that is in memory
}

// of marks what a reader of lines has in memory, unless that is done, and
// returns where the last line ends that is whole.
func (q *quickMarks) of(l *lineReader) (whole int) {
	if q.fills != l.fills {
		q.fills, q.whole = l.fills, l.whole()
		q.set(l.buf, l.end)
	}
	return q.whole
}

// set marks which of the first n bytes of buf are no digits. markRoom bytes
// follow.
func (q *quickMarks) set(buf []byte, n int) {
	words := n/64 + 2
	if cap(q.bits) < words {
		q.bits = make([]uint64, words)
	}
	q.bits = q.bits[:words]
	q.bits[words-1] = math.MaxUint64 // never reached
	vector.NonDigits(q.bits[:words-1], buf)
}

// markRoom is what is read beyond the bytes that marks are of: two words' worth
// of them, and a number.
const markRoom = 2*64 + 16

const eightZeros = 0x3030303030303030

// A quickCursor goes from mark to mark.
type quickCursor struct {
	marks *quickMarks
	at    int    // place of the first bit
	bits  uint64 // marks that are to come, of 64 bytes
}

func (q *quickMarks) from(i int) quickCursor {
	word, bit := q.bits[i/64:][:2], i%64
	return quickCursor{q, i, word[0]>>bit | word[1]<<(64-bit)}
}

// next is the place of the next mark, which there is, and the cursor behind it.
func (c quickCursor) next() (int, quickCursor) {
	for c.bits == 0 {
		c = c.marks.from(c.at + 64)
	}
	return c.at + bits.TrailingZeros64(c.bits), quickCursor{c.marks, c.at, c.bits & (c.bits - 1)}
}

// tens are the powers of ten up to 10^8.
var tens = [9]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8}

// longDecimal reads a decimal number of so many digits before and behind its
// point that neither part may fit eight bytes, without the point. ok is false if
// there are too many, or none on one side.
func longDecimal(buf []byte, i, before, fraction int) (v uint64, ok bool) {
	if before+fraction > 19 || uint(before-1) >= 16 || uint(fraction-1) >= 16 {
		return 0, false
	}
	v = digits(buf, i, before)
	if i += before + 1; fraction > 8 {
		v = v*tens[8] + upToEight(buf, i, 8)
		i, fraction = i+8, fraction-8
	}
	return v*tens[fraction] + upToEight(buf, i, fraction), true
}

// digits is the number of n digits, 1 to 16, that begins at buf[i].
func digits(buf []byte, i, n int) uint64 {
	if n <= 8 {
		return upToEight(buf, i, n)
	}
	return upToEight(buf, i, 8)*tens[n-8] + upToEight(buf, i+8, n-8)
}

// upToEight is the number of n digits, 1 to 8, that begins at buf[i].
func upToEight(buf []byte, i, n int) uint64 {
	x := binary.LittleEndian.Uint64(buf[i:]) ^ eightZeros
	return eightValues(x << ((64 - 8*n) & 63)) // zeros in front
}

// whole reads the whole number below 2⁶³ at buf[i], up to the next byte that is
// no digit, at end. after is i if there is none, or if it is too large.
func whole(buf []byte, i, end int) (v uint64, after int) {
	n := end - i
	switch {
	case uint(n-9) < 8:
		return upToEight(buf, i, 8)*tens[n-8] + upToEight(buf, i+8, n-8), end
	case n == 0 || n > 19:
		return 0, i
	case n <= 8:
		return upToEight(buf, i, n), end
	}
	if v = digits(buf, i, 16)*tens[n-16] + upToEight(buf, i+16, n-16); v > math.MaxInt64 {
		return 0, i
	}
	return v, end
}

// eightValues is the number of eight digits that are given by their values, the
// first in the lowest byte.
func eightValues(x uint64) uint64 {
	x = x*10 + x>>8 // pairs of digits, in every other byte
	return ((x&0x000000ff000000ff)*(100+1_000_000<<32) + (x>>16&0x000000ff000000ff)*(1+10_000<<32)) >> 32
}
