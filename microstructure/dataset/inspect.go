package dataset

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// A FileInfo holds the contents of the footer of a file of trades.
type FileInfo struct {
	Rows       int64
	Own        bool // a TradesWriter wrote the file, and no other program changed it
	HasIDs     bool // see TradesReader.ReadIDs
	Provenance microstructure.Provenance
}

// Inspect reads a file's footer. Errors in the provenance are those of
// microstructure.ParseProvenance.
func Inspect(path string) (FileInfo, error) {
	f, err := parquetio.Open(path, nil, false)
	if err != nil {
		return FileInfo{}, err
	}
	defer f.Close()
	if err := f.Parse(); err != nil {
		return FileInfo{}, err
	}
	info := FileInfo{Rows: f.Rows(), Own: f.IsOwn(), HasIDs: f.HasColumn(columnID)}
	info.Provenance, err = provenance(f)
	return info, err
}
