package parquetio

import (
	"fmt"
	"hash/crc32"
	"io"

	"github.com/parquet-go/parquet-go/format"
)

func (c *Column) readHeader() (pageHeader, error) {
	for size := headerSize; ; size *= 32 {
		if err := c.fill(size); err != nil && err != io.ErrUnexpectedEOF {
			return pageHeader{}, err
		}
		h, n, err := parsePageHeader(c.window)
		if err == nil {
			if c.chunk.vouched {
				c.headers = crc32.Update(c.headers, crc32.IEEETable, c.window[:n])
			}
			c.window = c.window[n:]
			return h, nil
		}
		if size >= maxHeader || len(c.window) < size {
			return h, fmt.Errorf("page header: %w", err)
		}
	}
}

// fill makes the next n bytes of the chunk, or all that are left, available in
// window.
func (c *Column) fill(n int) error {
	if len(c.window) >= n {
		return nil
	}
	have := len(c.window)
	if rest := c.file.inMemory(c.next - int64(have)); rest != nil {
		c.window = rest[:c.chunk.end-c.next+int64(have)]
		c.next = c.chunk.end
		if len(c.window) < n {
			return io.ErrUnexpectedEOF
		}
		return nil
	}
	want := int(min(int64(n+headerSize), int64(have)+c.chunk.end-c.next))
	if cap(c.buffer) < want+slack {
		grown := make([]byte, want+want/4+slack)
		copy(grown, c.window)
		c.buffer = grown
	} else {
		copy(c.buffer[:have], c.window)
	}
	c.window = c.buffer[:want]
	if _, err := c.file.file.ReadAt(c.window[have:], c.next); err != nil {
		return err
	}
	c.next += int64(want - have)
	if want < n {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// expand decompresses src into the page buffer.
func (c *Column) expand(src []byte, size int) ([]byte, error) {
	if c.chunk.codec == format.Uncompressed {
		if len(src) != size {
			return nil, errSize
		}
		return src, nil
	}
	if c.chunk.codec == format.Brotli {
		var err error
		c.page, err = c.codecs.growBrotli(c.page, size, src)
		return c.page, err
	}
	if cap(c.page) < size+slack {
		c.page = make([]byte, size+size/4+slack)
	}
	c.page = c.page[:size]
	return c.page, c.codecs.decode(c.chunk.codec, c.page, src)
}
