package store

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"slices"
)

const (
	// fewBytes is the length of ranges, together, below which they are fetched
	// with what follows them, which is likely to be wanted next.
	fewBytes = 1 << 20
	// sharedSize is the length of the pieces that such ranges are in, and
	// maxShared the largest number of them.
	sharedSize = 1 << 20
	maxShared  = 4
	// maxPlanned is how many of the ranges that were announced are remembered.
	maxPlanned = 128
)

// An object is an open object. Of its bytes it has pieces; what is in none of
// them is read when it is asked for.
type object struct {
	client *client
	key    string
	is     Object
	ctx    context.Context // ends with Close
	cancel context.CancelFunc

	kept    []*piece // from opening it
	shared  []*piece // with short ranges
	ahead   []*piece // of long ranges, in the order in which they are expected to be read, until they are
	begun   int64    // bytes of these that are there or on their way
	left    int64    // bytes of all of these
	planned [][2]int64

	reserved int64 // see Reserved
	give     func(bytes int64)
}

// fetch begins to fetch a piece.
func (o *object) fetch(p *piece) {
	var parts [][]byte
	p.fetched = make(chan struct{})
	p.blocks, parts = borrow(p.to - p.from)
	go func() {
		defer close(p.fetched)
		p.err = o.read(p.from, p.to, parts...)
	}()
}

// read reads a range in one request.
func (o *object) read(from, to int64, dst ...[]byte) error {
	n, _, err := o.client.read(o.ctx, o.key, o.is.Version, from, dst)
	if err == nil && n != to-from {
		err = fmt.Errorf("%s/%s: read bytes %d to %d: got %d bytes: %w", o.client.url, o.key, from, to-1, n, io.ErrUnexpectedEOF)
	}
	return err
}

// Prefetch implements Prefetcher.
func (o *object) Prefetch(ranges ...[2]int64) {
	var pieces []*piece
	total := int64(0)
	for _, r := range ranges {
		total += max(0, r[1]-r[0])
	}
	for _, r := range ranges {
		from, to := max(r[0], 0), min(r[1], o.is.Size)
		switch {
		case from >= to || o.whole(from, to) != nil || o.isPlanned(from, to):
		case total < fewBytes:
			p := &piece{from: from, to: min(from+sharedSize, o.is.Size)}
			o.fetch(p)
			if o.shared = append(o.shared, p); len(o.shared) > maxShared {
				o.shared[0].release()
				o.shared = slices.Delete(o.shared, 0, 1)
			}
		default:
			pieces = append(pieces, cut(from, to)...)
			o.left += to - from
			if o.planned = append(o.planned, [2]int64{from, to}); len(o.planned) > maxPlanned {
				o.planned = slices.Delete(o.planned, 0, 1)
			}
		}
	}
	slices.SortStableFunc(pieces, func(a, b *piece) int { return cmp.Compare(a.after, b.after) })
	o.ahead = append(o.ahead, pieces...)
	o.advance()
}

// Reserved implements Prefetcher.
func (o *object) Reserved(bytes int64, give func(bytes int64)) { o.reserved, o.give = bytes, give }

// need gives back what is reserved beyond a number of bytes.
func (o *object) need(bytes int64) {
	if more := o.reserved - bytes; more > 0 {
		o.reserved = bytes
		o.give(more)
	}
}

// isPlanned reports whether a range was announced, as a part of another or as
// it is.
func (o *object) isPlanned(from, to int64) bool {
	return slices.ContainsFunc(o.planned, func(r [2]int64) bool { return r[0] <= from && to <= r[1] })
}

// advance has as many pieces fetched as there may be at a time.
func (o *object) advance() {
	for _, p := range o.ahead {
		if o.begun+p.to-p.from > MostAhead {
			return
		}
		o.begin(p)
	}
}

// begin has a piece of a long range fetched, unless it is.
func (o *object) begin(p *piece) {
	if p.fetched == nil {
		o.fetch(p)
		o.begun += p.to - p.from
	}
}

// demand has a piece fetched that is about to be read, and the next of its
// range, though there may be many of other ranges, which are not read in the
// order that was expected.
func (o *object) demand(p *piece) {
	if p.fetched != nil {
		return
	}
	o.begin(p)
	for _, next := range o.ahead {
		if next.from == p.to && next.of == p.of {
			o.begin(next)
		}
	}
}

// passed releases the pieces of a range that end before an offset, or there.
func (o *object) passed(of, at int64) {
	o.ahead = slices.DeleteFunc(o.ahead, func(p *piece) bool {
		if p.of != of || p.to > at {
			return false
		}
		if p.fetched != nil {
			o.begun -= p.to - p.from
		}
		o.left -= p.to - p.from
		p.release()
		return true
	})
	o.advance()
	o.need(o.left)
}

// Await implements Prefetcher.
func (o *object) Await(ctx context.Context) {
	for _, p := range o.ahead {
		if p.fetched == nil {
			continue
		}
		select {
		case <-p.fetched:
		case <-ctx.Done():
			return
		}
	}
}

// whole is a piece that has a range and stays, or nil.
func (o *object) whole(from, to int64) *piece {
	for _, list := range [][]*piece{o.kept, o.shared} {
		for _, p := range list {
			if p.has(from, to) {
				return p
			}
		}
	}
	return nil
}

// ReadAt implements io.ReaderAt.
func (o *object) ReadAt(dst []byte, at int64) (int, error) {
	if at < 0 {
		return 0, &fs.PathError{Op: "read", Path: o.client.url + "/" + o.key, Err: fs.ErrInvalid}
	}
	end := min(at+int64(len(dst)), o.is.Size)
	n := 0
	for at < end {
		k, err := o.copy(dst[n:n+int(end-at)], at)
		n += k
		at += int64(k)
		if err != nil {
			return n, err
		}
	}
	if n < len(dst) {
		return n, io.EOF
	}
	return n, nil
}

// copy copies what one piece has of a range, from its beginning.
func (o *object) copy(dst []byte, at int64) (int, error) {
	if p := o.whole(at, at+int64(len(dst))); p != nil {
		return p.copy(dst, at)
	}
	if i := slices.IndexFunc(o.ahead, func(p *piece) bool { return p.has(at, at+1) }); i >= 0 {
		p := o.ahead[i]
		o.demand(p)
		n, err := p.copy(dst, at)
		if err == nil {
			o.passed(p.of, at+int64(n))
		}
		return n, err
	}
	if p := o.whole(at, at+1); p != nil {
		return p.copy(dst, at)
	}
	if err := o.read(at, at+int64(len(dst)), dst); err != nil {
		return 0, err
	}
	return len(dst), nil
}

// Stat implements File.
func (o *object) Stat() (fs.FileInfo, error) { return info{object: o.is}, nil }

// Close implements File. What is being fetched is given up.
func (o *object) Close() error {
	o.cancel()
	for _, list := range [][]*piece{o.kept, o.shared, o.ahead} {
		for _, p := range list {
			p.release()
		}
	}
	o.kept, o.shared, o.ahead, o.planned = nil, nil, nil, nil
	o.need(0)
	return nil
}
