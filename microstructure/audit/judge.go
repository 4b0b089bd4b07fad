package audit

import (
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A judge turns figures into findings.
type judge struct{ *Audit }

// find adds a finding and returns it for further details.
func (j judge) find(s Severity, check, source, date, format string, args ...any) *Finding {
	j.Findings = append(j.Findings, Finding{Severity: s, Check: check, Source: source, Date: date, Message: fmt.Sprintf(format, args...)})
	return &j.Findings[len(j.Findings)-1]
}

// of sets the second source of a finding.
func (f *Finding) of(other string) *Finding {
	f.Other = other
	return f
}

// figure sets Figure.
func (f *Finding) figure(format string, args ...any) { f.Figure = fmt.Sprintf(format, args...) }

// source judges the days of a source; errs are the reader's errors by day.
func (j judge) source(i int, errs []error) {
	s := &j.Sources[i]
	j.missing(s)
	var rows []float64
	for k := range s.Days {
		if d := &s.Days[k]; d.Rows > 0 {
			rows = append(rows, float64(d.Rows))
		}
	}
	few := 0.0
	if len(rows) >= 3 {
		few = j.Thresholds.FewRowsShare * median(rows)
	}
	for k := range s.Days {
		d := &s.Days[k]
		name, date := s.Name, d.Date
		switch {
		case !d.Exists:
		case errs[k] != nil:
			j.Findings = append(j.Findings, Finding{Severity: Error, Check: CheckReadable, Source: name, Date: date, Message: d.Refused, Err: errs[k]})
		default:
			if d.Rows == 0 {
				j.find(Warning, CheckRows, name, date, "the file has no trades").figure("no trades")
			} else if float64(d.Rows) < few {
				j.find(Warning, CheckRows, name, date, "%s, against %s on the median day", text.Plural(d.Rows, "trade"), text.Count(int64(median(rows)))).
					figure("%s", text.Plural(d.Rows, "trade"))
			}
			j.imported(name, d)
			if d.Rows > 0 {
				j.gaps(name, d)
				j.values(name, d)
			}
		}
	}
	j.symbols(s)
	j.notes(s)
}

// missing finds the days without a file, one finding per consecutive range.
func (j judge) missing(s *Source) {
	for from := 0; from < len(s.Days); from++ {
		to := from
		for to < len(s.Days) && !s.Days[to].Exists {
			to++
		}
		switch n := to - from; {
		case n == 1:
			j.find(Warning, CheckMissingDay, s.Name, s.Days[from].Date, "no file").figure("no file")
		case n > 1:
			j.find(Warning, CheckMissingDay, s.Name, s.Days[from].Date, "no file of this and the next %s, up to %s", text.Plural(n-1, "day"), s.Days[to-1].Date).
				figure("no file of %s", text.Plural(n, "day"))
		}
		from = to
	}
}

// imported judges the provenance of a day.
func (j judge) imported(name string, d *Day) {
	if d.ImportError != "" {
		j.find(Warning, CheckProvenance, name, d.Date, "what the import wrote cannot be read: %s: import the day again", d.ImportError).figure("%s", d.ImportError)
	}
	m := d.Import
	if m == nil {
		return
	}
	if m.Rows != d.Rows {
		j.find(Warning, CheckAltered, name, d.Date, "the file has %s, but its import wrote %s: import the day again", text.Plural(d.Rows, "row"), text.Count(m.Rows)).
			figure("%s instead of %s", text.Plural(d.Rows, "row"), text.Count(m.Rows))
	}
	if m.Coverage < 1 {
		j.find(Warning, CheckCoverage, name, d.Date, "the archives cover %s of the day: import the neighbouring archive too", text.Percent(m.Coverage)).
			figure("%s", text.Percent(m.Coverage))
	}
	if m.IDs.Counted() {
		if n := m.IDs.Missing; n > 0 && !j.fewMissing(d) {
			j.find(Warning, CheckIDs, name, d.Date, "%s of %s missing between the first and the last", text.Count(n), text.Plural(d.Rows+n, "id")).
				figure("%s of %s", text.Count(n), text.Count(d.Rows+n))
		} else if n < 0 {
			j.find(Warning, CheckIDs, name, d.Date, "%s came more than once, with other content", text.Plural(-n, "id")).
				figure("%s more than once", text.Count(-n))
		}
	}
	if m.LeftOut > 0 && !j.fewLeftOut(d) {
		j.find(Warning, CheckLeftOut, name, d.Date, "%s of %s left out at import, as their quantity is 0 or their side is not known", text.Count(m.LeftOut), text.Plural(d.Rows+m.LeftOut, "row")).
			figure("%s of %s", text.Count(m.LeftOut), text.Count(d.Rows+m.LeftOut))
	}
	switch n := d.MissingIDsPrev; {
	case n > 0 && d.MissingIDsIn != "":
		j.find(Error, CheckIDs, name, d.Date, "%s missing between the day before and this one, although both are from %s: import it again, and if they stay missing, the exchange lacks them", text.Plural(n, "id"), d.MissingIDsIn).
			figure("%s before it, in %s", text.Count(n), d.MissingIDsIn)
	case n > 0:
		j.find(Warning, CheckIDs, name, d.Date, "%s missing between the day before and this one", text.Plural(n, "id")).
			figure("%s before it", text.Count(n))
	case n < 0:
		j.find(Warning, CheckIDs, name, d.Date, "ids begin before those of the day before have ended, by %s", text.Count(-n)).
			figure("%s too early", text.Count(-n))
	}
}

// fewMissing reports whether the missing ids of a day that has ids are too few
// for a warning.
func (j judge) fewMissing(d *Day) bool {
	n := d.Import.IDs.Missing
	return float64(n) < j.Thresholds.MissingIDShare*float64(d.Rows+n)
}

// fewLeftOut reports whether the rows of a day that were left out are too few
// for a warning.
func (j judge) fewLeftOut(d *Day) bool {
	n := d.Import.LeftOut
	return float64(n) < j.Thresholds.LeftOutShare*float64(d.Rows+n)
}

func (j judge) gaps(name string, d *Day) {
	if d.LongestGap >= j.Thresholds.GapMinutes {
		j.find(Warning, CheckGap, name, d.Date, "%s without a trade from %s on, %s of the day in all", text.Plural(d.LongestGap, "minute"), clock(d.LongestGapUS), text.Count(d.EmptyMinutes)).
			figure("%s", text.Plural(d.LongestGap, "minute"))
	}
	if thin := d.EmptyBars + d.OneTradeBars; float64(thin) > j.Thresholds.ThinBarShare*float64(j.barsPerDay()) {
		j.find(Warning, CheckThinBars, name, d.Date, "%s of %d without a trade, %d with one", text.Plural(d.EmptyBars, "bar"), j.barsPerDay(), d.OneTradeBars).
			figure("%d and %d", d.EmptyBars, d.OneTradeBars)
	}
}

// values judges the values of a day's rows.
func (j judge) values(name string, d *Day) {
	t, rows := &j.Thresholds, float64(d.Rows)
	if off := math.Abs(float64(d.Contract) - 1); off > t.ContractTolerance {
		j.find(Error, CheckContract, name, d.Date, "quote quantity is %.6g × price × quantity: the size of a contract was left out, or applied twice", float64(d.Contract)).
			figure("%.6g ×", float64(d.Contract))
	} else if float64(d.ContractRows) > t.ContractRowShare*rows {
		j.find(Warning, CheckContract, name, d.Date, "quote quantity is not price × quantity in %s", text.Plural(d.ContractRows, "row")).
			figure("%s", text.Plural(d.ContractRows, "row"))
	}
	j.prices(name, d)
	if d.Rows < t.LeastRows {
		return
	}
	if share := float64(d.Duplicates) / rows; d.Import == nil && share >= t.DuplicateShare {
		severity := Warning
		if share >= t.DuplicateErrorShare {
			severity = Error
		}
		j.find(severity, CheckDuplicates, name, d.Date, "%s of %s equal one before them at the same time: was the file written twice?", text.Count(d.Duplicates), text.Plural(d.Rows, "row")).
			figure("%s of %s", text.Count(d.Duplicates), text.Count(d.Rows))
	}
	switch off := math.Abs(float64(d.BuyShare) - 0.5); {
	case off > t.BuyShareError:
		j.find(Error, CheckBuyShare, name, d.Date, "takers bought %s of the quantity: one side is missing", text.Percent(float64(d.BuyShare))).
			figure("%s", text.Percent(float64(d.BuyShare)))
	case off > t.BuyShare:
		j.find(Warning, CheckBuyShare, name, d.Date, "takers bought %s of the quantity", text.Percent(float64(d.BuyShare))).
			figure("%s", text.Percent(float64(d.BuyShare)))
	}
}

// notes sum up, over a source's days, figures without a limit or below it.
func (j judge) notes(s *Source) {
	t, name := &j.Thresholds, s.Name
	var gaps, thin, ids, alike, skipped, leftOut, moved, sorted, merged, off tally
	var columns []string
	unverified, days := 0, 0
	for k := range s.Days {
		d := &s.Days[k]
		if !d.readable() || d.Rows == 0 {
			continue
		}
		if days++; d.Unverified {
			unverified++
		}
		if d.LongestGap < t.GapMinutes {
			gaps.add(int64(d.EmptyMinutes))
		}
		if n := d.EmptyBars + d.OneTradeBars; float64(n) <= t.ThinBarShare*float64(j.barsPerDay()) {
			thin.add(int64(n))
		}
		if float64(d.ContractRows) <= t.ContractRowShare*float64(d.Rows) {
			off.add(d.ContractRows)
		}
		m := d.Import
		if m == nil {
			if d.Rows < t.LeastRows || float64(d.Duplicates) < t.DuplicateShare*float64(d.Rows) {
				alike.add(d.Duplicates)
			}
			continue
		}
		if m.IDs.Counted() && j.fewMissing(d) {
			ids.add(m.IDs.Missing)
		}
		skipped.add(m.Duplicates)
		if j.fewLeftOut(d) {
			leftOut.add(m.LeftOut)
		}
		moved.add(m.MovedIn)
		sorted.add(m.OutOfOrder)
		if m.Kind == microstructure.KindAggTrades {
			merged.add(d.Rows)
		}
		for _, c := range m.UnknownColumns {
			if !slices.Contains(columns, c) {
				columns = append(columns, c)
			}
		}
	}
	if merged.days > 0 {
		j.find(Warning, CheckAggregated, name, "", "%s %s merged trades (aggTrades): counts are not those of trades, and do not compare with other sources", merged.on(), isAre(merged.n))
	}
	for _, n := range []struct {
		tally
		check, noun, text string
	}{
		{gaps, CheckGap, "minute", "without a trade"},
		{thin, CheckThinBars, "bar", "with fewer than two trades"},
		{ids, CheckIDs, "id", "missing"},
		{alike, CheckDuplicates, "row", "equal to one before it at the same time; without ids, equal fills and doubled rows look the same"},
		{skipped, CheckDuplicates, "row", "skipped at import, with the id and the content of another"},
		{leftOut, CheckLeftOut, "row", "left out at import, as their quantity is 0 or their side is not known"},
		{moved, CheckOrder, "row", "brought by archives of other days"},
		{sorted, CheckOrder, "row", "out of order in the archives, sorted at import"},
		{off, CheckContract, "row", "with a quote quantity that is not price × quantity"},
	} {
		if n.n > 0 {
			j.find(Note, n.check, name, "", "%s %s, on %s", text.Plural(n.n, n.noun), n.text, text.Plural(n.days, "day"))
		}
	}
	if unverified > 0 {
		j.find(Note, CheckChecksums, name, "", "%s of %s %s no page checksums: damage inside them cannot be seen", text.Count(unverified), text.Plural(days, "day"), hasHave(unverified))
	}
	if len(columns) > 0 {
		j.find(Note, CheckColumns, name, "", "the archives have columns that are not known: %q", columns)
	}
}

// A tally counts rows and the days that have any.
type tally struct {
	n    int64
	days int
}

func (t *tally) add(n int64) {
	if n > 0 {
		t.n += n
		t.days++
	}
}

// on is "8,640 rows on 3 days".
func (t *tally) on() string { return text.Plural(t.n, "row") + " on " + text.Plural(t.days, "day") }

func hasHave(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

func isAre(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
