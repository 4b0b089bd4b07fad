package parquetio

import (
	"errors"
	"hash/crc32"
	"io"
)

// Vouched reports whether the footer has checksums of everything in the file.
// The file must be parsed.
func (f *File) Vouched() bool { return f.meta.headers != "" }

// VerifyPages verifies the checksums of the pages of a row group, in all
// columns for which skip is false. It works in the memory of c.
func (f *File) VerifyPages(rowGroup int, c *Column, skip func(name string) bool) error {
	for _, field := range f.meta.columns {
		name := string(f.meta.name(field))
		if skip(name) {
			continue
		}
		c.bind(f, f.meta.columnType(field, name), Any)
		if err := c.Seek(rowGroup); err != nil {
			return err
		}
		for c.paged < c.rows {
			h, _, err := c.readPage()
			if err != nil {
				return err
			}
			if h.hasRows() {
				c.paged += h.values
			}
		}
	}
	return nil
}

// VerifyRest verifies what is neither a page nor the footer, in a vouched file.
func (f *File) VerifyRest() error {
	m := f.meta
	end := int64(len(magic))
	for g := range m.rowGroups {
		for leaf := range m.leaves {
			c, err := m.chunk(g, leaf)
			if err != nil {
				return f.fail(ErrCorrupt, "the footer is damaged", CopyAgain, err)
			}
			end = max(end, c.end)
		}
	}
	want, err := m.headerSum(len(m.chunks))
	if err != nil {
		return f.fail(ErrCorrupt, "the footer is damaged", CopyAgain, err)
	}
	head := make([]byte, len(magic))
	if _, err := f.file.ReadAt(head, 0); err != nil {
		return f.fail(ErrCorrupt, "damaged data", CopyAgain, err)
	}
	rest := crc32.NewIEEE()
	if _, err := io.Copy(rest, io.NewSectionReader(f.file, end, f.Size-int64(len(f.footer))-end)); err != nil {
		return f.fail(ErrCorrupt, "damaged data", CopyAgain, err)
	}
	if string(head) != magic || rest.Sum32() != want {
		return f.fail(ErrCorrupt, "damaged data", CopyAgain, errors.New("the checksum of what is around the pages does not match"))
	}
	return nil
}
