package ingest

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/tickbook/tickbook/microstructure"
)

// A quickParser reads lines whose fields are in their plainest form. It leaves
// all others to the parsers that say what is wrong with a line: it takes no line
// that those refuse, and the values it reads are theirs to the bit.
//
// It first notes which bytes in memory are no digits, many at a time. So the
// ends of all numbers of a line are known before one is read, and a processor
// reads several at once.
type quickParser struct {
	sizing
	columns  []column
	trailing int // fields after the last that is read
	comma    byte
	commas   uint64  // eight of them
	longest  int     // bytes that a line may have
	rounding float64 // the least unit of a check
	fromUS   int64   // times that rows may have
	toUS     int64
	ordinal  uint64 // of the archive, from 1
	// time reads a time that is not a whole number, side a side, or 0.
	time func(text []byte) (us int64, notes timeNotes, ok bool)
	side func(text []byte) microstructure.Side
	// expected reports whether the text of field k, a colInstrument, is the one
	// that the rows read here have.
	expected func(k int, text []byte) bool

	timeNotes
	plain  *quickShape // of lines that have numbers and a side; or nil
	marks  quickMarks
	sides  [16]quickSide
	misses int // lines in a row that were not plain
}

// A quickSide is a text of up to seven bytes that says the side.
type quickSide struct {
	word, mask uint64
	n          int
	side       microstructure.Side
}

// A quickCheck is a check of value × 10^-fraction.
type quickCheck struct {
	column   column
	value    float64
	fraction int
}

// mostMisses is the number of lines in a row, none of them plain, after which no
// more are tried.
const mostMisses = 64

// hopeless reports whether lines are not worth a try.
func (q *quickParser) hopeless() bool { return q == nil || q.misses >= mostMisses }

// parse reads the line that begins at buf[i], and returns where the next one
// begins. ok is false for a line that is not plain. The line ends in buf, of
// which the marks are, and markRoom bytes follow.
func (q *quickParser) parse(buf []byte, i int, r *row) (next int, ok bool) {
	if q.plain != nil {
		if next, ok = q.line(buf, i, r); ok {
			return next, true
		}
	}
	return q.fields(buf, i, r)
}

// fields is parse for lines of any columns. Most numbers are read here: a call
// for each would take longer than the number.
func (q *quickParser) fields(buf []byte, i int, r *row) (next int, ok bool) {
	from, nchecks := i, 0
	var id uint64
	var price, quantity float64
	var notes timeNotes
	var checks [2]quickCheck
	m := q.marks.from(i)
	end := 0
	for k, c := range q.columns {
		if k > 0 {
			if buf[i] != q.comma {
				return 0, false
			}
			i++
		}
		if c <= lastText {
			if c == colSide || c == colMaker {
				if r.side, end = q.sideOf(buf[i:][:8]); end == 0 {
					return 0, false
				}
				end += i
			} else if end = q.fieldEnd(buf, i); end < 0 || !q.text(k, buf[i:end], &id) {
				return 0, false
			}
			if i = end; k+1 < len(q.columns) {
				m = q.marks.from(i + 1)
			}
			continue
		}
		end, m = m.next()
		if c <= lastWhole {
			v, end := whole(buf, i, end)
			switch {
			case c == colID && end > i:
				id, i = v, end
			case c == colTime && end > i && q.ends(buf[end]):
				r.timeUS, notes.units = microsOf(int64(v))
				i = end
			case c == colTime:
				if end = q.fieldEnd(buf, i); end < 0 {
					return 0, false
				}
				if r.timeUS, notes, ok = q.time(buf[i:end]); !ok {
					return 0, false
				}
				i = end
				m = q.marks.from(i + 1)
			default:
				return 0, false
			}
			continue
		}
		var v uint64
		fraction := 0
		if point := end; buf[point] == '.' {
			end, m = m.next()
			before := point - i
			fraction = end - point - 1
			if uint(before-1) < 8 && uint(fraction-1) < 8 {
				v = upToEight(buf, i, before)*tens[fraction] + upToEight(buf, point+1, fraction)
			} else if v, ok = longDecimal(buf, i, before, fraction); !ok {
				return 0, false
			}
		} else if uint(end-i-1) >= 16 {
			return 0, false
		} else {
			v = digits(buf, i, end-i)
		}
		if i = end; v > 1<<53 {
			return 0, false
		}
		switch c {
		case colPrice:
			price = float64(v) / pow10[fraction]
		case colQuantity:
			quantity = float64(v) / pow10[fraction]
		default:
			if nchecks == len(checks) {
				return 0, false
			}
			checks[nchecks] = quickCheck{c, float64(v), fraction}
			nchecks++
		}
	}
	if r.timeUS < q.fromUS || r.timeUS >= q.toUS {
		return 0, false
	}
	if next = q.lineEnd(buf, i); next < 0 || next-from > q.longest {
		return 0, false
	}
	var base, quote float64
	r.amount, base, quote = q.of(price, quantity)
	if !q.countable(price, base, quote) { // also where either is 0
		return 0, false
	}
	for k := range checks[:nchecks] {
		if !q.holds(&checks[k], base, quote) {
			return 0, false
		}
	}
	r.id, r.price = id, price
	q.units |= notes.units
	q.zoneless = q.zoneless || notes.zoneless
	return next, true
}

// holds is check.holds. Most values are well within the tolerance.
func (q *quickParser) holds(c *quickCheck, base, quote float64) bool {
	if c.column == colQuote && math.Abs(c.value-float64(quote*pow10[c.fraction])) <= quoteTolerance/2*c.value {
		return true
	}
	exact := check{c.column, c.value / pow10[c.fraction], max(q.rounding, 1/pow10[c.fraction])}
	return exact.holds(base, quote)
}

// text takes the text of field k, which may be an id.
func (q *quickParser) text(k int, text []byte, id *uint64) bool {
	switch q.columns[k] {
	case colTextID:
		*id = hashID(text)
	case colRowID:
		*id = mix(hashID(text) + q.ordinal)
	case colInstrument:
		return q.expected(k, text)
	}
	return true
}

// ends reports whether a field may end before c.
func (q *quickParser) ends(c byte) bool { return c == q.comma || c == '\n' || c == '\r' }

// lineEnd is where the next line begins, if the fields that are read end at
// buf[i] and the line has as many more as it should; otherwise it is below 0.
func (q *quickParser) lineEnd(buf []byte, i int) int {
	if q.trailing > 0 {
		if buf[i] != q.comma {
			return -1
		}
		n := bytes.IndexByte(buf[i:], '\n')
		if n < 0 || bytes.Count(buf[i:i+n], []byte{q.comma}) != q.trailing || bytes.IndexByte(buf[i:i+n], '"') >= 0 {
			return -1
		}
		return i + n + 1
	}
	if i < len(buf) && buf[i] == '\r' {
		i++
	}
	if i < len(buf) && buf[i] == '\n' {
		return i + 1
	}
	return -1
}

const (
	eightBreaks  = 0x0a0a0a0a0a0a0a0a
	eightReturns = 0x0d0d0d0d0d0d0d0d
)

// fieldEnd is the end of the text that begins at buf[i]; it is below 0 if the
// text has a quote or a blank at either end, or if no more than its beginning is
// in buf.
func (q *quickParser) fieldEnd(buf []byte, i int) int {
	for at := i; at+8 <= len(buf); at += 8 {
		w := binary.LittleEndian.Uint64(buf[at:])
		ends := zeroBytes(w^q.commas) | zeroBytes(w^eightBreaks) | zeroBytes(w^eightReturns)
		quotes := zeroBytes(w ^ eightQuotes)
		if ends == 0 && quotes == 0 {
			continue
		}
		if quotes&(ends&-ends-1) != 0 || ends == 0 {
			return -1
		}
		end := at + bits.TrailingZeros64(ends)/8
		if end > i && (buf[i] <= ' ' || buf[end-1] <= ' ') {
			return -1
		}
		return end
	}
	return -1
}

// sideOf reads the side from the text at the head of eight bytes, and returns
// the length of the text, 0 if it is too long or no side.
func (q *quickParser) sideOf(text []byte) (side microstructure.Side, n int) {
	w := binary.LittleEndian.Uint64(text)
	known := &q.sides[w&15]
	if w&known.mask == known.word && known.n > 0 {
		return known.side, known.n
	}
	ends := zeroBytes(w^q.commas) | zeroBytes(w^eightBreaks) | zeroBytes(w^eightReturns)
	if ends == 0 {
		return 0, 0
	}
	n = bits.TrailingZeros64(ends) / 8
	if side = q.side(text[:n]); side == 0 {
		return 0, 0
	}
	mask := uint64(1)<<(8*n) - 1
	*known = quickSide{w & mask, mask, n, side}
	return side, n
}
