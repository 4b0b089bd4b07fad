package microstructure

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls do(0) to do(n-1) in any order on all processors. Each of them
// gets a do of its own, which may keep buffers between calls.
func parallel(n int, newDo func() (do func(i int))) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var next atomic.Int64
	work := func() {
		do := newDo()
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	var others sync.WaitGroup
	for range workers - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
}
