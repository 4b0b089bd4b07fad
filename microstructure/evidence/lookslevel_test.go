package evidence

import (
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure/inference"
)

func TestLevel(t *testing.T) {
	g := DefaultGates()
	for _, x := range []struct {
		trials, prior int
		want          float64
	}{
		{48, 0, 0.05}, {48, -1, 0.05}, {0, 48, 0.05},
		{48, 48, 0.0125},
		{48, 49 * 48, 0.05 / 148},
		{1, 1, 0.0125},
		{48, 10, 0.05 * 48 / 78}, // ten features
		{1, math.MaxInt, 0.05 / (3 * float64(math.MaxInt))},
	} {
		if got := g.Level(x.trials, x.prior); math.Abs(got-x.want) > 0.05*x.want {
			t.Errorf("%d trials after %d: %v, want %v", x.trials, x.prior, got, x.want)
		}
	}
	// The levels of 50 looks sum to 2.35 times that of one.
	sum := 0.0
	for k := range 50 {
		sum += g.Level(48, 48*k)
	}
	if math.Abs(sum-2.35*g.MaxSPA) > 0.02*sum {
		t.Errorf("the levels sum to %v", sum)
	}
}

// The resamples suffice for a tenth of the level, up to the limit, and trials
// that fail anyway do not get more.
func TestResamplesOfALevel(t *testing.T) {
	for _, x := range []struct {
		level float64
		want  int
	}{{0.05, 400}, {0.018, 556}, {0.0001, 100_000}, {1e-9, 100_000}} {
		if got := levelReps(x.level, 400); got != x.want {
			t.Errorf("level %v: %d resamples, want %d", x.level, got, x.want)
		}
	}
	r := newRand(1, 1)
	sure, luck := Trial{Daily: make([]float64, 60)}, Trial{Daily: make([]float64, 60)}
	for i := range sure.Daily {
		luck.Daily[i] = r.NormFloat64() - 1
		sure.Daily[i] = luck.Daily[i] + 3
	}
	resampling := inference.Resampling{Reps: 400, Seed: 1, Workers: 2}
	for _, x := range []struct {
		trial Trial
		reps  int
		pass  bool
	}{{sure, 10_000, true}, {luck, 400, false}} {
		s, steps, err := spaAt(Trials{Trials: []Trial{x.trial}}, 0.001, 0.05, resampling)
		if p := s.Studentised.Consistent.PPlus1; err != nil || s.Reps != x.reps || steps.Reps != x.reps || steps.P[0] != p || (p <= 0.001) != x.pass {
			t.Errorf("%d resamples, p %v, error %v, want %d, below the level %t", s.Reps, p, err, x.reps, x.pass)
		}
	}
}
