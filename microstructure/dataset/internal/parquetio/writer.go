package parquetio

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"math/bits"
	"strconv"

	"github.com/klauspost/compress/s2"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// ChecksumKey is the metadata key under which a Writer stores the CRC-32C of
// all bytes between the leading magic and the footer, in hexadecimal.
const ChecksumKey = "tickbook.crc32c"

const createdBy = "tickbook version 1.0.0 (build 0)"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// A Field is a column to write: required values of a Kind, where Integer means
// 8 bits with sign.
type Field struct {
	Name     string
	Kind     Kind
	Encoding format.Encoding // Plain, RLEDictionary (as long as it pays) or DeltaBinaryPacked
	Codec    format.CompressionCodec
}

// A Writer writes a parquet file. The same calls give the same bytes.
type Writer struct {
	out        io.Writer
	err        error
	offset     int64
	checksum   uint32
	fields     []Field
	meta       format.FileMetaData
	page       []byte
	packed     []byte
	indexes    []uint64
	dictionary dictionary
}

// NewWriter begins a file.
func NewWriter(out io.Writer, fields []Field) *Writer {
	w := &Writer{out: out, fields: fields}
	w.meta = format.FileMetaData{Version: 2, CreatedBy: createdBy}
	root := format.SchemaElement{Name: "schema", NumChildren: thrift.New(int32(len(fields)))}
	w.meta.Schema = append(w.meta.Schema, root)
	for _, f := range fields {
		e := format.SchemaElement{Name: f.Name, Type: thrift.New(f.physical()), RepetitionType: thrift.New(format.Required)}
		if f.Kind == Integer {
			e.ConvertedType = thrift.New(deprecated.Int8)
			e.LogicalType.Value = &format.IntType{BitWidth: 8, IsSigned: true}
		}
		w.meta.Schema = append(w.meta.Schema, e)
		w.meta.ColumnOrders = append(w.meta.ColumnOrders, format.ColumnOrder{Value: new(format.TypeDefinedOrder)})
	}
	w.write([]byte(magic))
	w.checksum = 0
	return w
}

func (f *Field) physical() format.Type {
	return [...]format.Type{format.Int64, format.Double, format.Int32}[f.Kind]
}

// RowGroup writes a row group. values gives the rows' values of a field as 64
// bits: the number, or the double's representation. It is called once for each
// field, in order.
func (w *Writer) RowGroup(rows int, values func(field int) []uint64) error {
	g := format.RowGroup{NumRows: int64(rows), FileOffset: w.offset, Ordinal: int16(len(w.meta.RowGroups))}
	for i := range w.fields {
		c := w.chunk(&w.fields[i], values(i))
		g.TotalByteSize += c.MetaData.TotalUncompressedSize
		g.TotalCompressedSize += c.MetaData.TotalCompressedSize
		g.Columns = append(g.Columns, c)
	}
	w.meta.NumRows += int64(rows)
	w.meta.RowGroups = append(w.meta.RowGroups, g)
	return w.err
}

// Close writes the footer with the metadata, and the checksum.
func (w *Writer) Close(metadata []KeyValue) error {
	if len(w.meta.RowGroups) > math.MaxInt16 {
		return errors.New("a parquet file has at most 32767 row groups")
	}
	for _, kv := range metadata {
		w.meta.KeyValueMetadata = append(w.meta.KeyValueMetadata, format.KeyValue{Key: kv.Key, Value: kv.Value})
	}
	checksum := format.KeyValue{Key: ChecksumKey, Value: formatChecksum(w.checksum)}
	w.meta.KeyValueMetadata = append(w.meta.KeyValueMetadata, checksum)
	if w.meta.RowGroups == nil {
		w.meta.RowGroups = []format.RowGroup{}
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), &w.meta)
	if err != nil {
		return err
	}
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(footer)))
	w.write(append(footer, magic...))
	return w.err
}

func formatChecksum(sum uint32) string { return strconv.FormatUint(uint64(sum), 16) }

func (w *Writer) write(b []byte) {
	if w.err != nil {
		return
	}
	_, w.err = w.out.Write(b)
	w.offset += int64(len(b))
	w.checksum = crc32.Update(w.checksum, castagnoli, b)
}

func (w *Writer) chunk(f *Field, values []uint64) format.ColumnChunk {
	typ := f.physical()
	m := format.ColumnMetaData{Type: typ, PathInSchema: []string{f.Name}, Codec: f.Codec, NumValues: int64(len(values)),
		Statistics: statistics(values, f.Kind)}
	start := w.offset
	encoding := f.Encoding
	if encoding == format.RLEDictionary && !w.dictionary.build(values) {
		encoding = format.Plain
	}
	var width uint
	if encoding == format.RLEDictionary {
		entries := w.dictionary.values
		width = uint(bits.Len64(uint64(len(entries) - 1)))
		m.DictionaryPageOffset = w.offset
		w.page = appendPlain(w.page[:0], entries, typ)
		w.writePage(&m, format.PageHeader{Type: format.DictionaryPage, DictionaryPageHeader: thrift.New(
			format.DictionaryPageHeader{NumValues: int32(len(entries)), Encoding: format.Plain})})
		m.Encoding = append(m.Encoding, format.Plain)
	}
	m.Encoding = append(m.Encoding, format.RLE, encoding)
	m.DataPageOffset = w.offset
	for at := 0; at < len(values); at += pageRows {
		part := values[at:min(at+pageRows, len(values))]
		switch encoding {
		case format.RLEDictionary:
			w.indexes = w.dictionary.lookup(w.indexes[:0], part)
			w.page = appendIndexes(w.page[:0], w.indexes, width)
		case format.DeltaBinaryPacked:
			w.page = appendDeltas(w.page[:0], part)
		default:
			w.page = appendPlain(w.page[:0], part, typ)
		}
		w.writePage(&m, format.PageHeader{Type: format.DataPage, DataPageHeader: thrift.New(format.DataPageHeader{
			NumValues: int32(len(part)), Encoding: encoding,
			DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE})})
	}
	m.TotalCompressedSize = w.offset - start
	return format.ColumnChunk{MetaData: m}
}

// writePage compresses w.page if the column is compressed, and writes it behind its header.
func (w *Writer) writePage(m *format.ColumnMetaData, h format.PageHeader) {
	body := w.page
	if m.Codec == format.Snappy {
		w.packed = s2.EncodeSnappy(w.packed[:cap(w.packed)], body)
		body = w.packed
	}
	h.UncompressedPageSize, h.CompressedPageSize = int32(len(w.page)), int32(len(body))
	header, err := thrift.Marshal(new(thrift.CompactProtocol), &h)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.write(header)
	w.write(body)
	m.TotalUncompressedSize += int64(len(header) + len(w.page))
}

func statistics(values []uint64, kind Kind) format.Statistics {
	var s format.Statistics
	if len(values) == 0 {
		return s
	}
	low, high := values[0], values[0]
	for _, v := range values {
		if kind == Double {
			x := math.Float64frombits(v)
			if x != x {
				return s // no order, and so no extremes
			}
			if x < math.Float64frombits(low) {
				low = v
			}
			if x > math.Float64frombits(high) {
				high = v
			}
			continue
		}
		if int64(v) < int64(low) {
			low = v
		}
		if int64(v) > int64(high) {
			high = v
		}
	}
	if kind == Double { // the format asks for -0 and +0 where an extreme is zero
		if math.Float64frombits(low) == 0 {
			low = 1 << 63
		}
		if math.Float64frombits(high) == 0 {
			high = 0
		}
	}
	typ := (&Field{Kind: kind}).physical()
	s.MinValue = appendPlain(nil, []uint64{low}, typ)
	s.MaxValue = appendPlain(nil, []uint64{high}, typ)
	return s
}
