package command

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/internal/version"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A conversion turns one source's archives into day files. It leaves alone the
// days that were made from the same archives before, and files that it must not
// replace.
type conversion struct {
	data     *dataset.Dataset
	source   string
	listing  ingest.Listing // complete
	archives []*given
	from, to int64         // only days that begin in [from, to), µs
	force    bool          // replace whatever is there
	strict   bool          // refuse archives without a checksum beside them
	input    *ingest.Input // of the user's own files; nil for an exchange's archives

	names   map[string]bool    // of archives
	days    map[int64]*dayPlan // by the day's start, µs; others are left alone
	reading int                // archives that have to be read
	current int                // days that are up to date
	kept    map[string]bool    // dates of files that stayed as they have more trades
	blocked []error            // why conflicting files were not replaced
	refused map[string]error   // of these, by date
	notes   []string           // what happened to existing files
}

// errRefused: nothing was written, as existing files conflict with it.
var errRefused = errors.New("nothing was written")

// A given is an archive to convert.
type given struct {
	path, name     string
	startUS, endUS int64  // what its date covers; both 0 without a date
	fromUS, toUS   int64  // times that its rows may have
	content        string // ingest.Content; empty until it was asked for
}

// reaches reports whether rows of the day may be in the archive.
func (g *given) reaches(dayUS int64) bool {
	return g.fromUS < dayUS+microstructure.DayUS && dayUS < g.toUS
}

// covers reports whether an archive's date covers a day or a part of it. One
// without a date may have any.
func (g *given) covers(dayUS int64) bool {
	return g.endUS == 0 || g.startUS < dayUS+microstructure.DayUS && dayUS < g.endUS
}

// newGiven parses the name of an archive.
func newGiven(source, path string) *given {
	g := &given{path: path, name: filepath.Base(path)}
	g.startUS, g.endUS, _ = ingest.Span(source, path)
	g.fromUS, g.toUS = g.startUS-microstructure.DayUS, g.endUS+microstructure.DayUS
	return g
}

// newConversion takes archives and parses their names. A file that is not an
// archive stays in the list, for the converter to report.
func newConversion(data *dataset.Dataset, source string, paths []string, listing ingest.Listing, from, to int64) *conversion {
	c := &conversion{data: data, source: source, listing: listing, from: from, to: to}
	for _, p := range paths {
		c.archives = append(c.archives, newGiven(source, p))
	}
	return c
}

// newFileConversion takes files of the user's own.
func newFileConversion(data *dataset.Dataset, source string, in *ingest.Input, listing ingest.Listing) *conversion {
	c := &conversion{data: data, source: source, listing: listing, input: in, from: math.MinInt64, to: math.MaxInt64}
	for _, f := range in.Files {
		c.archives = append(c.archives, &given{path: f.Path, name: f.Name, startUS: f.StartUS, endUS: f.EndUS, fromUS: f.FromUS, toUS: f.ToUS})
	}
	return c
}

// run converts the days that are outstanding. Which days are written, and what
// happens to existing files, is decided before any archive is read.
func (c *conversion) run(ctx context.Context, progress func(ingest.ArchiveReport)) (ingest.Report, error) {
	store.Sweep(c.data.TradesDir(c.source))
	there, err := c.present()
	if err != nil {
		return ingest.Report{}, err
	}
	if f := there.first(func(f *presentDay) bool { return f.info.Provenance.Synthetic != "" }); f != nil && !c.force {
		return ingest.Report{}, fmt.Errorf("%s holds simulated trades, beside which real ones do not go: %w; choose another --out, remove the simulated days, or use --force", f.path, errRefused)
	}
	if f := there.first(c.isInput); f != nil {
		return ingest.Report{}, fmt.Errorf("%s is among the files to import, which are never replaced: %w; choose another --out", f.path, errRefused)
	}
	paths, err := c.plan(ctx, there)
	if err != nil {
		return ingest.Report{}, err
	}
	c.reading = len(paths)
	config := ingest.DefaultConfig()
	config.Source, config.Symbol, config.Listing, config.Version = c.source, c.data.Symbol, c.listing, version.String()
	config.Strict, config.Progress = c.strict, progress
	config.Intent, config.Existing, config.NewDay = c.intent, c.existing, c.newDay
	other := there.first(func(f *presentDay) bool { return f.foreign == "" })
	if other != nil && !c.force {
		config.Kind = other.info.Provenance.Kind
	}
	r, err := c.convert(ctx, paths, config)
	if other != nil && errors.Is(err, ingest.ErrMismatch) {
		err = fmt.Errorf("%w; %s has %s; use --force to continue anyway: %w", err, other.path, config.Kind, errRefused)
	}
	slices.Sort(c.notes)
	return r, err
}

func (c *conversion) convert(ctx context.Context, paths []string, config ingest.Config) (ingest.Report, error) {
	switch {
	case c.input == nil:
		return ingest.Convert(ctx, paths, config)
	case len(paths) == 0:
		return ingest.Report{Source: c.source, Symbol: c.data.Symbol}, nil
	}
	return ingest.ConvertFiles(ctx, c.input, config)
}

// isInput reports whether a file is one of those that are imported.
func (c *conversion) isInput(f *presentDay) bool {
	if c.input == nil {
		return false
	}
	info, err := os.Stat(f.path)
	return err == nil && c.input.SameFile(info)
}

// plan decides what to do with each day, and lists the archives to be read.
func (c *conversion) plan(ctx context.Context, there presentDays) ([]string, error) {
	c.days, c.kept, c.names, c.refused = map[int64]*dayPlan{}, map[string]bool{}, map[string]bool{}, map[string]error{}
	for _, g := range c.archives {
		c.names[g.name] = true
	}
	for _, g := range c.archives {
		for day := floorDay(g.startUS); day < g.endUS; day += microstructure.DayUS {
			if err := c.decide(ctx, day, there, true); err != nil {
				return nil, err
			}
		}
	}
	var paths []string
	var outstanding []*given
	for _, g := range c.archives {
		if g.endUS == 0 || c.anyWanted(g) {
			paths = append(paths, g.path)
			outstanding = append(outstanding, g)
		}
	}
	for _, g := range outstanding {
		for day := floorDay(g.fromUS); g.endUS != 0 && day < g.toUS; day += microstructure.DayUS {
			if err := c.decide(ctx, day, there, false); err != nil {
				return nil, err
			}
		}
	}
	return paths, nil
}

// anyWanted reports whether the archive may have rows of a day to write.
func (c *conversion) anyWanted(g *given) bool {
	for day, p := range c.days {
		if p.intent != ingest.Leave && g.reaches(day) {
			return true
		}
	}
	return false
}

func floorDay(us int64) int64 {
	day := us / microstructure.DayUS * microstructure.DayUS
	if day > us {
		day -= microstructure.DayUS
	}
	return day
}

func (c *conversion) intent(date string) ingest.Intent {
	if p := c.days[dayStart(date)]; p != nil {
		return p.intent
	}
	return ingest.Leave
}

// dayStart is the midnight of a date that the program wrote, µs.
func dayStart(date string) int64 {
	t, _ := time.Parse(time.DateOnly, date)
	return t.UnixMicro()
}

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
