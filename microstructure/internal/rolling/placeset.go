package rolling

import "math/bits"

// A placeSet is a set of small numbers that counts its members below a limit.
// It has a bit a number, eight words of them to a block, and eight blocks to a
// group. Counts of what stands before each word of a block, and before each
// block of a group, are kept packed in words, so that one addition updates all
// of them and neither updating nor counting has a loop to mispredict.
type placeSet struct {
	words  []uint64
	blocks []uint64    // before words 1 to 7 of the block, 9 bits each
	groups [][2]uint64 // before blocks 0 to 3 and 4 to 7 of the group, 16 bits each
	totals []int32     // of each group
}

func newPlaceSet(n int) placeSet {
	return placeSet{make([]uint64, n>>6+1), make([]uint64, n>>9+1), make([][2]uint64, n>>12+1), make([]int32, n>>12+1)}
}

// afterWord and afterBlock have a one in each count that a member of the given
// word or block adds to.
var (
	afterWord  [8]uint64
	afterBlock [8][2]uint64
)

func init() {
	for own := range 8 {
		for later := own + 1; later < 8; later++ {
			afterWord[own] |= 1 << (9 * (later - 1))
			afterBlock[own][later/4] |= 1 << (16 * (later % 4))
		}
	}
}

func (s *placeSet) add(p int32) {
	s.words[p>>6] |= 1 << (p & 63)
	s.blocks[p>>9] += afterWord[p>>6&7]
	group, later := &s.groups[p>>12], &afterBlock[p>>9&7]
	group[0] += later[0]
	group[1] += later[1]
	s.totals[p>>12]++
}

func (s *placeSet) remove(p int32) {
	s.words[p>>6] &^= 1 << (p & 63)
	s.blocks[p>>9] -= afterWord[p>>6&7]
	group, later := &s.groups[p>>12], &afterBlock[p>>9&7]
	group[0] -= later[0]
	group[1] -= later[1]
	s.totals[p>>12]--
}

// below counts the members less than limit.
func (s *placeSet) below(limit int32) int32 {
	var n int32
	for _, c := range s.totals[:limit>>12] {
		n += c
	}
	block, word := uint(limit>>9&7), uint(limit>>6&7)
	n += int32(s.groups[limit>>12][block>>2] >> (block & 3 << 4) & (1<<16 - 1))
	n += int32(s.blocks[limit>>9] >> (word*9 - 9) & (1<<9 - 1)) // word 0: shifted out
	return n + int32(bits.OnesCount64(s.words[limit>>6]&(1<<(limit&63)-1)))
}
