package desk

import (
	"context"
	"sync"
)

// A step keeps the first result, an error included.
type step[T any] struct {
	mu    sync.Mutex
	done  bool
	value T
	err   error
}

// get computes the step on the first call. A step cancelled by ctx is computed
// anew by the next call.
func (s *step[T]) get(ctx context.Context, compute func() (T, error)) (T, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.done {
		s.value, s.err = compute()
		s.done = s.err == nil || ctx.Err() == nil
	}
	return s.value, s.err
}
