package ingest

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
)

// A Format describes files other than an exchange's archives.
type Format struct {
	Name string // one of Formats
	// Columns names the column of each role: time, price, quantity, side,
	// maker, id, text_id, quote, symbol or venue; "" for no column. Columns of
	// other roles are found by their usual names.
	Columns map[string]string
	// DropSideless leaves out, and counts, trades whose side the file says is
	// not known. Otherwise such a row is an error, which costs its day.
	DropSideless bool
}

// A fileFormat holds the details of a Format.
type fileFormat struct {
	name       string
	extensions []string          // of its files' names, in lower case
	known      map[role][]string // names of columns, where they are not the usual ones
	// taken reports whether a file in a folder is of this format; nil takes
	// all. name is its path below the folder, with slashes.
	taken func(name string) bool
	// symbol is what a file's path says was traded, or empty; nil says
	// nothing.
	symbol func(path string) string
	// key is the metadata key of parquet files that names the symbol.
	key string
	// same reports whether a name in a file is that of an instrument; nil
	// compares letters and digits only.
	same func(name, instrument string) bool
	// sides are the texts for the taker's side, in lower case.
	sides map[string]microstructure.Side
	// numbers are the sides of the whole numbers from -1 to 2.
	numbers [4]microstructure.Side
	dated   bool                    // names have the date of the day whose trades a file has
	fixed   bool                    // whole numbers and bytes are prices and quantities at Nautilus' fixed scales
	base    func(venue string) bool // reports whether the venue's quantities are in base currency; nil assumes so
}

var (
	parquetExtensions = []string{".parquet", ".pq", ".parq"}
	featherExtensions = []string{".feather", ".arrow", ".ipc"}
	csvExtensions     = []string{".csv", ".csv.gz", ".csv.zip", ".tsv", ".tsv.gz", ".txt", ".txt.gz"}
)

var formats = []*fileFormat{
	{name: "parquet", extensions: parquetExtensions, sides: usualSides, numbers: signs},
	{name: "csv", extensions: csvExtensions, sides: usualSides, numbers: signs},
	{name: "feather", extensions: featherExtensions, sides: usualSides, numbers: signs},
	&tardisFormat, &nautilusFormat, &freqtradeFormat,
}

// usualSides are the usual texts for the taker's side; a bid counts as a buy.
var usualSides = map[string]microstructure.Side{
	"buy": microstructure.Buy, "b": microstructure.Buy, "bid": microstructure.Buy, "buyer": microstructure.Buy, "1": microstructure.Buy, "+1": microstructure.Buy,
	"sell": microstructure.Sell, "s": microstructure.Sell, "ask": microstructure.Sell, "a": microstructure.Sell, "seller": microstructure.Sell, "-1": microstructure.Sell,
}

// signs are the sides of -1, 0, 1 and 2.
var signs = [4]microstructure.Side{microstructure.Sell, 0, microstructure.Buy, 0}

// Formats lists the names of formats.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// kind returns the details of a valid format.
func (f *Format) kind() *fileFormat {
	i := slices.IndexFunc(formats, func(k *fileFormat) bool { return k.name == f.Name })
	return formats[i]
}

// Validate reports an unknown format or role.
func (f Format) Validate() error {
	if !slices.Contains(Formats(), f.Name) {
		return fmt.Errorf("format %q is not known; there are %s", f.Name, strings.Join(Formats(), ", "))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Columns)) {
		if !slices.Contains(roleNames[:], name) {
			return fmt.Errorf("a column cannot be %q; it can be %s", name, strings.Join(roleNames[:], ", "))
		}
	}
	if f.names(roleSide) && f.names(roleMaker) || f.names(roleID) && f.names(roleTextID) {
		return fmt.Errorf("columns for both side and maker, or both id and text_id: give one of them")
	}
	return nil
}

// String returns the format, its named columns and what is dropped.
func (f *Format) String() string {
	text := f.Name
	for _, name := range slices.Sorted(maps.Keys(f.Columns)) {
		text += fmt.Sprintf(" %s=%s", name, f.Columns[name])
	}
	if f.DropSideless {
		text += ", without trades whose side is not known"
	}
	return text
}

// takes reports whether a file in a folder is of the format, by its name.
func (k *fileFormat) takes(name string) bool {
	base := strings.ToLower(path.Base(name))
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || !slices.ContainsFunc(k.extensions, func(e string) bool { return strings.HasSuffix(base, e) }) {
		return false
	}
	return k.taken == nil || k.taken(name)
}
