package ingest

import (
	"bytes"
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// A row is one parsed trade.
type row struct {
	timeUS int64
	id     uint64 // of text ids, a hash; 0 without ids
	price  float64
	amount float64 // base quantity, of inverse contracts quote quantity; 0 for a row that is not a trade
	order  int64   // position among all rows read, see archive.order; breaks ties
	side   microstructure.Side
}

// same reports whether two rows are the same trade.
func (r *row) same(o *row) bool {
	return r.timeUS == o.timeUS && r.id == o.id && r.price == o.price && r.amount == o.amount && r.side == o.side
}

// A rowParser reads the lines of one file.
type rowParser struct {
	sizing
	columns    []column
	trailing   int // fields after the last that is read
	instrument []byte
	fromUS     int64 // times that the file may have
	toUS       int64
	timeHint   string    // the file's date, for errors
	units      timeUnits // of the times so far
	ordinal    uint64    // of the archive, from 1
}

func newRowParser(columns []column, instrument string, c contract) *rowParser {
	p := &rowParser{sizing: newSizing(c, 1), instrument: []byte(instrument), fromUS: math.MinInt64, toUS: math.MaxInt64}
	last := len(columns)
	for last > 0 && columns[last-1] == colSkip {
		last--
	}
	p.columns, p.trailing = columns[:last], len(columns)-last
	return p
}

// parse reads line into r. other is true for a row of another instrument, which
// is not parsed further. problem is nil for a valid line. A row whose quantity
// is 0 is valid, but not a trade: its amount is 0, its price may be 0 and
// dependent fields are not checked.
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
			ok = ok && r.price >= 0
		case colQuantity:
			quantity, end, ok = parseDecimal(line, i)
			ok = ok && (quantity > 0 || quantity == 0 && isZero(line[i:end]))
		case colTime:
			var unit timeUnits
			r.timeUS, unit, end, ok = parseTime(line, i)
			if ok && (r.timeUS < p.fromUS || r.timeUS >= p.toUS) {
				return false, &Error{Column: columnNames[c], Text: shorten(line[i:end]),
					Problem: fmt.Sprintf("is %s, which is not near the file's date, %s", timeText(r.timeUS), p.timeHint),
					Remedy:  "keep the exchange's file name or, if only this line is off, " + mendLine}
			}
			p.units |= unit
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
	if quantity == 0 {
		r.amount = 0
		return false, nil
	}
	if r.price == 0 {
		return false, p.badField(colPrice, []byte("0"))
	}
	var base, quote float64
	r.amount, base, quote = p.of(r.price, quantity)
	if !p.countable(r.price, base, quote) {
		return false, &Error{Text: shorten(line), Problem: "has a price or quantity that is too small or too large to count with"}
	}
	for k := range checks[:nchecks] {
		if q := &checks[k]; !q.holds(base, quote) {
			return false, &Error{Column: columnNames[q.column], Text: shorten(line), Problem: p.mismatch(q, base, quote),
				Remedy: "give the right contract size or, if it is right, " + mendLine}
		}
	}
	return false, nil
}

func (p *rowParser) wrongWidth(line []byte) *Error {
	return &Error{Text: shorten(line), Problem: fmt.Sprintf("has %d fields, not %d",
		bytes.Count(line, []byte(","))+1, len(p.columns)+p.trailing)}
}

func (p *rowParser) badField(c column, field []byte) *Error {
	problem := map[column]string{
		colPrice:    "is not a finite number above zero",
		colQuantity: "is neither zero nor a finite number above it",
		colTime:     "is not a time since 1970",
		colID:       "is not a whole number",
		colMaker:    "is neither true nor false",
		colSide:     "is neither buy nor sell",
	}[c]
	if problem == "" {
		problem = "is not a number"
	}
	if len(field) == 0 {
		problem = "is empty"
	}
	return &Error{Column: columnNames[c], Text: shorten(field), Problem: problem}
}

// timeOf reads the time of a line that is invalid elsewhere. ok is false unless
// the file may have that time.
func (p *rowParser) timeOf(line []byte) (us int64, ok bool) {
	k := slices.Index(p.columns, colTime)
	i := 0
	for ; k > 0; k-- {
		if i = fieldEnd(line, i) + 1; i > len(line) {
			return 0, false
		}
	}
	us, _, _, ok = parseTime(line, i)
	return us, ok && us >= p.fromUS && us < p.toUS
}

// columnAt names the column that line is in at its end.
func (p *rowParser) columnAt(line []byte) string {
	k := bytes.Count(line, []byte(","))
	if k < len(p.columns) && p.columns[k] != colSkip {
		return columnNames[p.columns[k]]
	}
	return fieldName(k)
}

// fieldName names a field without a name; the first is number 0.
func fieldName(k int) string { return fmt.Sprintf("field %d", k+1) }
