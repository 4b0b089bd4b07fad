package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Calibration lists how often each procedure claims an edge on simulated
// markets.
func Calibration(rows []evidence.CalibrationRow, c evidence.CalibrationConfig) table.Table {
	t := table.New(fmt.Sprintf("Claims on simulated markets, %d of each kind, seed %d", c.Markets, c.Seed),
		"market", "days", "costs", "“edge” (95 % interval)", "reference “positive”", "no edge", "not proven", "trips out of sample", "net bps each")
	t.Note = "Intervals are Wilson's. Where there is no edge, each claim is false."
	for _, r := range rows {
		t.Add(r.Simulation.Name, text.Count(r.Simulation.Days), r.Costs,
			text.PercentWithin(r.Edge.Share, r.Edge.Lower, r.Edge.Upper),
			text.Percent(r.Reference.Share), text.Percent(r.NoEdge.Share), text.Percent(r.NotProven.Share),
			text.Number(r.MeanTrips, 0), text.Signed(r.MeanTripBps, 1))
	}
	return t
}

// GateRates lists how often each gate passes on simulated markets.
func GateRates(rows []evidence.CalibrationRow) table.Table {
	columns := []string{"market", "costs"}
	if len(rows) > 0 {
		for _, g := range rows[0].Gates {
			columns = append(columns, evidence.Gate{Name: g.Name}.Title())
		}
	}
	t := table.New("Share of markets that pass each gate", columns...)
	for _, r := range rows {
		row := []string{r.Simulation.Name, r.Costs}
		for _, g := range r.Gates {
			row = append(row, text.Percent(g.Share))
		}
		t.Add(row...)
	}
	return t
}
