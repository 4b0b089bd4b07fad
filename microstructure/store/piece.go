package store

import "sync"

// pieceSize is the longest range that a request asks for ahead of a reader.
const pieceSize = 2 << 20

// A piece is a range of an object's bytes that is fetched in one request.
type piece struct {
	from, to int64
	of       int64         // where the range begins that it is of
	after    float64       // the part of that range, from 0 to 1, that comes before it
	fetched  chan struct{} // closed when err is set; nil before it is begun
	blocks   []*block      // with its bytes
	err      error
}

// cut cuts a range into pieces of about the same length.
func cut(from, to int64) (pieces []*piece) {
	n := (to - from + pieceSize - 1) / pieceSize
	step := (to - from + n - 1) / n
	for at := from; at < to; at += step {
		pieces = append(pieces, &piece{from: at, to: min(at+step, to), of: from, after: float64(at-from) / float64(to-from)})
	}
	return pieces
}

func (p *piece) has(from, to int64) bool { return p.from <= from && to <= p.to }

// copy copies what the piece has from an offset on, when it is there.
func (p *piece) copy(dst []byte, at int64) (n int, err error) {
	<-p.fetched
	if p.err != nil {
		return 0, p.err
	}
	for dst = dst[:min(int64(len(dst)), p.to-at)]; n < len(dst); {
		from := at + int64(n) - p.from
		n += copy(dst[n:], p.blocks[from/blockSize][from%blockSize:])
	}
	return n, nil
}

// release gives back the memory, as soon as nothing writes to it.
func (p *piece) release() {
	blocks := p.blocks
	if p.blocks = nil; len(blocks) == 0 {
		return
	}
	select {
	case <-p.fetched:
		giveBack(blocks)
	default:
		go func() {
			<-p.fetched
			giveBack(blocks)
		}()
	}
}

// blockSize is the unit in which memory is borrowed.
const blockSize = 64 << 10

// A block is memory of pieces, of one after the other. As garbage it would
// double what a process takes.
type block [blockSize]byte

var freeBlocks = sync.Pool{New: func() any { return new(block) }}

// borrow returns memory for so many bytes: whole blocks, and slices of them
// that are that long together.
func borrow(length int64) (blocks []*block, parts [][]byte) {
	for ; length > 0; length -= blockSize {
		b := freeBlocks.Get().(*block)
		blocks = append(blocks, b)
		parts = append(parts, b[:min(length, blockSize)])
	}
	return blocks, parts
}

func giveBack(blocks []*block) {
	for _, b := range blocks {
		freeBlocks.Put(b)
	}
}
