package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// converterVersion changes when the same archives would give other files.
const converterVersion = 3

// A conversion turns one source's archives into day files, and leaves alone the
// days that were made from the same archives before.
type conversion struct {
	data     *dataset.Dataset
	source   string
	listing  ingest.Listing // complete
	archives []archiveSpan
	from, to int64    // only days that begin in [from, to), µs
	kept     []string // days of which a file with more coverage is there already
	current  int      // days that were made before
}

type archiveSpan struct {
	path           string
	name           string
	bytes          int64
	startUS, endUS int64
}

// newConversion looks at what there is. A file that is no archive stays in the
// list, for the converter to complain about.
func newConversion(data *dataset.Dataset, source string, paths []string, listing ingest.Listing, from, to int64) *conversion {
	c := &conversion{data: data, source: source, listing: listing, from: from, to: to}
	for _, p := range paths {
		a := archiveSpan{path: p, name: filepath.Base(p)}
		if info, err := os.Stat(p); err == nil {
			a.bytes = info.Size()
		}
		a.startUS, a.endUS, _ = ingest.Span(source, p)
		c.archives = append(c.archives, a)
	}
	return c
}

// madeFrom describes what a day is converted from: every archive that covers
// it, or a neighbouring day, as strays come from there.
func (c *conversion) madeFrom(dayUS int64) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %s %s %+v\n", converterVersion, c.source, c.data.Symbol, c.listing)
	for _, a := range c.archives {
		if a.startUS < dayUS+2*microstructure.DayUS && dayUS-microstructure.DayUS < a.endUS {
			fmt.Fprintf(h, "%s %d\n", a.name, a.bytes)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// isCurrent reports whether a day's file was made from the same archives.
func (c *conversion) isCurrent(dayUS int64) bool {
	p, err := dataset.ReadProvenance(c.data.TradesPath(c.source, microstructure.FormatDate(dayUS)))
	return err == nil && p.MadeFrom == c.madeFrom(dayUS)
}

// outstanding lists the archives that have rows of a day that is not current.
func (c *conversion) outstanding() []string {
	wanted := map[string]bool{}
	days := map[int64]bool{}
	for _, a := range c.archives {
		if a.endUS == 0 {
			wanted[a.path] = true
		}
		for day := floorDay(a.startUS); day < a.endUS; day += microstructure.DayUS {
			if day >= c.from && day < c.to {
				days[day] = true
			}
		}
	}
	for day := range days {
		if c.isCurrent(day) {
			c.current++
			continue
		}
		for _, a := range c.archives {
			if a.startUS < day+2*microstructure.DayUS && day-microstructure.DayUS < a.endUS {
				wanted[a.path] = true
			}
		}
	}
	var paths []string
	for _, a := range c.archives {
		if wanted[a.path] {
			paths = append(paths, a.path)
		}
	}
	return paths
}

func floorDay(us int64) int64 { return us / microstructure.DayUS * microstructure.DayUS }

// run converts what is outstanding.
func (c *conversion) run(ctx context.Context, progress func(ingest.ArchiveReport)) (ingest.Report, error) {
	atomicfile.Sweep(c.data.TradesDir(c.source))
	options := ingest.DefaultOptions()
	options.Source, options.Symbol, options.Listing, options.Version = c.source, c.data.Symbol, c.listing, version()
	options.NewDay, options.Progress = c.newDay, progress
	return ingest.Convert(ctx, c.outstanding(), options)
}

func (c *conversion) newDay(date string) (ingest.DayWriter, error) {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return nil, err
	}
	us := day.UnixMicro()
	if us < c.from || us >= c.to || c.isCurrent(us) {
		return discard{}, nil
	}
	if err := os.MkdirAll(c.data.TradesDir(c.source), 0o755); err != nil {
		return nil, err
	}
	path := c.data.TradesPath(c.source, date)
	w, err := dataset.CreateTrades(path, microstructure.Provenance{})
	if err != nil {
		return nil, err
	}
	return &dayFile{TradesWriter: w, conversion: c, date: date, path: path, madeFrom: c.madeFrom(us)}, nil
}

// A dayFile is a day that is being written.
type dayFile struct {
	*dataset.TradesWriter
	conversion           *conversion
	date, path, madeFrom string
}

// Close gives the file its name, unless one that covers more of the day has it.
func (f *dayFile) Close(p microstructure.Provenance) error {
	if old, err := dataset.ReadProvenance(f.path); err == nil && old.Coverage > p.Coverage {
		f.conversion.kept = append(f.conversion.kept, f.date)
		return f.Abort()
	}
	p.MadeFrom = f.madeFrom
	f.SetProvenance(p)
	return f.TradesWriter.Close()
}

func (f *dayFile) Abort() error {
	f.TradesWriter.Abort()
	return nil
}

// discard takes a day that is not wanted.
type discard struct{}

func (discard) Append(microstructure.Trades) error    { return nil }
func (discard) Close(microstructure.Provenance) error { return nil }
func (discard) Abort() error                          { return nil }

// checkSources reports the first name that is not a source of archives.
func checkSources(names []string) error {
	if len(names) == 0 {
		names = []string{""}
	}
	for _, name := range names {
		if !slices.Contains(ingest.Sources(), name) {
			return fmt.Errorf("source %q is not known; there are %s", name, strings.Join(ingest.Sources(), ", "))
		}
	}
	return nil
}
