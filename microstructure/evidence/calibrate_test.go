package evidence

import (
	"os"
	"slices"
	"strconv"
	"testing"
)

// TICKBOOK_CALIBRATION=N prints the rates over N markets of each kind.
func TestCalibration(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("TICKBOOK_CALIBRATION"))
	if n < 1 {
		t.Skip("set TICKBOOK_CALIBRATION to the number of markets of each kind")
	}
	k := DefaultCalibration()
	k.Markets = n
	if only := os.Getenv("TICKBOOK_CALIBRATION_ONLY"); only != "" {
		k.Simulations = slices.DeleteFunc(k.Simulations, func(s Simulation) bool { return s.Name != only })
	}
	c := DefaultConfig()
	c.Resampling.Reps = 999
	rows, err := Calibrate(c, k, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		t.Logf("%-32s %-8s edge %.3f [%.3f, %.3f] none %.2f unproven %.2f reference %.2f trips %.0f at %+.1f bps", r.Simulation.Name, r.Costs,
			r.Edge.Share, r.Edge.Lower, r.Edge.Upper, r.NoEdge.Share, r.NotProven.Share, r.Reference.Share, r.MeanTrips, r.MeanTripBps)
		for _, g := range r.Gates {
			t.Logf("    %-14s %.2f", g.Name, g.Share)
		}
	}
}
