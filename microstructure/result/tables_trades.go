package result

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/table"
)

func foldTable(e *evidence.Evidence) table.Table {
	rows := e.WalkForward.Folds
	chosen := func(of func(microstructure.Configuration) string) func(*evidence.Fold) string {
		return func(f *evidence.Fold) string {
			if f.Chosen == evidence.NoTrading {
				return "none"
			}
			return of(item(e.WalkForward.Configurations, f.Chosen))
		}
	}
	times := func(name string, of func(*evidence.Fold) int) table.Column {
		return table.TimesOf(name, rows, func(f *evidence.Fold) int64 { return e.Market.TimestampUS(of(f)) })
	}
	return table.Table{Name: "walk_forward_folds", Columns: []table.Column{
		times("train_from", func(f *evidence.Fold) int { return f.TrainFrom }), times("train_to", func(f *evidence.Fold) int { return f.TrainTo }),
		times("test_from", func(f *evidence.Fold) int { return f.TestFrom }), times("test_to", func(f *evidence.Fold) int { return f.TestTo }),
		table.TextsOf("vol_filter", rows, chosen(func(c microstructure.Configuration) string { return c.Filter.Name })),
		table.FloatsOf("threshold", rows, func(f *evidence.Fold) float64 {
			if f.Chosen == evidence.NoTrading {
				return math.NaN()
			}
			return item(e.WalkForward.Configurations, f.Chosen).Threshold
		}),
		table.TextsOf("holding", rows, chosen(func(c microstructure.Configuration) string { return c.Holding.Name })),
		table.IntsOf("train_trips", rows, func(f *evidence.Fold) int { return f.TrainTrips }),
		table.FloatsOf("train_daily_bps", rows, func(f *evidence.Fold) float64 { return f.TrainMeanBps }),
		table.FloatsOf("train_t", rows, func(f *evidence.Fold) float64 { return f.TrainT }),
		table.IntsOf("test_trips", rows, func(f *evidence.Fold) int { return f.TestTrips }),
		table.FloatsOf("test_net_bps", rows, func(f *evidence.Fold) float64 { return f.TestNetBps }),
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
		table.IntsOf("edge_of_grid", rows, func(p *evidence.Plateau) int64 { return flag(p.EdgeOfGrid) }),
	}}
}
