package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// batchRows is the number of rows passed from the parser to the sorter at a
// time.
const batchRows = 8192

// badDays has the first unusable row of each day that an archive's unusable
// rows cost.
type badDays map[int64]*Error

// parse reads the archive to its end. send takes a full batch and returns an
// empty one, or nil to stop. bad is an error that makes the whole archive
// unusable; an unusable row costs its day, or the days of the rows around it if
// its own time cannot be read. For sum see openArchive.
func (c *converter) parse(ctx context.Context, a *archive, sum *fileSum, send func([]row) []row) (r ArchiveReport, days badDays, bad error) {
	if a.file != nil {
		return c.parseFile(ctx, a, sum, send)
	}
	o, err := openArchive(ctx, a.path, c.config.Limits, sum)
	if err != nil {
		return r, nil, err
	}
	defer o.Close()
	r = ArchiveReport{Name: a.report.Name, Member: o.member, Bytes: a.report.Bytes}
	a.backwards = false
	s := scan{c: c, a: a, report: &r, lines: newLineReader(o, c.config.Limits.MaxLineBytes), days: badDays{}}
	if bad = s.run(send); ctx.Err() != nil {
		bad = ctx.Err()
	}
	var e *Error
	if errors.As(bad, &e) {
		e.Archive, e.Member = r.Name, r.Member
	}
	return r, s.days, bad
}

// A scan is one reading of an archive's lines.
type scan struct {
	c        *converter
	a        *archive
	report   *ArchiveReport
	lines    *lineReader
	parser   *rowParser   // nil before the first line that is not empty
	quick    *quickParser // reads most lines; nil before it is known how, and if it cannot
	directed bool         // whether the file runs backwards is known
	lastUS   int64        // time of the last row
	days     badDays
	first    *Error // the first unusable row
	waiting  *Error // one that costs the next row's day too
	other    string // a row of another instrument
}

func (s *scan) run(send func([]row) []row) error {
	batch := send(nil)
	for batch != nil {
		if batch = s.plainLines(batch); len(batch) == cap(batch) {
			s.direct(batch)
			batch = send(batch)
			continue
		}
		line, err := s.lines.next()
		if err == io.EOF {
			break
		}
		if err != nil || s.parser == nil || len(line) == 0 {
			if skip, bad := s.special(line, err); bad != nil {
				return bad
			} else if skip {
				continue
			}
		}
		n := len(batch)
		batch = batch[:n+1]
		r := &batch[n]
		other, problem := s.parser.parse(line, r)
		if other || problem != nil {
			batch = batch[:n]
			s.skip(line, problem)
			continue
		}
		s.report.Rows++
		s.lastUS = r.timeUS
		if r.amount == 0 {
			s.report.LeftOut++
		}
		s.settleWaiting(r.timeUS)
		r.order = s.a.order(s.lines.number)
		if n+1 == cap(batch) {
			s.direct(batch)
			batch = send(batch)
		}
	}
	if batch == nil { // the caller has stopped
		return nil
	}
	if s.report.Rows == 0 {
		return s.noRows()
	}
	s.report.units = s.parser.units | s.quick.units
	s.direct(batch)
	send(batch)
	return nil
}

// plainLines fills a batch with the rows of the lines in memory, up to one that
// is not plain.
func (s *scan) plainLines(batch []row) []row {
	if s.quick.hopeless() || s.lines.rest {
		return batch
	}
	l, from, misses := s.lines, len(batch), s.quick.misses
	whole := s.quick.marks.of(l)
	for s.quick.misses = 0; len(batch) < cap(batch) && l.pos < whole; {
		n := len(batch)
		next, ok := s.quick.parse(l.buf, l.pos, &batch[:n+1][n])
		if !ok {
			s.quick.misses = 1
			break
		}
		batch = batch[:n+1]
		l.pos = next
		l.number++
		batch[n].order = s.a.order(l.number)
	}
	rows := batch[from:]
	if len(rows) == 0 {
		s.quick.misses += misses
		return batch
	}
	s.settleWaiting(rows[0].timeUS)
	s.report.Rows += int64(len(rows))
	s.lastUS = rows[len(rows)-1].timeUS
	return batch
}

// special handles the first line, empty ones, and those that could not be read.
// skip is false if line is a row.
func (s *scan) special(line []byte, err error) (skip bool, bad error) {
	switch {
	case err == errUTF16:
		return true, &Error{Line: 1, Err: err, Problem: err.Error(), Remedy: "save it as CSV in UTF-8"}
	case err == errLongLine:
		e := &Error{Text: shorten(line), Err: ErrLimit, Remedy: mendLine, Column: fieldName(bytes.Count(line, []byte(","))),
			Problem: fmt.Sprintf("is longer than %d bytes", s.lines.longest)}
		if s.parser == nil {
			e.Line = s.lines.number
			return true, e
		}
		e.Column = s.parser.columnAt(line)
		s.skip(line, e)
		return true, nil
	case err != nil:
		var e *Error
		if !errors.As(err, &e) {
			e = &Error{Err: err, Problem: "the archive is truncated or corrupt: " + err.Error(), Remedy: downloadAgain}
		}
		e.Line = s.lines.number
		return true, e
	case len(line) == 0:
		return true, nil
	}
	l, e := newLayout(s.c.venue, line, s.a.info.agg)
	if e == nil {
		e = s.c.checkLayout(s.a, &l)
	}
	if e != nil {
		e.Line = s.lines.number
		return true, e
	}
	s.report.UnknownColumns = l.unknown
	s.parser = newRowParser(l.columns, s.c.instrument, s.c.contract)
	s.parser.sizing = newSizing(s.c.contract, s.c.scale)
	s.parser.fromUS, s.parser.toUS, s.parser.timeHint = s.a.fromUS, s.a.toUS, s.a.info.date
	s.parser.ordinal = uint64(s.a.ordinal)
	s.quick = s.parser.quick(s.lines.longest)
	return l.header, nil
}

// skip counts a row of another instrument, or one that problem makes unusable.
func (s *scan) skip(line []byte, problem *Error) {
	if problem == nil {
		if s.other == "" {
			s.other = shorten(line)
		}
		s.report.OtherInstruments++
		return
	}
	problem.Archive, problem.Member, problem.Line = s.report.Name, s.report.Member, s.lines.number
	if problem.Remedy == "" {
		problem.Remedy = mendLine
	}
	us, timed := s.parser.timeOf(line)
	s.unusable(problem, us, timed)
}

// unusable counts a row that problem makes unusable. Its time is us, if timed;
// otherwise it costs the days of the rows around it.
func (s *scan) unusable(problem *Error, us int64, timed bool) {
	s.report.Unusable++
	if s.first == nil {
		s.first = problem
	}
	if timed {
		s.takeOut(dayOf(us), problem)
		return
	}
	if s.report.Rows > 0 {
		s.takeOut(dayOf(s.lastUS), problem)
	}
	if s.waiting == nil {
		s.waiting = problem
	}
}

// settleWaiting drops the day of the row after one of unknown time.
func (s *scan) settleWaiting(us int64) {
	if s.waiting != nil {
		s.takeOut(dayOf(us), s.waiting)
		s.waiting = nil
	}
}

func (s *scan) takeOut(day int64, e *Error) {
	if s.days[day] == nil {
		s.days[day] = e
	}
}

// direct decides, by its first batch, whether a file whose rows have no
// inherent order runs backwards in time, and numbers that batch accordingly.
func (s *scan) direct(batch []row) {
	if s.directed || s.c.venue.ordered {
		return
	}
	s.directed = true
	up, down := 0, 0
	for i := 1; i < len(batch); i++ {
		switch before, now := batch[i-1].timeUS, batch[i].timeUS; {
		case now > before:
			up++
		case now < before:
			down++
		}
	}
	if s.a.backwards = down > up; s.a.backwards {
		for i := range batch {
			batch[i].order = s.a.order(batch[i].order & (1<<orderBits - 1))
		}
	}
}

// noRows returns why there is no row of the instrument.
func (s *scan) noRows() *Error {
	switch {
	case s.first != nil:
		return s.first
	case s.report.OtherInstruments > 0:
		return &Error{Err: ErrNoTrades, Text: s.other, Remedy: "give the archives of " + s.c.instrument + ", or the symbol of these",
			Problem: fmt.Sprintf("is one of %d rows, none of which is of %s", s.report.OtherInstruments, s.c.instrument)}
	case s.parser != nil:
		return &Error{Err: ErrNoTrades, Problem: "the archive has a header and no rows", Remedy: downloadAgain}
	}
	return &Error{Err: ErrNoTrades, Problem: "the archive is empty", Remedy: downloadAgain}
}

// checkLayout refuses archives that do not go together.
func (c *converter) checkLayout(a *archive, l *layout) *Error {
	if !l.hasNames && c.venue.mixed && a.info.instrument == "" {
		return &Error{Err: ErrMismatch, Problem: "neither the rows nor the archive's name say which instrument was traded",
			Remedy: "keep the exchange's name, such as " + c.instrument + "-trades-2024-08-08.zip"}
	}
	if !l.hasNames && a.info.instrument != "" && a.info.instrument != c.instrument {
		return &Error{Err: ErrMismatch, Problem: fmt.Sprintf("is an archive of %s, not of %s", a.info.instrument, c.instrument),
			Remedy: "give the archives of " + c.instrument + ", or the symbol of this one"}
	}
	if c.kindKnown && c.report.Aggregated != l.agg {
		return &Error{Err: ErrMismatch, Problem: mixedKinds, Remedy: oneKind}
	}
	c.kindKnown, c.report.Aggregated = true, l.agg
	return nil
}

const (
	mixedKinds = "merged trades (aggTrades) and single trades cannot go into one source"
	oneKind    = "convert one kind"
)
