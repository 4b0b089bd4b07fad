package rolling

import "math/bits"

// A placeSet is a set of small integers that counts its members below a limit
// and finds its k-th member. It has a bit per number, eight words of them per
// block, and eight blocks per group. Counts of the members before each word of
// a block, and before each block of a group, are packed in words, so that one
// addition updates all of them and neither updating nor counting has a loop to
// mispredict.
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

// beforeBlock counts the members of a block's group in the blocks before it.
func (s *placeSet) beforeBlock(block int32) int32 {
	return int32(s.groups[block>>3][block>>2&1] >> (uint(block) & 3 << 4) & (1<<16 - 1))
}

// beforeWord counts the members of a word's block in the words before it.
func (s *placeSet) beforeWord(word int32) int32 {
	return int32(s.blocks[word>>3] >> (uint(word)&7*9 - 9) & (1<<9 - 1)) // the first word: shifted out
}

// below counts the members less than limit.
func (s *placeSet) below(limit int32) int32 {
	var n int32
	for _, c := range s.totals[:limit>>12] {
		n += c
	}
	n += s.beforeBlock(limit>>9) + s.beforeWord(limit>>6)
	return n + int32(bits.OnesCount64(s.words[limit>>6]&(1<<(limit&63)-1)))
}

// member is the k-th smallest member, from 0; the set has more than k.
func (s *placeSet) member(k int32) int32 {
	group := int32(0)
	for ; s.totals[group] <= k; group++ {
		k -= s.totals[group]
	}
	block := group << 3
	for block&7 < 7 && s.beforeBlock(block+1) <= k {
		block++
	}
	k -= s.beforeBlock(block)
	word := block << 3
	for word&7 < 7 && s.beforeWord(word+1) <= k {
		word++
	}
	w := s.words[word]
	for k -= s.beforeWord(word); k > 0; k-- {
		w &= w - 1
	}
	return word<<6 + int32(bits.TrailingZeros64(w))
}

// next is the smallest member above p; there is one.
func (s *placeSet) next(p int32) int32 {
	word := p >> 6
	w := s.words[word] &^ (1<<(p&63+1) - 1)
	for w == 0 {
		word++
		w = s.words[word]
	}
	return word<<6 + int32(bits.TrailingZeros64(w))
}
