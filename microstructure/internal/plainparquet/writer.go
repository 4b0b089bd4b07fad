package plainparquet

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// pageRows is how many rows a page has at most: a MiB of numbers.
const pageRows = 1 << 17

const magic = "PAR1"

// encoder compresses the pages of all files: it is large, and may be used by
// several writers at once.
var encoder = sync.OnceValues(func() (*zstd.Encoder, error) { return zstd.NewWriter(nil) })

// A Config says what a file is, beside its columns.
type Config struct {
	Name      string // of the schema
	CreatedBy string // the program that signs the file, with its version
	Zstd      bool   // pages are compressed
}

// A Writer writes a file. Each column is written whole when it is added; all
// have the same number of rows. The first error is returned by Close.
type Writer struct {
	to     io.Writer
	at     int64         // bytes written
	zstd   *zstd.Encoder // nil without compression
	footer format.FileMetaData
	group  format.RowGroup
	page   []byte // the memory of a page, from one to the next
	packed []byte // and of a compressed one
	err    error
}

// New begins a file.
func New(to io.Writer, c Config) *Writer {
	w := &Writer{to: to, footer: format.FileMetaData{Version: 1, CreatedBy: c.CreatedBy, Schema: []format.SchemaElement{{Name: c.Name}}}}
	if c.Zstd {
		w.zstd, w.err = encoder()
	}
	w.write([]byte(magic))
	return w
}

func (w *Writer) write(b []byte) {
	if w.err == nil {
		_, w.err = w.to.Write(b)
		w.at += int64(len(b))
	}
}

// add writes a column as pages, and notes where they are. plain appends the
// plain encoding of a value.
func add[V any](w *Writer, column format.SchemaElement, values []V, plain func([]byte, V) []byte) {
	if len(w.group.Columns) == 0 {
		w.group.NumRows = int64(len(values))
	} else if int64(len(values)) != w.group.NumRows && w.err == nil {
		w.err = fmt.Errorf("column %q has %d rows, those before it have %d", column.Name, len(values), w.group.NumRows)
	}
	chunk := format.ColumnMetaData{
		Type: column.Type.V, Encoding: []format.Encoding{format.Plain}, PathInSchema: []string{column.Name},
		NumValues: int64(len(values)), DataPageOffset: w.at,
	}
	if w.zstd != nil {
		chunk.Codec = format.Zstd
	}
	for rows := range slices.Chunk(values, pageRows) {
		w.page = w.page[:0]
		for _, v := range rows {
			w.page = plain(w.page, v)
		}
		chunk.TotalUncompressedSize += w.writePage(column.Name, len(rows))
	}
	chunk.TotalCompressedSize = w.at - chunk.DataPageOffset
	w.footer.Schema = append(w.footer.Schema, column)
	w.group.Columns = append(w.group.Columns, format.ColumnChunk{MetaData: chunk})
	w.group.TotalByteSize += chunk.TotalUncompressedSize
	w.group.TotalCompressedSize += chunk.TotalCompressedSize
}

// writePage writes the page of so many rows and returns its size before
// compression, with its header.
func (w *Writer) writePage(column string, rows int) int64 {
	if w.err == nil && len(w.page) > math.MaxInt32 {
		w.err = fmt.Errorf("column %q: %d rows of %d bytes are too long for a page", column, rows, len(w.page))
	}
	if w.err != nil {
		return 0
	}
	body := w.page
	if w.zstd != nil {
		w.packed = w.zstd.EncodeAll(w.page, w.packed[:0])
		body = w.packed
	}
	header := w.encoded(&format.PageHeader{
		Type: format.DataPage, UncompressedPageSize: int32(len(w.page)), CompressedPageSize: int32(len(body)), CRC: int32(crc32.ChecksumIEEE(body)),
		DataPageHeader: thrift.New(format.DataPageHeader{
			NumValues: int32(rows), Encoding: format.Plain, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
		}),
	})
	w.write(header)
	w.write(body)
	return int64(len(header) + len(w.page))
}

// encoded is the encoding of a part of the metadata.
func (w *Writer) encoded(part any) []byte {
	b, err := thrift.Marshal(new(thrift.CompactProtocol), part)
	if w.err == nil {
		w.err = err
	}
	return b
}

// Close ends the file with key-value metadata, in the order of their keys.
func (w *Writer) Close(metadata map[string]string) error {
	w.footer.Schema[0].NumChildren = thrift.New(int32(len(w.group.Columns)))
	if w.footer.NumRows = w.group.NumRows; w.group.NumRows > 0 {
		w.footer.RowGroups = []format.RowGroup{w.group}
	}
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		w.footer.KeyValueMetadata = append(w.footer.KeyValueMetadata, format.KeyValue{Key: key, Value: metadata[key]})
	}
	footer := w.encoded(&w.footer)
	w.write(append(binary.LittleEndian.AppendUint32(footer, uint32(len(footer))), magic...))
	return w.err
}
