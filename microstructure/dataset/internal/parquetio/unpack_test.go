package parquetio

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// TestWiderLoopsChangeNoBit compares the loops of each level with the plain
// ones on all widths and many lengths, from every bit of a byte.
func TestWiderLoopsChangeNoBit(t *testing.T) {
	levels := vector.Levels()
	if len(levels) == 1 {
		t.Skip("this processor, or this build, has the plain loops only")
	}
	for _, level := range levels[1:] {
		t.Run(level.String(), func(t *testing.T) { compareLoops(t, &variants[level]) })
	}
}

func compareLoops(t *testing.T, wide *loops) {
	r := rand.New(rand.NewPCG(5, 5))
	packs := make([]byte, 8*300+slack)
	for i := range packs {
		packs[i] = byte(r.Uint32())
	}
	for width := uint(0); width <= 64; width++ {
		for n := range 300 {
			what := fmt.Sprintf("width %d, %d values", width, n)
			want, got := make([]uint64, n), guarded[uint64](n)
			least, value := r.Uint64(), r.Uint64()
			if n%32 == 0 && n > 0 {
				widths := bytes.Repeat([]byte{byte(width), byte(n / 32), 0}, n)[:n/32]
				lastWant := sumDeltas(want, packs, widths, least, value)
				if last := wide.sumDeltas(got, packs, widths, least, value); last != lastWant || !slices.Equal(got, want) || !unharmed(got) {
					t.Fatalf("%s: other running sums", what)
				}
			}
			if width == 1 {
				want, got, bit := make([]byte, n), guarded[byte](n), uint(n%8)
				done := gatherBits(want, []byte{7, 9}, packs, bit)
				if wide.gatherBits(got, []byte{7, 9}, packs, bit) != done || !bytes.Equal(got[:done], want[:done]) || !unharmed(got) {
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
			if holds := wide.gather(got, dictionary, packs, bit, width); holds != held || held && !slices.Equal(got, want) || !unharmed(got) {
				t.Fatalf("%s, %d in the dictionary: in range: %v, plainly %v", what, len(dictionary), holds, held)
			}
		}
	}
}

// guarded is a slice with values behind its end, which loops shall leave alone.
func guarded[T uint64 | byte](n int) []T { return slices.Repeat([]T{77}, n+64)[:n] }

func unharmed[T uint64 | byte](s []T) bool {
	for _, v := range s[len(s) : len(s)+64] {
		if v != 77 {
			return false
		}
	}
	return true
}

// TestGatherWideIndexes looks up indexes of all widths in a dictionary that is
// shorter than they could ask for, with one index out of range in each place.
func TestGatherWideIndexes(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	dictionary := make([]uint64, 4000)
	for i := range dictionary {
		dictionary[i] = r.Uint64()
	}
	for _, level := range vector.Levels() {
		for width := uint(12); width <= 32; width++ {
			for _, n := range []int{8, 63, 64, 71, 72, 127, 128, 136, 264, 300} {
				indexes, want := make([]int32, n), make([]uint64, n)
				for i := range indexes {
					indexes[i] = r.Int32N(4000)
					want[i] = dictionary[indexes[i]]
				}
				header := len(binary.AppendUvarint(nil, uint64(n+7)/8<<1|1))
				page := packIndexes(indexes, width)
				got := guarded[uint64](n)
				if !variants[level].gather(got, dictionary, page[header:len(page)+slack], 0, width) || !slices.Equal(got, want) || !unharmed(got) {
					t.Fatalf("%s, width %d, %d values: other values", level, width, n)
				}
				for _, bad := range []int{0, r.IntN(n), n - 1} {
					was := indexes[bad]
					indexes[bad] = 4000
					page := packIndexes(indexes, width)
					if variants[level].gather(got, dictionary, page[header:len(page)+slack], 0, width) {
						t.Fatalf("%s, width %d, %d values: index %d is out of range", level, width, n, bad)
					}
					indexes[bad] = was
				}
			}
		}
	}
}

func TestCopyBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for _, level := range vector.Levels() {
		for n := range 100 {
			for bad := -1; bad < n; bad++ {
				words, got := make([]uint64, n), guarded[uint64](n)
				for i := range words {
					words[i] = 10 + r.Uint64N(6)
				}
				if bad >= 0 {
					words[bad] = []uint64{9, 16, 1 << 63}[bad%3]
				}
				if holds := variants[level].copyBounded(got, bytesOf(words), 10, 5); holds != (bad < 0) || !slices.Equal(got, words) || !unharmed(got) {
					t.Fatalf("%s, %d words, %d breaks the rule: %v", level, n, bad, holds)
				}
			}
		}
	}
}
