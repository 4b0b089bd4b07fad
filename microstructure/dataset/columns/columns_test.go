package columns

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

const (
	testRows = 60
	testUS   = 1_761_955_200_123_456
)

// testText is row i of a column, as testdata/generate.py computes it. ok is
// false for a column that it does not write.
func testText(name string, i int) (text string, ok bool) {
	square, us := int64(i*i-7), int64(testUS+i*250_001)
	word := ""
	if i%11 != 0 {
		word = fmt.Sprintf("word %d", i%7)
	}
	decimal := func(digits int) string {
		v, err := strconv.ParseFloat(fmt.Sprintf("%de-%d", (i-9)*12_345_678, digits), 64)
		if err != nil {
			panic(err)
		}
		return fmt.Sprint(v)
	}
	switch name {
	case "int8":
		return fmt.Sprint(i - 60), true
	case "uint8":
		return fmt.Sprint(i + 100), true
	case "int16", "int32":
		return fmt.Sprint(square), true
	case "uint32":
		return fmt.Sprint(1<<32 - 1 - i), true
	case "int64":
		return fmt.Sprint(square * 1e12), true
	case "uint64":
		return fmt.Sprint(int64(-1 - i)), true // wrapped
	case "float":
		return fmt.Sprint(float64(i)/8 - 3), true
	case "double":
		return fmt.Sprint(float64(i)/10 - 3), true
	case "flag":
		return fmt.Sprint(map[bool]int{true: 1}[i%3 == 0]), true
	case "text", "binary":
		return strconv.Quote(word), true
	case "fixed":
		return strconv.Quote(string(binary.LittleEndian.AppendUint64(nil, uint64(i)))), true
	case "ms":
		return fmt.Sprint(us / 1000), true
	case "us":
		return fmt.Sprint(us), true
	case "ns":
		return fmt.Sprint(us*1000 + 7), true
	case "decimal9":
		return decimal(2), true
	case "decimal38":
		return decimal(16), true
	}
	return "", false
}

// show writes row i of a column as testText does.
func show(c *Column, i int) string {
	switch {
	case c.Null != nil && c.Null[i]:
		return "null"
	case c.Ints != nil:
		return fmt.Sprint(c.Ints[i])
	case c.Reals != nil:
		return fmt.Sprint(c.Reals[i])
	}
	return strconv.Quote(string(c.Texts[i]))
}

// readable lists the columns of a file that can be read.
func readable(f File) (fields []int) {
	for i, field := range f.Fields() {
		if field.Kind != Unreadable {
			fields = append(fields, i)
		}
	}
	return fields
}

// Every type that other programs write, in every encoding, with and without
// nulls, comes out as the values that went in.
func TestColumnsOfOtherPrograms(t *testing.T) {
	paths, _ := filepath.Glob("testdata/*.*")
	paths = slices.DeleteFunc(paths, func(p string) bool { return filepath.Ext(p) != ".parquet" && filepath.Ext(p) != ".feather" })
	if len(paths) < 24 {
		t.Fatalf("%d files", len(paths))
	}
	for _, path := range paths {
		name, _, _ := strings.Cut(filepath.Base(path), ".")
		t.Run(filepath.Base(path), func(t *testing.T) {
			f, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			fields := readable(f)
			r, err := f.Read(fields...)
			if err != nil {
				t.Fatal(err)
			}
			nulls := strings.HasSuffix(name, "null") || strings.HasPrefix(name, "int")
			row := 0
			for b := (Batch{}); ; row += b.Rows {
				err := r.Next(&b)
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				for k, i := range fields {
					for j := range b.Rows {
						want, ok := testText(f.Fields()[i].Name, row+j)
						if name == "pandas" && f.Fields()[i].Name == "ms" && f.Fields()[i].PerSecond == 1e6 {
							want += "000"
						}
						if name == "polars_null" && f.Fields()[i].Name == "binary" || name == "polars_category_null" && f.Fields()[i].Name == "binary" {
							want = strings.TrimSuffix(want, `"`) + ` of more than twelve letters"`
						}
						if strings.HasPrefix(name, "int96") { // cut to µs, which is what went in
							want, _ = testText("us", row+j)
						}
						if nulls && (row+j)%5 == 2 {
							want = "null"
						}
						if got := show(&b.Columns[k], j); !ok || got != want {
							t.Fatalf("column %s, row %d: %s, want %s", f.Fields()[i].Name, row+j, got, want)
						}
					}
				}
			}
			if want := testRows; row != want && name != "empty" || int64(row) != f.Rows() {
				t.Errorf("%d rows of %d", row, f.Rows())
			}
		})
	}
}

func TestKinds(t *testing.T) {
	for path, want := range map[string]string{
		"lz4.feather": `none 0 "null"; int8 1 "int8"; uint8 1 "uint8"; int16 1 "int16"; nested 0 "struct"; int32 1 "int32"; uint32 1 "uint32"; int64 1 "int64"; uint64 1 "uint64"; ` +
			`float 2 "float" single; double 2 "double"; flag 5 "bool"; text 4 "string"; binary 4 "binary"; fixed 6 "fixed_size_binary[8]" 8 bytes; ` +
			`ms 3 "timestamp[ms]" 1000; us 3 "timestamp[us, UTC]" 1000000 UTC; ns 3 "timestamp[ns, UTC]" 1000000000 UTC; ` +
			`decimal9 2 "decimal128(12, 2)" decimal; decimal38 2 "decimal128(38, 16)" decimal; `,
		"pyarrow.parquet": `int8 1 "INT32 (INT8)"; uint8 1 "INT32 (UINT8)"; int16 1 "INT32 (INT16)"; int32 1 "INT32"; uint32 1 "INT32 (UINT32)"; int64 1 "INT64"; uint64 1 "INT64 (UINT64)"; ` +
			`float 2 "FLOAT" single; double 2 "DOUBLE"; flag 5 "BOOLEAN"; text 4 "BYTE_ARRAY (STRING)"; binary 4 "BYTE_ARRAY"; fixed 6 "FIXED_LEN_BYTE_ARRAY" 8 bytes; ` +
			`ms 3 "INT64 (TIMESTAMP)" 1000; us 3 "INT64 (TIMESTAMP)" 1000000 UTC; ns 3 "INT64 (TIMESTAMP)" 1000000000 UTC; ` +
			`decimal9 2 "FIXED_LEN_BYTE_ARRAY (DECIMAL)" decimal; decimal38 2 "FIXED_LEN_BYTE_ARRAY (DECIMAL)" decimal; `,
		"unreadable.parquet": `list 0 "a group of columns"; group 0 "a group of columns"; date 0 "INT32 (DATE)"; clock 0 "INT64 (TIME)"; decimal256 0 "FIXED_LEN_BYTE_ARRAY (DECIMAL)"; int8 1 "INT32 (INT8)"; `,
		"int96.parquet":      `us 3 "INT96" 1000000; `,
	} {
		f, err := Open("testdata/" + path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var got strings.Builder
		for _, field := range f.Fields() {
			fmt.Fprintf(&got, "%s %d %q", field.Name, field.Kind, field.Type)
			for _, note := range []struct {
				is   bool
				text string
			}{{field.Single, "single"}, {field.Decimal, "decimal"}, {field.Length > 0, fmt.Sprint(field.Length, " bytes")},
				{field.PerSecond > 0, fmt.Sprint(field.PerSecond)}, {field.Zoned, "UTC"}} {
				if note.is {
					fmt.Fprint(&got, " ", note.text)
				}
			}
			got.WriteString("; ")
		}
		if got.String() != want {
			t.Errorf("%s:\n%s\nwant\n%s", path, got.String(), want)
		}
	}
}

// Metadata are found where the format has them, and in the Arrow schema that a
// writer keeps in a parquet file.
func TestValue(t *testing.T) {
	for _, name := range []string{"pyarrow.parquet", "lz4.feather"} {
		f, err := Open("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if got, none := f.Value("instrument"), f.Value("nonsense"); got != "BTCUSDT" || none != "" {
			t.Errorf("%s: %q, %q", name, got, none)
		}
		if p, ok := f.(*parquetFile); ok {
			schema := p.file.Value("ARROW:schema")
			if got := arrowValue(schema, "note"); got != "of the schema" {
				t.Errorf("%s: %q in the schema", name, got)
			}
			for cut := range len(schema) / 4 { // damaged ones say nothing, or the same
				if got := arrowValue(schema[:4*cut], "note"); got != "" && got != "of the schema" {
					t.Errorf("%d bytes of the schema: %q", 4*cut, got)
				}
			}
		}
	}
}

func TestBounds(t *testing.T) {
	for _, name := range []string{"pyarrow", "pyarrow_null", "polars_null", "duckdb_null", "pandas"} {
		f, err := Open("testdata/" + name + ".parquet")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for i, field := range f.Fields() {
			least, most, ok := f.Bounds(i)
			switch field.Name {
			case "us":
				if !ok || least != testUS || most != testUS+(testRows-1)*250_001 {
					t.Errorf("%s: the bounds of us are %d, %d, %t", name, least, most, ok)
				}
			case "int16":
				if !ok || least != -7 || most != (testRows-1)*(testRows-1)-7 {
					t.Errorf("%s: the bounds of int16 are %d, %d, %t", name, least, most, ok)
				}
			case "text", "double", "flag", "uint32", "uint64":
				if ok {
					t.Errorf("%s: bounds of %s", name, field.Name)
				}
			}
		}
	}
	f, err := Open("testdata/int96.parquet")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, _, ok := f.Bounds(0); ok {
		t.Error("bounds of INT96, whose order is not that of its bytes")
	}
}

// A decimal is the float64 that its digits give.
func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		m     Int128
		scale int
		want  string
	}{
		{Int128{0, 0}, 0, "0"},
		{Int128{0, 950005}, 1, "95000.5"},
		{Int128{-1, math.MaxUint64}, 2, "-0.01"},
		{Int128{0, 1<<53 + 1}, 0, "9007199254740993"},
		{Int128{0, math.MaxUint64}, 22, "0.0018446744073709551615"},
		{Int128{51, 9_250_000_000_000_000_000}, 16, "95003.3947759187132416"},
		{Int128{math.MaxInt64, math.MaxUint64}, 38, "1.70141183460469231731687303715884105727"},
		{Int128{math.MinInt64, 0}, 38, "-1.70141183460469231731687303715884105728"},
		{Int128{math.MinInt64, 0}, 0, "-170141183460469231731687303715884105728"},
		{Int128{54210108624275221, 12919594847110692864}, 38, "0.01"}, // 10³⁶
	} {
		want, err := strconv.ParseFloat(c.want, 64)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.m.Decimal(c.scale); got != want {
			t.Errorf("%v × 10^-%d is %v, want %v", c.m, c.scale, got, want)
		}
	}
	for _, b := range [][]byte{{0x80}, {0xff}, {0x7f, 0xff}, {0xff, 0x7f}, bytes.Repeat([]byte{0xff}, 16), {1, 0, 0, 0, 0, 0, 0, 0, 0}} {
		want := int64(int8(b[0]))
		for _, c := range b[1:] {
			want = want<<8 | int64(c)
		}
		if got := bigEndian(b); got.Low != uint64(want) {
			t.Errorf("% x is %v, want %d", b, got, want)
		}
	}
}

func TestNotParquet(t *testing.T) {
	if _, err := Open("columns_test.go"); !errors.Is(err, parquetio.ErrNotParquet) {
		t.Errorf("a text: %v", err)
	}
	if _, err := Open("testdata"); !errors.Is(err, parquetio.ErrNotParquet) {
		t.Errorf("a directory: %v", err)
	}
}
