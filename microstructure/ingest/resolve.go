package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

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
			m[r], bad = f.named(fields, r, name)
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
func (f *Format) named(fields []columns.Field, r role, name string) (int, *Error) {
	at := -1
	for i := range fields {
		if fields[i].Name != name {
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
	if k := fields[at].Kind; !f.serves(r, k) {
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
		if field.Name == exactNames[r] && f.serves(r, field.Kind) {
			exact = append(exact, i)
		}
		if f.serves(r, field.Kind) {
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
