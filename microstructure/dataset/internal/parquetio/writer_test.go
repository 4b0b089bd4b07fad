package parquetio

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestDictionaryWriter numbers words of which few, many or all are distinct, in
// pieces, and compares with a map.
func TestDictionaryWriter(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, distinct := range []uint64{1, 2, 100, 3000, 200_000} {
		d := newDictionary()
		for range 2 { // once more after a reset
			known, order := map[uint64]int32{}, []uint64(nil)
			for n := range 60 {
				values := make([]uint64, n*n)
				for i := range values {
					values[i] = random.Uint64N(distinct) << 44 // as doubles, whose low bits are mostly 0
				}
				numbers := make([]int32, len(values))
				d.numbers(values, numbers)
				for i, v := range values {
					if _, ok := known[v]; !ok {
						known[v] = int32(len(order))
						order = append(order, v)
					}
					if numbers[i] != known[v] || d.number(v) != known[v] {
						t.Fatalf("of %d values, %x has number %d, and %d when it is asked for, not %d", distinct, v, numbers[i], d.number(v), known[v])
					}
				}
			}
			if len(d.values) != len(order) || !bytes.Equal(bytesOf(d.values), bytesOf(order)) {
				t.Errorf("of %d values, %d are known in another order than that of %d", distinct, len(d.values), len(order))
			}
			d.reset()
		}
		d.free()
	}
}

// TestBlocks appends pieces of lengths around that of a block.
func TestBlocks(t *testing.T) {
	var b blocks
	for range 2 {
		var want []byte
		for i, n := range []int{0, 1, blockBytes - 1, 1, blockBytes, 2*blockBytes + 5, 0, blockBytes - 6, 2} {
			piece := bytes.Repeat([]byte{byte(i)}, n)
			b.add(piece)
			want = append(want, piece...)
		}
		if got := bytes.Join(b.all, nil); !bytes.Equal(got, want) || b.size != int64(len(want)) {
			t.Errorf("%d bytes, and %d by their count, differ from the %d added", len(got), b.size, len(want))
		}
		if b.free(); len(b.all) > 0 || b.size > 0 {
			t.Errorf("after free, %d blocks and %d bytes are left", len(b.all), b.size)
		}
	}
}
