package ingest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"github.com/tickbook/tickbook/microstructure"
)

// A row is one trade on its way from a line to Trades.
type row struct {
	timeUS int64
	id     uint64 // of text ids, a hash; 0 without ids
	price  float64
	amount float64 // base quantity, of inverse contracts quote quantity
	order  int64   // position among all rows read, for rows that nothing else orders
	side   microstructure.Side
}

// same tells whether two rows are the same trade.
func (r *row) same(o *row) bool {
	return r.timeUS == o.timeUS && r.id == o.id && r.price == o.price && r.amount == o.amount && r.side == o.side
}

// A rowParser reads the lines of one file.
type rowParser struct {
	columns    []column
	trailing   int // fields after the last that is read
	instrument []byte
	contract   contract
	divisor    float64 // 1 ÷ size where that is whole, so that 7 contracts of 0.01 are 0.07
	fromUS     int64   // times that the file may have
	toUS       int64
	timeHint   string  // the file's date, for errors
	ordinal    uint64  // of the archive, from 1
	scale      float64 // see Listing
}

func newRowParser(columns []column, instrument string, c contract) *rowParser {
	p := &rowParser{instrument: []byte(instrument), contract: c, fromUS: math.MinInt64, toUS: math.MaxInt64, scale: 1}
	last := len(columns)
	for last > 0 && columns[last-1] == colSkip {
		last--
	}
	p.columns, p.trailing = columns[:last], len(columns)-last
	if d := math.Round(1 / c.size); c.size < 1 && 1/d == c.size {
		p.divisor = d
	}
	return p
}

// parse reads line into r. other is true for a row of another instrument,
// of which nothing else is looked at. problem is nil when the line is good.
func (p *rowParser) parse(line []byte, r *row) (other bool, problem *Error) {
	var (
		i, end   int
		ok       bool
		quantity float64
		checks   [2]check
		nchecks  int
	)
	for k, c := range p.columns {
		if k > 0 {
			if i >= len(line) {
				return false, p.wrongWidth(line)
			}
			i++ // the comma
		}
		ok = true
		switch c {
		case colSkip:
			end = len(line)
			if n := bytes.IndexByte(line[i:], ','); n >= 0 {
				end = i + n
			}
		case colPrice:
			r.price, end, ok = parseDecimal(line, i)
			ok = ok && r.price > 0
		case colQuantity:
			quantity, end, ok = parseDecimal(line, i)
			ok = ok && quantity > 0
		case colTime:
			r.timeUS, end, ok = parseTime(line, i)
			if ok && (r.timeUS < p.fromUS || r.timeUS >= p.toUS) {
				return false, &Error{Column: columnNames[c], Text: shorten(line[i:end]),
					Problem: fmt.Sprintf("is %s, which is not near the file's date, %s", timeText(r.timeUS), p.timeHint)}
			}
		case colID:
			r.id, end, ok = parseID(line, i)
		case colTextID:
			end = fieldEnd(line, i)
			r.id = hashID(line[i:end])
		case colRowID:
			end = fieldEnd(line, i)
			r.id = mix(hashID(line[i:end]) + p.ordinal)
		case colMaker:
			r.side, end, ok = parseMaker(line, i)
		case colSide:
			r.side, end, ok = parseSide(line, i)
		case colInstrument:
			end = fieldEnd(line, i)
			if !bytes.Equal(line[i:end], p.instrument) {
				return true, nil
			}
		default:
			var q *check
			if nchecks < len(checks) {
				q = &checks[nchecks]
				nchecks++
			} else {
				q = &checks[0]
			}
			q.column = c
			q.value, q.unit, end, ok = parseApprox(line, i)
		}
		if !ok {
			return false, p.badField(c, line[i:max(i, min(end, len(line)))])
		}
		i = end
	}
	if i < len(line) || p.trailing > 0 {
		if bytes.Count(line[i:], []byte(",")) != p.trailing {
			return false, p.wrongWidth(line)
		}
	}
	base, quote := p.quantities(r, quantity)
	least, most := min(base, base/p.scale, quote, r.price*p.scale), max(base, base/p.scale, quote, r.price*p.scale)
	if !(least > 0) || most > math.MaxFloat64 {
		return false, &Error{Text: shorten(line), Problem: "has a price or quantity that is too small or too large to count with"}
	}
	for k := range checks[:nchecks] {
		if q := &checks[k]; !q.holds(base, quote) {
			return false, &Error{Column: columnNames[q.column], Text: shorten(line), Problem: p.mismatch(q, base, quote)}
		}
	}
	return false, nil
}

// quantities sets r.amount.
func (p *rowParser) quantities(r *row, quantity float64) (base, quote float64) {
	switch {
	case p.divisor != 0:
		quantity /= p.divisor
	case p.contract.size != 1:
		quantity *= p.contract.size
	}
	r.amount = quantity
	if p.contract.quote {
		return quantity / r.price, quantity
	}
	return quantity, quantity * r.price
}

// A check is a field that follows from others.
type check struct {
	column      column
	value, unit float64
}

// Tolerances of the check that quote = price × base quantity.
const (
	quoteTolerance = 1e-3 // of the value
	maxRounding    = 0.01 // the coarsest last digit that is taken for rounding
)

func (q *check) holds(base, quote float64) bool {
	near := func(want float64) bool {
		return math.Abs(q.value-want) <= quoteTolerance*want+min(q.unit, maxRounding)
	}
	switch q.column {
	case colQuote:
		return near(quote)
	case colBase:
		return near(base)
	}
	return near(quote) || near(base)
}

func (p *rowParser) mismatch(q *check, base, quote float64) string {
	return fmt.Sprintf("has %s %g, but price and quantity make %g base and %g quote with a contract size of %g: is the contract size right?",
		columnNames[q.column], q.value, base, quote, p.contract.size)
}

func (p *rowParser) wrongWidth(line []byte) *Error {
	return &Error{Text: shorten(line), Problem: fmt.Sprintf("has %d fields, not %d",
		bytes.Count(line, []byte(","))+1, len(p.columns)+p.trailing)}
}

func (p *rowParser) badField(c column, field []byte) *Error {
	problem := map[column]string{
		colPrice:    "is not a finite number above zero",
		colQuantity: "is not a finite number above zero",
		colTime:     "is not a time since 1970",
		colID:       "is not a whole number",
		colMaker:    "is neither true nor false",
		colSide:     "is neither buy nor sell",
	}[c]
	if problem == "" {
		problem = "is not a number"
	}
	if len(field) == 0 {
		problem = "is empty, but " + problem[3:] + " is needed"
	}
	return &Error{Column: columnNames[c], Text: shorten(field), Problem: problem}
}

func parseID(line []byte, i int) (id uint64, end int, ok bool) {
	start := i
	if head, ok := eightDigits(line, i); ok {
		id, i = head, i+8
	}
	id, i = scanDigits(line, i, id)
	if i == start || i-start > 19 || i < len(line) && line[i] != ',' {
		return 0, fieldEnd(line, i), false
	}
	return id, i, true
}

func parseMaker(line []byte, i int) (side microstructure.Side, end int, ok bool) {
	if len(line)-i >= 4 {
		const lower = 0x20202020
		switch word := binary.LittleEndian.Uint32(line[i:]) | lower; {
		case word == 't'|'r'<<8|'u'<<16|'e'<<24:
			side, end = microstructure.Sell, i+4
		case word == 'f'|'a'<<8|'l'<<16|'s'<<24 && len(line)-i >= 5 && line[i+4]|0x20 == 'e':
			side, end = microstructure.Buy, i+5
		}
		if side != 0 && (end == len(line) || line[end] == ',') {
			return side, end, true
		}
	}
	return 0, fieldEnd(line, i), false
}

func parseSide(line []byte, i int) (side microstructure.Side, end int, ok bool) {
	end = fieldEnd(line, i)
	switch f := line[i:end]; {
	case len(f) == 3 && bytes.EqualFold(f, []byte("buy")):
		return microstructure.Buy, end, true
	case len(f) == 4 && bytes.EqualFold(f, []byte("sell")):
		return microstructure.Sell, end, true
	}
	return 0, end, false
}

// hashID maps a text id to 64 bits, and no id to 0.
func hashID(text []byte) uint64 {
	h := uint64(len(text)) * 0x9e3779b97f4a7c15
	for len(text) >= 8 {
		h = mix(h ^ binary.LittleEndian.Uint64(text))
		text = text[8:]
	}
	if len(text) > 0 {
		var last [8]byte
		copy(last[:], text)
		h = mix(h ^ binary.LittleEndian.Uint64(last[:]))
	}
	return h
}

func mix(x uint64) uint64 {
	hi, lo := bits.Mul64(x^0x2d358dccaa6c78a5, 0x8bb84b93962eacc9)
	return hi ^ lo
}
