package evidence

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
)

func (e *Evidence) foldTable() microstructure.Table {
	rows := e.WalkForward.Folds
	chosen := func(of func(Configuration) string) func(*Fold) string {
		return func(f *Fold) string {
			if f.Chosen == NoTrading {
				return "none"
			}
			return of(e.WalkForward.Configurations[f.Chosen])
		}
	}
	times := func(name string, of func(*Fold) int) microstructure.Column {
		c := microstructure.ColumnOf(name, rows, func(f *Fold) int64 { return e.Market.TimestampUS(of(f)) })
		return microstructure.Column{Name: name, Values: microstructure.Times(c.Values.([]int64))}
	}
	return microstructure.Table{Name: "walk_forward_folds", Columns: []microstructure.Column{
		times("train_from", func(f *Fold) int { return f.TrainFrom }), times("train_to", func(f *Fold) int { return f.TrainTo }),
		times("test_from", func(f *Fold) int { return f.TestFrom }), times("test_to", func(f *Fold) int { return f.TestTo }),
		microstructure.ColumnOf("vol_filter", rows, chosen(func(c Configuration) string { return c.Filter.Name })),
		microstructure.ColumnOf("threshold", rows, func(f *Fold) float64 {
			if f.Chosen == NoTrading {
				return math.NaN()
			}
			return e.WalkForward.Configurations[f.Chosen].Threshold
		}),
		microstructure.ColumnOf("holding", rows, chosen(func(c Configuration) string { return c.Holding.Name })),
		microstructure.ColumnOf("train_trips", rows, func(f *Fold) int64 { return int64(f.TrainTrips) }),
		microstructure.ColumnOf("train_daily_bps", rows, func(f *Fold) float64 { return f.TrainMeanBps }),
		microstructure.ColumnOf("train_t", rows, func(f *Fold) float64 { return f.TrainT }),
		microstructure.ColumnOf("test_trips", rows, func(f *Fold) int64 { return int64(f.TestTrips) }),
		microstructure.ColumnOf("test_net_bps", rows, func(f *Fold) float64 { return f.TestNetBps }),
	}}
}

func tripTable(rows []RoundTrip) microstructure.Table {
	times := func(name string, of func(*RoundTrip) int64) microstructure.Column {
		return microstructure.Column{Name: name, Values: microstructure.Times(microstructure.ColumnOf(name, rows, of).Values.([]int64))}
	}
	return microstructure.Table{Name: "trades_walk_forward", Columns: []microstructure.Column{
		times("decision_time", func(r *RoundTrip) int64 { return r.DecisionUS }),
		times("entry_time", func(r *RoundTrip) int64 { return r.EntryUS }), times("exit_time", func(r *RoundTrip) int64 { return r.ExitUS }),
		microstructure.ColumnOf("vol_filter", rows, func(r *RoundTrip) string { return r.Configuration.Filter.Name }),
		microstructure.ColumnOf("threshold", rows, func(r *RoundTrip) float64 { return r.Configuration.Threshold }),
		microstructure.ColumnOf("holding", rows, func(r *RoundTrip) string { return r.Configuration.Holding.Name }),
		microstructure.ColumnOf("direction", rows, func(r *RoundTrip) int64 { return int64(r.Direction) }),
		microstructure.ColumnOf("entry_price", rows, func(r *RoundTrip) float64 { return r.EntryPrice }),
		microstructure.ColumnOf("exit_price", rows, func(r *RoundTrip) float64 { return r.ExitPrice }),
		microstructure.ColumnOf("signal_value", rows, func(r *RoundTrip) float64 { return r.Signal }),
		microstructure.ColumnOf("gross_bps", rows, func(r *RoundTrip) float64 { return r.GrossBps }),
		microstructure.ColumnOf("fee_bps", rows, func(r *RoundTrip) float64 { return r.FeeBps }),
		microstructure.ColumnOf("slippage_bps", rows, func(r *RoundTrip) float64 { return r.SlippageBps }),
		microstructure.ColumnOf("funding_bps", rows, func(r *RoundTrip) float64 { return r.FundingBps }),
		microstructure.ColumnOf("net_bps", rows, func(r *RoundTrip) float64 { return r.NetBps }),
		microstructure.ColumnOf("late_bars", rows, func(r *RoundTrip) int64 { return int64(r.LateBars) }),
		microstructure.ColumnOf("open", rows, func(r *RoundTrip) int64 { return flag(r.Open) }),
	}}
}

func (e *Evidence) sweepTable() microstructure.Table {
	rows := e.Plateaus
	trial := func(name string, of func(*Trial) float64) microstructure.Column {
		return microstructure.ColumnOf(name, e.Trials.Trials, of)
	}
	return microstructure.Table{Name: "sweep_robust", Columns: []microstructure.Column{
		microstructure.ColumnOf("vol_filter", rows, func(p *Plateau) string { return p.Filter.Name }),
		microstructure.ColumnOf("threshold", rows, func(p *Plateau) float64 { return p.Threshold }),
		microstructure.ColumnOf("holding", rows, func(p *Plateau) string { return p.Holding.Name }),
		microstructure.ColumnOf("round_trips", rows, func(p *Plateau) int64 { return int64(p.Trips) }),
		microstructure.ColumnOf("net_bps", rows, func(p *Plateau) float64 { return p.MeanBps }),
		trial("total_net_bps", func(t *Trial) float64 { return t.NetBps }),
		trial("total_gross_bps", func(t *Trial) float64 { return t.GrossBps }),
		trial("sharpe_annual", func(t *Trial) float64 { return NewDailySharpe(t.Daily).Annual }),
		microstructure.ColumnOf("neighbours", rows, func(p *Plateau) int64 { return int64(p.Neighbours) }),
		microstructure.ColumnOf("neighbour_bps", rows, func(p *Plateau) float64 { return p.NeighbourBps }),
		microstructure.ColumnOf("positive_share", rows, func(p *Plateau) float64 { return p.PositiveShare }),
		microstructure.ColumnOf("plateau_score", rows, func(p *Plateau) float64 { return p.Score }),
		microstructure.ColumnOf("edge_of_grid", rows, func(p *Plateau) int64 { return flag(p.EdgeOfGrid) }),
	}}
}
