package store

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"slices"
)

const (
	// pieceSize is the longest range that a request asks for ahead of a reader:
	// at 20 ms per request, two pieces at a time are 75 MB/s of each range.
	pieceSize = 768 << 10
	// shortRange is the length below which a range is fetched together with
	// what follows it, which is likely to be wanted next.
	shortRange = pieceSize / 4
	// maxShared is the largest number of pieces that short ranges are in.
	maxShared = 4
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
	streams []*stream
}

// A piece is a range of bytes that is being fetched, or was.
type piece struct {
	from, to int64
	fetched  chan struct{} // closed when data or err are set
	data     []byte
	err      error
}

func (p *piece) has(from, to int64) bool { return p.from <= from && to <= p.to }

// A stream is a range that is read in order: the piece that the reader is in,
// and the next.
type stream struct {
	from, to int64
	step     int64 // bytes of a piece
	pieces   []*piece
}

// keep keeps bytes that were read.
func (o *object) keep(from int64, data []byte) {
	p := &piece{from: from, to: from + int64(len(data)), data: data, fetched: make(chan struct{})}
	close(p.fetched)
	o.kept = append(o.kept, p)
}

// fetch begins to fetch a piece.
func (o *object) fetch(from, to int64) *piece {
	p := &piece{from: from, to: to, fetched: make(chan struct{})}
	go func() {
		defer close(p.fetched)
		p.data, p.err = o.read(from, to)
	}()
	return p
}

// read reads a range in one request.
func (o *object) read(from, to int64) ([]byte, error) {
	data, _, err := o.client.read(o.ctx, o.key, o.is.Version, from, to-from)
	if err == nil && int64(len(data)) != to-from {
		err = fmt.Errorf("%s/%s: read bytes %d to %d: got %d bytes: %w", o.client.url, o.key, from, to-1, len(data), io.ErrUnexpectedEOF)
	}
	return data, err
}

// Prefetch implements Prefetcher.
func (o *object) Prefetch(from, to int64) {
	from, to = max(from, 0), min(to, o.is.Size)
	if from >= to || o.whole(from, to) != nil {
		return
	}
	if to-from < shortRange {
		o.shared = append(o.shared, o.fetch(from, min(from+pieceSize, o.is.Size)))
		if len(o.shared) > maxShared {
			o.shared = slices.Delete(o.shared, 0, 1)
		}
		return
	}
	o.streams = slices.DeleteFunc(o.streams, func(s *stream) bool { return len(s.pieces) == 0 || s.from < to && from < s.to })
	pieces := (to - from + pieceSize - 1) / pieceSize
	s := &stream{from: from, to: to, step: (to - from + pieces - 1) / pieces}
	s.advance(o, from)
	o.streams = append(o.streams, s)
}

// advance drops the pieces before an offset, and has the two from there on
// fetched. After the last byte there are none.
func (s *stream) advance(o *object, at int64) {
	s.pieces = slices.DeleteFunc(s.pieces, func(p *piece) bool { return p.to <= at })
	for len(s.pieces) < 2 {
		from := at - (at-s.from)%s.step
		if n := len(s.pieces); n > 0 {
			from = s.pieces[n-1].to
		}
		if from >= s.to {
			return
		}
		s.pieces = append(s.pieces, o.fetch(from, min(from+s.step, s.to)))
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
	for _, s := range o.streams {
		if s.from > at || at >= s.to {
			continue
		}
		s.advance(o, at)
		if p := s.pieces[0]; p.has(at, at) {
			return p.copy(dst, at)
		}
	}
	if p := o.whole(at, at+1); p != nil {
		return p.copy(dst, at)
	}
	data, err := o.read(at, at+int64(len(dst)))
	return copy(dst, data), err
}

func (p *piece) copy(dst []byte, at int64) (int, error) {
	<-p.fetched
	if p.err != nil {
		return 0, p.err
	}
	return copy(dst, p.data[at-p.from:]), nil
}

// Stat implements File.
func (o *object) Stat() (fs.FileInfo, error) { return info{object: o.is}, nil }

// Close implements File. What is being fetched is given up.
func (o *object) Close() error {
	o.cancel()
	o.kept, o.shared, o.streams = nil, nil, nil
	return nil
}
