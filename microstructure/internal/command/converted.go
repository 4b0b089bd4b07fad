package command

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// convertAll converts the sources in turn and reports the results.
func convertAll(c *cobra.Command, conversions []*conversion) error {
	var unusable []error
	for _, conversion := range conversions {
		bar := newProgress(c.ErrOrStderr(), "converting "+conversion.source)
		done := 0
		converted, err := conversion.run(c.Context(), func(a ingest.ArchiveReport) {
			done++
			bar.update(done, conversion.reading, escape.Line(a.Name))
		})
		bar.finish()
		if err := printConversion(c.OutOrStdout(), conversion, converted); err != nil {
			return err
		}
		warnOfOthers(c.ErrOrStderr(), conversion.data, conversion.source, conversion.listing)
		unusable = append(unusable, conversion.problems(converted))
		if err != nil && !errors.Is(err, errRefused) {
			err = fmt.Errorf("%w; days that are complete stay, and running it again goes on from there", err)
		}
		if err != nil {
			return errors.Join(append(unusable, fmt.Errorf("%s: %w", conversion.source, err))...)
		}
	}
	return errors.Join(unusable...)
}

// problems is the error about everything that could not be used or written.
func (c *conversion) problems(r ingest.Report) error {
	var lines []string
	archives := map[string]bool{}
	for _, f := range r.Failures {
		archives[f.Archive] = true
		line := f.Err.Error()
		if len(f.Days) > 0 {
			line += " (not written: " + spans(f.Days) + ")"
		}
		lines = append(lines, line)
	}
	var head []string
	if n := len(archives); n > 0 {
		head = append(head, text.Plural(n, "archive")+" could not be used as a whole")
	}
	if n := len(c.blocked); n > 0 {
		head = append(head, text.Plural(n, "file")+" could not be replaced")
	}
	if len(head) == 0 {
		return nil
	}
	for _, err := range c.blocked {
		lines = append(lines, err.Error())
	}
	return fmt.Errorf("%s: %s:\n  %s", c.source, strings.Join(head, " and "), strings.Join(lines, "\n  "))
}

// spans lists dates in order, days in a row as the first to the last.
func spans(dates []string) string {
	var out []string
	for i := 0; i < len(dates); {
		j := i + 1
		for j < len(dates) && dayStart(dates[j])-dayStart(dates[j-1]) == microstructure.DayUS {
			j++
		}
		if j == i+1 {
			out = append(out, dates[i])
		} else {
			out = append(out, dates[i]+" to "+dates[j-1])
		}
		i = j
	}
	return strings.Join(out, ", ")
}

func printConversion(w io.Writer, c *conversion, r ingest.Report) error {
	converted := len(r.Days) - len(c.kept)
	var columns []string
	if converted > 0 {
		columns = []string{"day", "first trade", "last trade", "trades", "duplicates skipped", "left out", "from other days' archives", "ids missing", "coverage", "checksum"}
	}
	t := table.New(fmt.Sprintf("%s, %s: days converted %d, current before %d", c.source, c.data.Symbol, converted, c.current), columns...)
	for i := range r.Days {
		if d := &r.Days[i]; !c.kept[d.Day] {
			t.Add(convertedRow(d)...)
			if d.LeftOut > 0 {
				t.Note = "left out: rows whose quantity is 0, which are no trades, and trades whose side is not known"
			}
		}
	}
	if err := t.WriteText(w); err != nil {
		return err
	}
	var unknown, read []string
	for _, a := range r.Archives {
		read = append(read, a.Columns)
		for _, column := range a.UnknownColumns {
			unknown = append(unknown, escape.Line(column))
		}
		if a.OutOfOrder > 0 {
			fmt.Fprintf(w, "%s: %s of %s rows were out of order, and were sorted\n", escape.Line(a.Name), text.Count(a.OutOfOrder), text.Count(a.Rows))
		}
		if a.OtherInstruments > 0 && c.input != nil {
			fmt.Fprintf(w, "%s: %s of other symbols (%s) were left out\n", escape.Line(a.Name), text.Plural(a.OtherInstruments, "row"), someOf(a.Others))
		}
		if a.LeftOut == a.Rows && a.Rows > a.Sideless {
			fmt.Fprintf(w, "%s: %s, all left out, as a quantity of 0 is no trade\n", escape.Line(a.Name), text.Plural(a.Rows, "row"))
		}
		if a.Sideless > 0 {
			fmt.Fprintf(w, "%s: %s of %s left out, as their side is not known\n", escape.Line(a.Name), text.Count(a.Sideless), text.Plural(a.Rows, "row"))
		}
		if a.UnusualUnits {
			fmt.Fprintf(w, "%s: times are in %s, unlike others of %s, and were read as such\n", escape.Line(a.Name), a.Units, c.source)
		}
	}
	for _, columns := range unique(read) {
		if columns != "" {
			fmt.Fprintf(w, "columns: %s\n", escape.Line(columns))
		}
	}
	if len(unknown) > 0 {
		fmt.Fprintf(w, "columns that are not known were left out: %s\n", strings.Join(unique(unknown), ", "))
	}
	if r.Aggregated && t.Len() > 0 {
		fmt.Fprintln(w, "these are merged trades (aggTrades): counts are lower than those of trades")
	}
	for _, note := range c.notes {
		fmt.Fprintln(w, note)
	}
	return nil
}

// convertedRow is a day's row of the table of an import.
func convertedRow(d *microstructure.Provenance) []string {
	clock := func(us int64) string {
		return strings.TrimSuffix(microstructure.FormatTime(us)[len("2006-01-02T"):], "Z")
	}
	missing := text.Missing // ids that do not follow one another cannot be missed
	if d.IDs.Counted() {
		missing = text.Count(d.IDs.Missing)
	}
	verified := "verified"
	for _, a := range d.Archives {
		if a.Rows > 0 && !a.Verified {
			verified = "not verified"
		}
	}
	return []string{d.Day, clock(d.FirstUS), clock(d.LastUS), text.Count(d.Rows), text.Count(d.Duplicates), text.Count(d.LeftOut),
		text.Count(d.MovedIn), missing, text.Percent(d.Coverage), verified}
}

func unique(items []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, item := range items {
		if !seen[item] {
			seen[item] = true
			out = append(out, item)
		}
	}
	return out
}
