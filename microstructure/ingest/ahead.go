package ingest

import (
	"io"
	"sync"
)

// An aheadReader reads from another reader in a goroutine of its own, a little
// ahead of who reads from it: one inflates while the other parses.
type aheadReader struct {
	full  chan aheadChunk
	empty chan []byte
	stop  chan struct{}
	ended sync.WaitGroup
	chunk aheadChunk // whose bytes are not handed out yet
	taken []byte     // all bytes of the chunk
}

type aheadChunk struct {
	bytes []byte
	err   error // after the bytes
}

// A chunk stays in the second-level cache while it is read and summed. Half a
// millisecond's work lies between reader and parser at most: with a quarter of
// that, each often waits for the other while the system runs another program.
const (
	aheadBytes  = 64 << 10
	aheadChunks = 16
)

// newAheadReader reads from r until its end, an error or Close.
func newAheadReader(r io.Reader) *aheadReader {
	a := &aheadReader{full: make(chan aheadChunk, aheadChunks), empty: make(chan []byte, aheadChunks), stop: make(chan struct{})}
	for range aheadChunks {
		a.empty <- nil // made when it is needed: most archives of a folder may be small
	}
	a.ended.Go(func() { a.run(r) })
	return a
}

func (a *aheadReader) run(r io.Reader) {
	for {
		var b []byte
		select {
		case b = <-a.empty:
		case <-a.stop:
			return
		}
		if b == nil {
			b = make([]byte, aheadBytes)
		}
		n, err := fillFrom(r, b)
		a.full <- aheadChunk{b[:n], err}
		if err != nil {
			return
		}
	}
}

// fillFrom reads until b is full or r fails.
func fillFrom(r io.Reader, b []byte) (n int, err error) {
	for empty := 0; n < len(b) && err == nil; {
		var k int
		k, err = r.Read(b[n:])
		n += k
		if k == 0 && err == nil {
			if empty++; empty > 100 {
				err = io.ErrNoProgress
			}
		}
	}
	return n, err
}

func (a *aheadReader) Read(p []byte) (int, error) {
	for len(a.chunk.bytes) == 0 {
		if a.chunk.err != nil {
			return 0, a.chunk.err
		}
		if a.taken != nil {
			a.empty <- a.taken[:aheadBytes]
		}
		a.chunk = <-a.full
		a.taken = a.chunk.bytes
	}
	n := copy(p, a.chunk.bytes)
	a.chunk.bytes = a.chunk.bytes[n:]
	return n, nil
}

// Close waits until nothing is read any more.
func (a *aheadReader) Close() error {
	close(a.stop)
	a.ended.Wait()
	return nil
}
