package evidence

import (
	"math"
	"strconv"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// earlierWeight is how many trials an earlier one counts for.
//
// At 1, Bonferroni's division by trials, each of a series of looks pays for
// those before it and not for those after it: a search over 50 symbols with the
// truth on the line makes 0.063 false claims (standard error 0.031), at 2 it
// makes 0.036 (0.017), and at 3 0.026 (0.012), within 0.05 by two standard
// errors. Of edges of 20 bps at 2 h and 200 trips it finds 69, 63 and 59 % then,
// and a first look 80 %. A level that falls with the power 1.5 of the trials
// makes as many false claims, 0.027, and finds 52 %. CalibrateLooks measured it
// on 1,800 markets and 60 with an edge (2026-11-26, seed 1).
const earlierWeight = 3

// maxLevelReps are the most resamples drawn for a low level: enough for a tenth
// of 0.0001, the level after 166 looks as large as this one. A level below
// 1/(maxLevelReps+1) cannot be met.
const maxLevelReps = 100_000

// Level is the largest p-value that the best-of-many gate accepts of so many
// trials when prior ones of earlier looks count as well:
//
//	MaxSPA trials / (trials + 3 prior)
//
// to two digits, and MaxSPA itself where none count.
func (g Gates) Level(trials, prior int) float64 {
	return g.level(lookCounting{weight: earlierWeight, exponent: 1}, trials, prior)
}

// A lookCounting is a way to lower the level by earlier trials: the share of
// this look's in all, with a weight for earlier ones, to a power.
type lookCounting struct {
	name             string
	weight, exponent float64
}

func (g Gates) level(k lookCounting, trials, prior int) float64 {
	if trials <= 0 || prior <= 0 {
		return g.MaxSPA
	}
	level := g.MaxSPA * math.Pow(float64(trials)/(float64(trials)+k.weight*float64(prior)), k.exponent)
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(level, 'e', 1, 64), 64)
	if err != nil {
		return level
	}
	return rounded
}

// levelReps are the resamples of which one is a tenth of the level, within
// maxLevelReps, and never fewer than reps.
func levelReps(level float64, reps int) int {
	return max(reps, int(math.Ceil(min(10/level, maxLevelReps))))
}

// spaAt tests whether luck explains the best of the trials, and which of them it
// does not explain, with as many resamples as the level needs. Where the given number shows that the trials
// fail the level of a first look, it is enough.
func spaAt(t Trials, level, first float64, r inference.Resampling) (inference.SPA, inference.StepM, error) {
	daily, block := t.Daily(), t.meanBlock()
	s, steps, err := inference.SPAStepMTest(daily, block, r)
	reps := levelReps(level, r.Reps)
	if err != nil || reps == r.Reps || !(s.Studentised.Consistent.PPlus1 <= first) {
		return s, steps, err
	}
	r.Reps = reps
	return inference.SPAStepMTest(daily, block, r)
}
