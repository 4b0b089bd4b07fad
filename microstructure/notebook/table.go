package notebook

import (
	"fmt"
	"html"
	"io"
	"os"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
)

// Table is a table of formatted cells, which are shown as they are, whatever
// they hold. Columns that hold only numbers are aligned to the right.
type Table struct {
	Caption string // shown above the table; may be empty
	Header  []string
	Rows    [][]string // short rows are filled with empty cells
	Note    string     // shown below the table; may be empty
}

// Show displays the table.
func (t Table) Show() {
	if !gonbui.IsNotebook {
		t.writeText(os.Stdout)
		return
	}
	send(protocol.MIMETextHTML, t.html(), nil)
}

func (t Table) columns() int {
	n := len(t.Header)
	for _, row := range t.Rows {
		n = max(n, len(row))
	}
	return n
}

func cell(row []string, column int) string {
	if column < len(row) {
		return row[column]
	}
	return ""
}

// numeric reports which columns hold numbers only, and at least one.
func (t Table) numeric() []bool {
	numeric := make([]bool, t.columns())
	for column := range numeric {
		numbers, others := 0, 0
		for _, row := range t.Rows {
			switch text := cell(row, column); {
			case isNumber(text):
				numbers++
			case !isBlank(text):
				others++
			}
		}
		numeric[column] = numbers > 0 && others == 0
	}
	return numeric
}

func isBlank(text string) bool {
	switch strings.TrimSpace(text) {
	case "", "-", "–", "—":
		return true
	}
	return false
}

// isNumber accepts a sign, thousands separators, a leading $ and a trailing unit: "−1,234.5", "$3", "12 %", "7.0 bps".
func isNumber(text string) bool {
	text = strings.NewReplacer("−", "-", ",", "", "$", "", "*", "").Replace(strings.TrimSpace(text))
	for _, unit := range []string{"%", "bps", "×", "x", "s"} {
		text = strings.TrimSuffix(text, unit)
	}
	_, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return err == nil
}

func (t Table) html() string {
	var b strings.Builder
	numeric := t.numeric()
	write := func(tag string, row []string) {
		b.WriteString("<tr>")
		for column, isNumber := range numeric {
			attributes := ` style="text-align:left"`
			if isNumber {
				attributes = ` class="number" style="text-align:right"`
			}
			fmt.Fprintf(&b, "<%s%s>%s</%s>", tag, attributes, literalHTML(cell(row, column)), tag)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("<table>\n")
	if t.Caption != "" {
		fmt.Fprintf(&b, "<caption>%s</caption>\n", literalHTML(t.Caption))
	}
	if len(t.Header) > 0 {
		b.WriteString("<thead>")
		write("th", t.Header)
		b.WriteString("</thead>\n")
	}
	b.WriteString("<tbody>\n")
	for _, row := range t.Rows {
		write("td", row)
	}
	b.WriteString("</tbody>\n</table>\n")
	if t.Note != "" {
		fmt.Fprintf(&b, "<p class=\"note\">%s</p>\n", literalHTML(t.Note))
	}
	return b.String()
}

// literalHTML returns HTML that shows text as it is.
func literalHTML(text string) string { return html.EscapeString(escape.Line(text)) }

func (t Table) writeText(w io.Writer) {
	if t.Caption != "" {
		fmt.Fprintln(w, escape.Line(t.Caption))
	}
	tabs := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	rows := t.Rows
	if len(t.Header) > 0 {
		rows = append([][]string{t.Header}, rows...)
	}
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(tabs, "\t")
			}
			fmt.Fprint(tabs, escape.Line(cell))
		}
		fmt.Fprintln(tabs)
	}
	tabs.Flush()
	if t.Note != "" {
		fmt.Fprintln(w, escape.Line(t.Note))
	}
}
