package parallel

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// TestRoomIsNeverOverfull has tasks of all sizes, some of them larger than the
// room.
func TestRoomIsNeverOverfull(t *testing.T) {
	const size = 10
	r := NewRoom(size)
	var inside, most atomic.Int64
	var all sync.WaitGroup
	for i := range int64(200) {
		all.Go(func() {
			places, err := r.Take(t.Context(), i%13)
			if want := min(i%13, size); err != nil || places != want {
				t.Errorf("took %d of %d, %v", places, want, err)
			}
			now := inside.Add(places)
			for m := most.Load(); now > m && !most.CompareAndSwap(m, now); m = most.Load() {
			}
			inside.Add(-places)
			r.Give(places)
		})
	}
	all.Wait()
	if most.Load() > size || r.free != size || len(r.waiting) > 0 {
		t.Errorf("%d at a time in a room of %d; then %d free, %d waiting", most.Load(), size, r.free, len(r.waiting))
	}
}

// TestRoomInOrder has a large task wait behind small ones: smaller ones that
// come later do not pass it by, unless it gives up.
func TestRoomInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRoom(3)
		if _, err := r.Take(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
		failed := errors.New("failed")
		ctx, cancel := context.WithCancelCause(t.Context())
		var gaveUp error
		go func() { _, gaveUp = r.Take(ctx, 3) }()
		synctest.Wait()
		var got atomic.Bool
		go func() {
			places, err := r.Take(t.Context(), 1)
			got.Store(err == nil)
			r.Give(places)
		}()
		synctest.Wait()
		if got.Load() {
			t.Error("a later task passed by")
		}
		cancel(failed)
		synctest.Wait()
		if !errors.Is(gaveUp, failed) || !got.Load() {
			t.Errorf("gave up with %v; the next got in: %t", gaveUp, got.Load())
		}
		r.Give(2)
		if _, err := r.Take(ctx, 1); !errors.Is(err, failed) {
			t.Errorf("after the end of the context: %v", err)
		}
		if r.free != 3 {
			t.Errorf("%d places are free", r.free)
		}
	})
}
