package ingest

import (
	"math"
	"math/bits"
)

// An idSet is a set of ids. It is small while most of them follow one another,
// in whatever order they are added.
type idSet struct {
	blocks map[uint64]*idBlock
	key    uint64 // of block, the one used last
	block  *idBlock
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
	word, bit := &s.block[id>>6&(1<<idBlockBits/64-1)], uint64(1)<<(id&63)
	isNew := *word&bit == 0
	*word |= bit
	return isNew
}

// full reports whether the set has become too large.
func (s *idSet) full() bool { return len(s.blocks) > maxIDBlocks }

// len is the number of ids.
func (s *idSet) len() (n int64) {
	for _, b := range s.blocks {
		for _, word := range b {
			n += int64(bits.OnesCount64(word))
		}
	}
	return n
}

// lenWithout is the number of ids that are not in o.
func (s *idSet) lenWithout(o *idSet) (n int64) {
	for key, b := range s.blocks {
		other := o.blocks[key]
		for i, word := range b {
			if other != nil {
				word &^= other[i]
			}
			n += int64(bits.OnesCount64(word))
		}
	}
	return n
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
