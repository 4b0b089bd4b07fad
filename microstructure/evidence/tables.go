package evidence

import "github.com/tickbook/tickbook/microstructure"

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
		microstructure.ColumnOf("name", v.Gates, func(g *Gate) string { return g.Name }),
		microstructure.ColumnOf("value", v.Gates, func(g *Gate) float64 { return g.Value }),
		microstructure.ColumnOf("threshold", v.Gates, func(g *Gate) float64 { return g.Threshold }),
		microstructure.ColumnOf("pass", v.Gates, func(g *Gate) int64 { return flag(g.Pass) }),
	}}
}

func ladderTable(rows []Rung) microstructure.Table {
	return microstructure.Table{Name: "fill_ladder", Columns: []microstructure.Column{
		microstructure.ColumnOf("fill", rows, func(r *Rung) string { return r.Fill.Time.String() }),
		microstructure.ColumnOf("slippage_bps", rows, func(r *Rung) float64 { return r.Fill.SlippageBps }),
		microstructure.ColumnOf("costs", rows, func(r *Rung) string { return r.Costs.Name }),
		microstructure.ColumnOf("round_trip_bps", rows, func(r *Rung) float64 { return r.Costs.RoundTripBps() }),
		microstructure.ColumnOf("round_trips", rows, func(r *Rung) int64 { return int64(r.Trips) }),
		microstructure.ColumnOf("missed_entries", rows, func(r *Rung) int64 { return int64(r.MissedEntries) }),
		microstructure.ColumnOf("late_exits", rows, func(r *Rung) int64 { return int64(r.LateExits) }),
		microstructure.ColumnOf("open", rows, func(r *Rung) int64 { return int64(r.Open) }),
		microstructure.ColumnOf("gross_bps", rows, func(r *Rung) float64 { return r.GrossBps }),
		microstructure.ColumnOf("net_bps", rows, func(r *Rung) float64 { return r.NetBps }),
		microstructure.ColumnOf("daily_bps", rows, func(r *Rung) float64 { return r.Daily.Mean }),
		microstructure.ColumnOf("daily_lower_bps", rows, func(r *Rung) float64 { return r.Daily.Lower }),
		microstructure.ColumnOf("daily_upper_bps", rows, func(r *Rung) float64 { return r.Daily.Upper }),
		microstructure.ColumnOf("sharpe_annual", rows, func(r *Rung) float64 { return r.Sharpe.Annual }),
		microstructure.ColumnOf("max_drawdown_bps", rows, func(r *Rung) float64 { return r.MaxDrawdownBps }),
	}}
}

func icTable(rows []RobustIC) microstructure.Table {
	return microstructure.Table{Name: "ic_robust", Columns: []microstructure.Column{
		microstructure.ColumnOf("horizon", rows, func(r *RobustIC) string { return r.Horizon.Name }),
		microstructure.ColumnOf("n", rows, func(r *RobustIC) int64 { return int64(r.N) }),
		microstructure.ColumnOf("n_effective", rows, func(r *RobustIC) float64 { return r.EffectiveN }),
		microstructure.ColumnOf("ic", rows, func(r *RobustIC) float64 { return r.IC }),
		microstructure.ColumnOf("se_naive", rows, func(r *RobustIC) float64 { return r.SENaive }),
		microstructure.ColumnOf("se_hac", rows, func(r *RobustIC) float64 { return r.SEHAC }),
		microstructure.ColumnOf("se_bootstrap", rows, func(r *RobustIC) float64 { return r.SEBoot }),
		microstructure.ColumnOf("p_naive", rows, func(r *RobustIC) float64 { return r.PNaive }),
		microstructure.ColumnOf("p_hac", rows, func(r *RobustIC) float64 { return r.PHAC }),
		microstructure.ColumnOf("p_bootstrap", rows, func(r *RobustIC) float64 { return r.PBootstrap }),
		microstructure.ColumnOf("hac_lag", rows, func(r *RobustIC) int64 { return int64(r.HACLag) }),
		microstructure.ColumnOf("mean_block", rows, func(r *RobustIC) float64 { return r.MeanBlock }),
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
		microstructure.ColumnOf("horizon", rows, func(r *row) string { return r.Horizon.Name }),
		microstructure.ColumnOf("decile", rows, func(r *row) int64 { return int64(r.Decile) }),
		microstructure.ColumnOf("n", rows, func(r *row) int64 { return int64(r.N) }),
		microstructure.ColumnOf("mean_bps", rows, func(r *row) float64 { return r.MeanBps }),
		microstructure.ColumnOf("se_bps", rows, func(r *row) float64 { return r.SEBps }),
		microstructure.ColumnOf("monotonicity", rows, func(r *row) float64 { return r.Monotonicity }),
		microstructure.ColumnOf("spread_bps", rows, func(r *row) float64 { return r.SpreadBps }),
		microstructure.ColumnOf("spread_se_bps", rows, func(r *row) float64 { return r.SpreadSEBps }),
		microstructure.ColumnOf("both_legs_bps", rows, func(r *row) float64 { return r.LegCostsBps }),
		microstructure.ColumnOf("net_bps", rows, func(r *row) float64 { return r.NetBps }),
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
		microstructure.ColumnOf("kind", rows, func(r *NullRun) string { return r.Kind }),
		microstructure.ColumnOf("costs", rows, func(r *NullRun) string { return r.Costs }),
		microstructure.ColumnOf("shift_bars", rows, func(r *NullRun) int64 { return int64(r.ShiftBars) }),
		microstructure.ColumnOf("verdict", rows, func(r *NullRun) string { return string(r.Label) }),
		microstructure.ColumnOf("reference", rows, func(r *NullRun) string { return string(r.Reference) }),
		microstructure.ColumnOf("best_bps", rows, func(r *NullRun) float64 { return r.BestBps }),
		microstructure.ColumnOf("out_of_sample_bps", rows, func(r *NullRun) float64 { return r.OutOfSampleBps }),
		microstructure.ColumnOf("reference_best_bps", rows, func(r *NullRun) float64 { return r.ReferenceBestBps }),
	}}
}
