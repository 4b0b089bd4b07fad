package evidence

import "github.com/tickbook/tickbook/microstructure"

// column maps rows to a column of a table.
func column[Row, T any](name string, rows []Row, of func(*Row) T) microstructure.Column {
	values := make([]T, len(rows))
	for i := range rows {
		values[i] = of(&rows[i])
	}
	return microstructure.Column{Name: name, Values: values}
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Tables lists the evidence: gates, fill_ladder, ic_robust, deciles_robust,
// walk_forward_folds, trades_walk_forward, sweep_robust and equity. NaN stands
// for what does not exist.
func (e *Evidence) Tables() []microstructure.Table {
	return []microstructure.Table{
		e.Verdict.Table(), ladderTable(e.Ladder), icTable(e.IC), decileTable(e.Deciles), e.foldTable(),
		tripTable(e.WalkForward.Account.Trips), e.sweepTable(), e.WalkForward.Account.Bars.Table(),
	}
}

// Table lists the gates: table gates.
func (v *Verdict) Table() microstructure.Table {
	return microstructure.Table{Name: "gates", Columns: []microstructure.Column{
		column("name", v.Gates, func(g *Gate) string { return g.Name }),
		column("value", v.Gates, func(g *Gate) float64 { return g.Value }),
		column("threshold", v.Gates, func(g *Gate) float64 { return g.Threshold }),
		column("pass", v.Gates, func(g *Gate) int64 { return flag(g.Pass) }),
	}}
}

func ladderTable(rows []Rung) microstructure.Table {
	return microstructure.Table{Name: "fill_ladder", Columns: []microstructure.Column{
		column("fill", rows, func(r *Rung) string { return r.Fill.Time.String() }),
		column("slippage_bps", rows, func(r *Rung) float64 { return r.Fill.SlippageBps }),
		column("costs", rows, func(r *Rung) string { return r.Costs.Name }),
		column("round_trip_bps", rows, func(r *Rung) float64 { return r.Costs.RoundTripBps() }),
		column("round_trips", rows, func(r *Rung) int64 { return int64(r.Trips) }),
		column("missed_entries", rows, func(r *Rung) int64 { return int64(r.MissedEntries) }),
		column("late_exits", rows, func(r *Rung) int64 { return int64(r.LateExits) }),
		column("open", rows, func(r *Rung) int64 { return int64(r.Open) }),
		column("gross_bps", rows, func(r *Rung) float64 { return r.GrossBps }),
		column("net_bps", rows, func(r *Rung) float64 { return r.NetBps }),
		column("daily_bps", rows, func(r *Rung) float64 { return r.Daily.Mean }),
		column("daily_lower_bps", rows, func(r *Rung) float64 { return r.Daily.Lower }),
		column("daily_upper_bps", rows, func(r *Rung) float64 { return r.Daily.Upper }),
		column("sharpe_annual", rows, func(r *Rung) float64 { return r.Sharpe.Annual }),
		column("max_drawdown_bps", rows, func(r *Rung) float64 { return r.MaxDrawdownBps }),
	}}
}

func icTable(rows []RobustIC) microstructure.Table {
	return microstructure.Table{Name: "ic_robust", Columns: []microstructure.Column{
		column("horizon", rows, func(r *RobustIC) string { return r.Horizon.Name }),
		column("n", rows, func(r *RobustIC) int64 { return int64(r.N) }),
		column("n_effective", rows, func(r *RobustIC) float64 { return r.EffectiveN }),
		column("ic", rows, func(r *RobustIC) float64 { return r.IC }),
		column("se_naive", rows, func(r *RobustIC) float64 { return r.SENaive }),
		column("se_hac", rows, func(r *RobustIC) float64 { return r.SEHAC }),
		column("se_bootstrap", rows, func(r *RobustIC) float64 { return r.SEBoot }),
		column("p_naive", rows, func(r *RobustIC) float64 { return r.PNaive }),
		column("p_hac", rows, func(r *RobustIC) float64 { return r.PHAC }),
		column("p_bootstrap", rows, func(r *RobustIC) float64 { return r.PBootstrap }),
		column("hac_lag", rows, func(r *RobustIC) int64 { return int64(r.HACLag) }),
		column("mean_block", rows, func(r *RobustIC) float64 { return r.MeanBlock }),
	}}
}

func decileTable(curves []DecileCurve) microstructure.Table {
	type row struct {
		*DecileCurve
		DecileMean
	}
	var rows []row
	for i := range curves {
		for _, d := range curves[i].Deciles {
			rows = append(rows, row{&curves[i], d})
		}
	}
	return microstructure.Table{Name: "deciles_robust", Columns: []microstructure.Column{
		column("horizon", rows, func(r *row) string { return r.Horizon.Name }),
		column("decile", rows, func(r *row) int64 { return int64(r.Decile) }),
		column("n", rows, func(r *row) int64 { return int64(r.N) }),
		column("mean_bps", rows, func(r *row) float64 { return r.MeanBps }),
		column("se_bps", rows, func(r *row) float64 { return r.SEBps }),
		column("monotonicity", rows, func(r *row) float64 { return r.Monotonicity }),
		column("spread_bps", rows, func(r *row) float64 { return r.SpreadBps }),
		column("spread_se_bps", rows, func(r *row) float64 { return r.SpreadSEBps }),
		column("both_legs_bps", rows, func(r *row) float64 { return r.LegCostsBps }),
		column("net_bps", rows, func(r *row) float64 { return r.NetBps }),
	}}
}

// Table lists an account by row: table equity.
func (b *Bars) Table() microstructure.Table {
	return microstructure.Table{Name: "equity", Columns: []microstructure.Column{
		{Name: "timestamp_us", Values: b.TimestampUS},
		{Name: "position_decided", Values: b.Decided}, {Name: "position_held", Values: b.Held},
		{Name: "price_bps", Values: b.PriceBps}, {Name: "fee_bps", Values: b.FeeBps}, {Name: "slippage_bps", Values: b.SlippageBps},
		{Name: "funding_bps", Values: b.FundingBps}, {Name: "net_bps", Values: b.NetBps},
		{Name: "equity_bps", Values: b.EquityBps}, {Name: "drawdown_bps", Values: b.DrawdownBps},
	}}
}

// Table lists the runs: table null.
func (n *NullControl) Table() microstructure.Table {
	rows := n.Runs
	return microstructure.Table{Name: "null", Columns: []microstructure.Column{
		column("kind", rows, func(r *NullRun) string { return r.Kind }),
		column("costs", rows, func(r *NullRun) string { return r.Costs }),
		column("shift_bars", rows, func(r *NullRun) int64 { return int64(r.ShiftBars) }),
		column("verdict", rows, func(r *NullRun) string { return string(r.Label) }),
		column("reference", rows, func(r *NullRun) string { return string(r.Reference) }),
		column("best_bps", rows, func(r *NullRun) float64 { return r.BestBps }),
		column("out_of_sample_bps", rows, func(r *NullRun) float64 { return r.OutOfSampleBps }),
		column("reference_best_bps", rows, func(r *NullRun) float64 { return r.ReferenceBestBps }),
	}}
}
