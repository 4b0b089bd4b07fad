package result

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/table"
)

func foldTable(e *evidence.Evidence) table.Table {
	rows := e.WalkForward.Folds
	times := func(name string, of func(*evidence.Fold) int) table.Column {
		return table.TimesOf(name, rows, func(f *evidence.Fold) int64 { return e.Market.TimestampUS(of(f)) })
	}
	return table.Table{Name: "walk_forward_folds", Columns: []table.Column{
		times("train_from", func(f *evidence.Fold) int { return f.TrainFrom }), times("train_to", func(f *evidence.Fold) int { return f.TrainTo }),
		times("test_from", func(f *evidence.Fold) int { return f.TestFrom }), times("test_to", func(f *evidence.Fold) int { return f.TestTo }),
		table.IntsOf("members", rows, func(f *evidence.Fold) int { return len(f.Members) }),
		table.FloatsOf("test_round_trips", rows, func(f *evidence.Fold) float64 { return f.TestTrips }),
		table.FloatsOf("test_net_bps", rows, func(f *evidence.Fold) float64 { return f.TestNetBps }),
	}}
}

// A memberRow is what a fold traded.
type memberRow[T any] struct {
	testFrom int64
	of       T // configuration or trial
	evidence.Member
}

// memberRows are what each fold traded, the best in train first.
func memberRows[T any](m *evidence.Market, folds []evidence.Fold, of []T) (rows []memberRow[T]) {
	for _, f := range folds {
		for _, member := range f.Members {
			rows = append(rows, memberRow[T]{m.TimestampUS(f.TestFrom), item(of, member.Place), member})
		}
	}
	return rows
}

// memberTableOf lists members, with the columns of what they traded.
func memberTableOf[T any](name string, rows []memberRow[T], of ...table.Column) table.Table {
	columns := append([]table.Column{table.TimesOf("test_from", rows, func(r *memberRow[T]) int64 { return r.testFrom })}, of...)
	return table.Table{Name: name, Columns: append(columns,
		table.FloatsOf("weight", rows, func(r *memberRow[T]) float64 { return r.Weight }),
		table.IntsOf("train_days", rows, func(r *memberRow[T]) int { return r.TrainDays }),
		table.FloatsOf("train_daily_bps", rows, func(r *memberRow[T]) float64 { return r.TrainMeanBps }),
		table.FloatsOf("train_t", rows, func(r *memberRow[T]) float64 { return r.TrainT }))}
}

// memberTable lists the configurations that each fold traded.
func memberTable(e *evidence.Evidence) table.Table {
	type row = memberRow[microstructure.Configuration]
	rows := memberRows(e.Market, e.WalkForward.Folds, e.WalkForward.Configurations)
	return memberTableOf("walk_forward_members", rows,
		table.TextsOf("vol_filter", rows, func(r *row) string { return r.of.Filter.Name }),
		table.FloatsOf("threshold", rows, func(r *row) float64 { return r.of.Threshold }),
		table.TextsOf("holding", rows, func(r *row) string { return r.of.Holding.Name }))
}

func spellTable(rows []evidence.Spell) table.Table {
	return table.Table{Name: "spells_walk_forward", Columns: []table.Column{
		table.TimesOf("entry_time", rows, func(s *evidence.Spell) int64 { return s.EntryUS }),
		table.TimesOf("exit_time", rows, func(s *evidence.Spell) int64 { return s.ExitUS }),
		table.IntsOf("direction", rows, func(s *evidence.Spell) int { return s.Direction }),
		table.IntsOf("orders", rows, func(s *evidence.Spell) int { return s.Orders }),
		table.FloatsOf("round_trips", rows, func(s *evidence.Spell) float64 { return s.RoundTrips }),
		table.FloatsOf("gross_bps", rows, func(s *evidence.Spell) float64 { return s.GrossBps }),
		table.FloatsOf("cost_bps", rows, func(s *evidence.Spell) float64 { return s.CostBps }),
		table.FloatsOf("net_bps", rows, func(s *evidence.Spell) float64 { return s.NetBps }),
		table.IntsOf("open", rows, func(s *evidence.Spell) int64 { return flag(s.Open) }),
	}}
}

func tripTable(rows []evidence.RoundTrip) table.Table {
	return table.Table{Name: "trades_walk_forward", Columns: []table.Column{
		table.TimesOf("decision_time", rows, func(r *evidence.RoundTrip) int64 { return r.DecisionUS }),
		table.TimesOf("entry_time", rows, func(r *evidence.RoundTrip) int64 { return r.EntryUS }),
		table.TimesOf("exit_time", rows, func(r *evidence.RoundTrip) int64 { return r.ExitUS }),
		table.TextsOf("vol_filter", rows, func(r *evidence.RoundTrip) string { return r.Configuration.Filter.Name }),
		table.FloatsOf("threshold", rows, func(r *evidence.RoundTrip) float64 { return r.Configuration.Threshold }),
		table.TextsOf("holding", rows, func(r *evidence.RoundTrip) string { return r.Configuration.Holding.Name }),
		table.IntsOf("direction", rows, func(r *evidence.RoundTrip) int { return r.Direction }),
		table.FloatsOf("size", rows, func(r *evidence.RoundTrip) float64 { return r.Size }),
		table.FloatsOf("entry_price", rows, func(r *evidence.RoundTrip) float64 { return r.EntryPrice }),
		table.FloatsOf("exit_price", rows, func(r *evidence.RoundTrip) float64 { return r.ExitPrice }),
		table.FloatsOf("signal_value", rows, func(r *evidence.RoundTrip) float64 { return r.Signal }),
		table.FloatsOf("gross_bps", rows, func(r *evidence.RoundTrip) float64 { return r.GrossBps }),
		table.FloatsOf("fee_bps", rows, func(r *evidence.RoundTrip) float64 { return r.FeeBps }),
		table.FloatsOf("slippage_bps", rows, func(r *evidence.RoundTrip) float64 { return r.SlippageBps }),
		table.FloatsOf("funding_bps", rows, func(r *evidence.RoundTrip) float64 { return r.FundingBps }),
		table.FloatsOf("net_bps", rows, func(r *evidence.RoundTrip) float64 { return r.NetBps }),
		table.IntsOf("late_bars", rows, func(r *evidence.RoundTrip) int { return r.LateBars }),
		table.IntsOf("rested", rows, func(r *evidence.RoundTrip) int64 { return flag(r.Rested) }),
		table.IntsOf("open", rows, func(r *evidence.RoundTrip) int64 { return flag(r.Open) }),
	}}
}

func robustSweepTable(e *evidence.Evidence) table.Table {
	rows := e.Plateaus
	stepwise := make([]float64, len(rows))
	for k := range stepwise {
		stepwise[k] = e.Verdict.StepM.PValue(k)
	}
	trial := func(name string, of func(*evidence.Trial) float64) table.Column {
		return table.FloatsOf(name, e.Trials.Trials, of)
	}
	return table.Table{Name: "sweep_robust", Columns: []table.Column{
		table.TextsOf("vol_filter", rows, func(p *evidence.Plateau) string { return p.Filter.Name }),
		table.FloatsOf("threshold", rows, func(p *evidence.Plateau) float64 { return p.Threshold }),
		table.TextsOf("holding", rows, func(p *evidence.Plateau) string { return p.Holding.Name }),
		table.IntsOf("round_trips", rows, func(p *evidence.Plateau) int { return p.Trips }),
		table.FloatsOf("net_bps", rows, func(p *evidence.Plateau) float64 { return p.MeanBps }),
		trial("total_net_bps", func(t *evidence.Trial) float64 { return t.NetBps }),
		trial("total_gross_bps", func(t *evidence.Trial) float64 { return t.GrossBps }),
		trial("sharpe_annual", func(t *evidence.Trial) float64 { return evidence.NewDailySharpe(t.Daily).Annual }),
		table.IntsOf("neighbours", rows, func(p *evidence.Plateau) int { return p.Neighbours }),
		table.FloatsOf("neighbour_bps", rows, func(p *evidence.Plateau) float64 { return p.NeighbourBps }),
		table.FloatsOf("positive_share", rows, func(p *evidence.Plateau) float64 { return p.PositiveShare }),
		table.FloatsOf("plateau_score", rows, func(p *evidence.Plateau) float64 { return p.Score }),
		floats("p_stepwise", stepwise),
		table.IntsOf("edge_of_grid", rows, func(p *evidence.Plateau) int64 { return flag(p.EdgeOfGrid) }),
	}}
}
