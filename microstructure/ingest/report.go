package ingest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// A Report says what Convert did. Nothing that it skipped or moved is left out.
type Report struct {
	Source     string
	Symbol     string
	Instrument string  // the source's own name
	Contract   float64 // size of one unit of quantity, 1 for what is not traded in contracts
	InQuote    bool    // Contract is in quote currency: an inverse contract
	Aggregated bool    // merged trades (aggTrades): counts are not those of trades
	Days       []DayReport
	Archives   []ArchiveReport
	Failures   []Failure
}

// A DayReport is about one UTC day that was written.
type DayReport struct {
	Day        string // as in 2024-08-08
	RowsIn     int64  // rows that archives brought
	Rows       int64  // trades written, RowsIn less Duplicates
	Duplicates int64  // rows skipped since a row with the same id and content came before
	MovedIn    int64  // rows from archives of other days
	OutOfOrder int64  // rows earlier than the row before them; they were put in order
	FirstUS    int64  // times of the first and the last trade
	LastUS     int64
	FirstID    uint64 // smallest and largest id; 0 where ids are not numbers
	LastID     uint64
	MissingIDs int64   // between the two; a negative number counts ids that came more than once
	Coverage   float64 // fraction of the day that the archives' dates cover, 0 to 1
	Archives   []ArchiveUse

	metadata map[string]string
}

// An ArchiveUse is an archive that rows of a day came from.
type ArchiveUse struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Rows   int64  `json:"rows"`
}

// An ArchiveReport is about one archive that was read to its end.
type ArchiveReport struct {
	Name             string
	Member           string // inside a zip
	Bytes            int64
	SHA256           string
	Rows             int64    // of the instrument
	OtherInstruments int64    // rows of others, which were left out
	MovedOut         int64    // rows of UTC days that the archive's date does not cover
	OutOfOrder       int64    // rows earlier than the row before them
	UnknownColumns   []string // as the header has them
}

// A Failure is an archive that could not be used, and the UTC days that are
// not in the result because of it.
type Failure struct {
	Archive string
	Days    []string
	Err     error
}

// Metadata is what belongs into the file of the day, all keys starting with
// tickbook. It is what DayWriter.Close was given.
func (d *DayReport) Metadata() map[string]string { return d.metadata }

// complete fills in what is known once a day has all its rows.
func (d *day) complete() {
	r := &d.report
	var unknown []string
	r.Archives = nil
	for _, a := range d.c.archives {
		n := d.brought[a]
		if n == 0 {
			continue
		}
		r.RowsIn += n
		if !a.covers(d.number) {
			r.MovedIn += n
		}
		r.Archives = append(r.Archives, ArchiveUse{a.report.Name, a.report.Bytes, a.report.SHA256, n})
		for _, u := range a.report.UnknownColumns {
			if !slices.Contains(unknown, u) {
				unknown = append(unknown, u)
			}
		}
	}
	if d.c.venue.ordered {
		r.MissingIDs = int64(r.LastID-r.FirstID) + 1 - r.Rows
	} else {
		r.FirstID, r.LastID = 0, 0
	}
	r.Coverage = d.c.coverage(d.number)
	r.metadata = d.c.metadata(r, unknown)
}

// coverage is the fraction of a UTC day that the dates of good archives cover.
func (c *converter) coverage(number int64) float64 {
	at, end := number*dayUS, (number+1)*dayUS
	var covered int64
	for _, a := range c.archives { // in order of startUS
		if from, to := max(at, a.startUS), min(end, a.endUS); a.failed == nil && to > from {
			covered += to - from
			at = to
		}
	}
	return float64(covered) / dayUS
}

func (c *converter) metadata(d *DayReport, unknown []string) map[string]string {
	r := &c.report
	kind, unit := "trades", "base"
	if r.Aggregated {
		kind = "aggTrades"
	}
	if r.InQuote {
		unit = "quote"
	}
	archives, _ := json.Marshal(d.Archives) // strings and integers only
	count := func(n int64) string { return strconv.FormatInt(n, 10) }
	meta := map[string]string{
		"tickbook.source":             r.Source,
		"tickbook.symbol":             r.Symbol,
		"tickbook.instrument":         r.Instrument,
		"tickbook.day":                d.Day,
		"tickbook.kind":               kind,
		"tickbook.contract_size":      strconv.FormatFloat(r.Contract, 'g', -1, 64),
		"tickbook.contract_unit":      unit,
		"tickbook.rows_in":            count(d.RowsIn),
		"tickbook.rows":               count(d.Rows),
		"tickbook.duplicates_skipped": count(d.Duplicates),
		"tickbook.rows_moved_in":      count(d.MovedIn),
		"tickbook.rows_out_of_order":  count(d.OutOfOrder),
		"tickbook.first_us":           count(d.FirstUS),
		"tickbook.last_us":            count(d.LastUS),
		"tickbook.coverage":           strconv.FormatFloat(d.Coverage, 'g', -1, 64),
		"tickbook.archives":           string(archives),
	}
	if c.venue.ordered {
		meta["tickbook.first_id"] = strconv.FormatUint(d.FirstID, 10)
		meta["tickbook.last_id"] = strconv.FormatUint(d.LastID, 10)
		meta["tickbook.missing_ids"] = count(d.MissingIDs)
	}
	if len(unknown) > 0 {
		meta["tickbook.unknown_columns"] = strings.Join(unknown, ",")
	}
	if c.options.Version != "" {
		meta["tickbook.version"] = c.options.Version
	}
	return meta
}

// gather collects the days that were written and the archives that were read.
func (r *Report) gather(c *converter) {
	for _, d := range c.days {
		if d.report.metadata != nil && d.done {
			r.Days = append(r.Days, d.report)
		}
	}
	slices.SortFunc(r.Days, func(a, b DayReport) int { return strings.Compare(a.Day, b.Day) })
	for _, a := range c.archives {
		if a.failed == nil && a.report.SHA256 != "" {
			r.Archives = append(r.Archives, a.report)
		}
	}
}
