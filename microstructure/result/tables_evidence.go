package result

import (
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/table"
)

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// EvidenceTables lists the evidence: gates, fill_ladder, exits, selections,
// ic_robust, deciles_robust, walk_forward_folds, walk_forward_members,
// trades_walk_forward, spells_walk_forward, sweep_robust, equity, decision,
// capacity and holding_power. NaN stands for what does not exist; evidence that
// was not judged has no tables of the verdict and the walk-forward.
func EvidenceTables(e *evidence.Evidence) []table.Table {
	if e.Evaluation == nil || e.WalkForward == nil {
		return []table.Table{ladderTable(e.Ladder), robustICTable(e.IC), robustDecileTable(e.Deciles)}
	}
	return []table.Table{
		GateTable(&e.Verdict), ladderTable(e.Ladder), exitTable(e.Exits), selectionTable(e.Selected), robustICTable(e.IC), robustDecileTable(e.Deciles), foldTable(e), memberTable(e),
		tripTable(e.WalkForward.Account.Trips), spellTable(e.WalkForward.Account.Spells), robustSweepTable(e), equityTable(&e.WalkForward.Account.Bars),
		decisionTable(&e.Verdict), capacityTable(e.Capacity(evidence.DefaultImpact)), holdingPowerTable(e),
	}
}

// GateTable lists the gates of a verdict: table gates.
func GateTable(v *evidence.Verdict) table.Table {
	return table.Table{Name: "gates", Columns: []table.Column{
		table.TextsOf("name", v.Gates, func(g *evidence.Gate) string { return g.Name }),
		table.FloatsOf("value", v.Gates, func(g *evidence.Gate) float64 { return g.Value }),
		table.FloatsOf("threshold", v.Gates, func(g *evidence.Gate) float64 { return g.Threshold }),
		table.IntsOf("pass", v.Gates, func(g *evidence.Gate) int64 { return flag(g.Pass) }),
	}}
}

func ladderTable(rows []evidence.Rung) table.Table {
	return table.Table{Name: "fill_ladder", Columns: []table.Column{
		table.TextsOf("fill", rows, func(r *evidence.Rung) string { return r.Fill.Time.String() }),
		table.FloatsOf("slippage_bps", rows, func(r *evidence.Rung) float64 { return r.Fill.SlippageBps }),
		table.TextsOf("costs", rows, func(r *evidence.Rung) string { return r.Costs.Name }),
		table.FloatsOf("round_trip_bps", rows, func(r *evidence.Rung) float64 { return r.Costs.RoundTripBps() }),
		table.IntsOf("round_trips", rows, func(r *evidence.Rung) int { return r.Trips }),
		table.IntsOf("missed_entries", rows, func(r *evidence.Rung) int { return r.MissedEntries }),
		table.IntsOf("late_exits", rows, func(r *evidence.Rung) int { return r.LateExits }),
		table.IntsOf("open", rows, func(r *evidence.Rung) int { return r.Open }),
		table.IntsOf("rested", rows, func(r *evidence.Rung) int { return r.Rested }),
		table.FloatsOf("gross_bps", rows, func(r *evidence.Rung) float64 { return r.GrossBps }),
		table.FloatsOf("net_bps", rows, func(r *evidence.Rung) float64 { return r.NetBps }),
		table.FloatsOf("daily_bps", rows, func(r *evidence.Rung) float64 { return r.Daily.Mean }),
		table.FloatsOf("daily_lower_bps", rows, func(r *evidence.Rung) float64 { return r.Daily.Lower }),
		table.FloatsOf("daily_upper_bps", rows, func(r *evidence.Rung) float64 { return r.Daily.Upper }),
		table.FloatsOf("sharpe_annual", rows, func(r *evidence.Rung) float64 { return r.Sharpe.Annual }),
		table.FloatsOf("max_drawdown_bps", rows, func(r *evidence.Rung) float64 { return r.MaxDrawdownBps }),
	}}
}

func exitTable(rows []evidence.Exit) table.Table {
	return table.Table{Name: "exits", Columns: []table.Column{
		table.TextsOf("exit", rows, func(x *evidence.Exit) string { return x.Kind.String() }),
		table.FloatsOf("round_trips", rows, func(x *evidence.Exit) float64 { return x.Trips }),
		table.FloatsOf("rested", rows, func(x *evidence.Exit) float64 { return x.Rested }),
		table.FloatsOf("gross_bps", rows, func(x *evidence.Exit) float64 { return x.GrossBps }),
		table.FloatsOf("net_bps", rows, func(x *evidence.Exit) float64 { return x.NetBps }),
		table.FloatsOf("daily_bps", rows, func(x *evidence.Exit) float64 { return x.Daily.Mean }),
		table.FloatsOf("daily_lower_bps", rows, func(x *evidence.Exit) float64 { return x.Daily.Lower }),
		table.FloatsOf("daily_upper_bps", rows, func(x *evidence.Exit) float64 { return x.Daily.Upper }),
	}}
}

func selectionTable(rows []evidence.Selected) table.Table {
	return table.Table{Name: "selections", Columns: []table.Column{
		table.TextsOf("selection", rows, func(s *evidence.Selected) string { return s.Selection.String() }),
		table.FloatsOf("round_trips", rows, func(s *evidence.Selected) float64 { return s.Trips }),
		table.FloatsOf("net_bps", rows, func(s *evidence.Selected) float64 { return s.NetBps }),
		table.FloatsOf("daily_bps", rows, func(s *evidence.Selected) float64 { return s.Daily.Mean }),
		table.FloatsOf("daily_lower_bps", rows, func(s *evidence.Selected) float64 { return s.Daily.Lower }),
		table.FloatsOf("daily_upper_bps", rows, func(s *evidence.Selected) float64 { return s.Daily.Upper }),
	}}
}

func robustICTable(rows []evidence.RobustIC) table.Table {
	return table.Table{Name: "ic_robust", Columns: []table.Column{
		table.TextsOf("horizon", rows, func(r *evidence.RobustIC) string { return r.Horizon.Name }),
		table.IntsOf("n", rows, func(r *evidence.RobustIC) int { return r.N }),
		table.FloatsOf("n_effective", rows, func(r *evidence.RobustIC) float64 { return r.EffectiveN }),
		table.FloatsOf("ic", rows, func(r *evidence.RobustIC) float64 { return r.IC }),
		table.FloatsOf("se_naive", rows, func(r *evidence.RobustIC) float64 { return r.SENaive }),
		table.FloatsOf("se_hac", rows, func(r *evidence.RobustIC) float64 { return r.SEHAC }),
		table.FloatsOf("se_bootstrap", rows, func(r *evidence.RobustIC) float64 { return r.SEBoot }),
		table.FloatsOf("p_naive", rows, func(r *evidence.RobustIC) float64 { return r.PNaive }),
		table.FloatsOf("p_hac", rows, func(r *evidence.RobustIC) float64 { return r.PHAC }),
		table.FloatsOf("p_bootstrap", rows, func(r *evidence.RobustIC) float64 { return r.PBootstrap }),
		table.IntsOf("hac_lag", rows, func(r *evidence.RobustIC) int { return r.HACLag }),
		table.FloatsOf("mean_block", rows, func(r *evidence.RobustIC) float64 { return r.MeanBlock }),
	}}
}

func robustDecileTable(curves []evidence.DecileCurve) table.Table {
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
	return table.Table{Name: "deciles_robust", Columns: []table.Column{
		table.TextsOf("horizon", rows, func(r *row) string { return r.Horizon.Name }),
		table.IntsOf("decile", rows, func(r *row) int { return r.Decile }),
		table.IntsOf("n", rows, func(r *row) int { return r.N }),
		table.FloatsOf("mean_bps", rows, func(r *row) float64 { return r.MeanBps }),
		table.FloatsOf("se_bps", rows, func(r *row) float64 { return r.SEBps }),
		table.FloatsOf("monotonicity", rows, func(r *row) float64 { return r.Monotonicity }),
		table.FloatsOf("spread_bps", rows, func(r *row) float64 { return r.SpreadBps }),
		table.FloatsOf("spread_se_bps", rows, func(r *row) float64 { return r.SpreadSEBps }),
		table.FloatsOf("both_legs_bps", rows, func(r *row) float64 { return r.LegCostsBps }),
		table.FloatsOf("net_bps", rows, func(r *row) float64 { return r.NetBps }),
	}}
}

func equityTable(b *evidence.AccountBars) table.Table {
	return table.Table{Name: "equity", Columns: []table.Column{
		{Name: "timestamp_us", Values: table.Ints(b.TimestampUS)},
		floats("position_decided", b.Decided), floats("position_held", b.Held),
		floats("price_bps", b.PriceBps), floats("fee_bps", b.FeeBps), floats("slippage_bps", b.SlippageBps),
		floats("funding_bps", b.FundingBps), floats("net_bps", b.NetBps),
		floats("equity_bps", b.EquityBps), floats("drawdown_bps", b.DrawdownBps),
	}}
}
