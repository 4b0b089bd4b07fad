package table

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// WriteParquet writes the columns, compressed, as one row group. Their names
// must differ.
func (t Table) WriteParquet(to io.Writer) error {
	if err := t.check(); err != nil {
		return err
	}
	group := orderedGroup{Group: parquet.Group{}}
	for _, c := range t.Columns {
		if _, twice := group.Group[c.Name]; twice {
			return fmt.Errorf("table %q: two columns have the name %q", t.Name, c.Name)
		}
		group.Group[c.Name] = c.values().node()
		group.order = append(group.order, c.Name)
	}
	w := parquet.NewWriter(to, parquet.NewSchema(t.Name, group), parquet.Compression(&parquet.Zstd))
	values := make([]parquet.Value, t.Len())
	for i, c := range t.Columns {
		c.values().fill(values)
		if _, err := w.ColumnWriters()[i].WriteRowValues(values); err != nil {
			return err
		}
	}
	return w.Close()
}

// orderedGroup is a group whose fields keep their order; parquet.Group sorts
// them.
type orderedGroup struct {
	parquet.Group
	order []string
}

func (g orderedGroup) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	fields := make([]parquet.Field, len(g.order))
	for i, name := range g.order {
		fields[i] = byName[name]
	}
	return fields
}
