package evidence

import (
	"fmt"
	"testing"
)

func TestCalibrationDoesNotDependOnWorkers(t *testing.T) {
	k := DefaultCalibrationConfig()
	k.Markets, k.Simulations = 2, []Simulation{NullSimulations()[0], EdgeSimulations()[0]}
	c := DefaultConfig()
	c.Resampling.Reps = 199
	var results []string
	for _, workers := range []int{1, 3} {
		k.Workers = workers
		done := 0
		rows, err := Calibrate(c, k, func(n, total int) { done = max(done, n*100/total) })
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 3 || done != 100 {
			t.Fatalf("%d rows, want the null at two levels of costs and the edge at one; %d %% done", len(rows), done)
		}
		for _, r := range rows {
			if n := r.Edge.Count + r.NoEdge.Count + r.NotProven.Count; n != k.Markets || r.Edge.Runs != k.Markets {
				t.Errorf("%s, %s: %d labels of %d markets", r.Simulation.Name, r.Costs, n, r.Edge.Runs)
			}
		}
		results = append(results, fmt.Sprint(rows))
	}
	if results[0] != results[1] {
		t.Errorf("one worker:\n%s\nthree:\n%s", results[0], results[1])
	}
}

func TestCalibrationRefusesNothing(t *testing.T) {
	k := DefaultCalibrationConfig()
	k.Markets = 0
	if _, err := Calibrate(DefaultConfig(), k, nil); err == nil {
		t.Error("no markets give no error")
	}
}
