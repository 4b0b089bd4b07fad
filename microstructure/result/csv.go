package result

import (
	"context"
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"github.com/tickbook/tickbook/microstructure"
)

// writeCSV writes floats in the fewest digits that read back the same, NaN as
// an empty field. It gives up when ctx ends.
func writeCSV(ctx context.Context, out io.Writer, t Table) error {
	w := csv.NewWriter(out)
	record := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		record[i] = c.Name
	}
	if err := w.Write(record); err != nil {
		return err
	}
	for row := range t.Len() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for i, c := range t.Columns {
			record[i] = field(c.Values, row)
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func field(values any, row int) string {
	switch v := values.(type) {
	case []float64:
		if math.IsNaN(v[row]) {
			return ""
		}
		return strconv.FormatFloat(v[row], 'g', -1, 64)
	case []int64:
		return strconv.FormatInt(v[row], 10)
	case []string:
		return v[row]
	case Times:
		return microstructure.FormatTime(v[row])
	}
	return ""
}
