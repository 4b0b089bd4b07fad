package parquetio

import (
	"context"
	"slices"

	"github.com/tickbook/tickbook/microstructure/store"
)

// wanted says what will be read of a file in a store.
type wanted struct {
	first    []int // leaves of columns of which a row group's pages are read before the others
	together []int // leaves of columns that are read side by side
	fetched  int   // row groups whose pages are on their way, or were
}

// Want says which columns of a parsed file will be read, all row groups in
// order. Unlike the others, those for which first is true are read one after
// the other at the beginning of a row group. It returns the memory that it
// takes to have their first pages ahead of the reader, in bytes: 0 if the file
// is not an object in a store.
func (f *File) Want(reads, first func(column string) bool) int64 {
	if f.ahead == nil {
		return 0
	}
	f.wanted = wanted{}
	for _, field := range f.meta.columns {
		name := string(f.meta.name(field))
		switch leaf := int(field.firstLeaf); {
		case leaf >= f.meta.leaves:
		case first(name):
			f.wanted.first = append(f.wanted.first, leaf)
		case reads(name):
			f.wanted.together = append(f.wanted.together, leaf)
		}
	}
	size := int64(0)
	for rowGroup := 0; rowGroup < len(f.meta.rowGroups) && size < store.MostAhead; rowGroup++ {
		for _, leaf := range slices.Concat(f.wanted.first, f.wanted.together) {
			if k, err := f.meta.chunk(rowGroup, leaf); err == nil && f.contains(&k) {
				size += k.end - k.start
			}
		}
	}
	return min(size, store.MostAhead)
}

// Fetch begins to fetch the first pages of the columns that are wanted, in
// memory of so many bytes, of which give gets back what is not needed any more.
func (f *File) Fetch(bytes int64, give func(bytes int64)) {
	f.ahead.Reserved(bytes, give)
	f.fetchTo(0)
}

// Await waits until the pages have arrived that are on their way, or ctx ends.
func (f *File) Await(ctx context.Context) { f.ahead.Await(ctx) }

// fetch has the pages of a chunk fetched that is about to be read, with those
// of other columns that are wanted.
func (f *File) fetch(rowGroup int, k *chunk) {
	if len(f.wanted.together) > 0 {
		f.fetchTo(rowGroup)
	}
	f.ahead.Prefetch([2]int64{k.start, k.end}) // unless it is on its way
}

// Row groups are announced ahead of the one that is read: the next, or several
// that are as long as those of this program, for memory to be given back only
// when no more is needed.
const (
	announced     = 8
	longRowGroups = 4 << 20 // bytes
)

// fetchTo has the wanted pages fetched of a row group and those after it, if
// there is memory.
func (f *File) fetchTo(rowGroup int) {
	last := rowGroup + 1
	for ; f.wanted.fetched <= min(last, len(f.meta.rowGroups)-1); f.wanted.fetched++ {
		var ranges [][2]int64
		size := int64(0)
		for i, leaf := range slices.Concat(f.wanted.first, f.wanted.together) {
			if k, err := f.meta.chunk(f.wanted.fetched, leaf); err == nil && f.contains(&k) {
				ranges = append(ranges, [2]int64{k.start, k.end})
				size += k.end - k.start
			}
			if i < len(f.wanted.first) {
				f.ahead.Prefetch(ranges...)
				ranges = ranges[:0]
			}
		}
		f.ahead.Prefetch(ranges...)
		if size >= longRowGroups {
			last = rowGroup + announced
		}
	}
}

// contains reports whether a chunk is where the file has pages.
func (f *File) contains(k *chunk) bool {
	return !k.external && k.start >= int64(len(magic)) && k.end >= k.start && k.end <= f.Size-int64(len(f.footer))
}
