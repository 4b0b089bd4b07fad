package parquetio

import (
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A body is what a page has behind its header.
type body struct {
	from, to int64 // bytes of the file
	column   string
	rowGroup int
}

// bodies lists the pages of a file, all of which have checksums.
func bodies(t *testing.T, path string) (list []body) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, path)
	defer f.Close()
	for g := range f.meta.rowGroups {
		for i := range f.meta.leaves {
			c, err := f.meta.chunk(g, i)
			if err != nil {
				t.Fatal(err)
			}
			for at := c.start; at < c.end; {
				h, n, err := parsePageHeader(data[at:c.end])
				if err != nil || !h.summed {
					t.Fatalf("%s: page at %d: %+v, %v", path, at, h, err)
				}
				at += int64(n)
				list = append(list, body{at, at + h.compressed, string(f.meta.name(f.meta.columns[i])), g})
				at += h.compressed
			}
		}
	}
	return list
}

func open(t *testing.T, path string) *File {
	t.Helper()
	f, err := Open(path, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Parse(); err != nil {
		t.Fatal(err)
	}
	return f
}

// readColumns reads all columns of a file of trades.
func readColumns(f *File) error {
	for name, kind := range map[string]Kind{"timestamp_us": Int64, "price": Double, "quantity": Double, "quote_quantity": Double, "side": Integer} {
		var c Column
		if err := c.Bind(f, name, kind, Any); err != nil {
			return err
		}
		for g := range f.RowGroups() {
			if err := c.Seek(g); err != nil {
				return err
			}
			if err := c.read64(make([]uint64, f.RowGroupRows(g))); err != nil {
				return err
			}
		}
	}
	return nil
}

// withLibrary writes a file of trades with parquet-go, by which this program's
// own are written too.
func withLibrary[T any](t *testing.T, price T, options ...parquet.WriterOption) string {
	t.Helper()
	type row struct {
		TimestampUS   int64   `parquet:"timestamp_us,delta"`
		Price         T       `parquet:"price,dict"`
		Quantity      float64 `parquet:"quantity"`
		QuoteQuantity T       `parquet:"quote_quantity"`
		Side          int8    `parquet:"side,dict"`
	}
	path := filepath.Join(t.TempDir(), "library.parquet")
	rows := slices.Repeat([]row{{Price: price, QuoteQuantity: price}}, 500)
	if err := parquet.WriteFile(path, rows, append(options, parquet.MaxRowsPerRowGroup(100))...); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestChecksums changes the bytes of all pages of files whose writer gave
// checksums: pages of both versions, compressed or not, with levels or not, and
// dictionaries.
func TestChecksums(t *testing.T) {
	price := 1.5
	for name, path := range map[string]string{
		"pyarrow":                "../../testdata/checksums/2025-11-01.parquet",
		"pyarrow, plain":         "../../testdata/checksums_plain/2025-11-01.parquet",
		"pyarrow, version 2":     "../../testdata/checksums_v2/2025-11-01.parquet",
		"parquet-go, version 1":  withLibrary(t, price, parquet.DataPageVersion(1)),
		"parquet-go, nullable":   withLibrary(t, &price, parquet.DataPageVersion(1), parquet.Compression(&parquet.Zstd)),
		"parquet-go, version 2":  withLibrary(t, &price, parquet.DataPageVersion(2)),
		"parquet-go, compressed": withLibrary(t, price, parquet.DataPageVersion(2), parquet.Compression(&parquet.Snappy)),
	} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		whole := open(t, path)
		if err := readColumns(whole); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		whole.Close()
		changed := filepath.Join(t.TempDir(), "changed.parquet")
		pages := bodies(t, path)
		for _, p := range pages {
			for _, at := range []int64{p.from, (p.from + p.to) / 2, p.to - 1} {
				damaged := slices.Clone(data)
				damaged[at] ^= 1 << (at % 8)
				if err := os.WriteFile(changed, damaged, 0o666); err != nil {
					t.Fatal(err)
				}
				f := open(t, changed)
				err := readColumns(f)
				f.Close()
				var e *Error
				if !errors.As(err, &e) || !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), "checksum") ||
					e.Column != p.column || e.RowGroup != p.rowGroup || e.Remedy == "" {
					t.Errorf("%s: byte %d of page %+v changed: %v", name, at, p, err)
				}
			}
		}
		if len(pages) < 20 {
			t.Errorf("%s: only %d pages", name, len(pages))
		}
	}
}

// TestChecksum compares the checksums of each level with the standard
// library's, on all lengths around those that are folded.
func TestChecksum(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	data := make([]byte, 20*folded)
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	var spare [folded]byte
	for _, level := range vector.Levels() {
		for n := range data {
			from := r.IntN(len(data) - n)
			part := data[from : from+n]
			if got, want := variants[level].checksum(part, &spare), crc32.ChecksumIEEE(part); got != want {
				t.Fatalf("%v, %d bytes: %08x, want %08x", level, n, got, want)
			}
		}
	}
}
