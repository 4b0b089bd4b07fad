package evidence

import (
	"math"
	"testing"
)

// The difference of the last third is that of means, and its p-value one-sided.
func TestStability(t *testing.T) {
	s := newStability([]float64{1, 3, 2, 4, 3, -2, 1})
	if s.LastDays != 3 || !near(s.LastBps, 2./3) || !near(s.RestBps, 2.5) || !(s.DifferenceSEBps > 0) || !(s.P > 0 && s.P < 0.5) {
		t.Errorf("%+v", s)
	}
	if rise := newStability([]float64{-1, -3, -2, -4, -3, 2, -1}); !near(rise.P, 1-s.P) {
		t.Errorf("a rise has p = %v, the same fall %v", rise.P, s.P)
	}
	for _, short := range [][]float64{nil, {1}, {1, 2}} {
		stable, declines := newStability(short).gates(DefaultGates())
		if stable.Pass || declines.Pass || !math.IsNaN(stable.Value) || !math.IsNaN(declines.Value) {
			t.Errorf("%v: %+v, %+v", short, stable, declines)
		}
	}
}

// The cross-validation leaves out trials that never traded.
func TestOverfittingOfThoseThatTraded(t *testing.T) {
	c := judged(90, 8, 5)
	whole, err := c.judge()
	if err != nil || whole.PBO.Combinations == 0 {
		t.Fatal(whole.PBO, err)
	}
	c.trials.Trials = append(c.trials.Trials, Trial{Daily: make([]float64, 90)})
	if idle, err := c.judge(); err != nil || idle.PBO.PBO != whole.PBO.PBO || len(idle.PBO.Logit) != len(whole.PBO.Logit) || idle.PBO.Logit[0] != whole.PBO.Logit[0] {
		t.Errorf("with an idle trial PBO is %v, else %v", idle.PBO.PBO, whole.PBO.PBO)
	}
}
