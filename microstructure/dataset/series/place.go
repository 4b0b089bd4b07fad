package series

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Placement says how a series came onto rows.
type Placement struct {
	Values  int // of the series that are numbers
	Missing int // and that are not
	Early   int // of Missing: values with too few before them to be standardised
	Placed  int // rows that have a value
	Later   int // values that another one of the same row replaced
	Outside int // values that were known before the first row's end, or after the last one's
	OffGrid int // values that became known within a row, and count from its end
}

// String says it in a sentence.
func (p Placement) String() string {
	s := fmt.Sprintf("%s in %s", text.Plural(p.Values, "value"), text.Plural(p.Placed, "row"))
	for _, x := range []struct {
		n         int
		one, many string
	}{{p.Missing - p.Early, "row of the file has none", "rows of the file have none"},
		{p.Early, "has too few before it to be standardised", "have too few before them to be standardised"},
		{p.Later, "was replaced by a later one of the same row", "were replaced by a later one of the same row"},
		{p.Outside, "is outside the data", "are outside the data"},
		{p.OffGrid, "became known within a row, and counts from its end", "became known within a row, and count from its end"}} {
		what := x.many
		if x.n == 1 {
			what = x.one
		}
		if x.n > 0 {
			s += fmt.Sprintf("; %s %s", text.Count(x.n), what)
		}
	}
	return s
}

// maxRows is three years of seconds.
const maxRows = 100_000_000

// Place puts values on rows of the given length from startUS on: each in the
// first row at whose end it is known, after its time by known. The last of
// several in one row counts. It is ErrSeries if no value falls on a row.
func (s Series) Place(startUS int64, rows int, length microstructure.Interval, known time.Duration) ([]float64, Placement, error) {
	if rows < 0 || rows > maxRows {
		return nil, Placement{}, fmt.Errorf("%w: %d rows; give 0 to %d", ErrSeries, rows, maxRows)
	}
	out := make([]float64, rows)
	for i := range out {
		out[i] = math.NaN()
	}
	var p Placement
	us := length.US()
	for i, v := range s.Value[:min(len(s.Value), len(s.TimestampUS))] {
		if math.IsNaN(v) {
			p.Missing++
			continue
		}
		p.Values++
		since := s.TimestampUS[i] + known.Microseconds() - startUS
		row := (since+us-1)/us - 1
		if since <= 0 || row < 0 || row >= int64(len(out)) {
			p.Outside++
			continue
		}
		if since%us != 0 {
			p.OffGrid++
		}
		if out[row] == out[row] {
			p.Later++
		} else {
			p.Placed++
		}
		out[row] = v
	}
	if p.Placed == 0 {
		if p.Values == 0 {
			return nil, p, fmt.Errorf("%w: none of its %s has a value", ErrSeries, text.Plural(p.Missing, "row"))
		}
		return nil, p, fmt.Errorf("%w: no value is within the data, from %s to %s: it runs from %s to %s", ErrSeries,
			microstructure.FormatTime(startUS), microstructure.FormatTime(startUS+int64(rows)*us),
			microstructure.FormatTime(s.TimestampUS[0]), microstructure.FormatTime(s.TimestampUS[len(s.TimestampUS)-1]))
	}
	return out, p, nil
}

// ParseKnown reads how long after its time a value is known: 0s, 30s, 5m, or a
// number of bars such as 1bar.
func ParseKnown(after string, bar microstructure.Interval) (time.Duration, error) {
	number, bars := strings.CutSuffix(strings.TrimSuffix(after, "s"), "bar")
	if bars {
		if n, err := strconv.Atoi(number); err == nil && n >= 0 && n <= 1_000_000 {
			return time.Duration(n) * bar.Duration(), nil
		}
	}
	d, err := time.ParseDuration(after)
	if err != nil || d < 0 || bars {
		return 0, fmt.Errorf("%q does not say when a value is known: give the time after its own, such as 0s, 30s or 1bar", after)
	}
	return d, nil
}
