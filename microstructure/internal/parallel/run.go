package parallel

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// A Do processes piece i. When ctx ends it stops as soon as it can and returns
// an error that wraps ctx.Err() or the cause of ctx.
type Do func(ctx context.Context, i int) error

// A Stopped error says that the context ended before all was done.
type Stopped struct {
	Done, Total int
	Cause       error // of the context's end
}

func (s *Stopped) Error() string {
	return fmt.Sprintf("stopped after %d of %d: %v", s.Done, s.Total, s.Cause)
}

func (s *Stopped) Unwrap() error { return s.Cause }

// errEarlier is the cause with which a piece's context is cancelled when an
// earlier piece failed.
var errEarlier = errors.New("an earlier one failed")

// Run processes pieces 0 to n-1 on at most workers goroutines, and at least on
// one, beginning them in ascending order. newDo is called once per worker, so
// do may reuse buffers.
//
// The error is that of the smallest i that fails. After a failure no piece is
// begun, and the contexts of later pieces in progress are cancelled; earlier
// ones go on, as they may fail too. When ctx ends, no piece is begun either,
// and unless one failed or all were done the error is a *Stopped. Run returns
// when all goroutines have finished.
//
// progress, unless nil, is called after each piece that succeeded, with its
// number and the number of successes so far; never concurrently.
func Run(ctx context.Context, n, workers int, newDo func() Do, progress func(i, done, total int)) error {
	p := &pool{ctx: ctx, total: n, limit: n, progress: progress, running: map[int]context.CancelCauseFunc{}}
	var group sync.WaitGroup
	for range min(max(workers, 1), n) {
		group.Go(func() { p.work(newDo()) })
	}
	group.Wait()
	switch {
	case p.err != nil:
		return p.err
	case p.done < n:
		return &Stopped{p.done, n, context.Cause(ctx)}
	}
	return nil
}

type pool struct {
	ctx      context.Context
	total    int
	progress func(i, done, total int)

	mu      sync.Mutex // guards what follows
	next    int        // the piece to begin
	limit   int        // no piece from here on is needed: this one failed with err
	err     error
	done    int
	running map[int]context.CancelCauseFunc // by piece
}

// work processes pieces until none is left.
func (p *pool) work(do Do) {
	for {
		ctx, i := p.begin()
		if ctx == nil {
			return
		}
		p.end(ctx, i, do(ctx, i))
	}
}

// begin returns the next piece and a context for it, or nil if there is nothing
// left to do.
func (p *pool) begin() (context.Context, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.next >= p.limit || p.ctx.Err() != nil {
		return nil, 0
	}
	i := p.next
	p.next++
	ctx, cancel := context.WithCancelCause(p.ctx)
	p.running[i] = cancel
	return ctx, i
}

// end records the outcome of a piece.
func (p *pool) end(ctx context.Context, i int, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err == nil:
		p.done++
		if p.progress != nil {
			p.progress(i, p.done, p.total)
		}
	case i < p.limit && !stopped(ctx, err):
		p.limit, p.err = i, err
		for later, cancel := range p.running {
			if later > i {
				cancel(errEarlier)
			}
		}
	}
	p.running[i](nil)
	delete(p.running, i)
}

// stopped reports whether a piece failed only because its context ended.
func stopped(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx)))
}
