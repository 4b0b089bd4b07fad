package rolling

import (
	"math/rand/v2"
	"testing"
)

func TestPlaceSetCounts(t *testing.T) {
	const n = 3*4096 + 700
	r := rand.New(rand.NewPCG(9, 10))
	s := newPlaceSet(n)
	var in [n]bool
	check := func(what string) {
		below := int32(0)
		for limit := range int32(n) {
			if got := s.below(limit); got != below {
				t.Fatalf("%s: %d members below %d, want %d", what, got, limit, below)
			}
			if in[limit] {
				below++
			}
		}
		if got := s.below(n); got != below {
			t.Fatalf("%s: %d members in all, want %d", what, got, below)
		}
	}
	check("empty")
	for p := range int32(n) {
		s.add(p)
		in[p] = true
	}
	check("full")
	for range 20_000 {
		if p := r.Int32N(n); in[p] {
			s.remove(p)
			in[p] = false
		} else {
			s.add(p)
			in[p] = true
		}
	}
	check("half full")
}
