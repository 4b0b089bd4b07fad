package result

import (
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/table"
)

// NullTables lists the runs of a null control and how often each procedure
// claimed an edge: tables null and null_rates.
func NullTables(n *evidence.NullControl) []table.Table {
	return []table.Table{nullTable(n), nullRateTable(n)}
}

func nullTable(n *evidence.NullControl) table.Table {
	rows := n.Runs
	return table.Table{Name: "null", Columns: []table.Column{
		table.TextsOf("kind", rows, func(r *evidence.NullRun) string { return r.Kind }),
		table.TextsOf("costs", rows, func(r *evidence.NullRun) string { return r.Costs }),
		table.IntsOf("shift_bars", rows, func(r *evidence.NullRun) int { return r.ShiftBars }),
		table.TextsOf("verdict", rows, func(r *evidence.NullRun) string { return string(r.Label) }),
		table.TextsOf("reference", rows, func(r *evidence.NullRun) string { return string(r.Reference) }),
		table.FloatsOf("best_bps", rows, func(r *evidence.NullRun) float64 { return r.BestBps }),
		table.FloatsOf("out_of_sample_bps", rows, func(r *evidence.NullRun) float64 { return r.OutOfSampleBps }),
		table.FloatsOf("reference_best_bps", rows, func(r *evidence.NullRun) float64 { return r.ReferenceBestBps }),
	}}
}

// rateColumns are NAME, NAME_lower and NAME_upper.
func rateColumns[Row any](name string, rows []Row, of func(*Row) evidence.Rate) []table.Column {
	return []table.Column{
		table.FloatsOf(name, rows, func(r *Row) float64 { return of(r).Share }),
		table.FloatsOf(name+"_lower", rows, func(r *Row) float64 { return of(r).Lower }),
		table.FloatsOf(name+"_upper", rows, func(r *Row) float64 { return of(r).Upper }),
	}
}

func nullRateTable(n *evidence.NullControl) table.Table {
	columns := []table.Column{
		table.TextsOf("kind", n.Rates, func(r *evidence.NullRate) string { return r.Kind }),
		table.TextsOf("costs", n.Rates, func(r *evidence.NullRate) string { return r.Costs }),
		table.IntsOf("runs", n.Rates, func(r *evidence.NullRate) int { return r.Gated.Runs }),
	}
	columns = append(columns, rateColumns("edge", n.Rates, func(r *evidence.NullRate) evidence.Rate { return r.Gated })...)
	columns = append(columns, rateColumns("reference_positive", n.Rates, func(r *evidence.NullRate) evidence.Rate { return r.Reference })...)
	return table.Table{Name: "null_rates", Columns: columns}
}
