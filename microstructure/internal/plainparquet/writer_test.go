package plainparquet

import (
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
)

// columns are the columns of some rows.
type columns struct {
	ints, times []int64
	floats      []float64
	texts       []string
}

func columnsOf(rows int) (c columns) {
	for i := range rows {
		c.ints = append(c.ints, math.MinInt64+int64(i)*1_000_003)
		c.times = append(c.times, 1_763_078_700_000_000+int64(i))
		c.floats = append(c.floats, []float64{1.5, math.NaN(), math.Inf(-1), math.Copysign(0, -1)}[i%4])
		c.texts = append(c.texts, strings.Repeat("é", i%5))
	}
	return c
}

func (c columns) write(to io.Writer, config Config, metadata map[string]string) error {
	w := New(to, config)
	w.Ints("n", c.ints)
	w.Times("at", c.times)
	w.Floats("x", c.floats)
	w.Texts("name", c.texts)
	return w.Close(metadata)
}

func written(t *testing.T, c columns, config Config) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.write(&b, config, map[string]string{"b": "2", "a": "1"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWriter reads files of as many rows as pages change with by parquet-go.
func TestWriter(t *testing.T) {
	type row struct {
		N    int64     `parquet:"n"`
		At   time.Time `parquet:"at,timestamp(microsecond)"`
		X    float64   `parquet:"x"`
		Name string    `parquet:"name"`
	}
	for _, rows := range []int{0, 1, 2, pageRows, pageRows + 1, 2*pageRows + 5} {
		for _, compressed := range []bool{false, true} {
			want, config := columnsOf(rows), Config{Name: "things", CreatedBy: "test version 1.0.0 (build 0)", Zstd: compressed}
			file := written(t, want, config)
			if again := written(t, want, config); !bytes.Equal(file, again) {
				t.Errorf("%d rows: a second file differs", rows)
			}
			f, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
			if err != nil {
				t.Fatalf("%d rows: %v", rows, err)
			}
			m := f.Metadata()
			if len(m.KeyValueMetadata) != 2 || m.KeyValueMetadata[0].Key != "a" || m.KeyValueMetadata[1].Value != "2" || m.CreatedBy != config.CreatedBy || f.Schema().Name() != "things" {
				t.Errorf("metadata %+v of %q by %q", m.KeyValueMetadata, f.Schema().Name(), m.CreatedBy)
			}
			got, err := parquet.Read[row](bytes.NewReader(file), int64(len(file)))
			if err != nil || len(got) != rows {
				t.Fatalf("%d rows, not %d: %v", len(got), rows, err)
			}
			for i, r := range got {
				if r.N != want.ints[i] || !r.At.Equal(time.UnixMicro(want.times[i])) || math.Float64bits(r.X) != math.Float64bits(want.floats[i]) || r.Name != want.texts[i] {
					t.Fatalf("row %d of %d is %+v", i, rows, r)
				}
			}
			var names []string
			for _, c := range f.Schema().Columns() {
				names = append(names, c[0])
			}
			if !slices.Equal(names, []string{"n", "at", "x", "name"}) {
				t.Errorf("columns %q", names)
			}
		}
	}
}

func TestColumnsOfOtherLengths(t *testing.T) {
	c := columnsOf(3)
	c.floats = c.floats[:2]
	if err := c.write(io.Discard, Config{}, nil); err == nil || err.Error() != `column "x" has 2 rows, those before it have 3` {
		t.Error(err)
	}
}

func TestNoColumns(t *testing.T) {
	var b bytes.Buffer
	if err := New(&b, Config{Name: "none"}).Close(nil); err != nil {
		t.Fatal(err)
	}
	if f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len())); err != nil || f.NumRows() != 0 {
		t.Errorf("%v", err)
	}
}

// limited takes so many bytes.
type limited int

var errFull = errors.New("full")

func (l *limited) Write(b []byte) (int, error) {
	if *l -= limited(len(b)); *l < 0 {
		return 0, errFull
	}
	return len(b), nil
}

// TestWhereItCannotWrite fails at the magic, within the pages and at the footer.
func TestWhereItCannotWrite(t *testing.T) {
	whole := len(written(t, columnsOf(100), Config{}))
	for _, room := range []int{0, 10, whole / 2, whole - 60} {
		to := limited(room)
		if err := columnsOf(100).write(&to, Config{}, nil); err != errFull {
			t.Errorf("with room for %d of %d bytes: %v", room, whole, err)
		}
	}
}
