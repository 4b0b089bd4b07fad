package parquetio

import (
	"encoding/binary"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// loops are the innermost loops over pages and their values; they have a
// vectorised variant.
type loops struct {
	// gather looks up len(dst) indexes of width bits, at most 32, from a bit of
	// packs on, and stores the dictionary's values in dst. It reports whether
	// all indexes were in range.
	gather func(dst, dictionary []uint64, packs []byte, bit, width uint) bool
	// gatherBits does the same for one-bit indexes and a dictionary of two, for
	// most of dst, and returns how many values it set.
	gatherBits func(dst, dictionary, packs []byte, bit uint) int
	// sumDeltas fills dst with running sums from value of deltas, and returns
	// the last one. They are as many miniblocks of one length, a multiple of
	// 32, as there are widths, at most 64; a delta is least plus a number of
	// its miniblock's width.
	sumDeltas func(dst []uint64, packs, widths []byte, least, value uint64) uint64
	// copyBounded copies little-endian words and reports whether each minus
	// least is at most span.
	copyBounded func(dst []uint64, src []byte, least, span uint64) bool
	// checksum is the CRC-32 of parquet pages. spare is scratch memory.
	checksum func(b []byte, spare *[folded]byte) uint32
}

var variants = vector.NewVariants(loops{
	gather:      gatherWords,
	gatherBits:  gatherBits,
	sumDeltas:   sumDeltas,
	copyBounded: copyBounded,
	checksum:    checksum,
})

// gatherWords unpacks eight indexes at a time where two of them fit into a
// load: each group of eight begins at the same bit of a byte.
func gatherWords(dst, dictionary []uint64, packs []byte, bit, width uint) bool {
	width &= 63
	mask, n := uint64(1)<<width-1, uint64(len(dictionary))
	if 2*width+7 <= 64 {
		p := packs[bit>>3:]
		bit0, bit2, bit4, bit6 := bit&7, bit&7+2*width, bit&7+4*width, bit&7+6*width
		at2, at4, at6 := bit2>>3, bit4>>3, bit6>>3
		for ; len(dst) >= 8; dst = dst[8:] {
			v0 := binary.LittleEndian.Uint64(p) >> bit0
			v2 := binary.LittleEndian.Uint64(p[at2:]) >> (bit2 & 7)
			v4 := binary.LittleEndian.Uint64(p[at4:]) >> (bit4 & 7)
			v6 := binary.LittleEndian.Uint64(p[at6:]) >> (bit6 & 7)
			v1, v3, v5, v7 := v0>>width&mask, v2>>width&mask, v4>>width&mask, v6>>width&mask
			v0, v2, v4, v6 = v0&mask, v2&mask, v4&mask, v6&mask
			if v0 >= n || v1 >= n || v2 >= n || v3 >= n || v4 >= n || v5 >= n || v6 >= n || v7 >= n {
				return false
			}
			dst[0], dst[1], dst[2], dst[3] = dictionary[v0], dictionary[v1], dictionary[v2], dictionary[v3]
			dst[4], dst[5], dst[6], dst[7] = dictionary[v4], dictionary[v5], dictionary[v6], dictionary[v7]
			p = p[width:]
			bit += 8 * width
		}
	}
	return gatherEach(dst, dictionary, packs, bit, width)
}

// gatherEach takes one index at a time.
func gatherEach[T uint64 | byte](dst, dictionary []T, packs []byte, bit, width uint) bool {
	mask, n := uint64(1)<<(width&63)-1, uint64(len(dictionary))
	for i := range dst {
		v := binary.LittleEndian.Uint64(packs[bit>>3:]) >> (bit & 7) & mask
		if v >= n {
			return false
		}
		dst[i] = dictionary[v]
		bit += width
	}
	return true
}

// gatherBits takes eight bits at a time.
func gatherBits(dst, dictionary, packs []byte, bit uint) int {
	const ones = 0x0101010101010101
	zero, flip := uint64(dictionary[0])*ones, uint64(dictionary[0]^dictionary[1])
	n := len(dst) &^ 7
	for i := 0; i < n; i += 8 {
		v := uint64(binary.LittleEndian.Uint16(packs[bit>>3:]) >> (bit & 7) & 0xff)
		// Spread the eight bits to the lowest bits of eight bytes.
		v = (v | v<<28) & 0x0000000f0000000f
		v = (v | v<<14) & 0x0003000300030003
		v = (v | v<<7) & ones
		binary.LittleEndian.PutUint64(dst[i:], zero^v*flip)
		bit += 8
	}
	return n
}

func sumDeltas(dst []uint64, packs, widths []byte, least, value uint64) uint64 {
	n := len(dst) / len(widths)
	for _, w := range widths {
		value = sumMiniblock(dst[:n], packs, uint(w), least, value)
		dst, packs = dst[n:], packs[n/8*int(w):]
	}
	return value
}

func sumMiniblock(dst []uint64, packs []byte, width uint, least, value uint64) uint64 {
	if width > 56 { // a number may reach into a ninth byte
		return sumWideDeltas(dst, packs, width, least, value)
	}
	mask := uint64(1)<<(width&63) - 1
	bit := uint(0)
	if 2*width+7 <= 64 { // two in a load
		for ; len(dst) >= 2; dst = dst[2:] {
			v := binary.LittleEndian.Uint64(packs[bit>>3:]) >> (bit & 7)
			first := least + v&mask
			both := first + (least + v>>(width&63)&mask)
			dst[0], dst[1] = value+first, value+both
			value += both
			bit += 2 * width
		}
	}
	for i := range dst {
		value += least + binary.LittleEndian.Uint64(packs[bit>>3:])>>(bit&7)&mask
		dst[i] = value
		bit += width
	}
	return value
}

func sumWideDeltas(dst []uint64, packs []byte, width uint, least, value uint64) uint64 {
	mask := ^uint64(0) >> (64 - width)
	for i := range dst {
		bit := uint(i) * width
		v := binary.LittleEndian.Uint64(packs[bit>>3:])>>(bit&7) | uint64(packs[bit>>3+8])<<1<<(63-bit&7)
		value += least + v&mask
		dst[i] = value
	}
	return value
}

func copyBounded(dst []uint64, src []byte, least, span uint64) bool {
	src = src[:8*len(dst)]
	bad := 0
	for i := range dst {
		v := binary.LittleEndian.Uint64(src[8*i:])
		dst[i] = v
		if v-least > span {
			bad++
		}
	}
	return bad == 0
}
