package parquetio

import (
	"encoding/binary"
	"errors"
)

var errDelta = errors.New("DELTA_BINARY_PACKED page is damaged")

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
	if block == 0 || block > 1<<20 || minis == 0 || block%minis != 0 || block/minis%32 != 0 || total != uint64(len(dst)) {
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
		for _, w := range widths {
			if len(dst) == 0 {
				break
			}
			k := min(mini, len(dst))
			size := mini / 8 * int(w)
			if w > 64 || (k*int(w)+7)/8 > len(src) {
				return errDelta
			}
			size = min(size, len(src)) // a writer may cut the last miniblock short
			value = unpackDeltas(dst[:k], src[:len(src)+slack], uint(w), least, value)
			dst, src = dst[k:], src[size:]
		}
	}
	return nil
}

// unpackDeltas fills dst with running sums from value of deltas that are least
// plus a w-bit number, and returns the last one.
func unpackDeltas(dst []uint64, src []byte, w uint, least, value uint64) uint64 {
	mask := uint64(1)<<w - 1
	if w > 56 { // a value may reach into a ninth byte
		if w == 64 {
			mask = ^uint64(0)
		}
		for i := range dst {
			bit := uint(i) * w
			v := binary.LittleEndian.Uint64(src[bit>>3:])>>(bit&7) | uint64(src[bit>>3+8])<<1<<(63-bit&7)
			value += least + v&mask
			dst[i] = value
		}
		return value
	}
	bit := uint(0)
	if 2*w+7 <= 64 { // two in a load
		for ; len(dst) >= 2; dst = dst[2:] {
			v := binary.LittleEndian.Uint64(src[bit>>3:]) >> (bit & 7)
			first := value + least + v&mask
			value = first + least + v>>w&mask
			dst[0], dst[1] = first, value
			bit += 2 * w
		}
	}
	for i := range dst {
		value += least + binary.LittleEndian.Uint64(src[bit>>3:])>>(bit&7)&mask
		dst[i] = value
		bit += w
	}
	return value
}

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }
