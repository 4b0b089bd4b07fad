package ingest

import (
	"fmt"
	"math"
	"strconv"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// row converts row i of the last batch taken, and returns its state. A row
// whose quantity is 0 is valid, but not a trade.
func (m *mapper) row(i int, r *row) rowState {
	if m.state[i] != good {
		return m.state[i]
	}
	r.timeUS, r.price, r.side, r.id = m.us[i], m.price[i], m.side[i], m.id[i]
	if m.quantity[i] == 0 {
		r.amount = 0
		return good
	}
	if r.price == 0 {
		return rowState(rolePrice)
	}
	var base, quote float64
	r.amount, base, quote = m.of(r.price, m.quantity[i])
	if !m.countable(r.price, base, quote) {
		return tiny
	}
	if m.slot[roleQuote] >= 0 && !math.IsNaN(m.quote[i]) {
		if q := (check{colQuote, m.quote[i], maxRounding}); !q.holds(base, quote) {
			return unequal
		}
	}
	return good
}

// plain reports whether all of the first n rows are trades in base currency
// that are kept as they are: row would find nothing to convert, and no error.
func (m *mapper) plain(n int) bool {
	var other rowState
	for _, s := range m.state[:n] {
		other |= s ^ good
	}
	if other != 0 || m.divisor != 0 || m.contract != (contract{size: 1}) || m.scale != 1 {
		return false
	}
	price, quantity, product := m.price[:n], m.quantity[:n], m.product[:n]
	vector.Multiply(product, price, quantity)
	if !vector.Positive(price) || !vector.Positive(quantity) || !vector.Positive(product) {
		return false
	}
	if m.slot[roleQuote] < 0 {
		return true
	}
	for i, q := range m.quote[:n] {
		if !(math.Abs(q-product[i]) <= float64(quoteTolerance*product[i])+maxRounding) {
			return false
		}
	}
	return true
}

// setPlain sets rows to those of a plain batch, from row i on.
func (m *mapper) setPlain(rows []row, i int) {
	us, price, quantity, side, id := m.us[i:][:len(rows)], m.price[i:][:len(rows)], m.quantity[i:][:len(rows)], m.side[i:][:len(rows)], m.id[i:][:len(rows)]
	for k := range rows {
		rows[k] = row{timeUS: us[k], id: id[k], price: price[k], amount: quantity[k], side: side[k]}
	}
}

// problem describes a row that row could not convert.
func (m *mapper) problem(b *tableBatch, i int, state rowState) *Error {
	e := &Error{Remedy: mendRow}
	r := role(state)
	switch state {
	case broken:
		for _, d := range b.damaged {
			if d.row == i {
				e = d.bad
			}
		}
		return e
	case tiny:
		e.Problem = fmt.Sprintf("a price of %g and a quantity of %g are too small or too large to count with", m.price[i], m.quantity[i])
		return e
	case unequal:
		r = roleQuote
		_, base, quote := m.of(m.price[i], m.quantity[i])
		e.Problem = fmt.Sprintf("is not what price and quantity make: %g base and %g quote with a contract size of %g", base, quote, m.contract.size)
		e.Remedy = "give the right contract size or, if the column means something else, leave it out with --columns quote="
	}
	_, field := m.column(b, r)
	e.Column = field.Name
	var null bool
	e.Text, null = m.show(b, r, i)
	if e.Problem != "" {
		return e
	}
	e.Problem = map[role]string{
		roleTime:     "is not a time since 2009",
		rolePrice:    "is not a finite number above zero",
		roleQuantity: "is neither zero nor a finite number above it",
		roleSide:     "is neither a buy nor a sell",
		roleMaker:    "is neither true nor false",
		roleID:       "is not a whole number",
		roleSymbol:   "names no instrument",
	}[r]
	if (r == roleSide || r == roleMaker) && m.sideless(b, i) {
		e.Remedy = "leave out such trades, and count them, with --drop-sideless, or " + mendRow
	}
	switch {
	case null:
		e.Problem = "is null"
		if r == roleID {
			e.Remedy += ", or leave the ids out with --columns id="
		}
		return e
	case e.Text == "":
		e.Problem = "is empty"
	}
	switch r {
	case roleTime:
		m.explainTime(e, i, field)
	case roleSide:
		if field.Kind != columns.Text && m.format.numbers == signs {
			e.Problem = "is neither 1 (the taker bought) nor -1 (sold)"
			e.Remedy = "convert the sides; of a flag that the buyer was the maker, say --columns maker=" + field.Name
		}
	case roleID:
		e.Remedy = "if ids are texts, say --columns text_id=" + field.Name + "; to do without them, --columns id="
	}
	return e
}

// explainTime explains how an impossible time was read.
func (m *mapper) explainTime(e *Error, i int, field *columns.Field) {
	us := m.us[i]
	if us == outside || e.Text == "" {
		e.Remedy = "write times as numbers in s, ms, µs or ns since 1970, or as in 2025-11-01T09:30:00.123Z"
		return
	}
	e.Problem = "is " + timeText(us)
	switch {
	case us < firstUS:
		e.Problem += ", before there was anything to trade"
		e.Remedy = "give a column of times since 1970 in s, ms, µs or ns, or " + mendRow
	case us >= lastUS:
		e.Problem += ", after the year 2099"
		e.Remedy = "give a column of times since 1970 in s, ms, µs or ns, or " + mendRow
	default:
		e.Problem += ", outside the times that the file's statistics or its name give"
		e.Remedy = copyAgain
	}
}

// show writes the value of a role's column in a row. null is set if there is
// none.
func (m *mapper) show(b *tableBatch, r role, i int) (text string, null bool) {
	c, field := m.column(b, r)
	switch {
	case c.Null != nil && c.Null[i]:
		return "", true
	case field.Kind == columns.Flag:
		return strconv.FormatBool(c.Ints[i] != 0), false
	case c.Ints != nil:
		return strconv.FormatInt(c.Ints[i], 10), false
	case c.Reals != nil:
		return strconv.FormatFloat(c.Reals[i], 'g', -1, 64), false
	case field.Kind == columns.Bytes:
		return fmt.Sprintf("% x", c.Texts[i]), false
	}
	return shorten(c.Texts[i]), false
}
