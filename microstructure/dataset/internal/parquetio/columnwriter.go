package parquetio

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sync"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A ColumnWriter encodes the pages of a column, and keeps those of a row group.
// Pages have at least one value.
type ColumnWriter struct {
	schema     format.SchemaElement
	dictionary *dictionaryWriter // of the row group; nil without
	limit      int               // values of the dictionary beyond which pages are plain
	outgrown   bool              // the dictionary has reached it
	*pageMemory

	pages   blocks // of the row group, as are all that follow
	rows    int64
	counts  [format.RLEDictionary + 1]int32 // pages by encoding
	headers []byte                          // of all pages
	places  []format.PageLocation           // offsets are those in pages
	least   []uint64                        // of each page, see ordered
	most    []uint64
}

// pageMemory is what encoding a page takes. One writer leaves it to the next.
type pageMemory struct {
	body    []byte
	numbers []int32
	spare   [folded]byte
}

var pageMemories = sync.Pool{New: func() any { return new(pageMemory) }}

// NewInts makes a column of 64-bit integers, which are kept as differences.
func NewInts(name string) *ColumnWriter { return newColumn(name, format.Int64, 64) }

// NewSmallInts makes a column of 8-bit integers, with a dictionary.
func NewSmallInts(name string) *ColumnWriter {
	c := newColumn(name, format.Int32, 8)
	c.dictionary, c.limit = newDictionary(), math.MaxInt
	return c
}

// NewDoubles makes a column of finite doubles above 0, with a dictionary per row
// group. Once that has more values than the limit, pages are plain; with a limit
// of 0, all are.
func NewDoubles(name string, limit int) *ColumnWriter {
	c := newColumn(name, format.Double, 0)
	if c.limit = limit; limit > 0 {
		c.dictionary = newDictionary()
	}
	return c
}

// newColumn makes a column of doubles or of integers of so many bits.
func newColumn(name string, physical format.Type, bits int8) *ColumnWriter {
	s := format.SchemaElement{Name: name, Type: thrift.New(physical), RepetitionType: thrift.New(format.Required)}
	switch physical {
	case format.Int32:
		s.TypeLength = thrift.New(int32(bits))
		s.ConvertedType = thrift.New(deprecated.Int8)
		s.LogicalType.Value = &format.IntType{BitWidth: bits, IsSigned: true}
	case format.Int64:
		s.TypeLength = thrift.New(int32(bits))
		s.ConvertedType = thrift.New(deprecated.Int64)
		s.LogicalType.Value = &format.IntType{BitWidth: bits, IsSigned: true}
	default:
		s.TypeLength = thrift.New(int32(64))
	}
	return &ColumnWriter{schema: s, pageMemory: pageMemories.Get().(*pageMemory)}
}

// Ints adds a page of a column of NewInts.
func (c *ColumnWriter) Ints(values []int64) error {
	var err error
	if c.body, err = new(delta.BinaryPackedEncoding).EncodeInt64(c.body[:0], values); err != nil {
		return err
	}
	least, most := values[0], values[len(values)-1]
	if !vector.Ascending(values) {
		least, most = slices.Min(values), slices.Max(values)
	}
	return c.page(len(values), ordered(least), ordered(most), format.DeltaBinaryPacked)
}

// SmallInts adds a page of a column of NewSmallInts.
func (c *ColumnWriter) SmallInts(values []int8) error {
	numbers := c.numbersOf(len(values))
	var known [256]int32 // 1 more than the number
	least, most := values[0], values[0]
	for i, v := range values {
		n := known[uint8(v)]
		if n == 0 {
			n = 1 + c.dictionary.number(uint64(uint32(v)))
			known[uint8(v)] = n
			least, most = min(least, v), max(most, v)
		}
		numbers[i] = n - 1
	}
	return c.numbered(numbers, ordered(int64(least)), ordered(int64(most)))
}

// Doubles adds a page of a column of NewDoubles.
func (c *ColumnWriter) Doubles(values []float64) error {
	high, low := vector.Extremes(values)
	least, most := math.Float64bits(low), math.Float64bits(high)
	words := Words(values)
	if c.dictionary == nil || c.outgrown {
		c.body = append(c.body[:0], bytesOf(words)...)
		return c.page(len(values), least, most, format.Plain)
	}
	numbers := c.numbersOf(len(values))
	c.dictionary.numbers(words, numbers)
	c.outgrown = len(c.dictionary.values) > c.limit
	return c.numbered(numbers, least, most)
}

// numbersOf is memory for n numbers.
func (c *ColumnWriter) numbersOf(n int) []int32 {
	c.numbers = slices.Grow(c.numbers[:0], n)
	return c.numbers[:n]
}

// numbered adds a page of values by their numbers in the dictionary.
func (c *ColumnWriter) numbered(numbers []int32, least, most uint64) error {
	var err error
	if c.body, err = new(rle.DictionaryEncoding).EncodeInt32(c.body[:0], numbers); err != nil {
		return err
	}
	return c.page(len(numbers), least, most, format.RLEDictionary)
}

// page adds the page whose values are encoded in body.
func (c *ColumnWriter) page(rows int, least, most uint64, encoding format.Encoding) error {
	header, err := encoded(&format.PageHeader{
		Type: format.DataPage, UncompressedPageSize: int32(len(c.body)), CompressedPageSize: int32(len(c.body)), CRC: c.crc(c.body),
		DataPageHeader: thrift.New(format.DataPageHeader{
			NumValues: int32(rows), Encoding: encoding, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
		}),
	})
	if err != nil {
		return err
	}
	c.places = append(c.places, format.PageLocation{Offset: c.pages.size, CompressedPageSize: int32(len(header) + len(c.body)), FirstRowIndex: c.rows})
	c.pages.add(header)
	c.pages.add(c.body)
	c.headers = append(c.headers, header...)
	c.least, c.most = append(c.least, least), append(c.most, most)
	c.counts[encoding]++
	c.rows += int64(rows)
	return nil
}

func (c *ColumnWriter) crc(b []byte) int32 {
	return int32(variants[vector.InUse()].checksum(b, &c.spare))
}

// dictionaryPage is the page of the dictionary, valid until the next page.
func (c *ColumnWriter) dictionaryPage() (header, body []byte, err error) {
	values := c.dictionary.values
	if c.schema.Type.V == format.Int32 {
		for _, v := range values {
			body = binary.LittleEndian.AppendUint32(body, uint32(v))
		}
	} else {
		body = bytesOf(values)
	}
	header, err = encoded(&format.PageHeader{
		Type: format.DictionaryPage, UncompressedPageSize: int32(len(body)), CompressedPageSize: int32(len(body)), CRC: c.crc(body),
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(len(values)), Encoding: format.Plain}),
	})
	return header, body, err
}

// encodings lists those that the column may have.
func (c *ColumnWriter) encodings() []format.Encoding {
	switch {
	case c.dictionary != nil:
		return []format.Encoding{format.Plain, format.RLEDictionary}
	case c.schema.Type.V == format.Int64:
		return []format.Encoding{format.DeltaBinaryPacked}
	}
	return []format.Encoding{format.Plain}
}

// stats counts the row group's pages by encoding.
func (c *ColumnWriter) stats() (stats []format.PageEncodingStats) {
	for encoding, n := range c.counts {
		if n > 0 {
			stats = append(stats, format.PageEncodingStats{PageType: format.DataPage, Encoding: format.Encoding(encoding), Count: n})
		}
	}
	if c.dictionary != nil {
		stats = append(stats, format.PageEncodingStats{PageType: format.DictionaryPage, Encoding: format.Plain, Count: 1})
	}
	return stats
}

// index says what values the pages have.
func (c *ColumnWriter) index() format.ColumnIndex {
	n := len(c.least)
	index := format.ColumnIndex{NullPages: make([]bool, n), NullCounts: make([]int64, n)}
	for i := range n {
		index.MinValues, index.MaxValues = append(index.MinValues, c.plainValue(c.least[i])), append(index.MaxValues, c.plainValue(c.most[i]))
	}
	descending := func(a, b uint64) int { return cmp.Compare(b, a) }
	switch {
	case n < 2:
	case slices.IsSorted(c.least) && slices.IsSorted(c.most):
		index.BoundaryOrder = format.Ascending
	case slices.IsSortedFunc(c.least, descending) && slices.IsSortedFunc(c.most, descending):
		index.BoundaryOrder = format.Descending
	}
	return index
}

// reset begins a row group.
func (c *ColumnWriter) reset() {
	if c.dictionary != nil {
		c.dictionary.reset()
	}
	c.outgrown, c.rows, c.counts = false, 0, [len(c.counts)]int32{}
	c.pages.free()
	c.headers, c.places, c.least, c.most = c.headers[:0], c.places[:0], c.least[:0], c.most[:0]
}

// free gives the memory to other writers. The column can no longer be used.
func (c *ColumnWriter) free() {
	if c.dictionary != nil {
		c.dictionary.free()
	}
	c.pages.free()
	pageMemories.Put(c.pageMemory)
	*c = ColumnWriter{}
}

const signBit = 1 << 63

// ordered maps integers to words that compare as they do. Doubles above 0 do so
// as they are.
func ordered(v int64) uint64 { return uint64(v) ^ signBit }

// plainValue is the plain encoding of a value that ordered mapped.
func (c *ColumnWriter) plainValue(v uint64) []byte {
	switch c.schema.Type.V {
	case format.Double:
		return binary.LittleEndian.AppendUint64(nil, v)
	case format.Int64:
		return binary.LittleEndian.AppendUint64(nil, v^signBit)
	}
	return binary.LittleEndian.AppendUint32(nil, uint32(v))
}
