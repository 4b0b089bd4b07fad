package ingest

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"iter"
	"maps"
	"math"
	"math/bits"
	"slices"
)

// An idSet is a set of ids. It is small while most of them are consecutive, in
// whatever order they are added.
type idSet struct {
	blocks map[uint64]*idBlock
	key    uint64 // of block, the one used last
	block  *idBlock
	most   uint64 // the largest id so far
}

// idBlockBits is the number of ids of a block as a power of two.
const idBlockBits = 12

type idBlock [1 << idBlockBits / 64]uint64

// maxIDBlocks bounds an idSet to 64 MiB. A day's ids reach it when they are
// spread over more than half a billion numbers.
const maxIDBlocks = 1 << 17

// add reports whether id was not in the set yet.
func (s *idSet) add(id uint64) bool {
	if key := id >> idBlockBits; s.block == nil || key != s.key {
		if s.blocks == nil {
			s.blocks = map[uint64]*idBlock{}
		}
		if s.key, s.block = key, s.blocks[key]; s.block == nil {
			s.block = &idBlock{}
			s.blocks[key] = s.block
		}
	}
	s.most = max(s.most, id)
	word, bit := &s.block[id>>6&(1<<idBlockBits/64-1)], uint64(1)<<(id&63)
	isNew := *word&bit == 0
	*word |= bit
	return isNew
}

// full reports whether the set has become too large.
func (s *idSet) full() bool { return len(s.blocks) > maxIDBlocks }

// room is the number of ids that can be added before the set may become too
// large.
func (s *idSet) room() int { return max(0, maxIDBlocks-len(s.blocks)) }

// len is the number of ids.
func (s *idSet) len() (n int64) {
	for _, b := range s.blocks {
		for _, word := range b {
			n += int64(bits.OnesCount64(word))
		}
	}
	return n
}

// without yields the ids that are not in o, in order.
func (s *idSet) without(o *idSet) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		for _, key := range slices.Sorted(maps.Keys(s.blocks)) {
			other := o.blocks[key]
			for i, word := range s.blocks[key] {
				if other != nil {
					word &^= other[i]
				}
				for ; word != 0; word &= word - 1 {
					if !yield(key<<idBlockBits + uint64(i)<<6 + uint64(bits.TrailingZeros64(word))) {
						return
					}
				}
			}
		}
	}
}

// bounds are the smallest and the largest id of a set that is not empty.
func (s *idSet) bounds() (first, last uint64) {
	first = math.MaxUint64
	for key, b := range s.blocks {
		for i, word := range b {
			if word == 0 {
				continue
			}
			at := key<<idBlockBits + uint64(i)<<6
			first = min(first, at+uint64(bits.TrailingZeros64(word)))
			last = max(last, at+uint64(bits.Len64(word))-1)
		}
	}
	return first, last
}

// maxIDText bounds the output of formatIDs for scattered ids.
const maxIDText = 64 << 10

// formatIDs formats sorted ids: for each run of consecutive ids, the distance
// from the end of the previous run and the length. It is empty for no ids, and
// if the text would exceed maxIDText.
func formatIDs(ids iter.Seq[uint64]) string {
	var b []byte
	end, n := uint64(0), uint64(0) // of the run
	flush := func() {
		if n > 0 {
			b = binary.AppendUvarint(b, n)
		}
	}
	for id := range ids {
		if n == 0 || id != end {
			flush()
			b = binary.AppendUvarint(b, id-end)
			n = 0
		}
		end, n = id+1, n+1
		if len(b) > maxIDText/4*3 {
			return ""
		}
	}
	flush()
	return base64.StdEncoding.EncodeToString(b)
}

var errIDText = errors.New("not a list of ids")

// parseIDs adds the ids of a formatIDs text to the set.
func (s *idSet) parseIDs(text string) error {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(text) > maxIDText {
		return errIDText
	}
	for at := uint64(0); len(b) > 0; {
		gap, i := binary.Uvarint(b)
		if i <= 0 {
			return errIDText
		}
		n, k := binary.Uvarint(b[i:])
		if k <= 0 || gap > 1<<63-at || n > 1<<63-at-gap {
			return errIDText
		}
		b = b[i+k:]
		for at += gap; n > 0 && !s.full(); n-- {
			s.add(at)
			at++
		}
		if n > 0 {
			return errIDText
		}
	}
	return nil
}
