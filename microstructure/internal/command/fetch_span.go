package command

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/ingest/fetch"
)

// span is the days that a source is to have. After --until there are none left
// if To is before From.
func (f *fetchFlags) span(p *sourcePlan, now time.Time) (from, to time.Time, err error) {
	if f.until == "" {
		if to, err = parseDay("to", f.to, now); err == nil {
			from, err = parseDay("from", f.from, now)
		}
		return from, to, err
	}
	if to, err = parseDay("until", f.until, now); err != nil {
		return from, to, err
	}
	if n := len(p.days); n > 0 {
		last := p.days[n-1]
		from = time.UnixMicro(last.StartUS).UTC()
		if made, err := dataset.ReadProvenance(last.Path); err != nil || !made.Imported() || made.Coverage == 1 {
			from = from.AddDate(0, 0, 1)
		}
		return from, to, nil
	}
	if f.from == "" {
		return from, to, fmt.Errorf("%s has no day of %s yet: say with --from where it begins", p.source, p.data.Symbol)
	}
	from, err = parseDay("from", f.from, now)
	return from, to, err
}

// parseDay reads a flag's UTC day.
func parseDay(flag, text string, now time.Time) (time.Time, error) {
	if text == "yesterday" && flag != "from" {
		return now.UTC().Truncate(24*time.Hour).AddDate(0, 0, -1), nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, fmt.Errorf("--%s %q is not a date: write it as YYYY-MM-DD", flag, text)
	}
	return t, nil
}

// list finds the files of a plan. Going on from earlier days, it adds the
// archives of the last two that are on disk: they may have rows of the first
// new day. The last old day is done again if all that it was made from is
// there, as the new archives may have rows of it.
func (p *sourcePlan) list(goingOn bool) (err error) {
	if p.files, err = fetch.Plan(p.config); err != nil {
		return err
	}
	for i := range p.files {
		p.files[i].Recheck = p.files[i].Present && p.hasGaps(p.files[i].Path)
	}
	p.first = p.config.From
	if !goingOn || len(p.days) == 0 {
		return nil
	}
	earlier := p.config
	earlier.From, earlier.To = p.first.AddDate(0, 0, -2), p.first.AddDate(0, 0, -1)
	if p.before, err = fetch.Plan(earlier); err != nil {
		return err
	}
	p.before = slices.DeleteFunc(p.before, func(f fetch.File) bool {
		return !f.Present || slices.ContainsFunc(p.files, func(g fetch.File) bool { return g.Path == f.Path })
	})
	last, err := dataset.ReadProvenance(p.data.TradesPath(p.source, earlier.To.Format(time.DateOnly)))
	if err != nil || !last.Imported() {
		return nil // nothing of ours to do again
	}
	for _, a := range last.Archives {
		if !slices.ContainsFunc(slices.Concat(p.before, p.files), func(f fetch.File) bool { return f.Present && filepath.Base(f.Path) == a.Name }) {
			return nil
		}
	}
	p.first = earlier.To
	return nil
}

// hasGaps reports whether ids are missing in a day that was made from an
// archive.
func (p *sourcePlan) hasGaps(archive string) bool {
	startUS, endUS, err := ingest.Span(p.source, archive)
	if err != nil {
		return false
	}
	for _, day := range p.days {
		if day.StartUS+microstructure.DayUS <= startUS || day.StartUS >= endUS {
			continue
		}
		made, err := dataset.ReadProvenance(day.Path)
		if err == nil && made.IDs != nil && made.IDs.Missing > 0 &&
			slices.ContainsFunc(made.Archives, func(a microstructure.ArchiveUse) bool { return a.Name == filepath.Base(archive) }) {
			return true
		}
	}
	return false
}
