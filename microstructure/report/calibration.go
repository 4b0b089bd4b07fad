package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

// Calibration lists how often each procedure claims an edge on simulated markets.
func Calibration(rows []evidence.CalibrationRow, c evidence.CalibrationConfig) Table {
	t := Table{
		Caption: fmt.Sprintf("Claims on simulated markets, %d of each kind, seed %d", c.Markets, c.Seed),
		Header:  []string{"market", "days", "costs", "“edge” (95 % interval)", "reference “positive”", "no edge", "not proven", "trips out of sample", "net bps each"},
		Note:    "Intervals are Wilson's. Where there is no edge, each claim is false.",
	}
	for _, r := range rows {
		t.Rows = append(t.Rows, []string{
			r.Simulation.Name, Count(r.Simulation.Days), r.Costs,
			fmt.Sprintf("%s (%s to %s)", percent(r.Edge.Share), percent(r.Edge.Lower), percent(r.Edge.Upper)),
			percent(r.Reference.Share), percent(r.NoEdge.Share), percent(r.NotProven.Share),
			number(r.MeanTrips, 0), signed(r.MeanTripBps, 1),
		})
	}
	return t
}

// GateRates lists how often each gate passes on simulated markets.
func GateRates(rows []evidence.CalibrationRow) Table {
	t := Table{Caption: "Share of markets that pass each gate", Header: []string{"market", "costs"}}
	if len(rows) == 0 {
		return t
	}
	for _, g := range rows[0].Gates {
		t.Header = append(t.Header, g.Name)
	}
	for _, r := range rows {
		row := []string{r.Simulation.Name, r.Costs}
		for _, g := range r.Gates {
			row = append(row, percent(g.Share))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
