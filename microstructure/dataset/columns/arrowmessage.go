package columns

import (
	"encoding/binary"
	"errors"
)

// An arrowBlock is where a message is.
type arrowBlock struct{ at, metadata, body int64 }

func readBlocks(root flatTable, i int) (blocks []arrowBlock) {
	at, n := root.vector(i, 24)
	for k := range n {
		p := at + 24*k
		blocks = append(blocks, arrowBlock{root.i64(p), int64(root.i32(p + 8)), root.i64(p + 16)})
	}
	return blocks
}

// An arrowBatch is the metadata of a record batch.
type arrowBatch struct {
	rows       int64
	dictionary int64 // whose words it has
	delta      bool  // they are added to those before
	codec      int   // of its buffers; below 0 for none
	nodes      []arrowNode
	buffers    []arrowBuffer
	variadic   []int64 // buffers of each column of views, besides those that all have
	body       int64   // where buffers begin
}

type arrowNode struct{ rows, nulls int64 }

type arrowBuffer struct{ at, size int64 }

// message reads the metadata of a block.
func (f *arrowFile) message(block arrowBlock) (*arrowBatch, error) {
	if block.at < 8 || block.metadata < 8 || block.metadata > maxArrowFooter || block.body < 0 || block.at > f.size-block.metadata || block.body > f.size-block.at-block.metadata {
		return nil, errors.New("a batch is not inside the file")
	}
	raw := make([]byte, block.metadata)
	if _, err := f.file.ReadAt(raw, block.at); err != nil {
		return nil, err
	}
	skip := 4
	if binary.LittleEndian.Uint32(raw) == 0xffffffff {
		skip = 8
	}
	b := &flat{b: raw[skip:]}
	root := b.root()
	header := root.table(2)
	batch := &arrowBatch{codec: -1, body: block.at + block.metadata}
	switch root.whole(1, 1, 0) {
	case 2:
		batch.dictionary, batch.delta = header.whole(0, 8, 0), header.whole(2, 1, 0) != 0
		header = header.table(1)
	case 3:
	default:
		return nil, errFlat
	}
	batch.rows = header.whole(0, 8, 0)
	if c := header.table(3); c.at != 0 {
		batch.codec = int(c.whole(0, 1, 0))
	}
	at, n := header.vector(1, 16)
	for k := range n {
		batch.nodes = append(batch.nodes, arrowNode{b.i64(at + 16*k), b.i64(at + 16*k + 8)})
	}
	at, n = header.vector(2, 16)
	for k := range n {
		buffer := arrowBuffer{b.i64(at + 16*k), b.i64(at + 16*k + 8)}
		if buffer.at < 0 || buffer.size < 0 || buffer.at > block.body || buffer.size > block.body-buffer.at {
			return nil, errors.New("a buffer is not inside its batch")
		}
		batch.buffers = append(batch.buffers, buffer)
	}
	at, n = header.vector(4, 8)
	for k := range n {
		v := b.i64(at + 8*k)
		if v < 0 || v > int64(len(batch.buffers)) {
			return nil, errFlat
		}
		batch.variadic = append(batch.variadic, v)
	}
	return batch, b.err
}
