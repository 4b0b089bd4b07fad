package result

import "github.com/tickbook/tickbook/microstructure/evidence"

// NullTables lists the runs of a null control and how often each procedure
// claimed an edge: tables null and null_rates.
func NullTables(n *evidence.NullControl) []Table { return []Table{nullTable(n), nullRateTable(n)} }

func nullTable(n *evidence.NullControl) Table {
	rows := n.Runs
	return Table{Name: "null", Columns: []Column{
		columnOf("kind", rows, func(r *evidence.NullRun) string { return r.Kind }),
		columnOf("costs", rows, func(r *evidence.NullRun) string { return r.Costs }),
		columnOf("shift_bars", rows, func(r *evidence.NullRun) int64 { return int64(r.ShiftBars) }),
		columnOf("verdict", rows, func(r *evidence.NullRun) string { return string(r.Label) }),
		columnOf("reference", rows, func(r *evidence.NullRun) string { return string(r.Reference) }),
		columnOf("best_bps", rows, func(r *evidence.NullRun) float64 { return r.BestBps }),
		columnOf("out_of_sample_bps", rows, func(r *evidence.NullRun) float64 { return r.OutOfSampleBps }),
		columnOf("reference_best_bps", rows, func(r *evidence.NullRun) float64 { return r.ReferenceBestBps }),
	}}
}

// rateColumns are NAME, NAME_lower and NAME_upper.
func rateColumns[Row any](name string, rows []Row, of func(*Row) evidence.Rate) []Column {
	return []Column{
		columnOf(name, rows, func(r *Row) float64 { return of(r).Share }),
		columnOf(name+"_lower", rows, func(r *Row) float64 { return of(r).Lower }),
		columnOf(name+"_upper", rows, func(r *Row) float64 { return of(r).Upper }),
	}
}

func nullRateTable(n *evidence.NullControl) Table {
	columns := []Column{
		columnOf("kind", n.Rates, func(r *evidence.NullRate) string { return r.Kind }),
		columnOf("costs", n.Rates, func(r *evidence.NullRate) string { return r.Costs }),
		columnOf("runs", n.Rates, func(r *evidence.NullRate) int64 { return int64(r.Gated.Runs) }),
	}
	columns = append(columns, rateColumns("edge", n.Rates, func(r *evidence.NullRate) evidence.Rate { return r.Gated })...)
	columns = append(columns, rateColumns("reference_positive", n.Rates, func(r *evidence.NullRate) evidence.Rate { return r.Reference })...)
	return Table{Name: "null_rates", Columns: columns}
}
