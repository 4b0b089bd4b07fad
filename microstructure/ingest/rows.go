package ingest

import (
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// dropDuplicates keeps the first of equal rows, in place.
func dropDuplicates(group []row) []row {
	if len(group) > 64 {
		type key struct {
			id            uint64
			price, amount float64
			side          microstructure.Side
		}
		seen := make(map[key]bool, len(group))
		return slices.DeleteFunc(group, func(r row) bool {
			k := key{r.id, r.price, r.amount, r.side}
			double := seen[k]
			seen[k] = true
			return double
		})
	}
	kept := group[:1]
next:
	for _, r := range group[1:] {
		for i := len(kept) - 1; i >= 0; i-- {
			if kept[i].same(&r) {
				continue next
			}
		}
		kept = append(kept, r)
	}
	return kept
}

// flip numbers rows of a as if the file were read from its end. It is its own inverse.
func flip(rows []row, a *archive) {
	for i := range rows {
		if rows[i].order>>orderBits == a.ordinal {
			rows[i].order = a.ordinal<<orderBits | (1<<orderBits - 1 - rows[i].order&(1<<orderBits-1))
		}
	}
}
