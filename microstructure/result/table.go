package result

// A Table is a named set of equally long columns, ready to be written.
type Table struct {
	Name    string
	Columns []Column
}

// A Column holds one kind of values: []float64, []int64, []string, or Times.
type Column struct {
	Name   string
	Values any
}

// Times are µs since the epoch that text shows as 2025-11-14T00:05:00Z.
type Times []int64

// Len is the number of rows.
func (t Table) Len() int {
	if len(t.Columns) == 0 {
		return 0
	}
	switch v := t.Columns[0].Values.(type) {
	case []float64:
		return len(v)
	case []int64:
		return len(v)
	case []string:
		return len(v)
	case Times:
		return len(v)
	}
	return 0
}

// columnOf maps rows to a column.
func columnOf[Row, T any](name string, rows []Row, of func(*Row) T) Column {
	values := make([]T, len(rows))
	for i := range rows {
		values[i] = of(&rows[i])
	}
	return Column{name, values}
}
