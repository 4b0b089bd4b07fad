package table

import (
	"fmt"
	"io"

	"github.com/tickbook/tickbook/microstructure/internal/plainparquet"
)

// WriteParquet writes the columns, compressed, as one row group. Their names
// must differ.
func (t Table) WriteParquet(to io.Writer) error {
	if err := t.check(); err != nil {
		return err
	}
	names := map[string]bool{}
	for _, c := range t.Columns {
		if names[c.Name] {
			return fmt.Errorf("table %q: two columns have the name %q", t.Name, c.Name)
		}
		names[c.Name] = true
	}
	w := plainparquet.New(to, plainparquet.Config{Name: t.Name, CreatedBy: "tickbook-table version 1.0.0 (build 0)", Zstd: true})
	for _, c := range t.Columns {
		c.values().write(w, c.Name)
	}
	return w.Close(nil)
}

// columnWriter is a *plainparquet.Writer. Values does not name that: otherwise
// the compiler reads the types of parquet's metadata for each program that uses
// a table, such as a cell of a notebook, which takes it 90 ms.
type columnWriter interface {
	Floats(name string, values []float64)
	Ints(name string, values []int64)
	Texts(name string, values []string)
	Times(name string, values []int64)
}

func (v Floats) write(to columnWriter, name string) { to.Floats(name, v) }
func (v Ints) write(to columnWriter, name string)   { to.Ints(name, v) }
func (v Texts) write(to columnWriter, name string)  { to.Texts(name, v) }
func (v Times) write(to columnWriter, name string)  { to.Times(name, v) }
