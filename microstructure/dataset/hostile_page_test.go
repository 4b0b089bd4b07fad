package dataset

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/brotli"
	"github.com/parquet-go/parquet-go/format"
)

// TestFewTrades reads a page of three differences that a writer padded to more
// than two thousand: see testdata/generate.py.
func TestFewTrades(t *testing.T) {
	want := testTrades(3)
	for i, us := range []int64{0, 43_200_000_001, 86_399_999_999} {
		want.TimestampUS[i] = testStartUS + us
	}
	if got, err := readAll("testdata/few/duckdb_v2/" + testDate + extension); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
}

// TestDensePages reads pages that shrink as far as each codec can shrink them:
// quiet hours with one price.
func TestDensePages(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and reads millions of rows")
	}
	const rows = 1 << 20
	type row struct {
		TimestampUS   int64   `parquet:"timestamp_us,delta"`
		Price         float64 `parquet:"price"`
		Quantity      float64 `parquet:"quantity"`
		QuoteQuantity float64 `parquet:"quote_quantity"`
		Side          int8    `parquet:"side"`
	}
	trade := row{TimestampUS: testStartUS + 1, Price: 0.5, Quantity: 0.5, QuoteQuantity: 0.25, Side: 1}
	for codec, ratio := range map[compress.Codec]int64{
		&parquet.Snappy: 19, &parquet.Lz4Raw: 200, &parquet.Gzip: 600, &parquet.Zstd: 6000, &brotli.Codec{Quality: 11, LGWin: 24}: 1 << 16,
	} {
		path := filepath.Join(t.TempDir(), testDate+extension)
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		w := parquet.NewGenericWriter[row](f, parquet.Compression(codec), parquet.PageBufferSize(16*rows))
		if _, err := w.Write(slices.Repeat([]row{trade}, rows)); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Close(), f.Close()); err != nil {
			t.Fatal(err)
		}
		r, err := OpenTrades(path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		n := 0
		for ; ; n++ {
			b, err := r.Next()
			if err != nil {
				if err != io.EOF || n != rows/BatchRows {
					t.Errorf("%v: after %d batches: %v", codec, n, err)
				}
				break
			}
			if b.TimestampUS[0] != trade.TimestampUS || slices.Max(b.Price) != 0.5 || slices.Min(b.QuoteQuantity) != 0.25 {
				t.Errorf("%v: other trades", codec)
			}
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p, err := parquet.OpenFile(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		m := p.Metadata().RowGroups[0].Columns[1].MetaData
		t.Logf("%v: %d to 1", codec, m.TotalUncompressedSize/m.TotalCompressedSize)
		if m.TotalUncompressedSize < ratio*m.TotalCompressedSize {
			t.Errorf("%v shrinks %d bytes to %d only", codec, m.TotalUncompressedSize, m.TotalCompressedSize)
		}
	}
}

// dataPage is a page whose header claims sizes, with or without a body.
func dataPage(typ format.PageType, encoding format.Encoding, values, uncompressed int64, body []byte) encoded {
	details := encoded{}.int(1, thriftI32, values).int(2, thriftI32, int64(encoding)).int(3, thriftI32, int64(format.RLE)).end()
	field := 5
	if typ == format.DictionaryPage {
		field = 7
	}
	h := encoded{}.int(1, thriftI32, int64(typ)).int(2, thriftI32, uncompressed).int(3, thriftI32, int64(len(body)))
	h = append(h.field(field, thriftStruct), details...).end()
	return append(h, body...)
}

// oneChunk is the end of a file of which all columns have the same chunk, which
// is size bytes long.
func oneChunk(codec format.CompressionCodec, rows, size int64) []byte {
	columns := make([][]byte, 5)
	for i := range columns {
		typ := int64(format.Int64)
		if i > 0 && i < 4 {
			typ = int64(format.Double)
		}
		meta := encoded{}.int(1, thriftI32, typ).int(4, thriftI32, int64(codec)).int(5, thriftI64, rows).
			int(7, thriftI64, size).int(9, thriftI64, 4).end()
		columns[i] = append(encoded{}.field(3, thriftStruct), meta...).end()
	}
	group := encoded{}.structs(1, columns...).int(3, thriftI64, rows).end()
	footer := append(schema(0), encoded{}.int(3, thriftI64, rows).structs(4, group).end()...)
	return append(binary.LittleEndian.AppendUint32(footer, uint32(len(footer))), "PAR1"...)
}

// TestPageBombs reads files of a few bytes whose pages claim to be long, or to
// be many. What they take is bounded by the bytes that are there.
func TestPageBombs(t *testing.T) {
	path := filepath.Join(t.TempDir(), testDate+extension)
	const many = 1 << 40
	short := slices.Repeat([]byte{1}, 20)
	zeros := make([]byte, 60_000)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(zeros); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	deltas := func(values uint64) []byte { // one block of 65,536 equal differences
		b := binary.AppendUvarint(nil, 1<<16)
		b = binary.AppendUvarint(b, 1)
		return append(binary.AppendUvarint(b, values), 0, 0, 0)
	}
	bombs := map[string]struct {
		codec format.CompressionCodec
		chunk []byte
		kind  error
		says  string
	}{
		"no header":       {format.Uncompressed, make([]byte, 1000), ErrCorrupt, "lacks a type"},
		"a huge page":     {format.Brotli, dataPage(format.DataPage, format.Plain, 1<<30, 1<<31-1, short), ErrUnsupported, "a page has 2147483647 bytes; at most 268435456 are read; write the file with smaller pages"},
		"many values":     {format.Uncompressed, dataPage(format.DataPage, format.DeltaBinaryPacked, 1<<31-1, 20, short), ErrUnsupported, "smaller pages"},
		"false deltas":    {format.Uncompressed, dataPage(format.DataPage, format.DeltaBinaryPacked, 1<<24, 20, short), ErrCorrupt, "DELTA"},
		"short deltas":    {format.Uncompressed, dataPage(format.DataPage, format.DeltaBinaryPacked, 1<<17, int64(len(deltas(1<<17))), deltas(1<<17)), ErrCorrupt, "DELTA"},
		"empty pages":     {format.Uncompressed, slicesOf(1<<20, dataPage(format.DataPage, format.Plain, 0, 0, nil)), ErrCorrupt, "many bytes without values"},
		"empty index":     {format.Uncompressed, slicesOf(1<<20, dataPage(format.IndexPage, format.Plain, 0, 0, nil)), ErrCorrupt, "many bytes without values"},
		"a strange page":  {format.Uncompressed, dataPage(77, format.Plain, 1, 20, short), ErrCorrupt, "unknown type 77"},
		"padding":         {format.Gzip, slicesOf(1000, dataPage(format.DataPage, format.Plain, 1, int64(len(zeros)), packed.Bytes())), ErrCorrupt, "many bytes without values"},
		"a false body":    {format.Uncompressed, dataPage(format.DataPage, format.Plain, 1<<20, 1<<23, short), ErrCorrupt, "claims 8388608 decompressed bytes, of 20 at most"},
		"many dictionary": {format.Uncompressed, dataPage(format.DictionaryPage, format.Plain, 1<<20, 20, short), ErrCorrupt, "shorter than it claims"},
	}
	for _, codec := range []format.CompressionCodec{format.Snappy, format.Gzip, format.Brotli, format.Zstd, format.Lz4, format.Lz4Raw} {
		b := bombs["padding"]
		for name, typ := range map[string]format.PageType{"page": format.DataPage, "dictionary": format.DictionaryPage} {
			b.codec, b.chunk = codec, dataPage(typ, format.Plain, 1<<24, 1<<27, short)
			b.kind, b.says = ErrCorrupt, "damaged data"
			bombs[codec.String()+" "+name] = b
		}
	}
	for name, b := range bombs {
		t.Run(name, func(t *testing.T) {
			data := append([]byte("PAR1"), b.chunk...)
			if err := os.WriteFile(path, append(data, oneChunk(b.codec, many, int64(len(b.chunk)))...), 0o666); err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := readAll(path)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, b.kind) || !strings.Contains(err.Error(), b.says) {
				t.Errorf("got %v", err)
			}
			if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 6<<20 || took > 2*time.Second {
				t.Errorf("took %d bytes, %v", bytes, took)
			}
		})
	}
}
