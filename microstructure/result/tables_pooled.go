package result

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/table"
)

// PooledTableNames lists the tables that a study of several symbols may write.
func PooledTableNames() []string {
	return []string{"symbols", "pooled", "pooled_gates", "pooled_symbols", "pooled_correlations", "pooled_folds", "pooled_members", "pooled_days"}
}

// PooledTables lists a study of several symbols: symbols, and unless it is nil
// the pooled one: pooled, pooled_gates, pooled_symbols, pooled_correlations,
// pooled_folds, pooled_members and pooled_days.
func PooledTables(rows []pooled.Row, s *pooled.Study) []table.Table {
	tables := []table.Table{symbolTable(rows)}
	if s == nil {
		return tables
	}
	gates := GateTable(&evidence.Verdict{Gates: s.Gates})
	gates.Name = "pooled_gates"
	return append(tables, pooledTable(s), gates, pooledSymbolTable(s), pooledCorrelationTable(s), pooledFoldTable(s), pooledMemberTable(s), pooledDayTable(s))
}

func symbolTable(rows []pooled.Row) table.Table {
	of := func(name string, value func(*pooled.Row) float64) table.Column {
		return table.FloatsOf(name, rows, value)
	}
	return table.Table{Name: "symbols", Columns: []table.Column{
		table.TextsOf("symbol", rows, func(r *pooled.Row) string { return r.Symbol }),
		table.TextsOf("first_day", rows, func(r *pooled.Row) string { return r.From }),
		table.TextsOf("last_day", rows, func(r *pooled.Row) string { return r.To }),
		table.TextsOf("verdict", rows, func(r *pooled.Row) string { return string(r.Verdict.Label) }),
		of("round_trips", func(r *pooled.Row) float64 { return r.Verdict.Trips }),
		of("daily_bps", func(r *pooled.Row) float64 { return r.Verdict.Daily.Mean }),
		of("daily_lower_bps", func(r *pooled.Row) float64 { return r.Verdict.Daily.Lower }),
		of("daily_upper_bps", func(r *pooled.Row) float64 { return r.Verdict.Daily.Upper }),
		table.TextsOf("not_pooled_because", rows, func(r *pooled.Row) string {
			if r.Err == nil {
				return ""
			}
			return r.Err.Error()
		}),
	}}
}

func pooledTable(s *pooled.Study) table.Table {
	rows := []*pooled.Study{s}
	of := func(name string, value func(*pooled.Study) float64) table.Column {
		return table.FloatsOf(name, rows, func(s **pooled.Study) float64 { return value(*s) })
	}
	return table.Table{Name: "pooled", Columns: []table.Column{
		table.TextsOf("label", rows, func(s **pooled.Study) string { return string((*s).Label) }),
		of("daily_bps", func(s *pooled.Study) float64 { return s.Pooled.Mean }),
		of("daily_lower_bps", func(s *pooled.Study) float64 { return s.Pooled.Lower }),
		of("daily_upper_bps", func(s *pooled.Study) float64 { return s.Pooled.Upper }),
		of("se_bps", func(s *pooled.Study) float64 { return s.Pooled.SE }),
		of("sampling_se_bps", func(s *pooled.Study) float64 { return s.Pooled.SamplingSE }),
		of("predicted_se_bps", func(s *pooled.Study) float64 { return s.PredictedSE }),
		of("tau_bps", func(s *pooled.Study) float64 { return s.Pooled.Effects.Tau }),
		of("i2", func(s *pooled.Study) float64 { return s.Pooled.Effects.I2 }),
		of("mean_correlation", func(s *pooled.Study) float64 { return s.MeanCorrelation }),
		of("effective_symbols", func(s *pooled.Study) float64 { return s.Effective }),
		of("smallest_bps", func(s *pooled.Study) float64 { return s.SmallestBps }),
	}}
}

func pooledSymbolTable(s *pooled.Study) table.Table {
	rows := s.Symbols
	of := func(name string, value func(*pooled.Result) float64) table.Column {
		return table.FloatsOf(name, rows, value)
	}
	interval := func(prefix string, value func(*pooled.Result) inference.Interval) []table.Column {
		return []table.Column{
			of(prefix+"_bps", func(r *pooled.Result) float64 { return value(r).Mean }),
			of(prefix+"_lower_bps", func(r *pooled.Result) float64 { return value(r).Lower }),
			of(prefix+"_upper_bps", func(r *pooled.Result) float64 { return value(r).Upper }),
		}
	}
	columns := []table.Column{
		table.TextsOf("symbol", rows, func(r *pooled.Result) string { return r.Name }),
		of("round_trips", func(r *pooled.Result) float64 { return r.Trips }),
		table.IntsOf("spells", rows, func(r *pooled.Result) int { return r.Spells }),
		table.IntsOf("active_days", rows, func(r *pooled.Result) int { return r.ActiveDays }),
	}
	columns = append(columns, interval("daily", func(r *pooled.Result) inference.Interval { return r.Daily })...)
	columns = append(columns, of("bound_bps", func(r *pooled.Result) float64 { return r.Bound }), of("weight", func(r *pooled.Result) float64 { return r.Weight }))
	columns = append(columns, interval("without", func(r *pooled.Result) inference.Interval { return r.Without })...)
	return table.Table{Name: "pooled_symbols", Columns: columns}
}

func pooledCorrelationTable(s *pooled.Study) table.Table {
	columns := []table.Column{table.TextsOf("symbol", s.Symbols, func(r *pooled.Result) string { return r.Name })}
	for i := range s.Symbols {
		var column []float64
		for k := range s.Correlation {
			column = append(column, at(s.Correlation[k], i))
		}
		columns = append(columns, floats(s.Symbols[i].Name, column))
	}
	return table.Table{Name: "pooled_correlations", Columns: columns}
}

func pooledFoldTable(s *pooled.Study) table.Table {
	columns := []table.Column{
		table.TextsOf("train_from", s.Folds, func(f *pooled.Fold) string { return dateOf(f.TrainFrom) }),
		table.TextsOf("test_from", s.Folds, func(f *pooled.Fold) string { return dateOf(f.TestFrom) }),
		table.IntsOf("members", s.Folds, func(f *pooled.Fold) int { return len(f.Members) }),
	}
	for i := range s.Symbols {
		columns = append(columns, table.FloatsOf(s.Symbols[i].Name+"_net_bps", s.Folds, func(f *pooled.Fold) float64 { return at(f.TestNetBps, i) }))
	}
	return table.Table{Name: "pooled_folds", Columns: columns}
}

// at is an element, NaN beyond the end.
func at(x []float64, i int) float64 {
	if i >= len(x) {
		return math.NaN()
	}
	return x[i]
}

// dateOf a day since 1970-01-01.
func dateOf(day int) string { return microstructure.FormatDate(int64(day) * microstructure.DayUS) }

// pooledMemberTable lists the configurations that each fold traded, the best in
// train first.
func pooledMemberTable(s *pooled.Study) table.Table {
	type row = memberRow[microstructure.Configuration]
	var rows []row
	for _, f := range s.Folds {
		for _, m := range f.Members {
			if m.Place >= 0 && m.Place < len(s.Configurations) {
				rows = append(rows, row{int64(f.TestFrom) * microstructure.DayUS, s.Configurations[m.Place], m})
			}
		}
	}
	return memberTableOf("pooled_members", rows,
		table.TextsOf("vol_filter", rows, func(r *row) string { return r.of.Filter.Name }),
		table.FloatsOf("threshold", rows, func(r *row) float64 { return r.of.Threshold }),
		table.TextsOf("holding", rows, func(r *row) string { return r.of.Holding.Name }))
}

// pooledDayTable has the net profit of each symbol and of the pool by day.
func pooledDayTable(s *pooled.Study) table.Table {
	var days []string
	pool := s.Pooled.Series
	for i := range s.Symbols {
		if i == 0 {
			for t := range s.Symbols[i].Net {
				days = append(days, dateOf(s.RecordDay()+t))
			}
		}
	}
	columns := []table.Column{{Name: "day", Values: table.Texts(days)}}
	for i := range s.Symbols {
		columns = append(columns, floats(s.Symbols[i].Name+"_net_bps", s.Symbols[i].Net))
	}
	if len(pool) == len(days) {
		columns = append(columns, floats("pooled_net_bps", pool))
	}
	return table.Table{Name: "pooled_days", Columns: columns}
}
