package report

import (
	"fmt"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Span formats the first and the last day of a range of panel rows, such as 1
// Nov 2025 – 30 Dec 2025.
func Span(timestampUS []int64) string {
	if len(timestampUS) == 0 {
		return "no bars"
	}
	day := func(us int64) string { return time.UnixMicro(us).UTC().Format("2 Jan 2006") }
	return day(timestampUS[0]) + " – " + day(timestampUS[len(timestampUS)-1])
}

// TrainSpan is the span before the split.
func TrainSpan(s *reference.Study) string {
	s = whole(s)
	return Span(firstOf(s.Panel.TimestampUS, s.WalkForward.Split.Row))
}

// TestSpan is the span from the split on.
func TestSpan(s *reference.Study) string {
	s = whole(s)
	return Span(restAfter(s.Panel.TimestampUS, s.WalkForward.Split.Row))
}

// TestDays counts the calendar days of the test span.
func TestDays(s *reference.Study) int {
	s = whole(s)
	if s.Panel.Len() == 0 {
		return 0
	}
	last := s.Panel.TimestampUS[s.Panel.Len()-1]
	return int((last-s.WalkForward.Split.TestStartUS)/ms.DayUS) + 1
}

// Split describes how the walk-forward splits the panel.
func Split(s *reference.Study) table.Table {
	s = whole(s)
	row := s.WalkForward.Split.Row
	z := s.WalkForward.ZScore
	t := table.New("Train and test span", "span", "days", "bars")
	t.Note = fmt.Sprintf("The composite is standardised with the train span's mean %s and standard deviation %s.", text.Number(z.Mean, 4), text.Number(z.Std, 4))
	t.Add("train", TrainSpan(s), text.Count(row))
	t.Add("test", TestSpan(s), text.Count(s.Panel.Len()-row))
	return t
}

// Count writes a whole number with commas between thousands.
func Count[N int | int64](n N) string { return text.Count(n) }
