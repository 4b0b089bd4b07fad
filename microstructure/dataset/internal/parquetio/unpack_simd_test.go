//go:build goexperiment.simd && amd64 && !go1.27

package parquetio

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	simd "simd/archsimd"
	"slices"
	"testing"
)

func needVectors(t *testing.T) {
	if !simd.X86.AVX512VBMI() {
		t.Skip("this processor has no AVX-512 VBMI")
	}
}

// TestVectorLoops compares the vector loops with the plain ones on all widths
// and many lengths, from every bit of a byte.
func TestVectorLoops(t *testing.T) {
	needVectors(t)
	r := rand.New(rand.NewPCG(5, 5))
	packs := make([]byte, 8*300+slack)
	for i := range packs {
		packs[i] = byte(r.Uint32())
	}
	for width := uint(0); width <= 64; width++ {
		for n := range 300 {
			what := fmt.Sprintf("width %d, %d values", width, n)
			want, got := make([]uint64, n), make([]uint64, n)
			least, value := r.Uint64(), r.Uint64()
			lastWant := sumDeltas(want, packs, width, least, value)
			if last := vectorSumDeltas(got, packs, width, least, value); last != lastWant || !slices.Equal(got, want) {
				t.Fatalf("%s: other running sums", what)
			}
			if width == 1 {
				want, got, bit := make([]byte, n), make([]byte, n), uint(n%8)
				done := gatherBits(want, []byte{7, 9}, packs, bit)
				if vectorGatherBits(got, []byte{7, 9}, packs, bit) != done || !bytes.Equal(got, want) {
					t.Fatalf("%s: other bits", what)
				}
			}
			if width > 12 {
				continue
			}
			dictionary := make([]uint64, []int{1 << width, 1<<width - int(width), 1<<width - 1, 0}[n/8%4])
			for i := range dictionary {
				dictionary[i] = r.Uint64()
			}
			bit := uint(n % 8)
			held := gatherWords(want, dictionary, packs, bit, width)
			if holds := vectorGather(got, dictionary, packs, bit, width); holds != held || held && !slices.Equal(got, want) {
				t.Fatalf("%s, %d in the dictionary: in range: %v, plainly %v", what, len(dictionary), holds, held)
			}
		}
	}
}

func TestVectorCopyBounded(t *testing.T) {
	needVectors(t)
	r := rand.New(rand.NewPCG(6, 6))
	for n := range 100 {
		for bad := -1; bad < n; bad++ {
			words, got := make([]uint64, n), make([]uint64, n)
			for i := range words {
				words[i] = 10 + r.Uint64N(6)
			}
			if bad >= 0 {
				words[bad] = []uint64{9, 16, 1 << 63}[bad%3]
			}
			if holds := vectorCopyBounded(got, bytesOf(words), 10, 5); holds != (bad < 0) || !slices.Equal(got, words) {
				t.Fatalf("%d words, %d breaks the rule: %v", n, bad, holds)
			}
		}
	}
}
