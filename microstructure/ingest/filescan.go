package ingest

import (
	"context"
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// parseFile is parse for a user's own file.
func (c *converter) parseFile(ctx context.Context, a *archive, sum *fileSum, send func([]row) []row) (r ArchiveReport, days badDays, bad error) {
	t := table(a.rows)
	if a.rows == nil {
		var err error
		if t, err = openTable(ctx, a.path, &c.input.Format, c.config.Limits, sum); err != nil {
			return r, nil, c.ofFile(err, a, "")
		}
	}
	defer t.Close()
	a.backwards = false
	r = ArchiveReport{Name: a.report.Name, Member: t.member(), Bytes: a.report.Bytes}
	s := fileScan{scan: scan{c: c, a: a, report: &r, days: badDays{}}, table: t}
	bad = s.run(ctx, send)
	return r, s.days, c.ofFile(bad, a, r.Member)
}

// ofFile names the file in an error, and replaces remedies meant for archives
// of an exchange.
func (c *converter) ofFile(err error, a *archive, member string) error {
	if e, ok := errors.AsType[*Error](err); ok {
		e.Archive, e.Member = a.report.Name, member
		if e.Remedy == downloadAgain {
			e.Remedy = copyAgain
		}
	}
	return err
}

// fileIDText is the id in a line of a user's own file.
func (c *converter) fileIDText(a *archive, line int64) (string, error) {
	t, err := openTable(c.ctx, a.path, &c.input.Format, c.config.Limits, nil)
	if err != nil {
		return "", err
	}
	defer t.Close()
	r, err := t.read([]int{max(a.file.at[roleID], a.file.at[roleTextID])})
	if err != nil {
		return "", err
	}
	for b := (tableBatch{}); ; {
		if err := errors.Join(r.next(&b), c.ctx.Err()); err != nil {
			return "", err
		}
		if b.line(b.Rows-1) < line {
			continue
		}
		for i, text := range b.Columns[0].Texts {
			if b.line(i) == line {
				return shorten(text), nil
			}
		}
	}
}

// A fileScan is one reading of a user's own file.
type fileScan struct {
	scan
	table  table
	mapper *mapper
}

func (s *fileScan) run(ctx context.Context, send func([]row) []row) error {
	in, file := s.c.input, s.a.file
	s.mapper = newMapper(&in.Format, s.table, file.at, newSizing(s.c.contract, s.c.scale))
	m := s.mapper
	m.symbols, m.textIDs = s.c.symbols, file.idKind == idsOfText
	if file.stated {
		m.fromUS, m.toUS = max(m.fromUS, file.FromUS), min(m.toUS, file.ToUS)
	}
	r, err := s.table.read(m.read)
	if err != nil {
		return err
	}
	lines, _ := r.(*textReader)
	if lines != nil {
		s.lines, s.quick = lines.table.lines, m.quick(lines.table)
	}
	batch := send(nil)
	for b := (tableBatch{}); batch != nil; {
		if batch = s.quickly(lines, batch, send); batch == nil {
			break
		}
		if more, err := nextRows(ctx, r, &b); err != nil {
			return err
		} else if !more {
			break
		}
		m.take(&b)
		if bad := s.oneThing(); bad != nil {
			return bad
		}
		batch = s.rows(&b, batch, send)
	}
	if batch == nil { // the caller has stopped
		return nil
	}
	s.describe()
	if s.report.Rows == 0 {
		if bad := s.noRows(); bad != nil {
			return bad
		}
	}
	s.full(batch)
	send(batch)
	if s.a.rows != nil {
		s.a.sum = s.a.rows.sum()
		s.a.content = "rows sha256=" + s.a.sum
	}
	return nil
}

// full prepares a batch that is about to be sent.
func (s *fileScan) full(batch []row) {
	s.direct(batch)
	if s.a.rows != nil {
		s.a.rows.note(batch)
	}
}

// plainRows is rows for a batch that is plain.
func (s *fileScan) plainRows(b *tableBatch, batch []row, send func([]row) []row) []row {
	s.settleWaiting(s.mapper.us[0])
	s.report.Rows += int64(b.Rows)
	s.lastUS = s.mapper.us[b.Rows-1]
	for i := 0; i < b.Rows; {
		n := len(batch)
		batch = batch[:min(n+b.Rows-i, cap(batch))]
		rows := batch[n:]
		s.mapper.setPlain(rows, i)
		for k := range rows {
			rows[k].order = s.a.order(b.line(i + k))
		}
		if i += len(rows); len(batch) == cap(batch) {
			s.full(batch)
			if batch = send(batch); batch == nil {
				return nil
			}
		}
	}
	return batch
}

// quickly reads lines that are plain, and lets the reader of lines read the next
// ones: the fewer, the more of them were plain.
func (s *fileScan) quickly(lines *textReader, batch []row, send func([]row) []row) []row {
	if s.quick.hopeless() || lines.table.first != nil {
		return batch
	}
	const worth = 256
	before := s.report.Rows
	for {
		if batch = s.plainLines(batch); len(batch) < cap(batch) {
			break
		}
		s.full(batch)
		if batch = send(batch); batch == nil {
			return nil
		}
	}
	lines.atOnce = min(2*lines.atOnce, columns.BatchRows)
	if s.report.Rows-before >= worth {
		lines.atOnce = 1
	}
	s.mapper.units |= s.quick.units
	s.mapper.zoneless = s.mapper.zoneless || s.quick.zoneless
	return batch
}

// rows converts a batch of the file to rows.
func (s *fileScan) rows(b *tableBatch, batch []row, send func([]row) []row) []row {
	m := s.mapper
	if b.Rows > 0 && m.plain(b.Rows) {
		return s.plainRows(b, batch, send)
	}
	for i := range b.Rows {
		n := len(batch)
		batch = batch[:n+1]
		r := &batch[n]
		if state := m.row(i, r); state != good {
			batch = batch[:n]
			s.skipRow(b, i, state)
			continue
		}
		s.report.Rows++
		s.lastUS = r.timeUS
		if r.amount == 0 {
			s.report.LeftOut++
			if r.side == 0 {
				s.report.Sideless++
			}
		}
		s.settleWaiting(r.timeUS)
		r.order = s.a.order(b.line(i))
		if n+1 == cap(batch) {
			s.full(batch)
			if batch = send(batch); batch == nil {
				return nil
			}
		}
	}
	return batch
}

// skipRow counts a row of another instrument, or one that cannot be used.
func (s *fileScan) skipRow(b *tableBatch, i int, state rowState) {
	if state == foreign {
		s.report.OtherInstruments++
		return
	}
	us := s.mapper.us[i]
	timed := state != broken && us >= s.mapper.fromUS && us < s.mapper.toUS
	var e *Error // describes the first of the file and of each day; others are counted
	if day := dayOf(us); s.first == nil || timed && s.days[day] == nil || !timed {
		e = s.mapper.problem(b, i, state)
		e.Archive, e.Member, e.Line, e.InRows = s.report.Name, s.report.Member, b.line(i), s.c.lazy || !s.c.input.Format.text()
	} else {
		e = s.days[day]
	}
	s.unusable(e, us, timed)
}

// oneThing refuses rows of several instruments or venues.
func (s *fileScan) oneThing() *Error {
	if f := s.c.symbols; f.also != "" {
		return &Error{Err: ErrMismatch, Problem: fmt.Sprintf("%s may be %q or %q, and there are rows of both", f.instrument, f.as, f.also),
			Remedy: sayInstrument}
	}
	if m := s.mapper; m.mixed != "" {
		return &Error{Err: ErrMismatch, Column: m.fields[m.at[roleVenue]].Name,
			Problem: fmt.Sprintf("there are rows of %q and of %q", m.venue, m.mixed), Remedy: "write the rows of each to a file of its own"}
	}
	return nil
}

// noRows returns why there is no usable row. Rows of other instruments are no
// reason: another file may have those of this one.
func (s *fileScan) noRows() error {
	switch {
	case s.first != nil:
		return s.first
	case s.report.OtherInstruments > 0:
		return nil
	}
	return &Error{Err: ErrNoTrades, Problem: "the file has no rows", Remedy: "leave it out"}
}
