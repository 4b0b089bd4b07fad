package evidence

import (
	"sync"
	"sync/atomic"
)

// inParallel calls do(i) for each i below n on so many goroutines and reports
// the error of the smallest i. progress, which may be nil, is told how many are
// done, by one goroutine at a time.
func inParallel(n, workers int, progress func(done, total int), do func(i int) error) error {
	errs := make([]error, n)
	var next atomic.Int64
	var group sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range min(max(workers, 1), n) {
		group.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				errs[i] = do(i)
				mu.Lock()
				done++
				if progress != nil {
					progress(done, n)
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
