package parquetio

import (
	"encoding/binary"
	"errors"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

var errDelta = errors.New("DELTA_BINARY_PACKED page is damaged")

// maxBlock is the largest number of values in a block of deltas. Writers make
// blocks of 128 to 2,048 values.
const maxBlock = 1 << 16

// decodeDelta decodes a DELTA_BINARY_PACKED page of n values. src has slack
// bytes of capacity beyond its end.
func decodeDelta(dst []uint64, src []byte) error {
	var head [4]uint64
	for i := range head {
		v, n := binary.Uvarint(src)
		if n <= 0 {
			return errDelta
		}
		head[i], src = v, src[n:]
	}
	block, minis, total, value := head[0], head[1], head[2], uint64(unzigzag(head[3]))
	if block == 0 || block > maxBlock || minis == 0 || block%minis != 0 || block/minis%32 != 0 || total != uint64(len(dst)) {
		return errDelta
	}
	if len(dst) == 0 {
		return nil
	}
	dst[0] = value
	dst = dst[1:]
	mini := int(block / minis)
	for len(dst) > 0 {
		v, n := binary.Uvarint(src)
		if n <= 0 || len(src)-n < int(minis) {
			return errDelta
		}
		least := uint64(unzigzag(v))
		widths := src[n : n+int(minis)]
		src = src[n+int(minis):]
		if size := mini / 8 * sum(widths); len(dst) >= int(block) && size <= len(src) && slices.Max(widths) <= 64 {
			value = variants[vector.InUse()].sumDeltas(dst[:block], src[:len(src)+slack], widths, least, value)
			dst, src = dst[block:], src[size:]
			continue
		}
		for _, w := range widths {
			if len(dst) == 0 {
				break
			}
			k := min(mini, len(dst))
			if w > 64 || (k*int(w)+7)/8 > len(src) {
				return errDelta
			}
			value = sumMiniblock(dst[:k], src[:len(src)+slack], uint(w), least, value)
			size := min(mini/8*int(w), len(src)) // a writer may cut the last miniblock short
			dst, src = dst[k:], src[size:]
		}
	}
	return nil
}

func sum(widths []byte) (total int) {
	for _, w := range widths {
		total += int(w)
	}
	return total
}

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }
