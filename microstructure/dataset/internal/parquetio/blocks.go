package parquetio

import "sync"

// blocks hold bytes in blocks of one length, which all columns and writers
// share: what they take does not grow by doubling, and is not made anew for each
// row group.
type blocks struct {
	all  [][]byte // all but the last are full
	size int64
}

const blockBytes = 128 << 10

var freeBlocks = sync.Pool{New: func() any { return new([blockBytes]byte) }}

// add appends a copy of p.
func (b *blocks) add(p []byte) {
	b.size += int64(len(p))
	for len(p) > 0 {
		last := len(b.all) - 1
		if last < 0 || len(b.all[last]) == blockBytes {
			b.all = append(b.all, freeBlocks.Get().(*[blockBytes]byte)[:0])
			last++
		}
		n := min(len(p), blockBytes-len(b.all[last]))
		b.all[last] = append(b.all[last], p[:n]...)
		p = p[n:]
	}
}

// free removes all bytes.
func (b *blocks) free() {
	for _, block := range b.all {
		freeBlocks.Put((*[blockBytes]byte)(block[:blockBytes]))
	}
	clear(b.all)
	b.all, b.size = b.all[:0], 0
}
