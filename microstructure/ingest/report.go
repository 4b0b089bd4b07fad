package ingest

import (
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
)

// A Report says what Convert did. Nothing that it skipped or moved is left out.
type Report struct {
	Source     string
	Symbol     string
	Listing    Listing                     // complete, if there was an archive
	Aggregated bool                        // merged trades (aggTrades): counts are not those of trades
	Days       []microstructure.Provenance // of the UTC days that were written
	Archives   []ArchiveReport
	Failures   []Failure
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

// complete fills in what is known once a day has all its rows.
func (d *day) complete() {
	r, p := &d.c.report, &d.provenance
	p.Source, p.Symbol, p.Instrument, p.Version = r.Source, r.Symbol, r.Listing.Instrument, d.c.options.Version
	p.Kind, p.ContractSize, p.ContractUnit = microstructure.KindTrades, r.Listing.ContractSize, microstructure.UnitBase
	if r.Listing.Scale != 1 {
		p.Scale = r.Listing.Scale
	}
	if r.Aggregated {
		p.Kind = microstructure.KindAggTrades
	}
	if r.Listing.InQuote {
		p.ContractUnit = microstructure.UnitQuote
	}
	for _, a := range d.c.archives {
		n := d.brought[a]
		if n == 0 {
			continue
		}
		p.RowsIn += n
		if !a.covers(d.number) {
			p.MovedIn += n
		}
		p.Archives = append(p.Archives, microstructure.ArchiveUse{Name: a.report.Name, Bytes: a.report.Bytes, SHA256: a.report.SHA256, Rows: n})
		for _, u := range a.report.UnknownColumns {
			if !slices.Contains(p.UnknownColumns, u) {
				p.UnknownColumns = append(p.UnknownColumns, u)
			}
		}
	}
	if d.c.venue.ordered {
		p.IDs = &microstructure.IDRange{First: d.firstID, Last: d.lastID, Missing: int64(d.lastID-d.firstID) + 1 - p.Rows}
	}
	p.Coverage = d.c.coverage(d.number)
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

// gather collects the days that were written and the archives that were read.
func (r *Report) gather(c *converter) {
	for _, d := range c.days {
		if d.done {
			r.Days = append(r.Days, d.provenance)
		}
	}
	slices.SortFunc(r.Days, func(a, b microstructure.Provenance) int { return strings.Compare(a.Day, b.Day) })
	for _, a := range c.archives {
		if a.failed == nil && a.report.SHA256 != "" {
			r.Archives = append(r.Archives, a.report)
		}
	}
}
