package evidence

import (
	"errors"
	"math"
	"reflect"
	"testing"
)

func smallNull() (Simulation, Config, NullConfig) {
	s := shortSimulation()
	c := DefaultConfig()
	c.Resampling.Reps = 99
	n := DefaultNullConfig()
	n.Shifts, n.Markets = 4, 1
	for i := range n.Simulations {
		n.Simulations[i].Days = 40
	}
	return s, c, n
}

func TestNullIsTheSameAtAnyNumberOfWorkers(t *testing.T) {
	s, c, n := smallNull()
	m := simulated(t, s, 20)
	r, err := m.Reference(c.Grid)
	if err != nil {
		t.Fatal(err)
	}
	var all []*NullControl
	for _, workers := range []int{1, 3} {
		n.Workers = workers
		calls := 0
		out, err := Null(m.Market, c, r, n, func(done, total int) {
			if calls++; done != calls || total != 7 {
				t.Errorf("progress %d of %d in call %d", done, total, calls)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, out)
	}
	if !reflect.DeepEqual(all[0], all[1]) {
		t.Error("1 and 3 workers differ")
	}
	out := all[0]
	if len(out.Runs) != 14 || len(out.Rates) != 8 || out.Rates[0].Kind != "misaligned" || out.Rates[0].Gated.Runs != 4 {
		t.Fatalf("%d runs, %d rates", len(out.Runs), len(out.Rates))
	}
	if !(out.PValue >= 0.2 && out.PValue <= 1) || !(out.ReferenceObservedPV >= 0.2 && out.ReferenceObservedPV <= 1) {
		t.Errorf("p-values %v and %v", out.PValue, out.ReferenceObservedPV)
	}
	if len(out.BestBps(Misaligned, "standard")) != 4 {
		t.Errorf("%d misaligned runs", len(out.BestBps(Misaligned, "standard")))
	}
	for _, run := range out.Runs {
		if run.Kind == "misaligned" && (run.ShiftBars < RowsPerDay || run.ShiftBars > m.Len()-RowsPerDay) {
			t.Errorf("shifted by %d bars", run.ShiftBars)
		}
	}
}

func TestNullRefuses(t *testing.T) {
	s, c, n := smallNull()
	m := simulated(t, s, 20)
	n.Workers = 0
	if _, err := Null(m.Market, c, nil, n, nil); !errors.Is(err, ErrConfig) {
		t.Error(err)
	}
	n.Workers, n.Simulations[0].Persistence = 1, 2
	if _, err := Null(m.Market, c, nil, n, nil); !errors.Is(err, ErrConfig) {
		t.Error(err)
	}
	n.Simulations[0].Persistence = 0.3
	if _, err := Null(flatMarket(2), c, nil, n, nil); !errors.Is(err, ErrTooShort) {
		t.Error(err)
	}
}

func TestRotate(t *testing.T) {
	for places, want := range map[int][]float64{0: {1, 2, 3}, 1: {3, 1, 2}, 2: {2, 3, 1}, 4: {3, 1, 2}} {
		if got := rotate([]float64{1, 2, 3}, places); !reflect.DeepEqual(got, want) {
			t.Errorf("by %d: %v, want %v", places, got, want)
		}
	}
}

// Wilson's interval of 10 in 100 as in R's prop.test(10, 100, correct = FALSE).
func TestRate(t *testing.T) {
	r := NewRate(10, 100)
	if math.Abs(r.Lower-0.05522914) > 1e-7 || math.Abs(r.Upper-0.1743657) > 1e-6 || r.Share != 0.1 {
		t.Errorf("%+v", r)
	}
	if r := NewRate(0, 200); r.Lower != 0 || !(r.Upper > 0.01 && r.Upper < 0.02) {
		t.Errorf("%+v", r)
	}
	if r := NewRate(0, 0); !math.IsNaN(r.Share) || !math.IsNaN(r.Lower) {
		t.Errorf("%+v", r)
	}
}
