package parquetio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/molecule-man/go-brrr"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

var errSize = errors.New("decompressed size differs from the page header's")

// A decompressor holds the state of the codecs.
type decompressor struct {
	zstd   *zstd.Decoder
	gzip   *gzip.Reader
	brotli *brrr.Reader
	input  bytes.Reader
}

// inflated is the largest decompressed size of n bytes of a codec. It bounds
// the size that a page header may claim. Brotli has no useful bound: see
// growBrotli.
func inflated(codec format.CompressionCodec, n int64) int64 {
	switch codec {
	case format.Uncompressed:
		return n
	case format.Snappy:
		return 22 * n // 3 bytes copy 64
	case format.Gzip:
		return 1032 * n // 2 bits copy 258 bytes
	case format.Lz4Raw, format.Lz4:
		return 255 * n // a byte lengthens a copy by that
	case format.Zstd:
		return 1 << 15 * n // 4 bytes are a block of 128 KiB
	}
	return math.MaxInt64
}

// growBrotli decompresses src into dst, which grows with the output: a few
// bytes of Brotli can hold, or claim to hold, any size.
func (d *decompressor) growBrotli(dst []byte, size int, src []byte) ([]byte, error) {
	if size == 0 && len(src) == 0 {
		return dst[:0], nil
	}
	d.input.Reset(src)
	if d.brotli == nil {
		d.brotli = new(brrr.Reader)
	}
	d.brotli.Reset(&d.input)
	for dst = dst[:0]; len(dst) < size; {
		n := min(size, max(2*len(dst), cap(dst)-slack, 1<<16))
		dst = slices.Grow(dst, n+slack-len(dst))
		if _, err := io.ReadFull(d.brotli, dst[len(dst):n]); err != nil {
			return dst, err
		}
		dst = dst[:n]
	}
	if err := atEnd(d.brotli); err != nil {
		return dst, err
	}
	if d.input.Len() > 0 { // the stream ends before the page does
		return dst, errSize
	}
	return slices.Grow(dst, slack), nil
}

// decode decompresses src into dst, which has exactly the size that the page
// header states. For Brotli see growBrotli.
func (d *decompressor) decode(codec format.CompressionCodec, dst, src []byte) error {
	if len(dst) == 0 && len(src) == 0 {
		return nil
	}
	switch codec {
	case format.Snappy:
		if n, err := s2.DecodedLen(src); err != nil || n != len(dst) {
			return errSize
		}
		_, err := s2.Decode(dst, src)
		return err
	case format.Zstd:
		if d.zstd == nil {
			var err error
			if d.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPage), zstd.WithDecodeAllCapLimit(true)); err != nil {
				return err
			}
		}
		out, err := d.zstd.DecodeAll(src, dst[:0:len(dst)])
		if err == nil && len(out) != len(dst) {
			err = errSize
		}
		return err
	case format.Gzip:
		d.input.Reset(src)
		if d.gzip == nil {
			d.gzip = new(gzip.Reader)
		}
		if err := d.gzip.Reset(&d.input); err != nil {
			return err
		}
		if _, err := io.ReadFull(d.gzip, dst); err != nil {
			return err
		}
		return atEnd(d.gzip)
	case format.Lz4Raw:
		return lz4Block(dst, src)
	case format.Lz4:
		return hadoopLZ4(dst, src)
	default:
		return fmt.Errorf("%w: compression %v", ErrUnsupported, codec)
	}
}

func atEnd(r io.Reader) error {
	var more [1]byte
	if n, err := r.Read(more[:]); n != 0 || err != io.EOF {
		return errSize
	}
	return nil
}

func lz4Block(dst, src []byte) error {
	n, err := lz4.UncompressBlock(src, dst)
	if err == nil && n != len(dst) {
		err = errSize
	}
	return err
}

// hadoopLZ4 decodes the deprecated LZ4 codec: blocks, each after its
// decompressed and its compressed size, big-endian. Some writers left the
// sizes out.
func hadoopLZ4(dst, src []byte) error {
	rest, in := dst, src
	for len(in) >= 8 {
		size, packed := int64(binary.BigEndian.Uint32(in)), int64(binary.BigEndian.Uint32(in[4:]))
		if size > int64(len(rest)) || packed > int64(len(in)-8) || lz4Block(rest[:size], in[8:8+packed]) != nil {
			break
		}
		rest, in = rest[size:], in[8+packed:]
	}
	if len(rest) == 0 && len(in) == 0 {
		return nil
	}
	return lz4Block(dst, src)
}
