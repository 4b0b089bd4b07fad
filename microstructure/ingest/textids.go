package ingest

// A textIDs is a set of the hashes of text ids, which have no order that would
// make an idSet small. It is bounded: once it is full, it forgets the oldest
// ids.
type textIDs struct {
	table  []uint64 // by hash; 0 is free
	n      int      // ids in it
	before []uint64 // the full table before this one
}

// Sizes of a table; two of the largest take 64 MiB. So an id is compared with
// those of at least three million trades before it, and few days have more.
const (
	leastTextIDs = 1 << 10 // each next one is four times as large
	mostTextIDs  = 1 << 22
)

// add reports whether id, which is not 0, was not in the set yet.
func (s *textIDs) add(id uint64) bool {
	if s.n >= len(s.table)/4*3 {
		s.grow()
	}
	if s.before != nil && s.before[place(s.before, id)] == id {
		return false
	}
	at := place(s.table, id)
	if s.table[at] == id {
		return false
	}
	s.table[at] = id
	s.n++
	return true
}

// place is where a table that is not full has id, or has room for it.
func place(table []uint64, id uint64) int {
	mask := len(table) - 1
	at := int(id) & mask
	for table[at] != 0 && table[at] != id {
		at = (at + 1) & mask
	}
	return at
}

func (s *textIDs) grow() {
	if len(s.table) == mostTextIDs {
		if s.before == nil {
			s.before = make([]uint64, mostTextIDs)
		} else {
			clear(s.before)
		}
		s.table, s.before, s.n = s.before, s.table, 0
		return
	}
	old := s.table
	s.table = make([]uint64, max(4*len(old), leastTextIDs))
	for _, id := range old {
		if id != 0 {
			s.table[place(s.table, id)] = id
		}
	}
}
