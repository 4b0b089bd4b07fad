package parallel

import (
	"sync"
	"sync/atomic"
)

// For calls do(0) to do(n-1) on at most workers goroutines, and at least on
// one, beginning them in ascending order. newDo is called once per worker, so
// do may reuse buffers.
func For(n, workers int, newDo func() (do func(i int))) {
	var next atomic.Int64
	work := func() {
		do := newDo()
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	var others sync.WaitGroup
	for range min(workers, n) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
}
