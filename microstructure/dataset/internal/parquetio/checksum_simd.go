//go:build goexperiment.simd && amd64 && !go1.27

package parquetio

import (
	"hash/crc32"
	"math/bits"
	simd "simd/archsimd"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// multiplies reports whether the processor has carry-less multiplication of
// wide vectors, which no GOAMD64 level guarantees.
var multiplies = simd.X86.AVX512VPCLMULQDQ()

// fold holds the multipliers that move both words of a lane past the next
// bytes: the products equal the word × x^2048 modulo the checksum's polynomial.
// Words hold polynomials in reversed bit order, so a product has one x more
// than its factors.
var fold = func() (k [vector.Len]uint64) {
	for i := range k {
		power := 8*folded - 1 // of a lane's second word, which ends it
		if i%2 == 0 {
			power += 64
		}
		remainder := uint64(1)
		for range power {
			if remainder <<= 1; remainder>>32 != 0 {
				remainder ^= 1<<32 | 0x04c11db7
			}
		}
		k[i] = bits.Reverse64(remainder)
	}
	return k
}()

// checksumAVX512 folds all bytes, and the initial ones of a checksum, into a
// few with the same remainder. See Gopal et al., Fast CRC Computation for
// Generic Polynomials Using PCLMULQDQ Instruction, Intel 2009.
func checksumAVX512(b []byte, spare *[folded]byte) uint32 {
	if len(b) < 4*folded || !multiplies {
		return checksum(b, spare)
	}
	k, start := simd.LoadUint64x8(&fold), simd.LoadUint64x8(&[vector.Len]uint64{1<<32 - 1})
	v0, v1, v2, v3 := words64(b, 0).Xor(start), words64(b, 64), words64(b, 128), words64(b, 192)
	for b = b[folded:]; len(b) >= folded; b = b[folded:] {
		v0 = v0.CarrylessMultiplyGrouped(0, 0, k).Xor(v0.CarrylessMultiplyGrouped(1, 1, k)).Xor(words64(b, 0))
		v1 = v1.CarrylessMultiplyGrouped(0, 0, k).Xor(v1.CarrylessMultiplyGrouped(1, 1, k)).Xor(words64(b, 64))
		v2 = v2.CarrylessMultiplyGrouped(0, 0, k).Xor(v2.CarrylessMultiplyGrouped(1, 1, k)).Xor(words64(b, 128))
		v3 = v3.CarrylessMultiplyGrouped(0, 0, k).Xor(v3.CarrylessMultiplyGrouped(1, 1, k)).Xor(words64(b, 192))
	}
	for i, v := range [...]simd.Uint64x8{v0, v1, v2, v3} {
		v.AsUint8x64().Store(bytes64(spare[:], uint(64*i)))
	}
	simd.ClearAVXUpperBits()
	const zero = 1<<32 - 1 // that Update starts from the complement of
	return crc32.Update(crc32.Update(zero, crc32.IEEETable, spare[:]), crc32.IEEETable, b)
}

// words64 loads 64 bytes of b from i on.
func words64(b []byte, i uint) simd.Uint64x8 { return simd.LoadUint8x64(bytes64(b, i)).AsUint64x8() }
