package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A presentDay is a day's file that exists before a conversion.
type presentDay struct {
	path    string
	info    dataset.FileInfo
	foreign string // why it is not an import of this source and day; empty if it is
}

// presentDays are a source's files by the start of their day, µs.
type presentDays map[int64]*presentDay

// present inspects all files of the source.
func (c *conversion) present() (presentDays, error) {
	days, err := sourceDays(c.data, c.source)
	if err != nil {
		return nil, err
	}
	there := presentDays{}
	for _, day := range days {
		if stat, err := store.Stat(day.Path); err == nil && stat.Mode().IsRegular() && stat.Size() == 0 {
			continue // there is nothing to lose
		}
		there[day.StartUS] = c.look(day)
	}
	return there, nil
}

func (c *conversion) look(day dataset.Day) *presentDay {
	f := &presentDay{path: day.Path}
	var err error
	f.info, err = dataset.Inspect(day.Path)
	p := &f.info.Provenance
	switch {
	case err != nil:
		f.foreign = fmt.Sprintf("cannot be read (%v)", err)
	case p.Synthetic != "":
		f.foreign = "holds simulated trades"
	case !p.Imported():
		f.foreign = "was not made by tickbook"
	case !f.info.Own || p.Rows != f.info.Rows:
		f.foreign = "was changed by another program"
	case p.Source != c.source || p.Symbol != c.data.Symbol || p.Day != day.Date:
		f.foreign = fmt.Sprintf("is of %s, %s, %s", p.Source, p.Symbol, p.Day)
	}
	return f
}

// first is the first day that is so, or nil.
func (there presentDays) first(is func(*presentDay) bool) *presentDay {
	var first *presentDay
	for _, f := range there {
		if is(f) && (first == nil || f.path < first.path) {
			first = f
		}
	}
	return first
}

// A dayPlan says what to do with a day.
type dayPlan struct {
	intent ingest.Intent
	there  *presentDay // or nil
	fuller bool        // it stays unless the archives have more trades
	stays  bool        // it stays, whatever comes
	forced bool        // it goes only because of --force
}

// decide plans a day, unless it is outside the span or was planned before.
// covered says that the date of an archive covers it; otherwise only a few rows
// may come for it.
func (c *conversion) decide(ctx context.Context, day int64, there presentDays, covered bool) error {
	if day < c.from || day >= c.to || c.days[day] != nil {
		return nil
	}
	p := &dayPlan{intent: ingest.Write, there: there[day]}
	c.days[day] = p
	switch f := p.there; {
	case f == nil:
	case f.foreign != "" && c.force:
		p.forced = true
	case f.foreign != "" && covered:
		p.intent = ingest.Leave
		c.block(f, "was not replaced")
	case f.foreign != "":
		p.stays = true
	default:
		current, err := c.isCurrent(ctx, day, &f.info.Provenance)
		if current && c.force {
			err = dataset.Verify(ctx, f.path)
			if _, damaged := errors.AsType[*dataset.FileError](err); damaged {
				f.foreign, current, err = fmt.Sprintf("is damaged (%v)", err), false, nil
			}
		}
		if err != nil {
			return err
		}
		switch {
		case current:
			p.intent = ingest.Leave
			if covered {
				c.current++
			}
		case c.hasAll(&f.info.Provenance):
		case c.force:
			p.forced = true
		case c.mergeable(f):
			p.intent = ingest.Merge
		default:
			p.fuller = true
		}
	}
	return nil
}

// block notes that a file is in the way.
func (c *conversion) block(f *presentDay, what string) {
	err := fmt.Errorf("%s %s and %s: move it away, or use --force", f.path, f.foreign, what)
	c.blocked = append(c.blocked, err)
	if day, bad := dataset.ParseDay(f.path); bad == nil {
		c.refused[day.Date] = err
	}
}

// isCurrent reports whether a day was made, in the same way, with every archive
// that could have rows of it.
func (c *conversion) isCurrent(ctx context.Context, day int64, p *microstructure.Provenance) (bool, error) {
	if p.Converter != ingest.ConverterVersion || provenanceListing(p) != c.listing || p.Format != c.format() {
		return false, nil
	}
	for _, g := range c.archives {
		if !g.reaches(day) {
			continue
		}
		used := false
		for _, a := range p.Archives {
			if a.Name != g.name || used {
				continue
			}
			if g.content == "" {
				var err error
				if g.content, err = ingest.Content(ctx, g.path); err != nil {
					return false, ctx.Err() // the converter will report the archive
				}
			}
			used = a.Content == g.content
		}
		if !used {
			return false, nil
		}
	}
	return true, nil
}

// format describes how the user's own files are read; empty for archives.
func (c *conversion) format() string {
	if c.input == nil {
		return ""
	}
	return c.input.Format.String()
}

// hasAll reports whether an archive of the name of each that rows of the day
// came from is given again.
//
// A user's own files may have the same name, and different trades.
func (c *conversion) hasAll(p *microstructure.Provenance) bool {
	if c.input != nil {
		return false
	}
	any := false
	for _, a := range p.Archives {
		if a.Rows > 0 && !c.names[a.Name] {
			return false
		}
		any = any || a.Rows > 0
	}
	return any
}

// mergeable reports whether ids distinguish the trades of a day from those of
// archives.
func (c *conversion) mergeable(f *presentDay) bool {
	p := &f.info.Provenance
	if c.input != nil && !c.input.HasIDs {
		return false
	}
	return f.info.HasIDs && p.IDs != nil && p.IDs.Missing >= 0 && c.listing.Scale == 1 && provenanceListing(p) == c.listing
}
