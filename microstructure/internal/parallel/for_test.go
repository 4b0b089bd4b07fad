package parallel

import (
	"slices"
	"sync/atomic"
	"testing"
)

func TestForDoesEachOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 1000} {
		for _, workers := range []int{-1, 0, 1, 2, 3, 64} {
			times := make([]atomic.Int64, n)
			var made, working, most atomic.Int64
			For(n, workers, func() func(int) {
				made.Add(1)
				calls := 0 // the worker's own: no race
				return func(i int) {
					calls++
					most.Store(max(most.Load(), working.Add(1)))
					times[i].Add(1)
					working.Add(-1)
				}
			})
			for i := range times {
				if got := times[i].Load(); got != 1 {
					t.Errorf("%d of %d with %d workers was done %d times", i, n, workers, got)
				}
			}
			if limit := int64(max(1, min(workers, n))); made.Load() > limit || most.Load() > limit {
				t.Errorf("%d with %d workers: %d workers made, %d at a time", n, workers, made.Load(), most.Load())
			}
		}
	}
}

func TestOneWorkerGoesInOrder(t *testing.T) {
	var got []int
	For(5, 1, func() func(int) { return func(i int) { got = append(got, i) } })
	if !slices.Equal(got, []int{0, 1, 2, 3, 4}) {
		t.Errorf("order %v", got)
	}
}

// BenchmarkFor measures the cost of an empty piece.
func BenchmarkFor(b *testing.B) {
	for b.Loop() {
		For(48, 2, func() func(int) { return func(int) {} })
	}
}
