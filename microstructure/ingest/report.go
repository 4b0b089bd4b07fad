package ingest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
)

// A Report describes what Convert did, including every row that it skipped or
// moved.
type Report struct {
	Source     string
	Symbol     string
	Listing    Listing                     // complete, if there was an archive
	Aggregated bool                        // merged trades (aggTrades): counts are not those of trades
	Days       []microstructure.Provenance // of the UTC days that were written
	Archives   []ArchiveReport
	Failures   []Failure
}

// An ArchiveReport describes one archive that was read to its end and is whole.
type ArchiveReport struct {
	Name             string
	Member           string // inside a zip
	Bytes            int64
	SHA256           string
	Verified         bool     // by the checksum beside it
	Rows             int64    // of the instrument
	LeftOut          int64    // rows that are not trades, as their quantity is 0, and Sideless
	Sideless         int64    // trades whose side is not known, see Format.DropSideless
	Unusable         int64    // rows that could not be read, see Failure
	OtherInstruments int64    // rows of others, which were skipped
	MovedOut         int64    // rows of UTC days that the archive's date does not cover
	OutOfOrder       int64    // rows earlier than the row before or, in a file that runs backwards, later
	Units            string   // of its times, such as "ms"
	UnusualUnits     bool     // the source's usual units are others
	UnknownColumns   []string // as the header has them
	Columns          string   // of a user's own file: how its columns were read
	Others           []string // some names of OtherInstruments

	units timeUnits
}

// A Failure is an archive that could not be used completely, with the UTC days
// that are missing from the result because of it.
type Failure struct {
	Archive string
	Days    []string
	Err     error
}

// count sums up a day's rows once all are in.
func (d *day) count() {
	p, m := &d.provenance, &d.merged
	p.RowsIn, p.Duplicates, p.LeftOut = m.RowsIn, p.Duplicates+m.Duplicates, p.LeftOut+m.LeftOut
	p.MovedIn, p.OutOfOrder = m.MovedIn, p.OutOfOrder+m.OutOfOrder
	for a, n := range d.brought {
		p.RowsIn += n
		if !a.covers(d.number) {
			p.MovedIn += n
		}
	}
	if d.c.venue.ordered && p.Rows > 0 {
		p.IDs = d.idRange()
	}
}

// idRange sums up the ids of the day. Those of rows that were left out are not
// missing.
func (d *day) idRange() *microstructure.IDRange {
	first, last := d.ids.bounds()
	if zeroFirst, zeroLast := d.zeroIDs.bounds(); d.zeroIDs.blocks != nil {
		first, last = min(first, zeroFirst), max(last, zeroLast)
	}
	leftOut := int64(0)
	for range d.zeroIDs.without(&d.ids) {
		leftOut++
	}
	if m := d.merged.IDs; m != nil {
		first, last = min(first, m.First), max(last, m.Last)
		if m.LeftOut == "" { // only their number is known
			leftOut = max(leftOut, d.merged.LeftOut)
		}
	}
	missing := int64(last-first) + 1 - d.ids.len() - leftOut
	if d.c.venue.sparse {
		missing = 0
	}
	return &microstructure.IDRange{First: first, Last: last, Missing: max(0, missing), Sparse: d.c.venue.sparse, LeftOut: formatIDs(d.zeroIDs.without(&d.ids))}
}

// complete fills in what is known only once the archives of a day were read.
func (d *day) complete() {
	r, p := &d.c.report, &d.provenance
	p.Source, p.Symbol, p.Instrument, p.Version = r.Source, r.Symbol, r.Listing.Instrument, d.c.config.Version
	p.Converter = ConverterVersion
	if in := d.c.input; in != nil {
		if p.Format = in.Format.String(); d.c.lazy {
			p.Format = "rows, " + p.Format
		}
	}
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
	p.UnknownColumns = slices.Clone(d.merged.UnknownColumns)
	for _, a := range d.c.archives {
		if d.brought[a] == 0 {
			continue
		}
		for _, u := range a.report.UnknownColumns {
			if !slices.Contains(p.UnknownColumns, u) {
				p.UnknownColumns = append(p.UnknownColumns, u)
			}
		}
	}
	p.Archives, p.Coverage = d.archives()
}

// archives lists those that have or could have rows of the day, in time order,
// with the fraction of the day that their dates cover.
func (d *day) archives() (uses []microstructure.ArchiveUse, coverage float64) {
	type use struct {
		microstructure.ArchiveUse
		fromUS, toUS int64
	}
	var all []use
	for _, a := range d.c.archives {
		if a.reaches(d.number) {
			all = append(all, use{microstructure.ArchiveUse{Name: a.report.Name, Bytes: a.report.Bytes, SHA256: a.sum, Content: a.content,
				Verified: a.failed == nil && a.checksum != "", File: a.file != nil, Rows: d.brought[a]}, a.startUS, a.endUS})
		}
	}
	for _, m := range d.merged.Archives {
		if slices.ContainsFunc(all, func(u use) bool { return u.Name == m.Name && u.SHA256 == m.SHA256 }) {
			continue
		}
		var from, to int64
		if m.File { // it covered the day, as far as is known
			from, to = d.number*dayUS, (d.number+1)*dayUS
		} else {
			from, to, _ = Span(d.c.config.Source, m.Name) // of a name that was read before
		}
		all = append(all, use{m, from, to})
	}
	slices.SortFunc(all, func(a, b use) int {
		return cmp.Or(cmp.Compare(a.fromUS, b.fromUS), cmp.Compare(a.toUS, b.toUS), cmp.Compare(a.Name, b.Name), cmp.Compare(a.SHA256, b.SHA256))
	})
	at, end := d.number*dayUS, (d.number+1)*dayUS
	var covered int64
	for _, u := range all {
		uses = append(uses, u.ArchiveUse)
		if from, to := max(at, u.fromUS), min(end, u.toUS); to > from {
			covered += to - from
			at = to
		}
	}
	return uses, float64(covered) / dayUS
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
