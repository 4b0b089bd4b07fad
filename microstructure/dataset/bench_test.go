package dataset

import (
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// tradeBytes is the size of a trade in memory.
const tradeBytes = 4*8 + 1

// BenchmarkRead reads and checks the five columns, on one core, of files that
// this package writes ("own") and that Snappy compresses, in short and in long
// row groups.
func BenchmarkRead(b *testing.B) {
	snappy := make([]parquetio.Field, len(tradeFields))
	for i, f := range tradeFields {
		f.Codec = format.Snappy
		if i == 0 {
			f.Encoding = format.Plain
		}
		snappy[i] = f
	}
	for name, fields := range map[string][]parquetio.Field{"own": tradeFields, "snappy": snappy} {
		for _, c := range []struct{ rows, rowGroup int }{{10_000, 10_000}, {600_000, 10_000}, {600_000, 600_000}} {
			b.Run(fmt.Sprintf("%s/rows=%d/group=%d", name, c.rows, c.rowGroup), func(b *testing.B) {
				path := filepath.Join(b.TempDir(), testDate+extension)
				writeRaw(b, path, fields, testTrades(c.rows), c.rowGroup)
				day, err := ParseDay(path)
				if err != nil {
					b.Fatal(err)
				}
				r := &TradesReader{}
				rows := 0
				b.ReportAllocs()
				for b.Loop() {
					rows = 0
					if err := r.Reset(day); err != nil {
						b.Fatal(err)
					}
					for {
						t, err := r.Next()
						if err == io.EOF {
							break
						}
						if err != nil {
							b.Fatal(err)
						}
						rows += t.Len()
					}
				}
				b.SetBytes(int64(rows * tradeBytes))
				b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtrades/s")
			})
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	trades := testTrades(300_000)
	path := filepath.Join(b.TempDir(), testDate+extension)
	b.SetBytes(int64(trades.Len() * tradeBytes))
	b.ReportAllocs()
	for b.Loop() {
		writeTrades(b, path, trades, microstructure.Provenance{})
	}
}

// BenchmarkCachedBars loads the bars of twelve days.
func BenchmarkCachedBars(b *testing.B) {
	d := testDataset(b, 6)
	options := DefaultBuildOptions()
	mustBars(b, d, options)
	b.ReportAllocs()
	for b.Loop() {
		mustBars(b, d, options)
	}
}
