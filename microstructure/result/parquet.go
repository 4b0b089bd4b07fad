package result

import (
	"context"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// orderedGroup is a group whose fields keep their order; parquet.Group sorts them.
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

// writeParquet gives up when ctx ends.
func writeParquet(ctx context.Context, out io.Writer, t Table) error {
	group := orderedGroup{Group: parquet.Group{}}
	for _, c := range t.Columns {
		var node parquet.Node
		switch c.Values.(type) {
		case []float64:
			node = parquet.Leaf(parquet.DoubleType)
		case []int64:
			node = parquet.Leaf(parquet.Int64Type)
		case []string:
			node = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		default:
			return fmt.Errorf("column %s: values of type %T", c.Name, c.Values)
		}
		group.Group[c.Name] = node
		group.order = append(group.order, c.Name)
	}
	w := parquet.NewWriter(out, parquet.NewSchema(t.Name, group), parquet.Compression(&parquet.Zstd))
	values := make([]parquet.Value, t.Len())
	for i, c := range t.Columns {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		fillValues(values, c.Values)
		if _, err := w.ColumnWriters()[i].WriteRowValues(values); err != nil {
			return err
		}
	}
	return w.Close()
}

func fillValues(dst []parquet.Value, values any) {
	switch v := values.(type) {
	case []float64:
		for i, x := range v {
			dst[i] = parquet.DoubleValue(x)
		}
	case []int64:
		for i, x := range v {
			dst[i] = parquet.Int64Value(x)
		}
	case []string:
		for i, x := range v {
			dst[i] = parquet.ByteArrayValue([]byte(x))
		}
	}
}
