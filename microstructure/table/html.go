package table

import (
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tickbook/tickbook/microstructure/internal/escape"
)

// manyColumns are the most that have room between them on a page.
const manyColumns = 8

// HTML is the table for a page; all of its text is literal. Columns of numbers,
// and of texts that are all numbers, are aligned to the right.
func (t Table) HTML() string {
	var b strings.Builder
	rows := t.Rows()
	numeric := make([]bool, len(t.Columns))
	for i, c := range t.Columns {
		numeric[i] = c.numeric()
	}
	write := func(tag string, row []string) {
		b.WriteString("<tr>")
		for i, cell := range row {
			attributes := ` style="text-align:left"`
			switch {
			case numeric[i]:
				attributes = ` class="number" style="text-align:right"`
			case unbroken(cell):
				attributes = ` class="unbroken" style="text-align:left"`
			}
			fmt.Fprintf(&b, "<%s%s>%s</%s>", tag, attributes, breakable.Replace(literal(cell)), tag)
		}
		b.WriteString("</tr>\n")
	}
	if len(t.Columns) > manyColumns {
		b.WriteString("<table class=\"wide\">\n")
	} else {
		b.WriteString("<table>\n")
	}
	if t.Caption != "" {
		fmt.Fprintf(&b, "<caption>%s</caption>\n", literal(t.Caption))
	}
	if t.named() {
		b.WriteString("<thead>")
		write("th", t.Header())
		b.WriteString("</thead>\n")
	}
	b.WriteString("<tbody>\n")
	for _, row := range rows {
		write("td", row)
	}
	b.WriteString("</tbody>\n</table>\n")
	if t.Note != "" {
		fmt.Fprintf(&b, "<p class=\"note\">%s</p>\n", literal(t.Note))
	}
	return b.String()
}

// literal returns HTML that shows text literally.
func literal(text string) string { return html.EscapeString(escape.Line(text)) }

// breakable lets a line break after what joins the words of names and paths.
var breakable = strings.NewReplacer("_", "_<wbr>", "/", "/<wbr>")

// unbroken reports whether a word of a text is so long that a line may break
// within it.
func unbroken(text string) bool {
	const most = 16 // characters
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" _/", r) }), func(word string) bool {
		return utf8.RuneCountInString(word) > most
	})
}

// numeric reports whether a column holds numbers only, and at least one.
func (c Column) numeric() bool {
	texts, ok := c.Values.(Texts)
	if !ok {
		return c.len() > 0
	}
	numbers := 0
	for _, s := range texts {
		switch {
		case isRange(s):
			numbers++
		case !isBlank(s):
			return false
		}
	}
	return numbers > 0
}

func isBlank(text string) bool {
	switch strings.TrimSpace(text) {
	case "", "-", "–", "—":
		return true
	}
	return false
}

// isRange accepts several numbers in a cell: "1.2 ± 0.3", "2 to 3", "98 % (96.4
// to 99.7)".
func isRange(text string) bool {
	parts := strings.FieldsFunc(between.Replace(text), func(r rune) bool { return r == '|' })
	for _, part := range parts {
		if !isNumber(part) {
			return false
		}
	}
	return len(parts) > 0
}

// between are what stands between the numbers of a range.
var between = strings.NewReplacer(" ± ", "|", " to ", "|", " – ", "|", " (", "|", ")", "|", "< ", "|")

// isNumber accepts a sign, thousands separators, a leading $ and a trailing
// unit: "−1,234.5", "$3", "12 %", "7.0 bps".
func isNumber(text string) bool {
	text = strings.NewReplacer("−", "-", ",", "", "$", "", "*", "").Replace(strings.TrimSpace(text))
	for _, unit := range []string{"%", "bps", "×", "x", "s"} {
		text = strings.TrimSuffix(text, unit)
	}
	_, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return err == nil
}
