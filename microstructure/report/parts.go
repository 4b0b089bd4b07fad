package report

import (
	"math"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// What is shown may lack parts: a study stops early, and a caller may have made
// one of some steps only. The functions of this file stand in for these parts,
// so that the rest is shown as it is.

// whole gives a study empty parts in the place of missing ones.
func whole(s *reference.Study) *reference.Study {
	c := *s
	if c.Panel == nil {
		c.Panel = &ms.Panel{}
	}
	if c.WalkForward == nil {
		c.WalkForward = &reference.WalkForward{}
	}
	return &c
}

// wholeEvidence is whole for evidence.
func wholeEvidence(e *evidence.Evidence) *evidence.Evidence {
	c := *e
	if c.Calendar == nil {
		c.Calendar = &evidence.Calendar{}
	}
	if c.Market == nil {
		c.Market = &evidence.Market{}
	}
	judged := evidence.Evaluation{}
	if c.Evaluation != nil {
		judged = *c.Evaluation
	}
	if judged.WalkForward == nil {
		judged.WalkForward = &evidence.WalkForward{}
	}
	c.Evaluation = &judged
	return &c
}

// item is list[i], and a zero value where there is none.
func item[T any](list []T, i int) (v T) {
	if i >= 0 && i < len(list) {
		v = list[i]
	}
	return v
}

// firstOf is the first n of a list, as far as there are.
func firstOf[T any](list []T, n int) []T { return list[:max(0, min(n, len(list)))] }

// restAfter is a list without its first n.
func restAfter[T any](list []T, n int) []T { return list[max(0, min(n, len(list))):] }

// spreadIn is the contrarian spread in one regime, NaN if it was not computed.
func spreadIn(spreads []reference.RegimeSpread, r ms.Regime) float64 {
	for _, s := range spreads {
		if s.Regime == r {
			return s.SpreadBps
		}
	}
	return math.NaN()
}
