package parquetio

// A dictionary numbers the distinct values of a column in order of appearance.
type dictionary struct {
	values []uint64
	slots  []uint32 // open addressing; 0 is free, else 1 + an index into values
}

const dictionarySlots = 4 * maxDictionary

// build collects the distinct values, and reports whether a dictionary of them
// is small enough to pay.
func (d *dictionary) build(values []uint64) bool {
	if d.slots == nil {
		d.slots = make([]uint32, dictionarySlots)
	}
	clear(d.slots)
	d.values = d.values[:0]
	limit := min(maxDictionary, len(values)/2+1)
	for _, v := range values {
		slot := d.slot(v)
		if d.slots[slot] != 0 {
			continue
		}
		if len(d.values) == limit {
			return false
		}
		d.values = append(d.values, v)
		d.slots[slot] = uint32(len(d.values))
	}
	return len(d.values) > 0
}

// slot finds the slot that holds v or is free for it.
func (d *dictionary) slot(v uint64) uint64 {
	slot := v * 0x9e3779b97f4a7c15 >> 32 % dictionarySlots
	for d.slots[slot] != 0 && d.values[d.slots[slot]-1] != v {
		slot = (slot + 1) % dictionarySlots
	}
	return slot
}

// lookup appends the indexes of values that build has seen.
func (d *dictionary) lookup(dst, values []uint64) []uint64 {
	for _, v := range values {
		dst = append(dst, uint64(d.slots[d.slot(v)]-1))
	}
	return dst
}
