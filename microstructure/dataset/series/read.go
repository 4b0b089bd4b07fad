package series

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A Series has a value per time, in time order. NaN is no value.
type Series struct {
	Name        string // of the column
	TimestampUS []int64
	Value       []float64
}

// Missing counts the rows without a value.
func (s Series) Missing() (n int) {
	for _, v := range s.Value {
		if math.IsNaN(v) {
			n++
		}
	}
	return n
}

// Columns name what to read; empty names are found.
type Columns struct {
	Time  string // one of timestamp_us, timestamp, time, datetime, ts, date
	Value string // one of score, signal, position, value, or the only other one
}

var (
	usualTimes  = []string{"timestamp_us", "timestamp", "time", "datetime", "ts", "date"}
	usualValues = []string{"score", "signal", "position", "value"}
)

// ErrSeries: a file does not hold a series.
var ErrSeries = errors.New("unfit series")

// Read reads a file. Times must rise from row to row: an error names the first
// row that does not, and what to do.
func Read(path string, c Columns) (Series, error) {
	read := readColumns
	if ext := strings.ToLower(filepath.Ext(path)); ext == ".csv" || ext == ".txt" {
		read = readCSV
	}
	s, err := read(path, c)
	if err == nil {
		err = s.check()
	}
	if err != nil && !errors.Is(err, ErrSeries) && !errors.Is(err, os.ErrNotExist) {
		return Series{}, fmt.Errorf("%w: %s: %w", ErrSeries, path, err)
	}
	if err != nil {
		return Series{}, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// check reports times out of order, and infinite values. Rows are counted from
// 1, without a header.
func (s *Series) check() error {
	if len(s.TimestampUS) == 0 {
		return fmt.Errorf("%w: it has no rows", ErrSeries)
	}
	for i, us := range s.TimestampUS {
		if math.IsInf(s.Value[i], 0) {
			return fmt.Errorf("%w: row %d (%s) is %v: write a missing value as nothing or NaN", ErrSeries, i+1, microstructure.FormatTime(us), s.Value[i])
		}
		if i == 0 {
			continue
		}
		switch before := s.TimestampUS[i-1]; {
		case us == before:
			return fmt.Errorf("%w: rows %d and %d have the same time, %s: keep one of them", ErrSeries, i, i+1, microstructure.FormatTime(us))
		case us < before:
			return fmt.Errorf("%w: row %d (%s) is before row %d (%s): sort the file by time", ErrSeries, i+1, microstructure.FormatTime(us), i, microstructure.FormatTime(before))
		}
	}
	return nil
}

// find chooses the columns among names.
func (c Columns) find(names []string, numeric func(i int) bool) (at, value int, err error) {
	pick := func(given string, usual []string, what, flag string) (int, error) {
		if given != "" {
			if i := slices.Index(names, given); i >= 0 {
				return i, nil
			}
			return 0, fmt.Errorf("%w: there is no column %q; it has %q", ErrSeries, given, names)
		}
		for _, u := range usual {
			if i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, u) }); i >= 0 {
				return i, nil
			}
		}
		return -1, fmt.Errorf("%w: none of the columns %q is known as its %s: name it with %s", ErrSeries, names, what, flag)
	}
	if at, err = pick(c.Time, usualTimes, "time", "--time"); err != nil {
		return 0, 0, err
	}
	if value, err = pick(c.Value, usualValues, "value", "--column"); value < 0 {
		var rest []int
		for i := range names {
			if i != at && numeric(i) {
				rest = append(rest, i)
			}
		}
		if len(rest) != 1 {
			return 0, 0, err
		}
		value, err = rest[0], nil
	}
	if err == nil && value == at {
		err = fmt.Errorf("%w: column %q is the time", ErrSeries, names[at])
	}
	return at, value, err
}

func readColumns(path string, c Columns) (s Series, err error) {
	f, err := columns.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	fields := f.Fields()
	names := make([]string, len(fields))
	for i := range fields {
		names[i] = fields[i].Name
	}
	at, value, err := c.find(names, func(i int) bool { return fields[i].Kind == columns.Real || fields[i].Kind == columns.Whole })
	if err != nil {
		return s, err
	}
	s.Name = names[value]
	if kinds := []columns.Kind{columns.Time, columns.Whole, columns.Text}; !slices.Contains(kinds, fields[at].Kind) {
		return s, fmt.Errorf("%w: column %q of type %s is no time: name another with --time", ErrSeries, names[at], fields[at].Type)
	}
	if kinds := []columns.Kind{columns.Real, columns.Whole}; !slices.Contains(kinds, fields[value].Kind) {
		return s, fmt.Errorf("%w: column %q of type %s is no number: name another with --column", ErrSeries, names[value], fields[value].Type)
	}
	r, err := f.Read(at, value)
	if err != nil {
		return s, err
	}
	scale := int64(0)
	if fields[at].Kind == columns.Time {
		scale = fields[at].PerSecond
	}
	var b columns.Batch
	for {
		if err := r.Next(&b); err == io.EOF {
			return s, nil
		} else if err != nil {
			return s, err
		}
		times, values := &b.Columns[0], &b.Columns[1]
		for i := range b.Rows {
			row := len(s.Value) + 1
			if times.Null != nil && times.Null[i] {
				return s, fmt.Errorf("%w: row %d has no time", ErrSeries, row)
			}
			var us int64
			if fields[at].Kind == columns.Text {
				us, err = parseTime(string(times.Texts[i]), &scale)
			} else {
				us, err = toUS(times.Ints[i], &scale)
			}
			if err != nil {
				return s, fmt.Errorf("%w: row %d, column %q: %w", ErrSeries, row, names[at], err)
			}
			v := math.NaN()
			switch {
			case values.Null != nil && values.Null[i]:
			case fields[value].Kind == columns.Real:
				v = values.Reals[i]
			default:
				v = float64(values.Ints[i])
			}
			s.TimestampUS, s.Value = append(s.TimestampUS, us), append(s.Value, v)
		}
	}
}
