package parallel

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// each makes a do for every worker that is the same.
func each(do Do) func() Do { return func() Do { return do } }

func TestRunDoesEachOnce(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7, 300} {
		for _, workers := range []int{-1, 0, 1, 2, 3, 64} {
			times := make([]int, n)
			var made atomic.Int64
			var seen []int
			err := Run(t.Context(), n, workers, func() Do {
				made.Add(1)
				return func(_ context.Context, i int) error { times[i]++; return nil }
			}, func(i, done, total int) {
				seen = append(seen, i)
				if times[i] != 1 || done != len(seen) || total != n {
					t.Errorf("progress says %d, %d of %d", i, done, total)
				}
			})
			slices.Sort(seen)
			if err != nil || len(seen) != n || len(slices.Compact(seen)) != n || made.Load() > int64(min(max(1, workers), n)) {
				t.Errorf("%d with %d workers: error %v, %d done by %d workers", n, workers, err, len(seen), made.Load())
			}
		}
	}
	if err := Run(t.Context(), 3, 2, each(func(context.Context, int) error { return nil }), nil); err != nil {
		t.Errorf("without progress: %v", err)
	}
}

// Pieces take random times; those that are divisible by some number fail. The
// first of these is the error at any number of workers, all before it are done,
// and none is begun after a failure.
func TestTheSmallestFailureWins(t *testing.T) {
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			n, workers, first := 60, 1+r.IntN(8), 1+r.IntN(50)
			lasts := make([]time.Duration, n)
			for i := range lasts {
				lasts[i] = time.Duration(1 + r.Int64N(1e9)) // in ns: no two at once
			}
			var failed atomic.Bool
			done := make([]bool, n)
			err := Run(t.Context(), n, workers, each(func(ctx context.Context, i int) error {
				if failed.Load() {
					t.Errorf("%d was begun after a failure", i)
				}
				select {
				case <-time.After(lasts[i]):
				case <-ctx.Done():
					if i < first {
						t.Errorf("%d was stopped for a later failure", i)
					}
					return ctx.Err()
				}
				if i >= first && (i-first)%7 == 0 {
					failed.Store(true)
					return fmt.Errorf("piece %d", i)
				}
				return nil
			}), func(i, _, _ int) { done[i] = true })
			if want := fmt.Sprintf("piece %d", first); err == nil || err.Error() != want {
				t.Errorf("%d workers: error %v, want %s", workers, err, want)
			}
			if i := slices.Index(done[:first], false); i >= 0 {
				t.Errorf("%d workers: %d was not done", workers, i)
			}
		})
	}
}

func TestAFailureStopsLaterPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		err := Run(t.Context(), 10, 3, each(func(ctx context.Context, i int) error {
			if i == 1 {
				time.Sleep(time.Second)
				return errors.New("piece 1")
			}
			if i == 0 {
				time.Sleep(2 * time.Second)
				return ctx.Err()
			}
			<-ctx.Done()
			return fmt.Errorf("reading: %w", context.Cause(ctx))
		}), nil)
		if err == nil || err.Error() != "piece 1" || time.Since(start) != 2*time.Second {
			t.Errorf("error %v after %v", err, time.Since(start))
		}
	})
}

// A piece may take no notice of its context, and fail in its own way.
func TestALaterFailureChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun atomic.Int64
		err := Run(t.Context(), 10, 2, each(func(_ context.Context, i int) error {
			begun.Add(1)
			time.Sleep(time.Duration(1+i) * time.Second)
			return fmt.Errorf("piece %d", i)
		}), nil)
		if err == nil || err.Error() != "piece 0" || begun.Load() != 2 {
			t.Errorf("error %v, %d begun", err, begun.Load())
		}
	})
}

func TestTheContextEndsIt(t *testing.T) {
	cause := errors.New("interrupted")
	for _, wrap := range []func(context.Context) error{
		func(ctx context.Context) error { return ctx.Err() },
		func(ctx context.Context) error { return fmt.Errorf("day: %w", context.Cause(ctx)) },
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(2500*time.Millisecond, func() { cancel(cause) })
			start, begun := time.Now(), 0
			err := Run(ctx, 100, 1, each(func(ctx context.Context, i int) error {
				begun++
				select {
				case <-time.After(time.Second):
					return nil
				case <-ctx.Done():
					return wrap(ctx)
				}
			}), nil)
			stopped, ok := errors.AsType[*Stopped](err)
			if !ok || *stopped != (Stopped{2, 100, cause}) || !errors.Is(err, cause) || !strings.Contains(err.Error(), "2 of 100: interrupted") {
				t.Errorf("error %v", err)
			}
			if begun != 3 || time.Since(start) != 2500*time.Millisecond {
				t.Errorf("%d begun, ended after %v", begun, time.Since(start))
			}
		})
	}
}

func TestAContextThatEndsInTime(t *testing.T) {
	broken := errors.New("broken")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		n    int
		do   func(cancel func()) error
		is   error
	}{
		{"before, with nothing to do", ended, 0, nil, nil},
		{"before", ended, 1, func(func()) error { return nil }, context.Canceled},
		{"with the last piece, which is done", t.Context(), 1, func(cancel func()) error { cancel(); return nil }, nil},
		{"with the last piece, which fails", t.Context(), 1, func(cancel func()) error { cancel(); return broken }, broken},
		// The piece's own affair: the context of the pool goes on.
		{"never", t.Context(), 1, func(func()) error { return context.Canceled }, context.Canceled},
	} {
		ctx, cancel := context.WithCancel(c.ctx)
		err := Run(ctx, c.n, 2, each(func(context.Context, int) error { return c.do(cancel) }), nil)
		_, stopped := errors.AsType[*Stopped](err)
		if !errors.Is(err, c.is) || stopped != (c.name == "before") {
			t.Errorf("ended %s: error %v, want %v", c.name, err, c.is)
		}
		cancel()
	}
}

// Progress is never called twice at a time.
func TestProgressIsAlone(t *testing.T) {
	var inside, calls int // not guarded: the race detector looks, too
	err := Run(t.Context(), 500, 8, each(func(context.Context, int) error { return nil }), func(_, done, _ int) {
		if inside++; inside != 1 {
			t.Errorf("%d calls at a time", inside)
		}
		if calls++; calls != done {
			t.Errorf("call %d says %d are done", calls, done)
		}
		inside--
	})
	if err != nil || calls != 500 {
		t.Errorf("%d calls, error %v", calls, err)
	}
}

// BenchmarkRun measures the cost of an empty piece.
func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		if err := Run(b.Context(), 48, 2, each(func(context.Context, int) error { return nil }), nil); err != nil {
			b.Fatal(err)
		}
	}
}
