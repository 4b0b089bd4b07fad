package shard

import (
	"fmt"
	"strings"
)

// A Part is one of several parts of a list.
type Part struct {
	Number int // from 1 to Count
	Count  int
}

// Whole is the only part of one.
func Whole() Part { return Part{1, 1} }

// ParsePart parses a part such as 2/4, the second of four.
func ParsePart(s string) (Part, error) {
	var p Part
	before, after, _ := strings.Cut(s, "/")
	if _, err := fmt.Sscan(before, &p.Number); err == nil {
		_, _ = fmt.Sscan(after, &p.Count)
	}
	if p.Number < 1 || p.Number > p.Count || s != p.String() {
		return Part{}, fmt.Errorf("%q: give a part and the number of parts, such as 2/4", s)
	}
	return p, nil
}

func (p Part) String() string { return fmt.Sprintf("%d/%d", p.Number, p.Count) }

// Has reports whether the item at a position of the list, from 0, is in the
// part. Items are dealt out in turn, so that each is in exactly one part and
// parts differ by one item at most.
func (p Part) Has(position int) bool {
	return p.Count > 0 && position%p.Count == p.Number-1
}

// Of returns the part of a list.
func (p Part) Of(list []string) []string {
	var mine []string
	for i, item := range list {
		if p.Has(i) {
			mine = append(mine, item)
		}
	}
	return mine
}
