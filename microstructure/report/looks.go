package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Looks states the number of looks at the test span, this one included.
func Looks(c evidence.LookCount) string {
	were := "were"
	if c.Trials == 1 {
		were = "was"
	}
	return fmt.Sprintf("This span has been read %s. %s %s tried in all, which the deflated Sharpe ratio counts; "+
		"one that was tried again counts once.", times(c.Looks), text.Plural(c.Trials, "different configuration"), were)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return text.Count(n) + " times"
}

// LookList lists the last n looks, the latest first.
func LookList(looks []evidence.Look, n int) table.Table {
	t := table.New("Record of looks, the latest first",
		"time (UTC)", "span", "data", "parameters", "configurations", "verdict")
	for i := len(looks) - 1; i >= 0 && t.Len() < n; i-- {
		l := looks[i]
		t.Add(l.Time.UTC().Format("2006-01-02 15:04:05"), l.FromDate+" to "+l.ToDate, short(l.Digest), short(l.Parameters),
			text.Count(l.Configurations), string(l.Verdict))
	}
	if more := len(looks) - t.Len(); more > 0 {
		t.Note = fmt.Sprintf("%d earlier ones are left out.", more)
	}
	return t
}

// short is the beginning of a digest.
func short(digest string) string { return digest[:min(len(digest), 12)] }
