package evidence

import (
	"context"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// inParallel is parallel.Run for work that keeps no buffers and is not
// interrupted. progress may be nil.
func inParallel(n, workers int, progress func(done, total int), do func(i int) error) error {
	var report func(i, done, total int)
	if progress != nil {
		report = func(_, done, total int) { progress(done, total) }
	}
	newDo := func() parallel.Do { return func(_ context.Context, i int) error { return do(i) } }
	return parallel.Run(context.Background(), n, workers, newDo, report)
}
