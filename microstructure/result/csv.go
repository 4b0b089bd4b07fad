package result

import (
	"bufio"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
)

// writeCSV writes floats in the fewest digits that read back the same, NaN as
// an empty field.
func writeCSV(out io.Writer, t microstructure.Table) error {
	w := bufio.NewWriter(out)
	for i, c := range t.Columns {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(c.Name)
	}
	w.WriteByte('\n')
	var field []byte
	for row := range t.Len() {
		for i, c := range t.Columns {
			if i > 0 {
				w.WriteByte(',')
			}
			field = appendField(field[:0], c.Values, row)
			w.Write(field)
		}
		w.WriteByte('\n')
	}
	return w.Flush()
}

func appendField(b []byte, values any, row int) []byte {
	switch v := values.(type) {
	case []float64:
		if math.IsNaN(v[row]) {
			return b
		}
		return strconv.AppendFloat(b, v[row], 'g', -1, 64)
	case []int64:
		return strconv.AppendInt(b, v[row], 10)
	case []string:
		if strings.ContainsAny(v[row], ",\"\n") {
			return append(b, `"`+strings.ReplaceAll(v[row], `"`, `""`)+`"`...)
		}
		return append(b, v[row]...)
	case microstructure.Times:
		return append(b, microstructure.FormatTime(v[row])...)
	}
	return b
}
