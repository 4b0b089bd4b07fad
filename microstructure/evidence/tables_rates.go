package evidence

import "github.com/tickbook/tickbook/microstructure"

// rateColumns are NAME, NAME_lower and NAME_upper.
func rateColumns[Row any](name string, rows []Row, of func(*Row) Rate) []microstructure.Column {
	return []microstructure.Column{
		microstructure.ColumnOf(name, rows, func(r *Row) float64 { return of(r).Share }),
		microstructure.ColumnOf(name+"_lower", rows, func(r *Row) float64 { return of(r).Lower }),
		microstructure.ColumnOf(name+"_upper", rows, func(r *Row) float64 { return of(r).Upper }),
	}
}

// RateTable lists how often each procedure claimed an edge: table null_rates.
func (n *NullControl) RateTable() microstructure.Table {
	columns := []microstructure.Column{
		microstructure.ColumnOf("kind", n.Rates, func(r *NullRate) string { return r.Kind }),
		microstructure.ColumnOf("costs", n.Rates, func(r *NullRate) string { return r.Costs }),
		microstructure.ColumnOf("runs", n.Rates, func(r *NullRate) int64 { return int64(r.Gated.Runs) }),
	}
	columns = append(columns, rateColumns("edge", n.Rates, func(r *NullRate) Rate { return r.Gated })...)
	columns = append(columns, rateColumns("reference_positive", n.Rates, func(r *NullRate) Rate { return r.Reference })...)
	return microstructure.Table{Name: "null_rates", Columns: columns}
}

// CalibrationTable lists the rates: table calibration, with a column for each gate.
func CalibrationTable(rows []CalibrationRow) microstructure.Table {
	columns := []microstructure.Column{
		microstructure.ColumnOf("market", rows, func(r *CalibrationRow) string { return r.Simulation.Name }),
		microstructure.ColumnOf("costs", rows, func(r *CalibrationRow) string { return r.Costs }),
		microstructure.ColumnOf("markets", rows, func(r *CalibrationRow) int64 { return int64(r.Edge.Runs) }),
		microstructure.ColumnOf("days", rows, func(r *CalibrationRow) int64 { return int64(r.Simulation.Days) }),
		microstructure.ColumnOf("round_trips", rows, func(r *CalibrationRow) float64 { return r.MeanTrips }),
		microstructure.ColumnOf("net_bps", rows, func(r *CalibrationRow) float64 { return r.MeanTripBps }),
	}
	columns = append(columns, rateColumns("edge", rows, func(r *CalibrationRow) Rate { return r.Edge })...)
	columns = append(columns, rateColumns("reference_positive", rows, func(r *CalibrationRow) Rate { return r.Reference })...)
	columns = append(columns,
		microstructure.ColumnOf("no_edge", rows, func(r *CalibrationRow) float64 { return r.NoEdge.Share }),
		microstructure.ColumnOf("not_proven", rows, func(r *CalibrationRow) float64 { return r.NotProven.Share }))
	if len(rows) == 0 {
		return microstructure.Table{Name: "calibration", Columns: columns}
	}
	for i, g := range rows[0].Gates {
		columns = append(columns, microstructure.ColumnOf("pass_"+g.Name, rows, func(r *CalibrationRow) float64 { return r.Gates[i].Share }))
	}
	return microstructure.Table{Name: "calibration", Columns: columns}
}
