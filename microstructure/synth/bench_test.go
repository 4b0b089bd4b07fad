package synth

import (
	"fmt"
	"testing"
)

func BenchmarkNewMarket(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NewMarket(DefaultConfig()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDay(b *testing.B) {
	const bytesPerTrade = 4*8 + 1
	for _, perBar := range []float64{30, 1000, 10_000} {
		b.Run(fmt.Sprintf("per_bar=%g", perBar), func(b *testing.B) {
			m := market(b, func(c *Config) { c.Days, c.TradesPerBar = 1, perBar })
			b.ReportAllocs()
			rows := 0
			for b.Loop() {
				trades, _ := m.Day(0, 0)
				rows += trades.Len()
			}
			b.SetBytes(int64(rows / b.N * bytesPerTrade))
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds()/1e6, "Mtrades/s")
		})
	}
}

// The sample data of notebooks: 92 days of three sources.
func BenchmarkSample(b *testing.B) {
	for b.Loop() {
		m := market(b, func(*Config) {})
		for source := range m.cfg.Sources {
			for day := range m.cfg.Days {
				m.Day(source, day)
			}
		}
	}
}
