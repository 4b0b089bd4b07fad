package columns

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
)

// A stream reads a buffer of a batch from its beginning on.
type stream struct {
	size int64 // of the buffer, decompressed
	in   *bufio.Reader
	lz4  *lz4.Reader
	zstd *zstd.Decoder
	took []byte
}

// Codecs of BodyCompression.
const (
	codecLZ4 = iota
	codecZstd
)

// streamBytes is how much of a buffer is read at a time.
const streamBytes = 64 << 10

// open goes to a buffer. A compressed one begins with its size, or with -1
// where it did not get smaller.
func (s *stream) open(f *arrowFile, m *arrowBatch, b arrowBuffer) error {
	section := io.NewSectionReader(f.file, m.body+b.at, b.size)
	s.size = b.size
	in := io.Reader(section)
	if m.codec >= 0 && b.size > 0 {
		var head [8]byte
		if _, err := io.ReadFull(section, head[:]); err != nil {
			return err
		}
		s.size = int64(binary.LittleEndian.Uint64(head[:]))
		switch {
		case s.size == -1:
			s.size = b.size - 8
		case s.size < 0:
			return errors.New("a buffer of a size below 0")
		case m.codec == codecLZ4:
			if s.lz4 == nil {
				s.lz4 = lz4.NewReader(nil)
			}
			s.lz4.Reset(section)
			in = s.lz4
		case m.codec == codecZstd:
			var err error
			if s.zstd == nil {
				s.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxArrowBuffer))
			}
			if err == nil {
				err = s.zstd.Reset(section)
			}
			if err != nil {
				return err
			}
			in = s.zstd
		default:
			return f.unsupported(fmt.Sprintf("compression number %d", m.codec), "write the file with LZ4 or zstd, or without compression")
		}
	}
	in = io.LimitReader(in, s.size)
	if s.in == nil {
		s.in = bufio.NewReaderSize(in, streamBytes)
	}
	s.in.Reset(in)
	return nil
}

// take reads the next n bytes, valid until the next call.
func (s *stream) take(n int) ([]byte, error) {
	if int64(n) > s.size {
		return nil, io.ErrUnexpectedEOF
	}
	if cap(s.took) < n {
		s.took = make([]byte, n)
	}
	s.took = s.took[:n]
	_, err := io.ReadFull(s.in, s.took)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return s.took, err
}

func (s *stream) skip(n int64) error {
	_, err := io.CopyN(io.Discard, s.in, n)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}
