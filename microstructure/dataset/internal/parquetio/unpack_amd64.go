//go:build !purego

package parquetio

import (
	"slices"
	"unsafe"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

func init() {
	wide := loops{
		gather:      gatherWide,
		gatherBits:  gatherBitsWide,
		sumDeltas:   sumDeltasNarrow,
		copyBounded: copyBoundedNarrow,
		checksum:    checksum,
	}
	variants.Set(vector.AVX2, wide)
	wide.copyBounded = copyBoundedWide
	variants.Set(vector.AVX512, wide)
	wide.sumDeltas = sumDeltasWide
	wide.checksum = checksumWide
	variants.Set(vector.AVX512VBMI, wide)
}

// The largest widths of numbers that fit four and eight bytes at any bit
// offset.
const (
	maxWidth32 = 25
	maxWidth64 = 56
)

// lanes say, per width, which bytes hold each of eight numbers that begin at a
// byte boundary, and how far to shift them: first the bytes of each number,
// then the shifts, as long as the numbers.
type lanes [][128]byte

// AVX2 chooses among 16 bytes at a time, which hold four numbers of 32 bits or
// two of 64, AVX-512 VBMI among 64.
var (
	lanes32  = newLanes(maxWidth32, 4, 4)
	narrow64 = newLanes(maxWidth64, 8, 2)
	wide64   = newLanes(maxWidth64, 8, 8)
)

// newLanes describes eight numbers of size bytes, from as many loads as it
// takes with perLoad numbers each.
func newLanes(maxWidth, size, perLoad int) lanes {
	all := make(lanes, maxWidth+1)
	for width := range all {
		from, shift := all[width][:8*size], all[width][8*size:]
		for i := range 8 {
			bit := i * width
			start := i / perLoad * perLoad * width >> 3
			for b := range size {
				from[size*i+b] = byte(bit>>3 - start + b)
			}
			shift[size*i] = byte(bit & 7)
		}
	}
	return all
}

// fewIndexes take longer in a vector loop than in the plain one.
const fewIndexes = 64

// gatherWide looks up plainly what is before a byte boundary, and a rest.
func gatherWide(dst, dictionary []uint64, packs []byte, bit, width uint) bool {
	if len(dst) < fewIndexes || width > maxWidth32 || len(dictionary) == 0 {
		return gatherWords(dst, dictionary, packs, bit, width)
	}
	head := 0
	for at := bit; at&7 != 0 && head < len(dst); head++ {
		at += width
	}
	if !gatherWords(dst[:head], dictionary, packs, bit, width) {
		return false
	}
	dst, packs = dst[head:], packs[(bit+uint(head)*width)>>3:]
	dictionary = dictionary[:min(len(dictionary), 1<<width)]
	n := len(dst) &^ 7
	size := n / 8 * int(width)
	return gatherAVX2(dst[:n], dictionary, first(packs[:size+slack]), &lanes32[width][0], width) &&
		gatherWords(dst[n:], dictionary, packs[size:], 0, width)
}

// first is where a slice begins.
func first(s []byte) *byte { return unsafe.SliceData(s) }

func gatherBitsWide(dst, dictionary, packs []byte, bit uint) int {
	n := len(dst) &^ 31
	gatherBitsAVX2(dst[:n], dictionary[0], dictionary[1], first(packs[bit>>3:][:n/8+8]), bit&7)
	return n + gatherBits(dst[n:], dictionary, packs, bit+uint(n))
}

func sumDeltasNarrow(dst []uint64, packs, widths []byte, least, value uint64) uint64 {
	return sumDeltasBy(sumDeltasAVX2, narrow64, dst, packs, widths, least, value)
}

func sumDeltasWide(dst []uint64, packs, widths []byte, least, value uint64) uint64 {
	return sumDeltasBy(sumDeltasAVX512, wide64, dst, packs, widths, least, value)
}

func sumDeltasBy(loop func(dst []uint64, packs *byte, widths []byte, lanes *byte, miniblock int, least, value uint64) uint64, l lanes, dst []uint64, packs, widths []byte, least, value uint64) uint64 {
	n := len(dst) / len(widths)
	if n == 0 || slices.Max(widths) > maxWidth64 {
		return sumDeltas(dst, packs, widths, least, value)
	}
	packs = packs[:n/8*sum(widths)+slack]
	return loop(dst[:n*len(widths)], first(packs), widths, &l[0][0], n, least, value)
}

func copyBoundedNarrow(dst []uint64, src []byte, least, span uint64) bool {
	return copyBoundedAVX2(dst, first(src[:8*len(dst)]), least, span)
}

func copyBoundedWide(dst []uint64, src []byte, least, span uint64) bool {
	return copyBoundedAVX512(dst, first(src[:8*len(dst)]), least, span)
}
