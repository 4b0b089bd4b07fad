package parquetio

import (
	"errors"
	"fmt"

	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A Column reads one column of a file, row group by row group. It keeps its
// buffers from file to file. The zero value is ready for Bind.
type Column struct {
	file     *File
	typ      columnType
	rule     Rule
	rowGroup int
	firstRow int64  // the row group's first row in the file
	rows     int64  // of the row group
	paged    int64  // rows in the pages begun so far
	padding  int64  // bytes beyond values in these pages; see maxPadding
	empty    int    // pages without values
	headers  uint32 // checksum of the headers of the pages read
	unsummed bool   // a page without a checksum was read since Bind

	chunk   chunk
	next    int64  // file position after window
	window  []byte // bytes read but not used yet
	buffer  []byte // window's memory
	page    []byte // decompressed page
	unpack  []byte // its values, if the page holds neither plain values nor indexes
	codecs  decompressor
	spare   [folded]byte // checksum's
	dict    []uint64
	dict8   []byte // its low bytes, if the rule asks for signs
	dictBad bool   // the dictionary has values that break the rule

	left    int    // values left in the page
	deltas  []byte // these values, delta-encoded
	plain   []byte // or little-endian, width bytes each; if both are nil, indexes
	width   int
	indexes hybrid
}

// Bind attaches c to a column of a parsed file.
func (c *Column) Bind(f *File, name string, kind Kind, rule Rule) error {
	typ, err := f.column(name, kind)
	if err != nil {
		return err
	}
	c.bind(f, typ, rule)
	return nil
}

func (c *Column) bind(f *File, typ columnType, rule Rule) {
	c.file, c.typ, c.rule, c.firstRow, c.rows, c.unsummed = f, typ, rule, 0, 0, false
}

// Unsummed reports whether any page read since Bind has no checksum, so that
// damage could go unnoticed.
func (c *Column) Unsummed() bool { return c.unsummed }

// Seek goes to the beginning of a row group. Row groups are read in order;
// empty ones may be skipped.
func (c *Column) Seek(rowGroup int) error {
	rows := c.file.meta.rowGroups[rowGroup]
	c.rowGroup, c.firstRow, c.rows = rowGroup, c.firstRow+c.rows, rows
	c.paged, c.padding, c.empty, c.headers, c.left = 0, 0, 0, 0, 0
	var err error
	if c.chunk, err = c.file.meta.chunk(rowGroup, c.typ.firstLeaf); err != nil {
		return c.corrupt(err)
	}
	k := &c.chunk
	switch {
	case k.external:
		return c.fail(ErrUnsupported, "the column's data are encrypted or in another file", "write one plain file", nil)
	case k.typ != c.typ.physical || k.values != rows:
		return c.corrupt(fmt.Errorf("%v × %d where the schema and the row group have %v × %d", k.typ, k.values, c.typ.physical, rows))
	case !c.file.contains(k):
		return c.corrupt(fmt.Errorf("its bytes [%d, %d) are not inside the file", k.start, k.end))
	}
	if c.file.ahead != nil {
		c.file.fetch(rowGroup, k)
	}
	c.next, c.window, c.dict, c.dict8, c.dictBad = k.start, nil, c.dict[:0], c.dict8[:0], false
	return nil
}

// nextPage decodes pages until one has values.
func (c *Column) nextPage() error {
	for c.left == 0 {
		if c.paged == c.rows {
			return c.corrupt(errors.New("read beyond the row group"))
		}
		h, body, err := c.readPage()
		if err != nil {
			return err
		}
		if c.padding += h.padding(); c.padding > maxPadding {
			return c.corrupt(errPadding)
		}
		switch h.typ {
		case format.DictionaryPage:
			err = c.readDictionary(&h, body)
		case format.DataPage, format.DataPageV2:
			err = c.readData(&h, body)
		}
		var e *Error
		if errors.As(err, &e) {
			return e
		}
		if errors.Is(err, ErrUnsupported) {
			return c.fail(ErrUnsupported, "cannot read a page", "write the file with PLAIN or dictionary encoding and Snappy or zstd", err)
		}
		if err != nil {
			return c.corrupt(err)
		}
	}
	return nil
}

// readPage reads the next page, checks its header and verifies the checksum of
// its body. It counts pages without values.
func (c *Column) readPage() (h pageHeader, body []byte, err error) {
	at := c.next - int64(len(c.window))
	if h, err = c.readHeader(); err != nil {
		return h, nil, c.corrupt(err)
	}
	switch err := h.check(c.chunk.codec, int64(len(c.window))+c.chunk.end-c.next, c.rows-c.paged); {
	case err == errPageSize:
		return h, nil, c.large(h.uncompressed)
	case err != nil:
		return h, nil, c.corrupt(err)
	}
	if h.values == 0 {
		c.empty++
	}
	if c.empty > maxEmpty {
		return h, nil, c.corrupt(errPadding)
	}
	if err := c.fill(int(h.compressed)); err != nil {
		return h, nil, c.corrupt(err)
	}
	body = c.window[:h.compressed]
	c.window = c.window[h.compressed:]
	if !c.verify(&h, body) {
		return h, nil, c.corrupt(fmt.Errorf("the checksum of the page at byte %d does not match", at))
	}
	if c.chunk.vouched && h.hasRows() && h.values == c.rows-c.paged && c.headers != c.chunk.headers {
		return h, nil, c.corrupt(errors.New("the checksum of the page headers does not match"))
	}
	return h, body, nil
}

// verify reports whether a page matches its checksum, if it has one.
func (c *Column) verify(h *pageHeader, body []byte) bool {
	c.unsummed = c.unsummed || !h.summed
	return !h.summed || c.file.sealed || variants[vector.InUse()].checksum(body, &c.spare) == h.crc
}

func (c *Column) fail(kind error, problem, remedy string, cause error) *Error {
	e := c.file.fail(kind, problem, remedy, cause)
	e.Column, e.RowGroup = c.typ.name, c.rowGroup
	return e
}

// large is the error for a page larger than maxPage.
func (c *Column) large(size int64) *Error {
	return c.fail(ErrUnsupported, fmt.Sprintf("a page has %d bytes; at most %d are read", size, maxPage), "write the file with smaller pages", nil)
}

func (c *Column) corrupt(cause error) *Error {
	return c.fail(ErrCorrupt, "damaged data", CopyAgain, cause)
}
