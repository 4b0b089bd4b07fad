package parquetio

import (
	"encoding/binary"
	"hash/crc32"
	"io"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// A Writer writes a file of columns without nulls and without compression.
// Each page has the same rows in all columns, which its callers ensure. It
// writes the bytes that parquet-go would, see doc.go.
type Writer struct {
	to      io.Writer
	at      int64 // bytes written
	columns []*ColumnWriter
	footer  format.FileMetaData
	indexes []format.ColumnIndex // of all chunks, in order
	places  []format.OffsetIndex // likewise
	sums    string
}

// NewWriter begins a file, whose schema has a name, with at least one column.
func NewWriter(to io.Writer, name string, columns ...*ColumnWriter) *Writer {
	root := format.SchemaElement{Name: name, NumChildren: thrift.New(int32(len(columns)))}
	w := &Writer{to: to, columns: columns, footer: format.FileMetaData{Version: 2, CreatedBy: CreatedBy, Schema: []format.SchemaElement{root}}}
	for _, c := range columns {
		w.footer.Schema = append(w.footer.Schema, c.schema)
		w.footer.ColumnOrders = append(w.footer.ColumnOrders, format.ColumnOrder{Value: &format.TypeDefinedOrder{}})
	}
	return w
}

// write writes b, and the magic before the first bytes.
func (w *Writer) write(b []byte) error {
	if w.at == 0 {
		w.at = int64(len(magic))
		if _, err := io.WriteString(w.to, magic); err != nil {
			return err
		}
	}
	n, err := w.to.Write(b)
	w.at += int64(n)
	return err
}

// EndGroup writes the pages since the last row group as one, if there are any.
func (w *Writer) EndGroup() error {
	rows := w.columns[0].rows
	if rows == 0 {
		return nil
	}
	if err := w.write(nil); err != nil {
		return err
	}
	group := format.RowGroup{NumRows: rows, SortingColumns: []format.SortingColumn{}, FileOffset: w.at, Ordinal: int16(len(w.footer.RowGroups))}
	for _, c := range w.columns {
		chunk, err := w.chunk(c)
		if err != nil {
			return err
		}
		group.Columns = append(group.Columns, format.ColumnChunk{MetaData: chunk})
		group.TotalByteSize += chunk.TotalUncompressedSize
		c.reset()
	}
	group.TotalCompressedSize = group.TotalByteSize
	w.footer.RowGroups = append(w.footer.RowGroups, group)
	w.footer.NumRows += rows
	return nil
}

// chunk writes a column's dictionary and pages.
func (w *Writer) chunk(c *ColumnWriter) (format.ColumnMetaData, error) {
	m := format.ColumnMetaData{Type: c.schema.Type.V, Encoding: c.encodings(), PathInSchema: []string{c.schema.Name}, NumValues: c.rows, EncodingStats: c.stats()}
	m.Statistics.MinValue, m.Statistics.MaxValue = c.plainValue(slices.Min(c.least)), c.plainValue(slices.Max(c.most))
	begin := w.at
	var crc uint32
	if c.dictionary != nil {
		m.DictionaryPageOffset = w.at
		header, body, err := c.dictionaryPage()
		if err != nil {
			return m, err
		}
		crc = crc32.ChecksumIEEE(header)
		for _, b := range [][]byte{header, body} {
			if err := w.write(b); err != nil {
				return m, err
			}
		}
	}
	m.DataPageOffset = w.at
	places := slices.Clone(c.places)
	for i := range places {
		places[i].Offset += w.at
	}
	for _, b := range c.pages.all {
		if err := w.write(b); err != nil {
			return m, err
		}
	}
	m.TotalUncompressedSize = w.at - begin
	m.TotalCompressedSize = m.TotalUncompressedSize
	w.sums += FormatSum(crc32.Update(crc, crc32.IEEETable, c.headers))
	w.indexes = append(w.indexes, c.index())
	w.places = append(w.places, format.OffsetIndex{PageLocations: places})
	return m, nil
}

// End ends the last row group, writes where pages are and what values they
// have, and frees the columns' memory. Only Footer may follow.
func (w *Writer) End() error {
	if err := w.EndGroup(); err != nil {
		return err
	}
	if err := w.write(nil); err != nil { // a file without rows begins here
		return err
	}
	var chunks []*format.ColumnChunk
	for i := range w.footer.RowGroups {
		for k := range w.footer.RowGroups[i].Columns {
			chunks = append(chunks, &w.footer.RowGroups[i].Columns[k])
		}
	}
	var tables []byte
	for i, c := range chunks {
		c.ColumnIndexOffset = w.at + int64(len(tables))
		b, err := encoded(&w.indexes[i])
		if err != nil {
			return err
		}
		c.ColumnIndexLength, tables = int32(len(b)), append(tables, b...)
	}
	for i, c := range chunks {
		c.OffsetIndexOffset = w.at + int64(len(tables))
		b, err := encoded(&w.places[i])
		if err != nil {
			return err
		}
		c.OffsetIndexLength, tables = int32(len(b)), append(tables, b...)
	}
	for _, c := range w.columns {
		c.free()
	}
	w.columns, w.indexes, w.places = nil, nil, nil
	w.sums += FormatSum(crc32.ChecksumIEEE(tables))
	return w.write(tables)
}

// Footer writes the footer with key-value metadata and a seal.
func (w *Writer) Footer(metadata map[string]string) error {
	w.footer.KeyValueMetadata = nil
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		w.footer.KeyValueMetadata = append(w.footer.KeyValueMetadata, format.KeyValue{Key: key, Value: metadata[key]})
	}
	w.footer.KeyValueMetadata = append(w.footer.KeyValueMetadata,
		format.KeyValue{Key: HeadersKey, Value: w.sums}, format.KeyValue{Key: FooterSealKey, Value: Unsealed})
	b, err := encoded(&w.footer)
	if err != nil {
		return err
	}
	b = append(binary.LittleEndian.AppendUint32(b, uint32(len(b))), magic...)
	if err := SealFooter(b); err != nil {
		return err
	}
	return w.write(b)
}

// encoded is the encoding of a part of the metadata.
func encoded(part any) ([]byte, error) { return thrift.Marshal(new(thrift.CompactProtocol), part) }
