package evidence

import (
	"math"
	"testing"
)

// The last third counts as a share of the whole record's mean.
func TestStability(t *testing.T) {
	s := newStability([]float64{1, 3, 2, 4, 3, -2, 1})
	if s.LastDays != 3 || !near(s.LastBps, 2./3) || !near(s.Share, 2./3/(12./7)) {
		t.Errorf("%+v", s)
	}
	for _, c := range []struct {
		net  []float64
		pass bool
	}{{[]float64{1, 1, 1}, true}, {[]float64{5, 5, 2}, true}, {[]float64{5, 5, 1}, false}, {[]float64{1, 3, -1}, false}, {[]float64{1, 1, 9}, true}} {
		if gate := newStability(c.net).gate(DefaultGates()); gate.Pass != c.pass {
			t.Errorf("%v: %+v", c.net, gate)
		}
	}
	for _, none := range [][]float64{nil, {1}, {1, 2}, {-1, -1, -1}, {-2, -2, 1}, {0, 0, 0}} {
		if gate := newStability(none).gate(DefaultGates()); gate.Pass || !math.IsNaN(gate.Value) {
			t.Errorf("%v: %+v", none, gate)
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
