package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// A SurveyedFile is one of an Input.
type SurveyedFile struct {
	InputFile
	// Times in µs since the epoch, the second of each pair excluded: what the
	// file covers, as far as is known, and the range of its rows.
	StartUS, EndUS int64
	FromUS, ToUS   int64

	at     mapping
	venue  string // that its first row names; empty without a column of them
	empty  bool
	own    bool // this program wrote it, and it was found in a folder
	agg    bool // its ids are of merged trades
	idKind idKind
	info   os.FileInfo
	stated bool // the times are those of the file's statistics or name
}

// An idKind is the kind of a file's ids.
type idKind int

const (
	noIDs idKind = iota
	idsOfNumbers
	idsOfText
)

// Survey inspects files of one format. It finds their columns, and the times of
// their rows: from the statistics of parquet files, otherwise by reading the
// column of times. It is an error if any file cannot be used at all: it might
// have rows of any day.
func Survey(ctx context.Context, f Format, files []InputFile, limits Limits, workers int, progress func(done, total int)) (*Input, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	in := &Input{Format: f, Files: make([]SurveyedFile, len(files))}
	bad := make([]error, len(files))
	err := parallel.Run(ctx, len(files), workers, func() parallel.Do {
		return func(ctx context.Context, i int) error {
			in.Files[i], bad[i] = f.survey(ctx, files[i], limits)
			if errors.Is(bad[i], context.Canceled) {
				return bad[i]
			}
			return nil
		}
	}, func(_, done, total int) {
		if progress != nil {
			progress(done, total)
		}
	})
	if err != nil {
		return nil, err
	}
	if err := unusableFiles(bad); err != nil {
		return nil, err
	}
	in.Files = slices.DeleteFunc(in.Files, func(f SurveyedFile) bool {
		switch {
		case f.own:
			in.Own = append(in.Own, f.Name)
		case f.empty:
			in.Empty = append(in.Empty, f.Name)
		}
		return f.own || f.empty
	})
	slices.SortStableFunc(in.Files, func(a, b SurveyedFile) int {
		return cmp.Or(cmp.Compare(a.FromUS, b.FromUS), cmp.Compare(a.ToUS, b.ToUS), cmp.Compare(a.Name, b.Name))
	})
	return in, in.found()
}

// unusableFiles joins the first errors.
func unusableFiles(errs []error) error {
	const most = 10
	errs = slices.DeleteFunc(slices.Clone(errs), func(err error) bool { return err == nil })
	if len(errs) > most {
		errs = append(errs[:most], fmt.Errorf("and %d more files", len(errs)-most))
	}
	return errors.Join(errs...)
}

// survey inspects one file.
func (f *Format) survey(ctx context.Context, file InputFile, limits Limits) (s SurveyedFile, err error) {
	s.InputFile = file
	defer func() {
		if e, ok := errors.AsType[*Error](err); ok {
			e.Archive = file.Name
		}
	}()
	if s.info, err = os.Stat(file.Path); err != nil {
		return s, fileError(file.Name, file.Path, err)
	}
	t, err := openTable(ctx, file.Path, f, limits, nil)
	if err != nil {
		return s, err
	}
	defer t.Close()
	if lines, ok := t.(*textTable); ok {
		lines.loose = true
	}
	if s.own = file.found && t.own(); s.own {
		return s, nil
	}
	var bad *Error
	if s.at, bad = f.resolve(t.fields()); bad != nil {
		f.explainHeader(bad, t)
		return s, bad
	}
	if at := s.at[roleID]; at >= 0 {
		s.agg = plainName(t.fields()[at].Name) == "aggtradeid"
	}
	if s.Symbol == "" && f.kind().key != "" {
		s.Symbol = t.value(f.kind().key)
	}
	if from, to, ok := statedTimes(t, s.at[roleTime]); ok {
		s.setTimes(from, to)
	} else if f.kind().dated {
		s.datedTimes()
	}
	return s, s.scan(ctx, f, t)
}

// explainHeader adds to the remedy where a file of lines may have no header.
func (f *Format) explainHeader(e *Error, t table) {
	fields := t.fields()
	if !f.text() || len(fields) == 0 || len(fields[0].Name) == 0 {
		return
	}
	if c := fields[0].Name[0]; '0' <= c && c <= '9' {
		e.Remedy += "; of a file without a header give their numbers, as in --columns time=1,price=2,quantity=3,side=4"
	}
}

// idsTold determines the kind of a file's ids, if their type does.
func (s *SurveyedFile) idsTold(fields []columns.Field) bool {
	switch {
	case s.at[roleTextID] >= 0:
		s.idKind = idsOfText
	case s.at[roleID] < 0:
		s.idKind = noIDs
	case fields[s.at[roleID]].Kind == columns.Text:
		return false
	default:
		s.idKind = idsOfNumbers
	}
	return true
}

// A span is the first and the last time of some rows, µs.
type span struct{ first, last int64 }

// noSpan is that of no rows.
var noSpan = span{math.MaxInt64, math.MinInt64}

// add takes what can be the time of a trade.
func (s *span) add(us int64) {
	if us >= firstUS && us < lastUS {
		s.first, s.last = min(s.first, us), max(s.last, us)
	}
}

// scan reads what is not known yet: the first ids and the first name of a venue
// or, unless they are stated, all times.
func (s *SurveyedFile) scan(ctx context.Context, f *Format, t table) error {
	m := newMapper(f, t, s.at, sizing{})
	for r := range m.slot {
		m.slot[r] = -1
	}
	told := s.idsTold(t.fields())
	wanted := []struct {
		role role
		is   bool
	}{{roleTime, !s.stated}, {roleID, !told}, {roleVenue, s.at[roleVenue] >= 0}}
	m.read = m.read[:0]
	for _, w := range wanted {
		if w.is {
			m.slot[w.role] = len(m.read)
			m.read = append(m.read, s.at[w.role])
		}
	}
	if len(m.read) == 0 {
		return nil
	}
	r, err := t.read(m.read)
	if err != nil {
		return err
	}
	seen := noSpan
	s.empty = true
	for b := (tableBatch{}); ; {
		if more, err := nextRows(ctx, r, &b); err != nil {
			return err
		} else if !more {
			break
		}
		s.empty = false
		if !told {
			s.idKind, told = firstIDs(b.Columns[m.slot[roleID]].Texts)
		}
		if k := m.slot[roleVenue]; k >= 0 && s.venue == "" {
			s.venue = firstText(b.Columns[k].Texts)
		}
		if !s.stated {
			m.times(&b)
			for _, us := range m.us[:b.Rows] {
				seen.add(us)
			}
		}
		if !told || m.slot[roleVenue] >= 0 && s.venue == "" {
			continue
		}
		if s.stated {
			break
		}
		if lines, ok := r.(*textReader); ok {
			if err := lines.restOfTimes(ctx, s.at[roleTime], &seen); err != nil {
				return err
			}
			break
		}
	}
	if s.stated || s.empty {
		return nil
	}
	from, to := clampTimes(seen.first, seen.last)
	if from < to {
		s.setTimes(from, to)
		s.stated = false
		return nil
	}
	return &Error{Err: ErrNoTrades, Column: t.fields()[s.at[roleTime]].Name, Problem: "no value of this column is a time since 2009",
		Remedy: "say which column has the times with --columns time=NAME, in s, ms, µs or ns since 1970 or as in 2025-11-01T09:30:00.123Z"}
}

// firstText is the first text that is not empty.
func firstText(texts [][]byte) string {
	for _, text := range texts {
		if len(text) > 0 {
			return string(text)
		}
	}
	return ""
}

// firstIDs returns the kind of ids by the first that is not empty.
func firstIDs(texts [][]byte) (kind idKind, ok bool) {
	for _, text := range texts {
		if len(text) == 0 {
			continue
		}
		if _, end, number := parseID(text, 0); number && end == len(text) {
			return idsOfNumbers, true
		}
		return idsOfText, true
	}
	return noIDs, false
}
