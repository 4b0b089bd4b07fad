package dataset

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Span is a range of UTC days, YYYY-MM-DD, both ends included. An empty end
// is open.
type Span struct{ From, To string }

// Validate returns ErrSpan for ends that are not dates, or in the wrong order.
func (s Span) Validate() error {
	for _, date := range []string{s.From, s.To} {
		if _, err := time.Parse(time.DateOnly, date); date != "" && err != nil {
			return fmt.Errorf("%w: %q is not a date: write it as YYYY-MM-DD", ErrSpan, date)
		}
	}
	if s.From != "" && s.To != "" && s.To < s.From {
		return fmt.Errorf("%w: its last day, %s, is before its first, %s", ErrSpan, s.To, s.From)
	}
	return nil
}

// Has reports whether a date is in the span.
func (s Span) Has(date string) bool {
	return (s.From == "" || date >= s.From) && (s.To == "" || date <= s.To)
}

func (s Span) String() string {
	switch {
	case s == Span{}:
		return "all days"
	case s.To == "":
		return "from " + s.From + " on"
	case s.From == "":
		return "up to " + s.To
	case s.From == s.To:
		return "on " + s.From
	}
	return "from " + s.From + " to " + s.To
}

// Within restricts the dataset to a span: Days, and all that builds on it, list
// no other day. ErrSpan if no source has a day there; the error names the days
// that exist.
func (d *Dataset) Within(s Span) (*Dataset, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	all := Dataset{Dir: d.Dir, Symbol: d.Symbol}
	names, err := all.Sources()
	if err != nil {
		return nil, err
	}
	in := Dataset{Dir: d.Dir, Symbol: d.Symbol, Span: s}
	var outside []string
	for _, name := range names {
		_, err := in.Days(name)
		if !errors.Is(err, ErrSpan) {
			return &in, nil // Days reports what is wrong with its files
		}
		days, err := all.Days(name)
		if err != nil {
			return nil, err
		}
		outside = append(outside, name+" has "+extent(days))
	}
	if len(outside) == 0 {
		return &in, nil
	}
	return nil, fmt.Errorf("%w: there are no trades %v: %s", ErrSpan, s, strings.Join(outside, ", "))
}

// extent describes days, at least one: their number, the first and the last.
func extent(days []Day) string {
	first, last := days[0].Date, days[len(days)-1].Date
	if first == last {
		return "1 day, " + first
	}
	return fmt.Sprintf("%s, %s to %s", text.Plural(len(days), "day"), first, last)
}
