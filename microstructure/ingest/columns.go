package ingest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// A column is the meaning of a field of a row.
type column uint8

const (
	colSkip       column = iota
	colTextID            // any text
	colRowID             // any text, unique within one archive only
	colSide              // buy or sell, the taker's
	colMaker             // true when the buyer was the maker
	colInstrument        // the venue's name of what was traded
	colID                // a whole number
	colTime              // any unit, see parseTime
	colPrice             // quote currency
	colQuantity          // base currency, or contracts
	colQuote             // price × base, only checked
	colBase              // base quantity, only checked
	colEither            // one of the two, only checked
	colHome              // Bybit's home notional, one of the two
	colForeign           // Bybit's foreign notional, the other
	columnKinds

	lastText  = colInstrument // texts, whole numbers and decimal ones follow one another
	lastWhole = colTime
)

var columnNames = [columnKinds]string{
	"", "id", "id", "side", "buyer is maker", "instrument", "id", "time", "price", "quantity", "quote quantity", "base quantity",
	"quote or base quantity", "home notional", "foreign notional",
}

// A layout is the meaning of every field of a file's rows.
type layout struct {
	columns  []column
	header   bool     // the file has one
	agg      bool     // merged trades
	unknown  []string // unknown header names
	hasNames bool     // rows name their instrument
}

// normalName is a header's field without case, underscores, quotes, blanks and
// what follows a slash: OKX appends a translation there.
func normalName(field []byte) string {
	if n := bytes.IndexByte(field, '/'); n >= 0 {
		field = field[:n]
	}
	name := make([]byte, 0, len(field))
	for _, c := range field {
		switch {
		case c == '_' || c == ' ' || c == '"' || c == '\t':
		case 'A' <= c && c <= 'Z':
			name = append(name, c+'a'-'A')
		default:
			name = append(name, c)
		}
	}
	return string(name)
}

// newLayout reads a file's first line: a header when one of its fields is a
// name that the venue knows, a row otherwise.
func newLayout(v *venue, first []byte, agg bool) (layout, *Error) {
	fields := bytes.Split(first, []byte(","))
	var l layout
	for _, f := range fields {
		if _, known := v.names[normalName(f)]; known {
			l.header = true
		}
	}
	if !l.header {
		columns, isAgg := v.headerless(len(fields), agg)
		if columns == nil {
			return l, &Error{Text: shorten(first), Err: ErrHeader,
				Problem: fmt.Sprintf("is neither a header nor a row of %s, it has %d fields", v.name, len(fields)),
				Remedy:  otherSource}
		}
		l.agg = isAgg
		l.columns = make([]column, len(fields))
		copy(l.columns, columns)
		for i := len(columns); i < len(fields); i++ {
			l.unknown = append(l.unknown, fieldName(i))
		}
	} else if err := l.readHeader(v, first, fields); err != nil {
		return l, err
	}
	l.hasNames = slices.Contains(l.columns, colInstrument)
	return l, nil
}

// otherSource is the remedy for archives that do not have a source's layout.
const otherSource = "give the source that the archive is of, --format if it is a file of your own, or " + downloadAgain

func (l *layout) readHeader(v *venue, first []byte, fields [][]byte) *Error {
	var seen [columnKinds]bool
	for _, f := range fields {
		name := normalName(f)
		c, known := v.names[name]
		if !known {
			l.unknown = append(l.unknown, strings.TrimSpace(string(f)))
		}
		if c != colSkip && seen[c] {
			return &Error{Text: shorten(first), Err: ErrHeader,
				Problem: fmt.Sprintf("is a header that has the column %s twice", columnNames[c]), Remedy: downloadAgain}
		}
		seen[c] = true
		l.agg = l.agg || name == "aggtradeid"
		l.columns = append(l.columns, c)
	}
	for _, c := range v.required {
		if !seen[c] {
			e := &Error{Text: shorten(first), Err: ErrHeader, Remedy: otherSource,
				Problem: fmt.Sprintf("is a header without the column %s", columnNames[c])}
			if other := ownerOf(fields, v); other != "" {
				e.Problem += ", its columns are those of " + other
				e.Remedy = "give that as the source"
			}
			return e
		}
	}
	return nil
}

// ownerOf names the first other venue that knows every field of a header, and
// misses none; empty when there is none.
func ownerOf(fields [][]byte, not *venue) string {
	for _, v := range venues {
		var seen [columnKinds]bool
		all := v != not
		for _, f := range fields {
			c, known := v.names[normalName(f)]
			all = all && known
			seen[c] = true
		}
		for _, c := range v.required {
			all = all && seen[c]
		}
		if all {
			return v.name
		}
	}
	return ""
}
