package dataset

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// symbolColumns are names, in lower case, of symbol columns in files of other
// programs, which may hold several symbols in one file.
var symbolColumns = []string{"symbol", "instrument", "instrument_name", "instrument_id", "inst_id", "pair", "ticker"}

// symbolOf returns the single value of a file's symbol column, a column of
// text. The value is not checked: exchanges have their own names. Two values
// are ErrSymbols.
func symbolOf(f *parquetio.File) (symbol string, err error) {
	const most = 4 // that an error names
	for c := range f.TextColumns() {
		if !slices.Contains(symbolColumns, strings.ToLower(c.Name)) {
			continue
		}
		values, err := f.TextValues(c, most+1)
		if err != nil {
			return "", err
		}
		if len(values) == 1 && symbol == "" {
			symbol = values[0]
		}
		if len(values) > 1 {
			slices.Sort(values)
			more := ""
			if len(values) > most {
				values, more = values[:most], " and others"
			}
			return "", &FileError{Kind: ErrSymbols, Path: f.Path, Column: c.Name, RowGroup: -1, Row: -1,
				Problem: fmt.Sprintf("the file holds trades of several symbols: %.60q%s", values, more),
				Remedy:  "write a file for each symbol, below a directory of its own" + parquetio.ImportDoesIt}
		}
	}
	return symbol, nil
}
