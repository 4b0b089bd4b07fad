package command

import (
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// parityDir holds data sets with the tables that the reference notebook
// computes of them, beside the checkout.
const parityDir = "../../../../shared/parity"

func TestEqualsTheReferenceNotebook(t *testing.T) {
	for _, set := range []struct{ name, testStart string }{{"small", "2025-11-14"}, {"full", "2025-12-31"}} {
		t.Run(set.name, func(t *testing.T) {
			dir := filepath.Join(parityDir, set.name)
			if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
				t.Skip("no shared/parity beside the checkout")
			}
			out := t.TempDir()
			mustRun(t, "study", "--data", filepath.Join(dir, "parquet"), "--no-cache", "--test-start", set.testStart, "--out", out, "--looks", filepath.Join(out, "looks.jsonl"))
			expected, err := filepath.Glob(filepath.Join(dir, "expected", "*"))
			if err != nil {
				t.Fatal(err)
			}
			tables := 0
			for _, path := range expected {
				if read := tableReader(path); read != nil {
					tables++
					compareTables(t, filepath.Base(path), read(t, filepath.Join(out, filepath.Base(path))), read(t, path))
				}
			}
			if tables != 12 {
				t.Errorf("%d tables were compared, want 12", tables)
			}
		})
	}
}

// A tableFile maps columns to values as text.
type tableFile map[string][]string

func tableReader(path string) func(t *testing.T, path string) tableFile {
	switch filepath.Ext(path) {
	case ".csv":
		return readCSV
	case ".parquet":
		return readParquet
	}
	return nil
}

func readCSV(t *testing.T, path string) tableFile {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := tableFile{}
	for i, name := range rows[0] {
		out[name] = []string{}
		for _, row := range rows[1:] {
			out[name] = append(out[name], row[i])
		}
	}
	return out
}

func readParquet(t *testing.T, path string) tableFile {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := parquet.NewReader(f)
	names := r.Schema().Columns()
	out := tableFile{}
	rows := make([]parquet.Row, 1000)
	for {
		n, err := r.ReadRows(rows)
		for _, row := range rows[:n] {
			for _, v := range row {
				name := names[v.Column()][0]
				text := v.String()
				if v.IsNull() {
					text = ""
				} else if v.Kind() == parquet.Double {
					text = strconv.FormatFloat(v.Double(), 'g', -1, 64)
				}
				out[name] = append(out[name], text)
			}
		}
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// compareTables wants every expected column, equal as text, or as numbers
// within 1e-9, absolute and relative. An empty field is NaN.
func compareTables(t *testing.T, name string, got, want tableFile) {
	t.Helper()
	for column, values := range want {
		if len(got[column]) != len(values) {
			t.Errorf("%s: column %s has %d rows, want %d", name, column, len(got[column]), len(values))
			continue
		}
		for i, w := range values {
			if g := got[column][i]; g != w && !closeTo(g, w) {
				t.Errorf("%s: row %d of %s is %q, want %q", name, i, column, g, w)
				break
			}
		}
	}
}

func closeTo(got, want string) bool {
	number := func(s string) (float64, error) {
		if s == "" || strings.EqualFold(s, "nan") {
			return math.NaN(), nil
		}
		return strconv.ParseFloat(s, 64)
	}
	g, err1 := number(got)
	w, err2 := number(want)
	if err1 != nil || err2 != nil {
		return false
	}
	return math.IsNaN(g) && math.IsNaN(w) || math.Abs(g-w) <= 1e-9+1e-9*math.Abs(w)
}
