package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// An archive is one file on its way through Convert.
type archive struct {
	path    string
	ordinal int64 // place among all archives, in order of time
	info    nameInfo
	startUS int64 // what its date covers
	endUS   int64
	fromUS  int64 // the times that its rows may have: a day more on either side
	toUS    int64
	report  ArchiveReport
	failed  error

	lastUS   int64 // of the row before
	up, down int64 // steps forward and back in time
	movedOut int64
	decided  bool // whether backwards was settled before the end
	flip     bool // rows are numbered backwards
}

func newArchive(path string, v *venue) (*archive, error) {
	a := &archive{path: path}
	a.report.Name = filepath.Base(path)
	stat, err := os.Stat(path)
	if err != nil {
		return a, &Error{Archive: a.report.Name, Problem: err.Error(), Err: err}
	}
	a.report.Bytes = stat.Size()
	var ok bool
	if a.info, ok = parseName(path); !ok {
		return a, &Error{Archive: a.report.Name, Err: ErrName,
			Problem: "has no date in its name: keep the exchange's name, such as BTCUSDT-trades-2024-08-08.zip"}
	}
	a.startUS = a.info.start.UnixMicro() + v.dayStartUS
	a.endUS = a.info.end.UnixMicro() + v.dayStartUS
	a.fromUS, a.toUS = a.startUS-dayUS, a.endUS+dayUS
	return a, nil
}

// long tells whether the archive covers so many days that they cannot all be
// held open until its end is known to be whole.
func (a *archive) long() bool { return a.endUS-a.startUS > 3*dayUS }

// days are the UTC days that the archive's date covers in whole or in part.
func (a *archive) days() (days []int64) {
	for d := dayOf(a.startUS); d <= dayOf(a.endUS-1); d++ {
		days = append(days, d)
	}
	return days
}

// covers tells whether day is one of days.
func (a *archive) covers(day int64) bool {
	return day >= dayOf(a.startUS) && day <= dayOf(a.endUS-1)
}

// digest reads the whole file.
func (a *archive) digest() (string, error) {
	f, err := os.Open(a.path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// batchRows is how many rows go from the parser to the sorter at a time.
const batchRows = 8192

// parse reads the archive to its end. send takes a full batch and returns an
// empty one, or nil to stop.
func (c *converter) parse(a *archive, send func([]row) []row) (r ArchiveReport, err error) {
	o, err := openArchive(a.path, c.options.Limits)
	if err != nil {
		return r, err
	}
	defer o.Close()
	r = ArchiveReport{Name: a.report.Name, Member: o.member, Bytes: a.report.Bytes}
	lines := newLineReader(o, c.options.Limits.MaxLineBytes)
	place := func(e *Error, line int64) (ArchiveReport, error) {
		e.Archive, e.Member, e.Line = r.Name, r.Member, line
		return r, e
	}
	var (
		p     *rowParser
		batch = send(nil)
		seen  string // an instrument that is not the one asked for
	)
	for {
		line, err := lines.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			e := &Error{Text: shorten(line), Problem: err.Error(), Err: err}
			if line == nil {
				e.Problem = "the archive is truncated or corrupt: " + err.Error()
				if errors.Is(err, ErrLimit) {
					e.Problem = err.Error()
				}
			}
			return place(e, lines.number)
		}
		if p == nil {
			if len(line) == 0 {
				continue
			}
			l, err := newLayout(c.venue, line, a.info.agg)
			var e *Error
			if errors.As(err, &e) {
				return place(e, lines.number)
			}
			if e := c.checkLayout(a, &l); e != nil {
				return place(e, lines.number)
			}
			r.UnknownColumns = l.unknown
			p = newRowParser(l.columns, c.instrument, c.contract)
			p.fromUS, p.toUS, p.timeHint = a.fromUS, a.toUS, a.info.date
			p.ordinal, p.scale = uint64(a.ordinal)+1, c.scale
			if l.header {
				continue
			}
		}
		if len(line) == 0 {
			continue
		}
		n := len(batch)
		batch = batch[:n+1]
		skip, problem := p.parse(line, &batch[n])
		if problem != nil {
			return place(problem, lines.number)
		}
		if skip {
			if batch = batch[:n]; seen == "" {
				seen = shorten(line)
			}
			r.OtherInstruments++
			continue
		}
		batch[n].order = a.ordinal<<orderBits | lines.number
		r.Rows++
		if n+1 == cap(batch) {
			if batch = send(batch); batch == nil {
				return r, nil
			}
		}
	}
	if r.Rows == 0 {
		return place(noTrades(c.instrument, &r, p != nil, seen), 0)
	}
	send(batch)
	return r, nil
}

func noTrades(instrument string, r *ArchiveReport, header bool, seen string) *Error {
	switch {
	case r.OtherInstruments > 0:
		return &Error{Err: ErrNoTrades, Text: seen,
			Problem: fmt.Sprintf("is one of %d rows, none of which is of %s", r.OtherInstruments, instrument)}
	case header:
		return &Error{Err: ErrNoTrades, Problem: "the archive has a header and no rows"}
	}
	return &Error{Err: ErrNoTrades, Problem: "the archive is empty"}
}

// checkLayout refuses archives that do not go together.
func (c *converter) checkLayout(a *archive, l *layout) *Error {
	if !l.hasNames && c.venue.mixed && a.info.instrument == "" {
		return &Error{Err: ErrMismatch, Problem: "neither the rows nor the archive's name say which instrument was traded"}
	}
	if !l.hasNames && a.info.instrument != "" && a.info.instrument != c.instrument {
		return &Error{Err: ErrMismatch, Problem: fmt.Sprintf("is an archive of %s, not of %s", a.info.instrument, c.instrument)}
	}
	if c.kindKnown && c.report.Aggregated != l.agg {
		return &Error{Err: ErrMismatch, Problem: "merged trades (aggTrades) and single trades cannot go into one source: convert one kind"}
	}
	c.kindKnown, c.report.Aggregated = true, l.agg
	return nil
}

// Span gives the time that an archive's name says it covers at a source, in µs
// since the epoch: from startUS up to endUS. Rows of a neighbouring day may be
// in it all the same.
func Span(source, path string) (startUS, endUS int64, err error) {
	v, err := venueOf(source)
	if err != nil {
		return 0, 0, err
	}
	a, err := newArchive(path, v)
	return a.startUS, a.endUS, err
}
