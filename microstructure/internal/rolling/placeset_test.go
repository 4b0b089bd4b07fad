package rolling

import (
	"math/rand/v2"
	"testing"
)

func TestPlaceSet(t *testing.T) {
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
		k, last := int32(0), int32(-1)
		for p := range int32(n) {
			if !in[p] {
				continue
			}
			if got := s.member(k); got != p {
				t.Fatalf("%s: member %d is %d, want %d", what, k, got, p)
			}
			if last >= 0 && s.next(last) != p {
				t.Fatalf("%s: the member after %d is %d, want %d", what, last, s.next(last), p)
			}
			k, last = k+1, p
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
	for p := range int32(n) {
		if in[p] && p%701 != 0 {
			s.remove(p)
			in[p] = false
		}
	}
	check("almost empty")
}
