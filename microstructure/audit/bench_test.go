package audit

import (
	"context"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// BenchmarkRun audits a day of 80,000 trades of each of three sources, without
// the cache: bytes are trades.
func BenchmarkRun(b *testing.B) {
	s := newTestSet(b)
	for i, name := range []string{"aa_futures", "bb_futures", "cc_futures"} {
		s.write(name, 0, market(0, uint64(i), 58), microstructure.Provenance{})
	}
	c := DefaultConfig()
	c.NoCache, c.Workers = true, 1
	for b.Loop() {
		a, err := Run(context.Background(), s.Dataset, s.sources, c)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(a.Rows())
	}
}
