package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Looks states which looks count, in the sentences of a LookCount or of
// desk.Looks.
func Looks(sentences []string) string {
	var out []string
	for _, s := range sentences {
		first, size := utf8.DecodeRuneInString(s)
		if size > 0 {
			out = append(out, string(unicode.ToUpper(first))+s[size:]+".")
		}
	}
	return strings.Join(out, " ")
}

// LookList lists the last n looks, the latest first; those of a record as
// evidence.DistinctLooks gives them.
func LookList(looks []evidence.Look, n int) table.Table {
	t := table.New("Record of looks, the latest first",
		"begun (UTC)", "symbol", "days", "bars", "look", "at", "configurations", "family", "verdict")
	for i := len(looks) - 1; i >= 0 && t.Len() < n; i-- {
		l := looks[i]
		t.Add(l.Time.UTC().Format("2006-01-02 15:04:05"), orMissing(l.Symbol), l.FromDate+" to "+l.ToDate, orMissing(l.Bars), orMissing(l.Kind), short(lookedAt(l)),
			text.Count(l.Configurations), orMissing(l.Family), lookVerdict(l))
	}
	if more := len(looks) - t.Len(); more > 0 {
		t.Note = fmt.Sprintf("%d earlier ones are left out.", more)
	}
	return t
}

// lookedAt says what a look was at.
func lookedAt(l evidence.Look) string {
	switch {
	case l.Kind == evidence.LookSearch || l.Kind == evidence.LookFile:
		return strings.Join(l.Signals, ", ")
	case len(l.Features) > 0:
		return strings.Join(l.Features, ", ")
	}
	return orMissing(l.Parameters)
}

func lookVerdict(l evidence.Look) string {
	switch {
	case l.Verdict != "":
		return string(l.Verdict)
	case l.Measures():
		return text.Missing
	}
	return "not finished"
}

func orMissing(s string) string {
	if s == "" {
		return text.Missing
	}
	return s
}

// short is the beginning of a long text.
func short(s string) string {
	const most = 40
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
