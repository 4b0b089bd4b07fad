package report_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/table"
)

// parse reads a number as tables write it, such as +1,234.5 or −0.3 or 12.5 %
// or 7 days, and says how many decimals it has.
func parse(t testing.TB, cell string) (v float64, decimals int) {
	t.Helper()
	text, _, _ := strings.Cut(cell, " ")
	text = strings.NewReplacer(",", "", "−", "-").Replace(text)
	if _, after, ok := strings.Cut(text, "."); ok {
		decimals = len(after)
	}
	if cell == "–" {
		return math.NaN(), 0
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Errorf("cell %q has no number", cell)
	}
	if strings.HasSuffix(cell, "%") {
		v, decimals = v/100, decimals+2
	}
	return v, decimals
}

// shows fails unless a cell shows a value, rounded to the cell's decimals. NaN
// is a dash.
func shows(t testing.TB, what, cell string, want float64) {
	t.Helper()
	v, decimals := parse(t, cell)
	if math.IsNaN(v) != math.IsNaN(want) || math.Abs(v-want) > 0.500001*math.Pow10(-decimals) {
		t.Errorf("%s: the table shows %q, want %v", what, cell, want)
	}
}

// wants fails unless the cells of a column show the values, from above.
func wants(t testing.TB, table table.Table, column int, values ...float64) {
	t.Helper()
	if len(table.Rows()) != len(values) {
		t.Fatalf("%q has %d rows, want %d", table.Caption, len(table.Rows()), len(values))
	}
	for i, row := range table.Rows() {
		shows(t, row[0]+" in "+strconv.Quote(table.Caption), row[column], values[i])
	}
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

func mean(x []float64) float64 { return sum(x) / float64(len(x)) }

// deviation is the sample standard deviation (n - 1).
func deviation(x []float64) float64 {
	m, squares := mean(x), 0.0
	for _, v := range x {
		squares += (v - m) * (v - m)
	}
	return math.Sqrt(squares / float64(len(x)-1))
}

// share is the share of values above 0.
func share(x []float64) float64 {
	n := 0
	for _, v := range x {
		if v > 0 {
			n++
		}
	}
	return float64(n) / float64(len(x))
}

// fall is the largest fall of the running sum from an earlier value of it, at
// most 0; fromStart counts the 0 before the first value as one.
func fall(x []float64, fromStart bool) float64 {
	peak, total, deepest := math.Inf(-1), 0.0, 0.0
	if fromStart {
		peak = 0
	}
	for _, v := range x {
		total += v
		peak = max(peak, total)
		deepest = min(deepest, total-peak)
	}
	return deepest
}

// find gives the cell beside a label in the first column.
func find(t testing.TB, table table.Table, label string) string {
	t.Helper()
	for _, row := range table.Rows() {
		if row[0] == label {
			return row[1]
		}
	}
	t.Fatalf("%q has no row %q", table.Caption, label)
	return ""
}
