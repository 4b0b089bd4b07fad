package table

import (
	"encoding/csv"
	"io"
)

// WriteCSV writes the column names and the rows. Numbers have the fewest digits
// that read back the same and NaN is an empty field; times are as
// 2025-11-14T00:05:00Z. Caption and note are left out.
func (t Table) WriteCSV(to io.Writer) error {
	if err := t.check(); err != nil {
		return err
	}
	w := csv.NewWriter(to)
	if err := w.Write(t.Header()); err != nil {
		return err
	}
	record := make([]string, len(t.Columns))
	for row := range t.Len() {
		for i, c := range t.Columns {
			record[i] = c.Values.field(row)
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
