package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A Table is a table of formatted cells.
type Table struct {
	Caption string // above the table; may be empty
	Header  []string
	Rows    [][]string
	Note    string // below the table; may be empty
}

// WriteText writes the table for a terminal: the first column to the left, the
// others to the right.
func (t Table) WriteText(w io.Writer) error {
	widths := make([]int, len(t.Header))
	for _, row := range append([][]string{t.Header}, t.Rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	line := func(row []string) {
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			switch {
			case i == 0:
				b.WriteString("  " + cell + pad)
			default:
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
	if t.Caption != "" {
		b.WriteString(t.Caption + "\n")
	}
	line(t.Header)
	for _, row := range t.Rows {
		line(row)
	}
	if t.Note != "" {
		b.WriteString(t.Note + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// number formats v with so many decimals, or a dash for NaN.
func number(v float64, decimals int) string {
	if v != v {
		return "–"
	}
	return withMinus(fmt.Sprintf("%.*f", decimals, v))
}

// withMinus replaces the hyphen by a minus sign, which is as wide as the plus.
func withMinus(number string) string { return strings.Replace(number, "-", "−", 1) }

// signed is number with a sign; what rounds to zero has none.
func signed(v float64, decimals int) string {
	if v != v {
		return "–"
	}
	text := fmt.Sprintf("%+.*f", decimals, v)
	if strings.Trim(text, "+-0.") == "" {
		return text[1:]
	}
	return withMinus(text)
}

// percent formats a fraction.
func percent(v float64) string {
	if v != v {
		return "–"
	}
	return withMinus(fmt.Sprintf("%.1f %%", 100*v))
}

// Count writes a whole number with thousands separated by commas.
func Count[N int | int64](n N) string {
	digits := fmt.Sprint(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
