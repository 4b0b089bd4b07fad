package parallel

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
)

func TestInterruptible(t *testing.T) {
	failed := errors.New("failed")
	if v, err := Interruptible(t.Context(), func() (int, error) { return 7, failed }); v != 7 || err != failed {
		t.Errorf("%d, error %v", v, err)
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		go cancel(failed)
		end := make(chan struct{})
		v, err := Interruptible(ctx, func() (int, error) { <-end; return 7, nil })
		if v != 0 || !errors.Is(err, failed) {
			t.Errorf("%d, error %v, want that of the context", v, err)
		}
		close(end)
	})
}
