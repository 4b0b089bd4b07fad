package table

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// Save writes the table to a file: CSV or parquet, as the path ends in .csv or
// .parquet. The file appears whole, or not at all.
func (t Table) Save(path string) error {
	write := Table.WriteParquet
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		write = Table.WriteCSV
	case ".parquet":
		if t.Name == "" {
			t.Name = "table"
		}
	default:
		return fmt.Errorf("%s: end the name of the file in .csv or .parquet", path)
	}
	f, err := atomicfile.Create(path)
	if err != nil {
		return err
	}
	defer f.Abort()
	if err := write(t, f); err != nil {
		return err
	}
	return f.Commit()
}
