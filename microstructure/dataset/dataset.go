package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/store"
)

const (
	tradesFolder = "trades"
	barsFolder   = "bars"
	extension    = ".parquet"
	dayUS        = 86_400_000_000
)

// A Dataset is the data of one symbol in a data directory.
type Dataset struct {
	Dir    string
	Symbol string
	Span   Span // the days in use; zero for all: see Within
}

// A Day is one file of trades.
type Day struct {
	Date    string // YYYY-MM-DD, UTC
	StartUS int64  // its midnight, µs since the Unix epoch
	Path    string
}

// New returns the dataset of a symbol in a data directory; neither needs to
// exist yet. The error is microstructure.ErrName if symbol is not a valid name.
func New(dir, symbol string) (*Dataset, error) {
	if err := microstructure.CheckName("symbol", symbol); err != nil {
		return nil, err
	}
	return &Dataset{Dir: store.Clean(dir), Symbol: symbol}, nil
}

// Open returns the dataset of a symbol in a data directory. If there is none,
// the error (ErrNoDirectory, ErrNoSymbol) names the symbols that exist.
func Open(dir, symbol string) (*Dataset, error) {
	d, err := New(dir, symbol)
	if err != nil {
		return nil, err
	}
	dir = d.Dir
	if store.IsRemote(dir) { // in one request
		if there, _ := store.IsFolder(store.Join(dir, symbol, tradesFolder)); there {
			return d, nil
		}
	}
	symbols, err := Symbols(dir)
	if errors.Is(err, fs.ErrNotExist) || !store.IsRemote(dir) && !isFolder(dir) {
		return nil, fmt.Errorf("%s: %w; give the directory that holds SYMBOL/%s/SOURCE/YYYY-MM-DD%s", dir, ErrNoDirectory, tradesFolder, extension)
	}
	if err != nil {
		return nil, err
	}
	if !slices.Contains(symbols, symbol) {
		remedy := ""
		if above := around(dir); above != "" {
			remedy = "; it is a part of the data directory " + above + ": give that one"
		}
		return nil, fmt.Errorf("%w %q in %s; there is %s%s", ErrNoSymbol, symbol, dir, listOr(symbols, "none"), remedy)
	}
	return d, nil
}

// around is the data directory that dir is the folder of a symbol, of its
// trades or of a source in; "" if it is none of these.
func around(dir string) string {
	if store.IsRemote(dir) {
		return ""
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	for range 3 {
		above := filepath.Dir(dir)
		if symbols, err := Symbols(above); err == nil && slices.Contains(symbols, filepath.Base(dir)) {
			return above
		}
		dir = above
	}
	return ""
}

// Symbols lists the symbols of a data directory that have trades.
func Symbols(dir string) ([]string, error) {
	names, err := folders(dir)
	if err != nil {
		return nil, err
	}
	there, errs := make([]bool, len(names)), make([]error, len(names))
	parallel.For(len(names), store.Workers(1, dir), func() func(int) {
		return func(i int) { there[i], errs[i] = store.IsFolder(store.Join(dir, names[i], tradesFolder)) }
	})
	var symbols []string
	for i, name := range names {
		if there[i] {
			symbols = append(symbols, name)
		}
	}
	return symbols, errors.Join(errs...)
}

// isFolder reports whether a local path is a directory.
func isFolder(path string) bool {
	there, _ := store.IsFolder(path)
	return there
}

// daysOf lists the files of sources, or returns the error of the first that has
// one.
func (d *Dataset) daysOf(sources []microstructure.Source) ([][]Day, error) {
	days, errs := make([][]Day, len(sources)), make([]error, len(sources))
	parallel.For(len(sources), store.Workers(1, d.Dir), func() func(int) {
		return func(i int) { days[i], errs[i] = d.Days(sources[i].Name) }
	})
	return days, cmp.Or(errs...)
}

// Sources lists the sources that have files in the span.
func (d *Dataset) Sources() ([]string, error) {
	names, err := folders(store.Join(d.Dir, d.Symbol, tradesFolder))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(names, func(name string) bool {
		entries, err := store.ReadDir(d.TradesDir(name))
		return err != nil || !slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
			if ignored(e) {
				return false
			}
			day, err := ParseDay(e.Name())
			return err != nil || d.Span.Has(day.Date)
		})
	}), nil
}

// TradesDir is the folder of a source's trades.
func (d *Dataset) TradesDir(source string) string {
	return store.Join(d.Dir, d.Symbol, tradesFolder, source)
}

// TradesPath is the path of a source's trades on a date, YYYY-MM-DD.
func (d *Dataset) TradesPath(source, date string) string {
	return store.Join(d.TradesDir(source), date+extension)
}

// Days lists a source's files of the span by date. It is an error if there are
// no files at all (ErrNoTrades) or none in the span (ErrSpan), if a file's name
// is not a date (ErrFileName), if two names are the same date (ErrDoubleDay),
// such as 2025-11-01.parquet and 2025-11-01.PARQUET, and if source is not a
// valid name (microstructure.ErrName).
func (d *Dataset) Days(source string) ([]Day, error) {
	if err := errors.Join(microstructure.CheckName("symbol", d.Symbol), microstructure.CheckName("source", source)); err != nil {
		return nil, err
	}
	dir := d.TradesDir(source)
	entries, err := store.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var days []Day
	for _, e := range entries {
		if ignored(e) {
			continue
		}
		day, err := ParseDay(store.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		days = append(days, day)
	}
	if len(days) == 0 {
		sources, err := d.Sources()
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %q of %s in %s; the sources with files are %s", ErrNoTrades, source, d.Symbol, d.Dir, listOr(sources, "none"))
	}
	slices.SortFunc(days, func(a, b Day) int { return strings.Compare(a.Date+a.Path, b.Date+b.Path) })
	there := extent(days)
	if days = slices.DeleteFunc(days, func(day Day) bool { return !d.Span.Has(day.Date) }); len(days) == 0 {
		return nil, fmt.Errorf("%w: %s has no trades of %s %v; it has %s", ErrSpan, source, d.Symbol, d.Span, there)
	}
	for i := 1; i < len(days); i++ {
		if days[i].Date == days[i-1].Date {
			return nil, fmt.Errorf("%w: %s and %s; remove one", ErrDoubleDay, days[i-1].Path, days[i].Path)
		}
	}
	return days, nil
}

// ParseDay parses the day in the name of a file of trades: YYYY-MM-DD and
// .parquet, in upper or lower case. For any other name the error is
// ErrFileName.
func ParseDay(path string) (Day, error) {
	name := filepath.Base(path)
	if len(name) > len(time.DateOnly) && strings.EqualFold(name[len(time.DateOnly):], extension) {
		date := name[:len(time.DateOnly)]
		if t, err := time.Parse(time.DateOnly, date); err == nil {
			return Day{Date: date, StartUS: t.UnixMicro(), Path: path}, nil
		}
	}
	return Day{}, fmt.Errorf("%s: %w; name it YYYY-MM-DD%s, or move it elsewhere and use tickbook import --format parquet", path, ErrFileName, extension)
}

// ignored reports whether an entry of a source's folder is not data. A folder
// that is named like a file is not ignored: it may hold a day in several
// pieces, which would be lost silently.
func ignored(e fs.DirEntry) bool {
	name := e.Name()
	return e.IsDir() && !strings.EqualFold(filepath.Ext(name), extension) || strings.HasPrefix(name, ".") || strings.HasSuffix(strings.ToLower(name), ".tmp")
}

// folders lists the folders in dir, links to folders included.
func folders(dir string) ([]string, error) {
	entries, err := store.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		there := e.IsDir()
		if !there && !store.IsRemote(dir) { // it may be a link
			there = isFolder(store.Join(dir, e.Name()))
		}
		if there {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// listOr quotes names, which are whatever folders are called.
func listOr(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	return strings.Join(quoted, ", ")
}
