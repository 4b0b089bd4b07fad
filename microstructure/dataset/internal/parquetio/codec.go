package parquetio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

var errSize = errors.New("decompressed size differs from the page header's")

// A decompressor holds the state of the codecs that have any.
type decompressor struct {
	zstd   *zstd.Decoder
	gzip   *gzip.Reader
	brotli *brotli.Reader
	input  bytes.Reader
}

// decode decompresses src into dst, which has exactly the size that the page
// header states.
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
			if d.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPage)); err != nil {
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
		return readExactly(d.gzip, dst)
	case format.Brotli:
		d.input.Reset(src)
		if d.brotli == nil {
			d.brotli = new(brotli.Reader)
		}
		if err := d.brotli.Reset(&d.input); err != nil {
			return err
		}
		return readExactly(d.brotli, dst)
	case format.Lz4Raw:
		return lz4Block(dst, src)
	case format.Lz4:
		return hadoopLZ4(dst, src)
	default:
		return fmt.Errorf("%w: compression %v", ErrUnsupported, codec)
	}
}

func readExactly(r io.Reader, dst []byte) error {
	if _, err := io.ReadFull(r, dst); err != nil {
		return err
	}
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
