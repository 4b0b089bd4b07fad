//go:build goexperiment.simd && amd64 && !go1.27

package parquetio

import (
	"encoding/binary"
	simd "simd/archsimd"
	"slices"
	"unsafe"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

func init() {
	variants.Set(vector.AVX512VBMI, loops{
		gather:      gatherAVX512,
		gatherBits:  gatherBitsAVX512,
		sumDeltas:   sumDeltasAVX512,
		copyBounded: copyBoundedAVX512,
		checksum:    checksumAVX512,
	})
	for width := range lanes {
		for i := range uint(8) {
			first := i * uint(width)
			lanes[width].shift[i] = uint64(first & 7)
			for b := range uint(8) {
				lanes[width].from[8*i+b] = byte(first>>3 + b)
			}
		}
	}
}

// maxLane is the largest width of a number that fits eight bytes at any bit
// offset.
const maxLane = 56

// lanes say, per width, which bytes hold each of eight numbers that begin at a
// byte boundary, and how far to shift them.
var lanes [maxLane + 1]struct {
	from  [64]uint8
	shift [8]uint64
}

// bytes64 returns 64 bytes of s from i on.
func bytes64(s []byte, i uint) *[64]byte { return (*[64]byte)(s[i : i+64 : i+64]) }

// gatherAVX512 unpacks a few hundred indexes and checks their range at once,
// and looks them up afterwards: loading a word of a vector just stored would
// stall.
func gatherAVX512(dst, dictionary []uint64, packs []byte, bit, width uint) bool {
	if len(dictionary) == 0 {
		return len(dst) == 0
	}
	head := 0
	for ; bit&7 != 0 && head < len(dst); head++ {
		bit += width
	}
	if !gatherWords(dst[:head], dictionary, packs, bit-uint(head)*width, width) {
		return false
	}
	dst = dst[head:]
	from, shift := simd.LoadUint8x64(&lanes[width].from), simd.LoadUint64x8(&lanes[width].shift)
	mask, most := simd.BroadcastUint64x8(1<<(width&63)-1), simd.BroadcastUint64x8(uint64(len(dictionary)-1))
	values := unsafe.Pointer(unsafe.SliceData(dictionary))
	var at [256]uint64
	p := bit >> 3
	for len(dst) >= vector.Len {
		n := min(len(dst)&^7, len(at))
		var top simd.Uint64x8
		for i := 0; i < n; i += vector.Len {
			v := simd.LoadUint8x64(bytes64(packs, p)).Permute(from).AsUint64x8().ShiftRight(shift).And(mask)
			top = top.Max(v)
			v.ShiftAllLeft(3).Store(eight(at[:], i))
			p += width
		}
		if top.Greater(most).ToBits() != 0 {
			simd.ClearAVXUpperBits()
			return false
		}
		for i := 0; i < n; i += vector.Len {
			out, at := eight(dst, i), eight(at[:], i)
			out[0] = *(*uint64)(unsafe.Add(values, at[0]))
			out[1] = *(*uint64)(unsafe.Add(values, at[1]))
			out[2] = *(*uint64)(unsafe.Add(values, at[2]))
			out[3] = *(*uint64)(unsafe.Add(values, at[3]))
			out[4] = *(*uint64)(unsafe.Add(values, at[4]))
			out[5] = *(*uint64)(unsafe.Add(values, at[5]))
			out[6] = *(*uint64)(unsafe.Add(values, at[6]))
			out[7] = *(*uint64)(unsafe.Add(values, at[7]))
		}
		dst = dst[n:]
	}
	simd.ClearAVXUpperBits()
	return gatherWords(dst, dictionary, packs, 8*p, width)
}

func gatherBitsAVX512(dst, dictionary, packs []byte, bit uint) int {
	zeros, ones := simd.BroadcastUint8x64(dictionary[0]), simd.BroadcastUint8x64(dictionary[1])
	shift := bit & 7
	p := packs[bit>>3:]
	i := 0
	for ; i+64 <= len(dst); i += 64 {
		set := binary.LittleEndian.Uint64(p)>>shift | uint64(p[8])<<1<<(63-shift)
		ones.Merge(zeros, simd.Mask8x64FromBits(set)).Store(bytes64(dst, uint(i)))
		p = p[8:]
	}
	simd.ClearAVXUpperBits()
	return i + gatherBits(dst[i:], dictionary, packs, bit+uint(i))
}

// up1, up2 and up4 move words that many places up behind zeros, which stand in
// the first places of a second vector.
var (
	up1  = [8]uint64{8, 0, 1, 2, 3, 4, 5, 6}
	up2  = [8]uint64{8, 8, 0, 1, 2, 3, 4, 5}
	up4  = [8]uint64{8, 8, 8, 8, 0, 1, 2, 3}
	last = [8]uint64{7, 7, 7, 7, 7, 7, 7, 7}
)

// sumDeltasAVX512 keeps the running sum in all lanes of a vector. From one
// group of eight to the next the dependency is a single addition: sums within a
// group do not wait.
func sumDeltasAVX512(dst []uint64, packs, widths []byte, least, value uint64) uint64 {
	if slices.Max(widths) > maxLane {
		return sumDeltas(dst, packs, widths, least, value)
	}
	one, two, four, seventh := simd.LoadUint64x8(&up1), simd.LoadUint64x8(&up2), simd.LoadUint64x8(&up4), simd.LoadUint64x8(&last)
	lowest, sum := simd.BroadcastUint64x8(least), simd.BroadcastUint64x8(value)
	var zero simd.Uint64x8
	n := len(dst) / len(widths)
	for _, w := range widths {
		lane := &lanes[w]
		from, shift, mask := simd.LoadUint8x64(&lane.from), simd.LoadUint64x8(&lane.shift), simd.BroadcastUint64x8(1<<(w&63)-1)
		for part := dst[:n]; len(part) >= vector.Len; part = part[vector.Len:] {
			v := simd.LoadUint8x64((*[64]uint8)(packs)).Permute(from).AsUint64x8().ShiftRight(shift).And(mask).Add(lowest)
			v = v.Add(v.ConcatPermute(zero, one))
			v = v.Add(v.ConcatPermute(zero, two))
			v = v.Add(v.ConcatPermute(zero, four))
			v.Add(sum).Store((*[vector.Len]uint64)(part))
			sum = sum.Add(v.Permute(seventh))
			packs = packs[w:]
		}
		dst = dst[n:]
	}
	var sums [vector.Len]uint64
	sum.Store(&sums)
	simd.ClearAVXUpperBits()
	return sums[0]
}

func copyBoundedAVX512(dst []uint64, src []byte, least, span uint64) bool {
	lowest, widest := simd.BroadcastUint64x8(least), simd.BroadcastUint64x8(span)
	var most simd.Uint64x8
	src = src[:8*len(dst)]
	for ; len(dst) >= vector.Len; dst, src = dst[vector.Len:], src[8*vector.Len:] {
		v := simd.LoadUint8x64((*[64]uint8)(src)).AsUint64x8()
		v.Store((*[vector.Len]uint64)(dst))
		most = most.Max(v.Sub(lowest))
	}
	within := most.LessEqual(widest).ToBits() == 0xff
	simd.ClearAVXUpperBits()
	return copyBounded(dst, src, least, span) && within
}

func eight(x []uint64, i int) *[8]uint64 { return (*[8]uint64)(x[i : i+8 : i+8]) }
