package evidence

import (
	"math"
	"strconv"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// looksExponent says how fast the level of the best-of-many gate falls with the
// trials that count. At 1, Bonferroni's, each of a series of looks pays for
// those before it and not for those after it, so that the levels of 50 equal
// ones sum to 4.5 times that of one; at 1.5 those of any number sum to 2.6
// times at most. CalibrateLooks measures both.
const looksExponent = 1.5

// maxLevelReps are the most resamples drawn for a low level: enough for a tenth
// of 0.0001, the level after 62 looks as large as this one. A level below
// 1/(maxLevelReps+1) cannot be met.
const maxLevelReps = 100_000

// Level is the largest p-value that the best-of-many gate accepts of so many
// trials when prior ones of earlier looks count as well:
//
//	MaxSPA (trials / (trials + prior))^1.5
//
// to two digits, and MaxSPA itself where none count.
func (g Gates) Level(trials, prior int) float64 { return g.levelAt(looksExponent, trials, prior) }

func (g Gates) levelAt(exponent float64, trials, prior int) float64 {
	if trials <= 0 || prior <= 0 {
		return g.MaxSPA
	}
	level := g.MaxSPA * math.Pow(float64(trials)/(float64(trials)+float64(prior)), exponent)
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

// spaAt tests whether luck explains the best of the trials, with as many
// resamples as the level needs. Where the given number shows that the trials
// fail the level of a first look, it is enough.
func spaAt(t Trials, level, first float64, r inference.Resampling) (inference.SPA, error) {
	daily, block := t.Daily(), t.meanBlock()
	s, err := inference.SPATest(daily, block, r)
	reps := levelReps(level, r.Reps)
	if err != nil || reps == r.Reps || !(s.Studentised.Consistent.PPlus1 <= first) {
		return s, err
	}
	r.Reps = reps
	return inference.SPATest(daily, block, r)
}
