package ingest

import (
	"encoding/binary"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A quickShape describes lines that have nothing but numbers and a side, as most
// do.
type quickShape struct {
	before, behind                   int                     // numbers before and behind the side
	time, id, price, quantity, quote int                     // places among the numbers; quote and id may be -1
	words                            [2 * mostNumbers]uint64 // see vector.Numbers
}

const mostNumbers = 8

// newQuickShape describes lines with the given columns. It is nil if they have
// others, too many or one twice, and where no vector instructions would gain by
// it.
func newQuickShape(columns []column) *quickShape {
	if vector.InUse() == vector.Plain {
		return nil
	}
	l := &quickShape{time: -1, id: -1, price: -1, quantity: -1, quote: -1}
	sides := 0
	for _, c := range columns {
		at := map[column]*int{colTime: &l.time, colID: &l.id, colPrice: &l.price, colQuantity: &l.quantity, colQuote: &l.quote}[c]
		switch {
		case c == colSide || c == colMaker:
			sides++
			continue
		case at == nil || *at >= 0 || l.before+l.behind == mostNumbers:
			return nil
		}
		if *at = l.before + l.behind; sides > 0 {
			l.behind++
		} else {
			l.before++
		}
	}
	if sides != 1 || l.time < 0 || l.price < 0 || l.quantity < 0 {
		return nil
	}
	return l
}

// line is parse for lines of a quickShape, whose numbers have no more than 16
// bytes.
func (q *quickParser) line(buf []byte, i int, r *row) (next int, ok bool) {
	from, l := i, q.plain
	if l.before > 0 {
		if i = vector.Numbers(l.words[:2*l.before], buf, q.marks.bits, i, q.comma); i < 0 || buf[i] != q.comma {
			return 0, false
		}
		i++
	}
	w := binary.LittleEndian.Uint64(buf[i:])
	known := &q.sides[w&15]
	side, n := known.side, known.n
	if w&known.mask != known.word || n == 0 {
		if side, n = q.sideOf(buf[i:][:8]); n == 0 {
			return 0, false
		}
	}
	i += n
	if l.behind > 0 {
		if buf[i] != q.comma {
			return 0, false
		}
		if i = vector.Numbers(l.words[2*l.before:][:2*l.behind], buf, q.marks.bits, i+1, q.comma); i < 0 {
			return 0, false
		}
	}
	if q.trailing == 0 && buf[i] == '\n' {
		next = i + 1
	} else if next = q.lineEnd(buf, i); next < 0 {
		return 0, false
	}
	if next-from > q.longest || !q.set(l, side, r) {
		return 0, false
	}
	return next, true
}

// number is a line's number at a place, m × 10^-fraction.
func (l *quickShape) number(at int) (m int64, fraction uint64) {
	at &= mostNumbers - 1
	return int64(l.words[2*at]), l.words[2*at+1] & (mostFraction - 1)
}

// mostFraction is above the digits that vector.Numbers reads behind a point.
const mostFraction = 16

// set sets a row to the numbers of a line. It reports whether they are a
// trade's.
func (q *quickParser) set(l *quickShape, side microstructure.Side, r *row) bool {
	t, f := l.number(l.time)
	us, units := microsOf(t)
	if f != 0 || us < q.fromUS || us >= q.toUS {
		return false
	}
	p, f := l.number(l.price)
	n, g := l.number(l.quantity)
	price := float64(p) / pow10[f]
	amount, base, quote := q.of(price, float64(n)/pow10[g])
	if p > 1<<53 || n > 1<<53 || !q.countable(price, base, quote) { // also where either is 0
		return false
	}
	if l.quote >= 0 {
		given, f := l.number(l.quote)
		if given > 1<<53 || !q.holds(&quickCheck{colQuote, float64(given), int(f)}, base, quote) {
			return false
		}
	}
	r.id = 0
	if l.id >= 0 {
		id, f := l.number(l.id)
		if f != 0 {
			return false
		}
		r.id = uint64(id)
	}
	r.timeUS, r.price, r.amount, r.side = us, price, amount, side
	q.units |= units
	return true
}
