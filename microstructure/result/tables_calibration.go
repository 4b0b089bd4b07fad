package result

import (
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/table"
)

// CalibrationTable lists how the procedures judged the simulated markets of
// each cell, as counts: table calibration.
func CalibrationTable(k *evidence.Calibration) table.Table {
	rows := k.Cells
	count := func(name string, of func(*evidence.CellResult) evidence.Rate) table.Column {
		return table.IntsOf(name, rows, func(r *evidence.CellResult) int { return of(r).Count })
	}
	columns := []table.Column{
		table.TextsOf("truth", rows, func(r *evidence.CellResult) string { return string(r.Group) }),
		table.TextsOf("market", rows, func(r *evidence.CellResult) string { return r.KindTitle() }),
		table.FloatsOf("fees_bps", rows, func(r *evidence.CellResult) float64 { return r.Costs.RoundTripBps() }),
		table.IntsOf("markets", rows, func(r *evidence.CellResult) int { return len(r.Outcomes) }),
		count("edge", func(r *evidence.CellResult) evidence.Rate { return r.Labelled(evidence.Edge) }),
		count("no_edge", func(r *evidence.CellResult) evidence.Rate { return r.Labelled(evidence.NoEdge) }),
		count("not_proven", func(r *evidence.CellResult) evidence.Rate { return r.Labelled(evidence.NotProven) }),
		table.IntsOf("reference_judged", rows, func(r *evidence.CellResult) int { return r.Positive().Runs }),
		count("reference_positive", (*evidence.CellResult).Positive),
		count("oracle", func(r *evidence.CellResult) evidence.Rate { all, _ := r.Oracle(); return all }),
		count("oracle_out_of_sample", func(r *evidence.CellResult) evidence.Rate { _, out := r.Oracle(); return out }),
		table.FloatsOf("trips_out_of_sample", rows, func(r *evidence.CellResult) float64 { trips, _ := r.Means(); return trips }),
		table.FloatsOf("net_bps_each", rows, func(r *evidence.CellResult) float64 { _, net := r.Means(); return net }),
	}
	return table.Table{Name: "calibration", Columns: columns}
}

// LooksCalibrationTable lists what ways of counting looks do to a search over
// symbols: table looks_calibration.
func LooksCalibrationTable(k *evidence.LooksCalibrated) table.Table {
	rows := k.Rows
	number := func(name string, of func(*evidence.LooksRow) float64) table.Column {
		return table.FloatsOf(name, rows, of)
	}
	return table.Table{Name: "looks_calibration", Columns: []table.Column{
		table.TextsOf("counting", rows, func(r *evidence.LooksRow) string { return r.Counting }),
		table.IntsOf("gate", rows, func(r *evidence.LooksRow) int64 { return flag(r.Gate) }),
		table.IntsOf("markets", rows, func(*evidence.LooksRow) int { return k.Line }),
		number("false_claims", func(r *evidence.LooksRow) float64 { return r.FalseClaims }),
		number("false_claims_se", func(r *evidence.LooksRow) float64 { return r.FalseSE }),
		table.IntsOf("edges", rows, func(*evidence.LooksRow) int { return k.Edges }),
		number("found_first", func(r *evidence.LooksRow) float64 { return r.First }),
		number("found_last", func(r *evidence.LooksRow) float64 { return r.Last }),
		number("found", func(r *evidence.LooksRow) float64 { return r.Power }),
	}}
}
