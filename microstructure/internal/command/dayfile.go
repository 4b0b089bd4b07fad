package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/store"
)

func (c *conversion) newDay(date string) (ingest.DayWriter, error) {
	plan := c.days[dayStart(date)]
	if plan.stays {
		return &strays{conversion: c, date: date, there: plan.there}, nil
	}
	dir := c.data.TradesDir(c.source)
	if err := store.MakeFolder(dir); err != nil {
		return nil, mayWrite(dir, err)
	}
	path := c.data.TradesPath(c.source, date)
	w, err := dataset.CreateTrades(path, microstructure.Provenance{})
	if err != nil {
		return nil, mayWrite(dir, err)
	}
	return &dayFile{TradesWriter: w, conversion: c, date: date, plan: plan}, nil
}

// mayWrite adds the permissions to an error that they caused.
func mayWrite(dir string, err error) error {
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	for ; ; dir = filepath.Dir(dir) {
		if info, statErr := os.Stat(dir); statErr == nil {
			return fmt.Errorf("%w: the permissions of %s are %s; allow writing there, as with chmod u+w, or choose another --out", err, dir, info.Mode().Perm())
		}
		if dir == filepath.Dir(dir) {
			return err
		}
	}
}

// A dayFile is a day that is being written.
type dayFile struct {
	*dataset.TradesWriter
	conversion *conversion
	date       string
	plan       *dayPlan
}

func (f *dayFile) Append(t microstructure.Trades, ids []int64) error { return f.AppendWithIDs(t, ids) }

// Commit gives the file its name, unless the existing file is to stay.
func (f *dayFile) Commit(p microstructure.Provenance) error {
	c := f.conversion
	if f.plan.fuller && p.Rows <= f.plan.there.info.Rows {
		c.kept[f.date] = true
		c.note(f.date, "kept the file that is there: it has %s trades, and these archives %s", text.Count(f.plan.there.info.Rows), text.Count(p.Rows))
		return f.Abort()
	}
	f.SetProvenance(p)
	if err := f.Close(); err != nil {
		return err
	}
	f.tell(&p)
	return nil
}

// tell notes what happened to the existing file.
func (f *dayFile) tell(p *microstructure.Provenance) {
	c, there := f.conversion, f.plan.there
	if there == nil {
		return
	}
	before, now := text.Count(there.info.Rows), text.Count(p.Rows)
	switch {
	case there.foreign != "":
		c.note(f.date, "replaced a file that %s", there.foreign)
	case f.plan.forced:
		c.note(f.date, "replaced a file of other archives: %s trades then, %s now", before, now)
	case f.plan.intent == ingest.Merge:
		c.note(f.date, "kept the %s trades that were there, and added %s", before, text.Count(p.Rows-there.info.Rows))
	case f.plan.fuller:
		c.note(f.date, "replaced the file of %s trades that was there, as these archives have %s", before, now)
	default:
		for _, a := range there.info.Provenance.Archives {
			for _, b := range p.Archives {
				if a.Rows > 0 && a.Name == b.Name && a.SHA256 != b.SHA256 {
					c.note(f.date, "replaced, as %s is another one than before: %s trades then, %s now", escape.Line(a.Name), before, now)
				}
			}
		}
	}
}

func (c *conversion) note(date, format string, args ...any) {
	c.notes = append(c.notes, date+": "+fmt.Sprintf(format, args...))
}

// Abort removes the file.
func (f *dayFile) Abort() error {
	f.TradesWriter.Abort()
	return nil
}

// strays counts trades of a day whose file stays, from archives of other days.
type strays struct {
	conversion *conversion
	date       string
	there      *presentDay
	rows       int64
}

func (s *strays) Append(t microstructure.Trades, _ []int64) error {
	s.rows += int64(t.Len())
	return nil
}

func (s *strays) Settle() (int64, error) { return s.rows, nil }

func (s *strays) Commit(microstructure.Provenance) error {
	s.conversion.kept[s.date] = true
	s.conversion.block(s.there, fmt.Sprintf("lacks %s that archives of other days have of it", text.Plural(s.rows, "trade")))
	return nil
}

func (s *strays) Abort() error { return nil }

// existing opens the existing trades of a day, to be merged.
func (c *conversion) existing(date string) (ingest.DayReader, error) {
	there := c.days[dayStart(date)].there
	r, err := dataset.OpenTrades(there.path)
	if err != nil {
		return nil, err
	}
	if err := r.ReadIDs(); err != nil {
		r.Close()
		return nil, err
	}
	return &dayThere{r, there}, nil
}

// A dayThere is a day that is read to be merged.
type dayThere struct {
	*dataset.TradesReader
	there *presentDay
}

func (d *dayThere) Name() string                          { return d.there.path }
func (d *dayThere) Provenance() microstructure.Provenance { return d.there.info.Provenance }

func (d *dayThere) Next() (microstructure.Trades, []int64, error) {
	t, err := d.TradesReader.Next()
	return t, d.IDs(), err
}
