package parallel

import (
	"context"
	"slices"
	"sync"
)

// A Room has a number of places, such as megabytes. Tasks take several at a
// time, and wait in the order in which they came: none is passed by.
type Room struct {
	mu      sync.Mutex
	size    int64
	free    int64
	waiting []*guest
}

// A guest waits for places.
type guest struct {
	places int64
	in     chan struct{} // closed when it has them
}

// NewRoom returns a room with so many places, all free.
func NewRoom(size int64) *Room { return &Room{size: size, free: size} }

// Take waits until so many places are free and takes them; of more than there
// are in the room, all. It returns how many it took, for Give. If ctx ends
// before, the error is its cause.
func (r *Room) Take(ctx context.Context, places int64) (taken int64, err error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	g := &guest{max(0, min(places, r.size)), make(chan struct{})}
	r.mu.Lock()
	r.waiting = append(r.waiting, g)
	r.let()
	r.mu.Unlock()
	select {
	case <-g.in:
		return g.places, nil
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.Index(r.waiting, g); i >= 0 {
		r.waiting = slices.Delete(r.waiting, i, i+1)
	} else { // it was let in meanwhile
		r.free += g.places
	}
	r.let()
	return 0, context.Cause(ctx)
}

// Give gives places back.
func (r *Room) Give(places int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.free += places
	r.let()
}

// let lets in those that wait, in order, as long as there are places.
func (r *Room) let() {
	for len(r.waiting) > 0 && r.waiting[0].places <= r.free {
		r.free -= r.waiting[0].places
		close(r.waiting[0].in)
		r.waiting = r.waiting[1:]
	}
}
