package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// The footer of a file of trades says where they come from, which is known only
// when their archives have been read, while the library's writer takes some
// megabytes for as long as it is open. So the footer is taken from the writer
// and written separately at the end.

// withheld passes pages on, noting their headers, until held is set; from then
// on it keeps what is written.
type withheld struct {
	to      io.Writer
	headers *parquetio.Headers
	held    *bytes.Buffer // nil while it passes on
	sums    string        // for parquetio.HeadersKey, once all pages have passed
}

func newWithheld(to io.Writer) *withheld {
	return &withheld{to: to, headers: parquetio.NewHeaders()}
}

func (w *withheld) Write(b []byte) (int, error) {
	if w.held != nil {
		return w.held.Write(b)
	}
	if _, err := w.headers.Write(b); err != nil {
		return 0, err
	}
	return w.to.Write(b)
}

// release passes b on; its first bytes may be pages.
func (w *withheld) release(b []byte, footer *format.FileMetaData) error {
	w.held = nil
	end := int64(len(magic))
	for _, g := range footer.RowGroups {
		for i := range g.Columns {
			_, to := place(&g.Columns[i])
			end = max(end, to)
		}
	}
	pages := end - w.headers.At()
	if pages < 0 || pages > int64(len(b)) {
		return errors.New("parquet: the writer wrote other pages than its footer lists")
	}
	if _, err := w.Write(b[:pages]); err != nil {
		return err
	}
	b = b[pages:]
	for _, g := range footer.RowGroups {
		for i := range g.Columns {
			w.sums += parquetio.FormatSum(w.headers.Sum(place(&g.Columns[i])))
		}
	}
	w.sums += parquetio.FormatSum(crc32.ChecksumIEEE(b))
	w.headers = nil
	_, err := w.to.Write(b)
	return err
}

// place returns the range of bytes that holds the pages of a chunk.
func place(c *format.ColumnChunk) (from, to int64) {
	from = c.MetaData.DataPageOffset
	if d := c.MetaData.DictionaryPageOffset; d > 0 {
		from = d
	}
	return from, from + c.MetaData.TotalCompressedSize
}

const (
	magic    = "PAR1" // begins and ends a file
	tailSize = 8      // of what follows the footer: its length and the magic
)

// closeWithoutFooter closes a writer to out and returns the footer, which the
// file then lacks.
func closeWithoutFooter(w *parquet.GenericWriter[tradeRow], out *withheld) (*format.FileMetaData, error) {
	if err := w.Flush(); err != nil {
		return nil, err
	}
	out.held = &bytes.Buffer{}
	if err := w.Close(); err != nil {
		return nil, err
	}
	end := out.held.Bytes()
	n := tailSize
	if len(end) >= n {
		n += int(binary.LittleEndian.Uint32(end[len(end)-n:]))
	}
	if len(end) < n {
		return nil, errors.New("parquet: the writer wrote no footer")
	}
	footer := *w.File().Metadata()
	return &footer, out.release(end[:len(end)-n], &footer)
}

// writeFooter writes the footer with key-value metadata and a seal.
func writeFooter(w *withheld, footer *format.FileMetaData, metadata map[string]string) error {
	footer.KeyValueMetadata = nil
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		footer.KeyValueMetadata = append(footer.KeyValueMetadata, format.KeyValue{Key: key, Value: metadata[key]})
	}
	footer.KeyValueMetadata = append(footer.KeyValueMetadata,
		format.KeyValue{Key: parquetio.HeadersKey, Value: w.sums},
		format.KeyValue{Key: parquetio.FooterSealKey, Value: parquetio.Unsealed})
	b, err := thrift.Marshal(new(thrift.CompactProtocol), footer)
	if err != nil {
		return err
	}
	b = append(binary.LittleEndian.AppendUint32(b, uint32(len(b))), magic...)
	if err := parquetio.SealFooter(b); err != nil {
		return err
	}
	_, err = w.to.Write(b)
	return err
}
