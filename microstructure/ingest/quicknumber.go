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

// markRoom is what is read beyond the bytes that marks or numbers are of.
const markRoom = 64

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

// next is the place of the next mark; there is one.
func (c *quickCursor) next() int {
	for c.bits == 0 {
		*c = c.marks.from(c.at + 64)
	}
	at := c.at + bits.TrailingZeros64(c.bits)
	c.bits &= c.bits - 1
	return at
}

// tens are the powers of ten up to 10^8.
var tens = [9]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8}

// number reads the decimal number without sign and exponent that begins at
// buf[i] and ends at the cursor's next mark or, with a fraction, at the one
// after, as m × 10^-fraction. end is i if there is none, or if it has too many
// digits.
func (c *quickCursor) number(buf []byte, i int) (m uint64, fraction, end int) {
	point := c.next()
	whole := point - i
	if buf[point] != '.' {
		if uint(whole-1) >= 16 {
			return 0, 0, i
		}
		return digits(buf, i, whole), 0, point
	}
	end = c.next()
	fraction = end - point - 1
	if whole == 0 || fraction == 0 {
		return 0, 0, i
	}
	if n := whole + fraction; n < 8 {
		x := binary.LittleEndian.Uint64(buf[i:]) ^ eightZeros
		before := uint64(1)<<(8*whole&63) - 1
		return eightValues((x&before | x>>8&^before) << ((64 - 8*n) & 63)), fraction, end
	} else if n > 19 || whole > 16 || fraction > 16 {
		return 0, 0, i
	}
	m = digits(buf, i, whole)
	if fraction <= 8 {
		return m*tens[fraction] + upToEight(buf, point+1, fraction), fraction, end
	}
	m = m*tens[8] + upToEight(buf, point+1, 8)
	return m*tens[fraction-8] + upToEight(buf, point+9, fraction-8), fraction, end
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

// A quickWhole reads whole numbers like those before them.
type quickWhole struct {
	n          int    // digits of the number before
	head, tail uint64 // its first and its last eight bytes
	first      uint64 // its first eight digits
	value      uint64
}

// read reads the whole number below 2⁶³ that begins at buf[i] and ends at the
// cursor's next mark. end is i if there is none, or if it is too large.
func (q *quickWhole) read(c *quickCursor, buf []byte, i int) (v uint64, end int) {
	end = c.next()
	n := end - i
	if uint(n-9) >= 8 {
		switch {
		case n == 0:
			return 0, i
		case n <= 8:
			return upToEight(buf, i, n), end
		case n > 19:
			return 0, i
		}
		if v = digits(buf, i, 16)*tens[n-16] + upToEight(buf, i+16, n-16); v > math.MaxInt64 {
			return 0, i
		}
		return v, end
	}
	head, tail := binary.LittleEndian.Uint64(buf[i:]), binary.LittleEndian.Uint64(buf[end-8:])
	same := n == q.n && head == q.head
	if same && tail == q.tail+1<<56 { // it is one more
		q.tail = tail
		q.value++
		return q.value, end
	}
	if !same {
		q.n, q.head, q.first = n, head, upToEight(buf, i, 8)
	}
	q.tail, q.value = tail, q.first*tens[n-8]+upToEight(buf, i+8, n-8)
	return q.value, end
}

// eightValues is the number of eight digits that are given by their values, the
// first in the lowest byte.
func eightValues(x uint64) uint64 {
	x = x*10 + x>>8 // pairs of digits, in every other byte
	return ((x&0x000000ff000000ff)*(100+1_000_000<<32) + (x>>16&0x000000ff000000ff)*(1+10_000<<32)) >> 32
}
