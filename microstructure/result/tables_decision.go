package result

import (
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/table"
)

// decisionTable lists what a decision needs beside the label, a figure per row.
func decisionTable(v *evidence.Verdict) table.Table {
	type row struct {
		name  string
		value float64
	}
	x, r := &v.Exposure, &v.Risk
	rows := []row{
		{"days", float64(v.Daily.N)}, {"round_trips", v.Trips}, {"active_days", float64(v.ActiveDays)},
		{"daily_bps", v.Daily.Mean}, {"daily_lower_bps", v.Daily.Lower}, {"daily_upper_bps", v.Daily.Upper}, {"daily_shrunk_bps", v.ShrunkBps}, {"daily_last_third_bps", v.Stability.LastBps}, {"daily_stress_bps", v.StressMeanBps},
		{"best_daily_bps", v.BestBps}, {"best_daily_shrunk_bps", v.BestShrunkBps},
		{"hold_bps", x.HoldBps}, {"alpha_daily_bps", x.Alpha.Mean}, {"alpha_lower_bps", x.Alpha.Lower}, {"alpha_upper_bps", x.Alpha.Upper},
		{"beta", x.Beta}, {"beta_se", x.BetaSE},
		{"mean_position", x.MeanPosition}, {"timing_daily_bps", x.Timing.Mean}, {"timing_lower_bps", x.Timing.Lower}, {"timing_upper_bps", x.Timing.Upper},
		{"worst_day_bps", r.WorstDayBps}, {"cvar_bps", r.CVaRBps}, {"drawdown_bps", r.DrawdownBps}, {"drawdown_days", float64(r.DrawdownDays)},
		{"spells", float64(r.Spells)}, {"worst_spell_bps", r.WorstBps}, {"ruinous_loss_bps", r.RuinousBps},
		{"largest_move_bps", r.LargestMoveBps}, {"largest_move_bars", float64(r.MoveBars)},
		{"deflated_sharpe", v.Luck.PSR}, {"pbo", v.PBO.PBO}, {"pbo_loss", v.PBO.ProbLoss},
	}
	return table.Table{Name: "decision", Columns: []table.Column{
		table.TextsOf("name", rows, func(r *row) string { return r.name }),
		table.FloatsOf("value", rows, func(r *row) float64 { return r.value }),
	}}
}

func capacityTable(c evidence.Capacity) table.Table {
	return table.Table{Name: "capacity", Columns: []table.Column{
		table.FloatsOf("volume_share", c.Points, func(p *evidence.CapacityPoint) float64 { return p.Share }),
		table.FloatsOf("order_quote", c.Points, func(p *evidence.CapacityPoint) float64 { return p.Quote }),
		table.FloatsOf("impact_bps", c.Points, func(p *evidence.CapacityPoint) float64 { return p.ImpactBps }),
		table.FloatsOf("net_bps", c.Points, func(p *evidence.CapacityPoint) float64 { return p.NetBps }),
		table.FloatsOf("daily_bps", c.Points, func(p *evidence.CapacityPoint) float64 { return p.DailyBps }),
		table.FloatsOf("daily_quote", c.Points, func(p *evidence.CapacityPoint) float64 { return p.DailyQuote }),
		table.IntsOf("shown", c.Points, func(p *evidence.CapacityPoint) int64 { return flag(p.EnoughShown) }),
	}}
}

func holdingPowerTable(e *evidence.Evidence) table.Table {
	rows, g := e.HoldingPower(), e.Config.Gates
	smallest := func(trips int) func(*evidence.HoldingPower) float64 {
		return func(h *evidence.HoldingPower) float64 { return h.SmallestBps(trips, g.Confidence, g.Power) }
	}
	return table.Table{Name: "holding_power", Columns: []table.Column{
		table.TextsOf("holding", rows, func(h *evidence.HoldingPower) string { return h.Holding.Name }),
		table.FloatsOf("sd_bps", rows, func(h *evidence.HoldingPower) float64 { return h.SDBps }),
		table.IntsOf("most_trips", rows, func(h *evidence.HoldingPower) int { return h.MostTrips }),
		table.FloatsOf("smallest_bps_100", rows, smallest(100)),
		table.FloatsOf("smallest_bps_400", rows, smallest(400)),
	}}
}
