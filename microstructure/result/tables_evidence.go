package result

import "github.com/tickbook/tickbook/microstructure/evidence"

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// EvidenceTables lists the evidence: gates, fill_ladder, ic_robust,
// deciles_robust, walk_forward_folds, trades_walk_forward, sweep_robust and
// equity. NaN stands for what does not exist.
func EvidenceTables(e *evidence.Evidence) []Table {
	return []Table{
		GateTable(&e.Verdict), ladderTable(e.Ladder), robustICTable(e.IC), robustDecileTable(e.Deciles), foldTable(e),
		tripTable(e.WalkForward.Account.Trips), robustSweepTable(e), equityTable(&e.WalkForward.Account.Bars),
	}
}

// GateTable lists the gates of a verdict: table gates.
func GateTable(v *evidence.Verdict) Table {
	return Table{Name: "gates", Columns: []Column{
		columnOf("name", v.Gates, func(g *evidence.Gate) string { return g.Name }),
		columnOf("value", v.Gates, func(g *evidence.Gate) float64 { return g.Value }),
		columnOf("threshold", v.Gates, func(g *evidence.Gate) float64 { return g.Threshold }),
		columnOf("pass", v.Gates, func(g *evidence.Gate) int64 { return flag(g.Pass) }),
	}}
}

func ladderTable(rows []evidence.Rung) Table {
	return Table{Name: "fill_ladder", Columns: []Column{
		columnOf("fill", rows, func(r *evidence.Rung) string { return r.Fill.Time.String() }),
		columnOf("slippage_bps", rows, func(r *evidence.Rung) float64 { return r.Fill.SlippageBps }),
		columnOf("costs", rows, func(r *evidence.Rung) string { return r.Costs.Name }),
		columnOf("round_trip_bps", rows, func(r *evidence.Rung) float64 { return r.Costs.RoundTripBps() }),
		columnOf("round_trips", rows, func(r *evidence.Rung) int64 { return int64(r.Trips) }),
		columnOf("missed_entries", rows, func(r *evidence.Rung) int64 { return int64(r.MissedEntries) }),
		columnOf("late_exits", rows, func(r *evidence.Rung) int64 { return int64(r.LateExits) }),
		columnOf("open", rows, func(r *evidence.Rung) int64 { return int64(r.Open) }),
		columnOf("gross_bps", rows, func(r *evidence.Rung) float64 { return r.GrossBps }),
		columnOf("net_bps", rows, func(r *evidence.Rung) float64 { return r.NetBps }),
		columnOf("daily_bps", rows, func(r *evidence.Rung) float64 { return r.Daily.Mean }),
		columnOf("daily_lower_bps", rows, func(r *evidence.Rung) float64 { return r.Daily.Lower }),
		columnOf("daily_upper_bps", rows, func(r *evidence.Rung) float64 { return r.Daily.Upper }),
		columnOf("sharpe_annual", rows, func(r *evidence.Rung) float64 { return r.Sharpe.Annual }),
		columnOf("max_drawdown_bps", rows, func(r *evidence.Rung) float64 { return r.MaxDrawdownBps }),
	}}
}

func robustICTable(rows []evidence.RobustIC) Table {
	return Table{Name: "ic_robust", Columns: []Column{
		columnOf("horizon", rows, func(r *evidence.RobustIC) string { return r.Horizon.Name }),
		columnOf("n", rows, func(r *evidence.RobustIC) int64 { return int64(r.N) }),
		columnOf("n_effective", rows, func(r *evidence.RobustIC) float64 { return r.EffectiveN }),
		columnOf("ic", rows, func(r *evidence.RobustIC) float64 { return r.IC }),
		columnOf("se_naive", rows, func(r *evidence.RobustIC) float64 { return r.SENaive }),
		columnOf("se_hac", rows, func(r *evidence.RobustIC) float64 { return r.SEHAC }),
		columnOf("se_bootstrap", rows, func(r *evidence.RobustIC) float64 { return r.SEBoot }),
		columnOf("p_naive", rows, func(r *evidence.RobustIC) float64 { return r.PNaive }),
		columnOf("p_hac", rows, func(r *evidence.RobustIC) float64 { return r.PHAC }),
		columnOf("p_bootstrap", rows, func(r *evidence.RobustIC) float64 { return r.PBootstrap }),
		columnOf("hac_lag", rows, func(r *evidence.RobustIC) int64 { return int64(r.HACLag) }),
		columnOf("mean_block", rows, func(r *evidence.RobustIC) float64 { return r.MeanBlock }),
	}}
}

func robustDecileTable(curves []evidence.DecileCurve) Table {
	type row struct {
		*evidence.DecileCurve
		evidence.DecileMean
	}
	var rows []row
	for i := range curves {
		for _, d := range curves[i].Deciles {
			rows = append(rows, row{&curves[i], d})
		}
	}
	return Table{Name: "deciles_robust", Columns: []Column{
		columnOf("horizon", rows, func(r *row) string { return r.Horizon.Name }),
		columnOf("decile", rows, func(r *row) int64 { return int64(r.Decile) }),
		columnOf("n", rows, func(r *row) int64 { return int64(r.N) }),
		columnOf("mean_bps", rows, func(r *row) float64 { return r.MeanBps }),
		columnOf("se_bps", rows, func(r *row) float64 { return r.SEBps }),
		columnOf("monotonicity", rows, func(r *row) float64 { return r.Monotonicity }),
		columnOf("spread_bps", rows, func(r *row) float64 { return r.SpreadBps }),
		columnOf("spread_se_bps", rows, func(r *row) float64 { return r.SpreadSEBps }),
		columnOf("both_legs_bps", rows, func(r *row) float64 { return r.LegCostsBps }),
		columnOf("net_bps", rows, func(r *row) float64 { return r.NetBps }),
	}}
}

func equityTable(b *evidence.Bars) Table {
	return Table{Name: "equity", Columns: []Column{
		{Name: "timestamp_us", Values: b.TimestampUS},
		{Name: "position_decided", Values: b.Decided}, {Name: "position_held", Values: b.Held},
		{Name: "price_bps", Values: b.PriceBps}, {Name: "fee_bps", Values: b.FeeBps}, {Name: "slippage_bps", Values: b.SlippageBps},
		{Name: "funding_bps", Values: b.FundingBps}, {Name: "net_bps", Values: b.NetBps},
		{Name: "equity_bps", Values: b.EquityBps}, {Name: "drawdown_bps", Values: b.DrawdownBps},
	}}
}
