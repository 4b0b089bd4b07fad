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
		c := column(name, rows, func(f *Fold) int64 { return e.Market.TimestampUS(of(f)) })
		return microstructure.Column{Name: name, Values: microstructure.Times(c.Values.([]int64))}
	}
	return microstructure.Table{Name: "walk_forward_folds", Columns: []microstructure.Column{
		times("train_from", func(f *Fold) int { return f.TrainFrom }), times("train_to", func(f *Fold) int { return f.TrainTo }),
		times("test_from", func(f *Fold) int { return f.TestFrom }), times("test_to", func(f *Fold) int { return f.TestTo }),
		column("vol_filter", rows, chosen(func(c Configuration) string { return c.Filter.Name })),
		column("threshold", rows, func(f *Fold) float64 {
			if f.Chosen == NoTrading {
				return math.NaN()
			}
			return e.WalkForward.Configurations[f.Chosen].Threshold
		}),
		column("holding", rows, chosen(func(c Configuration) string { return c.Holding.Name })),
		column("train_trips", rows, func(f *Fold) int64 { return int64(f.TrainTrips) }),
		column("train_daily_bps", rows, func(f *Fold) float64 { return f.TrainMeanBps }),
		column("train_t", rows, func(f *Fold) float64 { return f.TrainT }),
		column("test_trips", rows, func(f *Fold) int64 { return int64(f.TestTrips) }),
		column("test_net_bps", rows, func(f *Fold) float64 { return f.TestNetBps }),
	}}
}

func tripTable(rows []RoundTrip) microstructure.Table {
	times := func(name string, of func(*RoundTrip) int64) microstructure.Column {
		return microstructure.Column{Name: name, Values: microstructure.Times(column(name, rows, of).Values.([]int64))}
	}
	return microstructure.Table{Name: "trades_walk_forward", Columns: []microstructure.Column{
		times("decision_time", func(r *RoundTrip) int64 { return r.DecisionUS }),
		times("entry_time", func(r *RoundTrip) int64 { return r.EntryUS }), times("exit_time", func(r *RoundTrip) int64 { return r.ExitUS }),
		column("vol_filter", rows, func(r *RoundTrip) string { return r.Configuration.Filter.Name }),
		column("threshold", rows, func(r *RoundTrip) float64 { return r.Configuration.Threshold }),
		column("holding", rows, func(r *RoundTrip) string { return r.Configuration.Holding.Name }),
		column("direction", rows, func(r *RoundTrip) int64 { return int64(r.Direction) }),
		column("entry_price", rows, func(r *RoundTrip) float64 { return r.EntryPrice }),
		column("exit_price", rows, func(r *RoundTrip) float64 { return r.ExitPrice }),
		column("signal_value", rows, func(r *RoundTrip) float64 { return r.Signal }),
		column("gross_bps", rows, func(r *RoundTrip) float64 { return r.GrossBps }),
		column("fee_bps", rows, func(r *RoundTrip) float64 { return r.FeeBps }),
		column("slippage_bps", rows, func(r *RoundTrip) float64 { return r.SlippageBps }),
		column("funding_bps", rows, func(r *RoundTrip) float64 { return r.FundingBps }),
		column("net_bps", rows, func(r *RoundTrip) float64 { return r.NetBps }),
		column("late_bars", rows, func(r *RoundTrip) int64 { return int64(r.LateBars) }),
		column("open", rows, func(r *RoundTrip) int64 { return flag(r.Open) }),
	}}
}

func (e *Evidence) sweepTable() microstructure.Table {
	rows := e.Plateaus
	trial := func(name string, of func(*Trial) float64) microstructure.Column {
		return column(name, e.Trials.Trials, of)
	}
	return microstructure.Table{Name: "sweep_robust", Columns: []microstructure.Column{
		column("vol_filter", rows, func(p *Plateau) string { return p.Filter.Name }),
		column("threshold", rows, func(p *Plateau) float64 { return p.Threshold }),
		column("holding", rows, func(p *Plateau) string { return p.Holding.Name }),
		column("round_trips", rows, func(p *Plateau) int64 { return int64(p.Trips) }),
		column("net_bps", rows, func(p *Plateau) float64 { return p.MeanBps }),
		trial("total_net_bps", func(t *Trial) float64 { return t.NetBps }),
		trial("total_gross_bps", func(t *Trial) float64 { return t.GrossBps }),
		trial("sharpe_annual", func(t *Trial) float64 { return NewDailySharpe(t.Daily).Annual }),
		column("neighbours", rows, func(p *Plateau) int64 { return int64(p.Neighbours) }),
		column("neighbour_bps", rows, func(p *Plateau) float64 { return p.NeighbourBps }),
		column("positive_share", rows, func(p *Plateau) float64 { return p.PositiveShare }),
		column("plateau_score", rows, func(p *Plateau) float64 { return p.Score }),
		column("edge_of_grid", rows, func(p *Plateau) int64 { return flag(p.EdgeOfGrid) }),
	}}
}
