package result

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

func foldTable(e *evidence.Evidence) Table {
	rows := e.WalkForward.Folds
	chosen := func(of func(microstructure.Configuration) string) func(*evidence.Fold) string {
		return func(f *evidence.Fold) string {
			if f.Chosen == evidence.NoTrading {
				return "none"
			}
			return of(e.WalkForward.Configurations[f.Chosen])
		}
	}
	times := func(name string, of func(*evidence.Fold) int) Column {
		c := columnOf(name, rows, func(f *evidence.Fold) int64 { return e.Market.TimestampUS(of(f)) })
		return Column{Name: name, Values: Times(c.Values.([]int64))}
	}
	return Table{Name: "walk_forward_folds", Columns: []Column{
		times("train_from", func(f *evidence.Fold) int { return f.TrainFrom }), times("train_to", func(f *evidence.Fold) int { return f.TrainTo }),
		times("test_from", func(f *evidence.Fold) int { return f.TestFrom }), times("test_to", func(f *evidence.Fold) int { return f.TestTo }),
		columnOf("vol_filter", rows, chosen(func(c microstructure.Configuration) string { return c.Filter.Name })),
		columnOf("threshold", rows, func(f *evidence.Fold) float64 {
			if f.Chosen == evidence.NoTrading {
				return math.NaN()
			}
			return e.WalkForward.Configurations[f.Chosen].Threshold
		}),
		columnOf("holding", rows, chosen(func(c microstructure.Configuration) string { return c.Holding.Name })),
		columnOf("train_trips", rows, func(f *evidence.Fold) int64 { return int64(f.TrainTrips) }),
		columnOf("train_daily_bps", rows, func(f *evidence.Fold) float64 { return f.TrainMeanBps }),
		columnOf("train_t", rows, func(f *evidence.Fold) float64 { return f.TrainT }),
		columnOf("test_trips", rows, func(f *evidence.Fold) int64 { return int64(f.TestTrips) }),
		columnOf("test_net_bps", rows, func(f *evidence.Fold) float64 { return f.TestNetBps }),
	}}
}

func tripTable(rows []evidence.RoundTrip) Table {
	times := func(name string, of func(*evidence.RoundTrip) int64) Column {
		return Column{Name: name, Values: Times(columnOf(name, rows, of).Values.([]int64))}
	}
	return Table{Name: "trades_walk_forward", Columns: []Column{
		times("decision_time", func(r *evidence.RoundTrip) int64 { return r.DecisionUS }),
		times("entry_time", func(r *evidence.RoundTrip) int64 { return r.EntryUS }), times("exit_time", func(r *evidence.RoundTrip) int64 { return r.ExitUS }),
		columnOf("vol_filter", rows, func(r *evidence.RoundTrip) string { return r.Configuration.Filter.Name }),
		columnOf("threshold", rows, func(r *evidence.RoundTrip) float64 { return r.Configuration.Threshold }),
		columnOf("holding", rows, func(r *evidence.RoundTrip) string { return r.Configuration.Holding.Name }),
		columnOf("direction", rows, func(r *evidence.RoundTrip) int64 { return int64(r.Direction) }),
		columnOf("entry_price", rows, func(r *evidence.RoundTrip) float64 { return r.EntryPrice }),
		columnOf("exit_price", rows, func(r *evidence.RoundTrip) float64 { return r.ExitPrice }),
		columnOf("signal_value", rows, func(r *evidence.RoundTrip) float64 { return r.Signal }),
		columnOf("gross_bps", rows, func(r *evidence.RoundTrip) float64 { return r.GrossBps }),
		columnOf("fee_bps", rows, func(r *evidence.RoundTrip) float64 { return r.FeeBps }),
		columnOf("slippage_bps", rows, func(r *evidence.RoundTrip) float64 { return r.SlippageBps }),
		columnOf("funding_bps", rows, func(r *evidence.RoundTrip) float64 { return r.FundingBps }),
		columnOf("net_bps", rows, func(r *evidence.RoundTrip) float64 { return r.NetBps }),
		columnOf("late_bars", rows, func(r *evidence.RoundTrip) int64 { return int64(r.LateBars) }),
		columnOf("open", rows, func(r *evidence.RoundTrip) int64 { return flag(r.Open) }),
	}}
}

func robustSweepTable(e *evidence.Evidence) Table {
	rows := e.Plateaus
	trial := func(name string, of func(*evidence.Trial) float64) Column {
		return columnOf(name, e.Trials.Trials, of)
	}
	return Table{Name: "sweep_robust", Columns: []Column{
		columnOf("vol_filter", rows, func(p *evidence.Plateau) string { return p.Filter.Name }),
		columnOf("threshold", rows, func(p *evidence.Plateau) float64 { return p.Threshold }),
		columnOf("holding", rows, func(p *evidence.Plateau) string { return p.Holding.Name }),
		columnOf("round_trips", rows, func(p *evidence.Plateau) int64 { return int64(p.Trips) }),
		columnOf("net_bps", rows, func(p *evidence.Plateau) float64 { return p.MeanBps }),
		trial("total_net_bps", func(t *evidence.Trial) float64 { return t.NetBps }),
		trial("total_gross_bps", func(t *evidence.Trial) float64 { return t.GrossBps }),
		trial("sharpe_annual", func(t *evidence.Trial) float64 { return evidence.NewDailySharpe(t.Daily).Annual }),
		columnOf("neighbours", rows, func(p *evidence.Plateau) int64 { return int64(p.Neighbours) }),
		columnOf("neighbour_bps", rows, func(p *evidence.Plateau) float64 { return p.NeighbourBps }),
		columnOf("positive_share", rows, func(p *evidence.Plateau) float64 { return p.PositiveShare }),
		columnOf("plateau_score", rows, func(p *evidence.Plateau) float64 { return p.Score }),
		columnOf("edge_of_grid", rows, func(p *evidence.Plateau) int64 { return flag(p.EdgeOfGrid) }),
	}}
}
