package columns

import (
	"fmt"

	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

const (
	floatType = format.Float
	fixedType = format.FixedLenByteArray
)

// A parquetFile is an open parquet file.
type parquetFile struct {
	file   *parquetio.File
	leaves []parquetio.Leaf
	fields []Field
}

// openParquet opens a parquet file and reads its footer.
func openParquet(path string) (f *parquetFile, err error) {
	file, err := parquetio.Open(path, nil, false)
	if err != nil {
		return nil, err
	}
	f = &parquetFile{file: file}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	defer recovered(path, &err)
	if err := file.Parse(); err != nil {
		return nil, err
	}
	for leaf := range file.Leaves() {
		if len(f.leaves) == maxFields {
			return nil, &FileError{Kind: parquetio.ErrUnsupported, Path: path, RowGroup: -1, Row: -1,
				Problem: fmt.Sprintf("the file has more than %d columns", maxFields), Remedy: "write the columns of the trades alone"}
		}
		f.leaves = append(f.leaves, leaf)
		f.fields = append(f.fields, fieldOf(leaf))
	}
	return f, nil
}

func (f *parquetFile) Close() error    { return f.file.Close() }
func (f *parquetFile) Fields() []Field { return f.fields }
func (f *parquetFile) Rows() int64     { return f.file.Rows() }
func (f *parquetFile) Own() bool       { return f.file.IsOwn() }

// Value looks among the file's own metadata, then among those of the Arrow
// schema that some writers keep in it.
func (f *parquetFile) Value(key string) string {
	if v := f.file.Value(key); v != "" {
		return v
	}
	return arrowValue(f.file.Value("ARROW:schema"), key)
}

func (f *parquetFile) Bounds(field int) (least, most int64, ok bool) {
	return f.file.Bounds(f.leaves[field])
}

// readableDecimal reports whether all values of a decimal type can be read.
func readableDecimal(t *parquetio.LeafType) bool {
	fits := t.Physical == format.Int32 || t.Physical == format.Int64 ||
		t.Physical == format.FixedLenByteArray && t.Length >= 1 && t.Length <= 16 || t.Physical == format.ByteArray && t.Precision <= 38
	return fits && t.Scale >= 0 && t.Scale <= 38
}
