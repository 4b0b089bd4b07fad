package parquetio

import (
	"encoding/binary"
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

// encodeDelta encodes values as DELTA_BINARY_PACKED, with the slack of a page.
func encodeDelta(t testing.TB, values []uint64) []byte {
	t.Helper()
	signed := make([]int64, len(values))
	for i, v := range values {
		signed[i] = int64(v)
	}
	page, err := new(delta.BinaryPackedEncoding).EncodeInt64(nil, signed)
	if err != nil {
		t.Fatal(err)
	}
	return withSlack(page)
}

// encodeIndexes encodes indexes of a width in bits, with the slack of a page.
func encodeIndexes(t testing.TB, indexes []int32, width uint) []byte {
	t.Helper()
	page, err := (&rle.Encoding{BitWidth: int(width)}).EncodeInt32(nil, indexes)
	if err != nil {
		t.Fatal(err)
	}
	return withSlack(page)
}

// packIndexes is encodeIndexes without runs of equal values.
func packIndexes(indexes []int32, width uint) []byte {
	page := binary.AppendUvarint(nil, uint64(len(indexes)+7)/8<<1|1)
	packed := make([]byte, (len(indexes)+7)/8*int(width))
	for i, index := range indexes {
		for b := range width {
			bit := uint(i)*width + b
			packed[bit/8] |= byte(index>>b&1) << (bit % 8)
		}
	}
	return withSlack(append(page, packed...))
}

// TestDelta decodes numbers of each bit width.
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
			page, got := encodeDelta(t, values), make([]uint64, n)
			if err := decodeDelta(got, page); err != nil || !slices.Equal(got, values) {
				t.Fatalf("width %d, %d values: %v", width, n, err)
			}
			if err := decodeDelta(make([]uint64, n+1), page); err == nil {
				t.Fatalf("width %d: %d values instead of %d", width, n+1, n)
			}
		}
	}
}

// TestIndexes looks indexes of each width up, with and without runs of equal
// ones, in pieces of several lengths.
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
			indexes := make([]int32, n)
			for i := range indexes {
				if i%50 < 20 && i > 0 { // runs
					indexes[i] = indexes[i-1]
				} else {
					indexes[i] = r.Int32N(int32(len(dictionary)))
				}
			}
			for name, page := range map[string][]byte{"runs": encodeIndexes(t, indexes, width), "packed": packIndexes(indexes, width)} {
				for _, step := range []int{1, 3, 8, 1000} {
					var wide, narrow hybrid
					wide.reset(page, width)
					narrow.reset(page, width)
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

// TestJoinBits joins runs of all lengths, packed and of one value, and compares
// with unpacking them one by one. Damaged runs stay as they are.
func TestJoinBits(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	dictionary := []byte{3, 5}
	for n := range 300 {
		for range 20 {
			var page []byte
			for have := 0; have < n; {
				if r.IntN(2) == 0 {
					length := r.IntN(40)
					page = append(binary.AppendUvarint(page, uint64(length)<<1), byte(r.IntN(2)))
					have += length
					continue
				}
				bytes := 1 + r.IntN(5)
				page = binary.AppendUvarint(page, uint64(bytes)<<1|1)
				for range bytes {
					page = append(page, byte(r.Uint32()))
				}
				have += 8 * bytes
			}
			want, got := make([]byte, n), make([]byte, n)
			var plain, joined hybrid
			plain.reset(withSlack(page), 1)
			if err := plain.bytes(want, dictionary); err != nil {
				t.Fatal(err)
			}
			joined.reset(withSlack(page), 1)
			joined.joinBits(n, func(bytes int) []byte { return slices.Repeat([]byte{0xa5}, bytes) })
			if n > 0 && joined.packed != n {
				t.Fatalf("%d values of %x are not joined", n, page)
			}
			for from := 0; from < n; {
				to := min(n, from+1+r.IntN(100))
				if err := joined.bytes(got[from:to], dictionary); err != nil {
					t.Fatal(err)
				}
				from = to
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%d values of %x: %v, want %v", n, page, got, want)
			}
		}
	}
	for _, page := range [][]byte{nil, {2}, {3}, {4, 2}, {0xff}, {5, 0xff}, {0xfe, 0xff, 0xff, 0xff, 0xff, 0x01, 0}} {
		var plain, joined hybrid
		plain.reset(withSlack(page), 1)
		joined.reset(withSlack(page), 1)
		joined.joinBits(20, func(bytes int) []byte { return make([]byte, bytes) })
		if joined.packed != 0 || joined.bytes(make([]byte, 20), dictionary) == nil || plain.bytes(make([]byte, 20), dictionary) == nil {
			t.Errorf("damaged runs %x are joined", page)
		}
	}
}

func TestIndexOutOfRange(t *testing.T) {
	for _, n := range lengths {
		indexes := make([]int32, n)
		indexes[n-1] = 5
		for _, page := range [][]byte{packIndexes(indexes, 3), encodeIndexes(t, indexes, 3)} {
			var h hybrid
			h.reset(page, 3)
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
			var h hybrid
			h.reset(encodeIndexes(t, levels, 1), 1)
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
			indexes := make([]int32, 1<<15)
			for i := range indexes {
				indexes[i] = r.Int32N(1 << width)
			}
			page := packIndexes(indexes, width)
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
			page, dst := encodeDelta(b, values), make([]uint64, len(values))
			b.SetBytes(int64(8 * len(dst)))
			for b.Loop() {
				if err := decodeDelta(dst, page); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
