package parallel

import (
	"context"
	"fmt"
)

// Interruptible runs do, which takes no context and must not write, and returns
// early when ctx ends. do then goes on in the background: this is for programs
// that are about to end.
func Interruptible[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := do()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, fmt.Errorf("stopped before anything was written: %w", context.Cause(ctx))
	}
}
