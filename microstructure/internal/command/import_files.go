package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// ownFilesHelp is the part of import's help about --format.
var ownFilesHelp = `With --format, FILEs are files of your own, or folders of them: parquet, feather, CSV (plain, gzip or zip), or what
Tardis, Nautilus and Freqtrade write. They may hold any number of days and of symbols, in any order. Columns with usual
names are found; --columns names others, and "ROLE=" is none:

  time      TIMESTAMP, numbers in s to ns since 1970 (their size tells the unit), or texts such as 2025-11-01T09:30:00Z
  price, quantity   double, float, decimal, whole number or text; quantities in base currency, or see --contract-size
  side      the taker's: 1 or -1, or buy/sell, B/S, bid/ask
  maker     instead of side: a flag that is true where the buyer was the maker
  id        optional: a number that tells trades apart; text_id is one that is any text
  quote     optional: price × quantity, with which they are compared
  symbol    optional: rows of other symbols are left out. A folder such as symbol=BTCUSDT says it as well
  venue     optional: rows of two venues are refused

In a CSV without a header columns have numbers, from 1. Times without a zone are taken for UTC. What each column was read
as is printed. A trade whose side is said to be unknown (null, empty, unknown, none, NO_AGGRESSOR) costs its day; with
--drop-sideless it is left out, and counted. Files are never changed, and what this program wrote is not read from folders.

Formats: ` + strings.Join(ingest.Formats(), ", ") + `.`

// fileFlags configure the reading of the user's own files.
type fileFlags struct {
	format  string
	columns []string
	inverse bool
	drop    bool
}

func (f *fileFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.format, "format", "", "read files of your own in this format: "+strings.Join(ingest.Formats(), ", "))
	c.Flags().StringSliceVar(&f.columns, "columns", nil, "with --format: ROLE=NAME, what the files call a column, such as time=ts,price=px")
	c.Flags().BoolVar(&f.inverse, "inverse", false, "with --format: quantities are in quote currency, or in contracts of it")
	c.Flags().BoolVar(&f.drop, "drop-sideless", false, "with --format: leave out, and count, trades whose side the files say is not known; otherwise such a row costs its day")
}

// unused is an error if a flag needs --format.
func (f *fileFlags) unused() error {
	switch {
	case len(f.columns) > 0:
		return errors.New("--columns is for files of your own: give their --format as well")
	case f.inverse:
		return errors.New("--inverse is for files of your own: give their --format as well")
	case f.drop:
		return errors.New("--drop-sideless is for files of your own: give their --format as well")
	}
	return nil
}

// parse converts the flags to a format.
func (f *fileFlags) parse() (ingest.Format, error) {
	format := ingest.Format{Name: f.format, Columns: map[string]string{}, DropSideless: f.drop}
	for _, item := range f.columns {
		role, name, ok := strings.Cut(item, "=")
		if _, again := format.Columns[role]; !ok || again {
			return format, fmt.Errorf("--columns %q: write it as ROLE=NAME, each role once", item)
		}
		format.Columns[role] = name
	}
	return format, format.Validate()
}

// A fileTarget is where files are imported to.
type fileTarget struct {
	source, symbols, out string
	force, strict        bool
}

// importFiles plans the import of files of the user's own, symbol by symbol.
func importFiles(c *cobra.Command, paths []string, own *fileFlags, flags *listingFlags, to fileTarget) ([]*conversion, error) {
	format, err := own.parse()
	if err != nil {
		return nil, err
	}
	listings, err := flags.parseForFiles()
	if err != nil {
		return nil, err
	}
	if err := microstructure.CheckName("source", to.source); err != nil {
		return nil, err
	}
	var sets []*dataset.Dataset
	for _, symbol := range strings.Split(to.symbols, ",") {
		data, err := dataset.New(to.out, symbol)
		if err != nil {
			return nil, err
		}
		sets = append(sets, data)
	}
	files, err := ingest.FindFiles(format, written(to.out), paths...)
	if err != nil {
		return nil, err
	}
	in, err := survey(c, format, files)
	if err != nil {
		return nil, err
	}
	var conversions []*conversion
	for _, data := range sets {
		one, err := fileConversion(c, data, to, in, listings, own.inverse)
		if err != nil {
			return nil, err
		}
		conversions = append(conversions, one)
	}
	if err := listings.leftover(); err != nil {
		return nil, err
	}
	return conversions, nil
}

// survey inspects the files before any is imported.
func survey(c *cobra.Command, format ingest.Format, files []ingest.InputFile) (*ingest.Input, error) {
	bar := newProgress(c.ErrOrStderr(), "looking at files")
	defer bar.finish()
	in, err := ingest.Survey(c.Context(), format, files, ingest.DefaultLimits(), runtime.GOMAXPROCS(0), func(done, total int) {
		bar.update(done, total, "")
	})
	if err != nil {
		return nil, fmt.Errorf("nothing was written: %w", err)
	}
	return in, nil
}

// fileConversion plans the import of one symbol.
func fileConversion(c *cobra.Command, data *dataset.Dataset, to fileTarget, in *ingest.Input, listings *listings, inverse bool) (*conversion, error) {
	listing, err := listings.findForFiles(data, to.source)
	if err != nil {
		return nil, err
	}
	listing.InQuote = listing.InQuote || inverse
	listing, err = in.Listing(data.Symbol, listing)
	if errors.Is(err, ingest.ErrContractSize) {
		err = fmt.Errorf("%w, with --contract-size", err)
	}
	if err != nil {
		return nil, err
	}
	of, others, err := in.Of(listing.Instrument, listing.Instrument != data.Symbol)
	if err != nil {
		return nil, err
	}
	w := c.OutOrStdout()
	if n := len(in.Files) - len(of.Files); n > 0 {
		fmt.Fprintf(w, "left out: %s of other symbols (%s)\n", text.Plural(n, "file"), someOf(others))
	}
	if n := len(in.Empty); n > 0 {
		fmt.Fprintf(w, "left out: %s without rows (%s)\n", text.Plural(n, "file"), someOf(in.Empty))
	}
	if n := len(in.Own); n > 0 {
		fmt.Fprintf(w, "left out: %s that tickbook wrote (%s)\n", text.Plural(n, "file"), someOf(in.Own))
	}
	one := newFileConversion(data, to.source, of, listing)
	one.force, one.strict = to.force, to.strict
	return one, nil
}

// someOf lists the first names.
func someOf(names []string) string {
	const most = 4
	var shown []string
	for _, name := range names[:min(most, len(names))] {
		shown = append(shown, escape.Line(name))
	}
	if len(names) > most {
		shown = append(shown, "…")
	}
	return strings.Join(shown, ", ")
}

// written reports which folders below an output folder this program writes.
func written(out string) func(fs.FileInfo) bool {
	var folders []fs.FileInfo
	for _, pattern := range []string{"*/trades", "*/bars", "*/audit", "archives"} {
		paths, _ := filepath.Glob(filepath.Join(escapeGlob(out), pattern))
		for _, path := range paths {
			if info, err := os.Stat(path); err == nil && info.IsDir() {
				folders = append(folders, info)
			}
		}
	}
	return func(info fs.FileInfo) bool {
		return slices.ContainsFunc(folders, func(f fs.FileInfo) bool { return os.SameFile(f, info) })
	}
}

// escapeGlob quotes a path so that it matches only itself.
func escapeGlob(path string) string {
	return strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `\`, `\\`).Replace(path)
}
