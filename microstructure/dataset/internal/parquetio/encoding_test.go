package parquetio

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/delta"
	"github.com/parquet-go/parquet-go/encoding/rle"
)

// withSlack is a copy with the spare capacity that decoders need, filled with
// something that must not matter.
func withSlack(b []byte) []byte {
	padded := append(slices.Clone(b), slices.Repeat([]byte{0xa5}, slack)...)
	return padded[:len(b)]
}

var lengths = []int{1, 2, 3, 31, 32, 33, 127, 128, 129, 130, 257, 1000}

// TestDelta encodes numbers of each bit width here and with parquet-go, and
// decodes both.
func TestDelta(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for width := range 65 {
		for _, n := range lengths {
			values := make([]uint64, n)
			for i := range values {
				values[i] = r.Uint64() >> (64 - width)
				if width%2 == 0 && i > 0 {
					values[i] += values[i-1] // rising, wrapping around
				}
			}
			signed := make([]int64, n)
			for i, v := range values {
				signed[i] = int64(v)
			}
			theirs, err := new(delta.BinaryPackedEncoding).EncodeInt64(nil, signed)
			if err != nil {
				t.Fatal(err)
			}
			for name, page := range map[string][]byte{"own": appendDeltas(nil, values), "parquet-go": theirs} {
				got := make([]uint64, n)
				if err := decodeDelta(got, withSlack(page)); err != nil || !slices.Equal(got, values) {
					t.Fatalf("%s, width %d, %d values: %v", name, width, n, err)
				}
				if err := decodeDelta(make([]uint64, n+1), withSlack(page)); err == nil {
					t.Fatalf("%s, width %d: %d values instead of %d", name, width, n+1, n)
				}
			}
			back, err := new(delta.BinaryPackedEncoding).DecodeInt64(nil, appendDeltas(nil, values))
			if err != nil || !slices.Equal(back, signed) {
				t.Fatalf("parquet-go on own, width %d, %d values: %v", width, n, err)
			}
		}
	}
}

// TestIndexes looks indexes of each width up, encoded here and by parquet-go,
// in pieces of several lengths.
func TestIndexes(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for width := uint(1); width <= 18; width++ {
		dictionary := make([]uint64, 1<<width-1+width%2)
		for i := range dictionary {
			dictionary[i] = r.Uint64()
		}
		bytes := make([]byte, len(dictionary))
		for i, v := range dictionary {
			bytes[i] = byte(v)
		}
		for _, n := range lengths {
			indexes, words := make([]int32, n), make([]uint64, n)
			for i := range indexes {
				if i%50 < 20 && i > 0 { // runs
					indexes[i] = indexes[i-1]
				} else {
					indexes[i] = r.Int32N(int32(len(dictionary)))
				}
				words[i] = uint64(indexes[i])
			}
			theirs, err := (&rle.Encoding{BitWidth: int(width)}).EncodeInt32(nil, indexes)
			if err != nil {
				t.Fatal(err)
			}
			for name, page := range map[string][]byte{"own": appendIndexes(nil, words, width)[1:], "parquet-go": theirs} {
				for _, step := range []int{1, 3, 8, 1000} {
					var wide, narrow hybrid
					wide.reset(withSlack(page), width)
					narrow.reset(withSlack(page), width)
					for at := 0; at < n; at += step {
						k := min(step, n-at)
						got, got8 := make([]uint64, k), make([]byte, k)
						if err := wide.words(got, dictionary); err != nil {
							t.Fatal(err)
						}
						if err := narrow.bytes(got8, bytes); err != nil {
							t.Fatal(err)
						}
						for i := range k {
							if want := dictionary[indexes[at+i]]; got[i] != want || got8[i] != byte(want) {
								t.Fatalf("%s, width %d, %d values in steps of %d: value %d differs", name, width, n, step, at+i)
							}
						}
					}
				}
			}
		}
	}
}

func TestIndexOutOfRange(t *testing.T) {
	for _, n := range lengths {
		indexes := make([]uint64, n)
		indexes[n-1] = 5
		for _, page := range [][]byte{appendIndexes(nil, indexes, 3)[1:], {byte(2 * n % 128), 5}} {
			var h hybrid
			h.reset(withSlack(page), 3)
			if err := h.words(make([]uint64, n), make([]uint64, 5)); err == nil {
				t.Errorf("%d values: index 5 of 5", n)
			}
		}
	}
}

func TestNulls(t *testing.T) {
	for _, n := range lengths {
		for null := -1; null < n; null += 1 + n/7 {
			levels := slices.Repeat([]int32{1}, n)
			if null >= 0 {
				levels[null] = 0
			}
			page, err := (&rle.Encoding{BitWidth: 1}).EncodeInt32(nil, levels)
			if err != nil {
				t.Fatal(err)
			}
			var h hybrid
			h.reset(withSlack(page), 1)
			if got, err := h.firstZero(n); got != null || err != nil {
				t.Errorf("%d levels, null at %d: got %d, %v", n, null, got, err)
			}
		}
	}
}

func BenchmarkGather(b *testing.B) {
	for _, width := range []uint{1, 8, 12, 14, 17} {
		b.Run(fmt.Sprintf("bits=%d", width), func(b *testing.B) {
			r := rand.New(rand.NewPCG(3, 3))
			indexes := make([]uint64, 1<<15)
			for i := range indexes {
				indexes[i] = r.Uint64N(1 << width)
			}
			page := withSlack(appendIndexes(nil, indexes, width)[1:])
			dictionary, dst := make([]uint64, 1<<width), make([]uint64, len(indexes))
			b.SetBytes(int64(8 * len(dst)))
			for b.Loop() {
				var h hybrid
				h.reset(page, width)
				if err := h.words(dst, dictionary); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDelta(b *testing.B) {
	for _, width := range []uint{8, 20, 40} {
		b.Run(fmt.Sprintf("bits=%d", width), func(b *testing.B) {
			r := rand.New(rand.NewPCG(4, 4))
			values := make([]uint64, 1<<15)
			for i := range values[1:] {
				values[i+1] = values[i] + r.Uint64N(1<<width)
			}
			page, dst := withSlack(appendDeltas(nil, values)), make([]uint64, len(values))
			b.SetBytes(int64(8 * len(dst)))
			for b.Loop() {
				if err := decodeDelta(dst, page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
