package series

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/regular"
)

func readCSV(path string, c Columns) (s Series, err error) {
	f, _, err := regular.Open(path)
	if err != nil {
		return s, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	header, err := r.Read()
	if err == io.EOF {
		return s, fmt.Errorf("%w: it is empty", ErrSeries)
	}
	if err != nil {
		return s, err
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	at, value, err := c.find(header, func(int) bool { return true })
	if err != nil {
		return s, err
	}
	s.Name = header[value]
	scale := int64(0)
	for row := 1; ; row++ {
		line, err := r.Read()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return s, err
		}
		us, err := parseTime(strings.TrimSpace(line[at]), &scale)
		if err != nil {
			return s, fmt.Errorf("%w: row %d, column %q: %w", ErrSeries, row, header[at], err)
		}
		v, err := parseValue(strings.TrimSpace(line[value]))
		if err != nil {
			return s, fmt.Errorf("%w: row %d (%s), column %q: %w", ErrSeries, row, microstructure.FormatTime(us), header[value], err)
		}
		s.TimestampUS, s.Value = append(s.TimestampUS, us), append(s.Value, v)
	}
}

func parseValue(text string) (float64, error) {
	switch strings.ToLower(text) {
	case "", "nan", "null", "none", "na":
		return math.NaN(), nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not a number", text)
	}
	return v, nil
}
