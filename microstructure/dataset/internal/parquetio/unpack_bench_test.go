package parquetio

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// BenchmarkLoops times the loops of every level: indexes of a short run and of
// a long one, one-bit indexes, deltas in blocks of four miniblocks, and words.
func BenchmarkLoops(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	packs := make([]byte, 1<<15)
	for i := range packs {
		packs[i] = byte(r.Uint32())
	}
	var spare [folded]byte
	for _, level := range vector.Levels() {
		l := &variants[level]
		run := func(name string, n int, loop func()) {
			b.Run(fmt.Sprintf("%s/%d/%s", name, n, level), func(b *testing.B) {
				for b.Loop() {
					loop()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/value")
			})
		}
		for _, n := range []int{24, 504} {
			dst := make([]uint64, n)
			for _, width := range []uint{4, 11, 17} {
				dictionary := make([]uint64, 1<<width)
				run(fmt.Sprint("gather", width), n, func() { l.gather(dst, dictionary, packs, 0, width) })
			}
		}
		dst, small := make([]uint64, 1024), make([]byte, 1024)
		run("gatherBits", len(small), func() { l.gatherBits(small, []byte{1, 2}, packs, 3) })
		for _, width := range []byte{4, 20, 40} {
			widths := bytes.Repeat([]byte{width}, 4)
			run(fmt.Sprint("sumDeltas", width), 128, func() { l.sumDeltas(dst[:128], packs, widths, 1, 2) })
		}
		run("copyBounded", len(dst), func() { l.copyBounded(dst, packs, 0, 1<<63) })
		run("checksum", len(packs), func() { l.checksum(packs, &spare) })
	}
}
