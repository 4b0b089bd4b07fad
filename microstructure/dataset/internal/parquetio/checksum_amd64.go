//go:build !purego

package parquetio

import (
	"hash/crc32"
	"math/bits"
)

// multipliers move both words of a 128-bit lane past the next bytes: the
// products equal the word × x^2048 modulo the checksum's polynomial. Words hold
// polynomials in reversed bit order, so a product has one x more than its
// factors.
var multipliers = func() (k [8]uint64) {
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

// checksumWide folds all bytes but the last few into spare, which has the same
// remainder.
func checksumWide(b []byte, spare *[folded]byte) uint32 {
	if len(b) < 4*folded {
		return checksum(b, spare)
	}
	n := len(b) &^ (folded - 1)
	foldChecksumAVX512(b[:n], &multipliers, spare)
	const zero = 1<<32 - 1 // that Update starts from the complement of
	return crc32.Update(crc32.Update(zero, crc32.IEEETable, spare[:]), crc32.IEEETable, b[n:])
}
