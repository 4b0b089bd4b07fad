package parquetio

import (
	"encoding/binary"
	"math/bits"

	"github.com/parquet-go/parquet-go/format"
)

const (
	deltaBlock = 128 // values
	deltaMini  = 32
	pageRows   = 1 << 15
	// maxDictionary is the number of distinct values up to which a dictionary
	// is used: 17-bit indexes into a megabyte.
	maxDictionary = 1 << 17
)

// appendPacked appends values of w bits each, least significant bit first.
// Their number is a multiple of eight.
func appendPacked(dst []byte, values []uint64, w uint) []byte {
	var hold uint64
	var n uint
	for _, v := range values {
		hold |= v << n
		if n += w; n >= 64 {
			dst = binary.LittleEndian.AppendUint64(dst, hold)
			n -= 64
			hold = v >> (w - n)
		}
	}
	for ; n > 0; n -= min(n, 8) {
		dst = append(dst, byte(hold))
		hold >>= 8
	}
	return dst
}

// appendDeltas appends values as DELTA_BINARY_PACKED.
func appendDeltas(dst []byte, values []uint64) []byte {
	dst = binary.AppendUvarint(dst, deltaBlock)
	dst = binary.AppendUvarint(dst, deltaBlock/deltaMini)
	dst = binary.AppendUvarint(dst, uint64(len(values)))
	if len(values) == 0 {
		return append(dst, 0)
	}
	last := values[0]
	dst = binary.AppendVarint(dst, int64(last))
	for rest := values[1:]; len(rest) > 0; {
		var block [deltaBlock]uint64
		n := min(len(rest), deltaBlock)
		least := int64(rest[0] - last)
		for i, v := range rest[:n] {
			block[i] = v - last
			least = min(least, int64(block[i]))
			last = v
		}
		dst = binary.AppendVarint(dst, least)
		for i := range block {
			if i < n {
				block[i] -= uint64(least)
			} else {
				block[i] = 0
			}
		}
		var widths [deltaBlock / deltaMini]byte
		for m := range widths {
			var all uint64
			for _, v := range block[m*deltaMini : (m+1)*deltaMini] {
				all |= v
			}
			widths[m] = byte(bits.Len64(all))
		}
		dst = append(dst, widths[:]...)
		for m, w := range widths {
			if m*deltaMini < n {
				dst = appendPacked(dst, block[m*deltaMini:(m+1)*deltaMini], uint(w))
			}
		}
		rest = rest[n:]
	}
	return dst
}

// appendIndexes appends dictionary indexes: their width, and one bit-packed run.
func appendIndexes(dst []byte, indexes []uint64, w uint) []byte {
	dst = append(dst, byte(w))
	dst = binary.AppendUvarint(dst, uint64(len(indexes)+7)/8<<1|1)
	whole := len(indexes) / 8 * 8
	dst = appendPacked(dst, indexes[:whole], w)
	if whole < len(indexes) {
		var last [8]uint64
		copy(last[:], indexes[whole:])
		dst = appendPacked(dst, last[:], w)
	}
	return dst
}

func appendPlain(dst []byte, values []uint64, typ format.Type) []byte {
	for _, v := range values {
		if typ == format.Int32 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(v))
		} else {
			dst = binary.LittleEndian.AppendUint64(dst, v)
		}
	}
	return dst
}
