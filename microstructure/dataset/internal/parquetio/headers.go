package parquetio

import (
	"errors"
	"hash/crc32"
	"slices"
)

// Headers collects the page headers of a file while it is written. It must be
// given all bytes of the file, from its magic up to its last page.
type Headers struct {
	at     int64  // position in the file of what comes next
	next   int64  // position of the next header
	header []byte // its bytes so far
	pages  []placedHeader
}

type placedHeader struct {
	at    int64
	bytes []byte
}

var errHeaders = errors.New("parquet: the writer wrote something else than pages")

// NewHeaders begins a file.
func NewHeaders() *Headers { return &Headers{next: int64(len(magic))} }

// Write takes the next bytes.
func (s *Headers) Write(b []byte) (int, error) {
	size := len(b)
	for len(b) > 0 {
		if s.at < s.next {
			n := min(s.next-s.at, int64(len(b)))
			s.at, b = s.at+n, b[n:]
			continue
		}
		have := len(s.header)
		take := min(len(b), headerSize-have)
		s.header = append(s.header, b[:take]...)
		h, length, err := parsePageHeader(s.header)
		if err == nil && h.compressed < 0 || err != nil && len(s.header) == headerSize {
			return 0, errHeaders
		}
		if err == nil {
			s.pages = append(s.pages, placedHeader{s.at - int64(have), slices.Clone(s.header[:length])})
			take, s.header = length-have, s.header[:0]
			s.next = s.at + int64(take) + h.compressed
		}
		s.at, b = s.at+int64(take), b[take:]
	}
	return size, nil
}

// At is the number of bytes written.
func (s *Headers) At() int64 { return s.at }

// Sum is the checksum of the headers in a range of the file.
func (s *Headers) Sum(from, to int64) uint32 {
	var crc uint32
	for _, h := range s.pages {
		if h.at >= from && h.at < to {
			crc = crc32.Update(crc, crc32.IEEETable, h.bytes)
		}
	}
	return crc
}
