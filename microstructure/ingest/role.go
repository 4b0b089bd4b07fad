package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A role is what a column of a user's own file stands for.
type role uint8

const (
	roleTime role = iota
	rolePrice
	roleQuantity
	roleSide
	roleMaker
	roleID
	roleTextID
	roleQuote
	roleSymbol
	roleVenue
	roles
)

// roleNames are what Format.Columns calls the roles.
var roleNames = [roles]string{"time", "price", "quantity", "side", "maker", "id", "text_id", "quote", "symbol", "venue"}

// usualNames are the names by which columns are found that Format.Columns does
// not name, as plainName writes them. The first of an exact list goes first.
var usualNames = [roles][]string{
	roleTime: {"timestampus", "timestamp", "timestampms", "timestampns", "time", "ts", "tsevent", "tsexchange", "exchangets", "exchangetimestamp",
		"datetime", "date", "t", "eventtime", "tradetime", "tradets", "tradetimestamp", "transacttime", "createdtime", "createdat"},
	rolePrice:    {"price", "px", "p", "tradeprice", "lastprice", "fillprice"},
	roleQuantity: {"quantity", "qty", "q", "size", "sz", "amount", "volume", "vol", "v", "tradesize", "tradeqty", "tradequantity", "basequantity", "baseqty", "baseamount", "basevolume", "lastqty"},
	roleSide:     {"side", "takerside", "aggressorside", "aggressor", "direction", "tradeside", "takerdirection"},
	roleMaker:    {"isbuyermaker", "buyerismaker", "buyermaker", "m"},
	roleID:       {"id", "tradeid", "tid", "aggtradeid", "trdmatchid", "execid"},
	roleQuote:    {"quotequantity", "quoteqty", "quotevolume", "quoteamount", "cost", "notional", "turnover"},
	roleSymbol:   {"symbol", "instrument", "instrumentname", "instrumentid", "instid", "pair", "ticker", "productid", "market"},
	roleVenue:    {"exchange", "venue"},
}

// exactNames are those of the project's own layout: of several candidates they
// are the one.
var exactNames = [roles]string{roleTime: "timestamp_us", rolePrice: "price", roleQuantity: "quantity", roleQuote: "quote_quantity"}

// plainName is a column's name in lower case, letters and digits alone.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case r < 0x80 && !('a' <= r && r <= 'z' || '0' <= r && r <= '9'):
			return -1
		}
		return r
	}, name)
}

// serves reports whether values of a kind can play the role.
func (r role) serves(k columns.Kind) bool {
	switch r {
	case roleTime:
		return k == columns.Time || k == columns.Whole || k == columns.Real || k == columns.Text
	case rolePrice, roleQuantity, roleQuote:
		return k == columns.Real || k == columns.Whole || k == columns.Text || k == columns.Bytes
	case roleSide:
		return k == columns.Text || k == columns.Whole || k == columns.Real
	case roleMaker:
		return k == columns.Flag || k == columns.Whole || k == columns.Text
	case roleID:
		return k == columns.Whole || k == columns.Real || k == columns.Text
	}
	return k == columns.Text
}

// A mapping says which field plays a role; below 0 is none.
type mapping [roles]int

// resolve finds the fields that play the roles. The error names candidates and
// has a remedy; it lacks the file.
func (f *Format) resolve(fields []columns.Field) (m mapping, bad *Error) {
	for r := range roles {
		m[r] = -1
		name, given := f.Columns[roleNames[r]]
		switch {
		case given && name == "":
		case given:
			m[r], bad = named(fields, r, name)
		case r == roleMaker && f.names(roleSide), r == roleTextID:
		case r == roleSide && f.names(roleMaker), r == roleID && f.names(roleTextID):
		default:
			m[r], bad = f.find(fields, r)
		}
		if bad != nil {
			return m, bad
		}
	}
	if m[roleSide] >= 0 && m[roleMaker] >= 0 {
		return m, ambiguous(roleSide, fields, []int{m[roleSide], m[roleMaker]},
			fmt.Sprintf("--columns side=%s or --columns maker=%s", fields[m[roleSide]].Name, fields[m[roleMaker]].Name))
	}
	for _, r := range []role{roleTime, rolePrice, roleQuantity, roleSide} {
		if m[r] < 0 && !(r == roleSide && m[roleMaker] >= 0) {
			return m, &Error{Err: ErrHeader, Problem: fmt.Sprintf("no column is known as the %s; the file has %s", roleNames[r], fieldNames(fields)), Remedy: say(r)}
		}
	}
	return m, nil
}

// names reports whether the user named a column for the role.
func (f *Format) names(r role) bool { return f.Columns[roleNames[r]] != "" }

// say is the remedy where the column of a role is not found.
func say(r role) string {
	if r == roleSide {
		return "say which it is with --columns side=NAME or, of a flag that the buyer was the maker, --columns maker=NAME"
	}
	return fmt.Sprintf("say which it is with --columns %s=NAME", roleNames[r])
}

// named finds the field that the user named.
func named(fields []columns.Field, r role, name string) (int, *Error) {
	at := -1
	for i, f := range fields {
		if f.Name != name {
			continue
		}
		if at >= 0 {
			return -1, &Error{Err: ErrHeader, Column: name, Problem: "two columns have this name", Remedy: "write the file with one"}
		}
		at = i
	}
	if at < 0 {
		return -1, &Error{Err: ErrHeader, Problem: fmt.Sprintf("there is no column %q for the %s; the file has %s", name, roleNames[r], fieldNames(fields)),
			Remedy: "name one of these with --columns " + roleNames[r] + "=NAME"}
	}
	if k := fields[at].Kind; !r.serves(k) {
		return -1, wrongKind(r, fields[at])
	}
	return at, nil
}

func wrongKind(r role, f columns.Field) *Error {
	e := &Error{Err: ErrHeader, Column: f.Name, Remedy: say(r), Problem: fmt.Sprintf("is %s, which cannot be the %s", f.Type, roleNames[r])}
	switch {
	case r == roleSide && f.Kind == columns.Flag:
		e.Remedy = "if it is true where the buyer was the maker, use --columns maker=" + f.Name
	case f.Kind == columns.Unreadable:
		e.Remedy = "write the column with a plain type, or " + e.Remedy
	}
	return e
}

// find finds the field that has a usual name for the role.
func (f *Format) find(fields []columns.Field, r role) (int, *Error) {
	usual := f.kind().known[r]
	if usual == nil {
		usual = usualNames[r]
	}
	var exact, fit, unfit []int
	for i, field := range fields {
		if !slices.Contains(usual, plainName(field.Name)) {
			continue
		}
		if field.Name == exactNames[r] && r.serves(field.Kind) {
			exact = append(exact, i)
		}
		if r.serves(field.Kind) {
			fit = append(fit, i)
		} else {
			unfit = append(unfit, i)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(fit) == 1:
		return fit[0], nil
	case len(fit) > 1:
		return -1, ambiguous(r, fields, fit, "--columns "+roleNames[r]+"=NAME")
	case len(unfit) > 0 && r <= roleSide:
		return -1, wrongKind(r, fields[unfit[0]])
	}
	return -1, nil
}

func ambiguous(r role, fields []columns.Field, candidates []int, say string) *Error {
	var names []string
	for _, i := range candidates {
		names = append(names, shownName(fields[i].Name))
	}
	return &Error{Err: ErrHeader, Remedy: "say which with " + say,
		Problem: fmt.Sprintf("the %s may be %s", roleNames[r], strings.Join(names, " or "))}
}

// fieldNames lists the first fields, as many as an error has room for.
func fieldNames(fields []columns.Field) string {
	const most, room = 30, 1000
	var names []string
	length := 0
	for i, f := range fields {
		if i == most || length > room {
			names = append(names, "…")
			break
		}
		name := shownName(f.Name)
		length += len(name)
		names = append(names, name)
	}
	if names == nil {
		return "no columns"
	}
	return strings.Join(names, ", ")
}

func shownName(name string) string {
	if name == "" {
		return `""`
	}
	return shortenTo(name, 100)
}
