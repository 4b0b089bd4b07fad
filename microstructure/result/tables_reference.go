package result

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// ReferenceTables lists the tables of a study by the reference procedure. Those
// that a stopped study lacks are left out.
func ReferenceTables(s *reference.Study) []Table {
	out := []Table{panelTable(s), icTable(s)}
	if s.Deciles.Of == nil {
		return out
	}
	out = append(out, decileTable(s))
	if s.Sweep == nil {
		return out
	}
	out = append(out, regimeTable(s), trialTable("sweep", s.Sweep, true))
	if s.WalkForward == nil {
		return out
	}
	out = append(out, ledgerTable("trades_best", s.BestLedger), trialTable("walk_forward", s.WalkForward.Trials, false))
	if s.Stopped != nil {
		return out
	}
	return append(out, ledgerTable("trades_oos", s.TestLedger), ledgerTable("trades_is", s.TrainLedger))
}

func panelTable(s *reference.Study) Table {
	p := s.Panel
	columns := []Column{{"timestamp_us", p.TimestampUS}}
	for i, source := range p.Sources {
		for _, f := range microstructure.PanelFeatures() {
			if f.Name == "price_range" {
				columns = append(columns, Column{"returns_" + source.Label, p.Returns[i]})
			}
			columns = append(columns, Column{f.Name + "_" + source.Label, p.Column(i, f)})
		}
		columns = append(columns, columnOf("trade_count_"+source.Label, p.Bars[i], func(b *microstructure.Bar) int64 { return b.TradeCount }))
	}
	for i, f := range s.Composite.Features {
		columns = append(columns, Column{f.Name + "_consensus", s.Composite.Consensus[i]})
	}
	columns = append(columns,
		Column{"rvol_12", s.Volatility.Hour}, Column{"rvol_288", s.Volatility.Day}, Column{"vol_ratio", s.Volatility.Ratio})
	if s.Regimes != nil {
		columns = append(columns, columnOf("vol_regime", s.Regimes, func(r *microstructure.Regime) string { return r.String() }))
	}
	for i, h := range s.Config.Horizons {
		columns = append(columns, Column{"fwd_" + h.Name, s.Forward[i]})
	}
	for i, f := range s.Composite.Features {
		columns = append(columns, Column{f.Name + "_consensus_rank", s.Composite.Ranks[i]})
	}
	columns = append(columns, Column{"composite", s.Composite.Score}, Column{"signal", s.Signal})
	if s.WalkForward != nil {
		columns = append(columns, Column{"signal_wf", s.WalkForward.Signal})
	}
	return Table{"panel", columns}
}

func icTable(s *reference.Study) Table {
	return Table{"ic", []Column{
		columnOf("horizon", s.IC, func(r *reference.RankIC) string { return r.Horizon }),
		columnOf("n", s.IC, func(r *reference.RankIC) int64 { return int64(r.N) }),
		columnOf("ic", s.IC, func(r *reference.RankIC) float64 { return r.IC }),
		columnOf("p_value", s.IC, func(r *reference.RankIC) float64 { return r.PValue }),
	}}
}

func decileTable(s *reference.Study) Table {
	rows := flatten(s.DecileReturns)
	return Table{"deciles", []Column{
		columnOf("horizon", rows, func(r *reference.DecileReturn) string { return r.Horizon }),
		columnOf("decile", rows, func(r *reference.DecileReturn) int64 { return int64(r.Decile) }),
		columnOf("n", rows, func(r *reference.DecileReturn) int64 { return int64(r.N) }),
		columnOf("mean_bps", rows, func(r *reference.DecileReturn) float64 { return r.MeanBps }),
	}}
}

func regimeTable(s *reference.Study) Table {
	rows := flatten(s.RegimeSpreads)
	return Table{"deciles_by_regime", []Column{
		columnOf("horizon", rows, func(r *reference.RegimeSpread) string { return r.Horizon }),
		columnOf("vol_regime", rows, func(r *reference.RegimeSpread) string { return r.Regime.String() }),
		columnOf("n", rows, func(r *reference.RegimeSpread) int64 { return int64(r.N) }),
		columnOf("spread_bps", rows, func(r *reference.RegimeSpread) float64 { return r.SpreadBps }),
	}}
}

func trialTable(name string, rows []reference.Trial, withSharpe bool) Table {
	t := Table{name, []Column{
		columnOf("vol_filter", rows, func(r *reference.Trial) string { return r.Filter.Name }),
		columnOf("threshold", rows, func(r *reference.Trial) float64 { return r.Threshold }),
		columnOf("holding", rows, func(r *reference.Trial) string { return r.Holding.Name }),
		columnOf("n_trades", rows, func(r *reference.Trial) int64 { return int64(r.N) }),
		columnOf("total_pnl_bps", rows, func(r *reference.Trial) float64 { return r.TotalBps }),
		columnOf("avg_pnl_bps", rows, func(r *reference.Trial) float64 { return r.MeanBps }),
		columnOf("win_rate", rows, func(r *reference.Trial) float64 { return r.WinRate }),
	}}
	if withSharpe {
		t.Columns = append(t.Columns, columnOf("sharpe", rows, func(r *reference.Trial) float64 { return r.Sharpe }))
	}
	return t
}

func ledgerTable(name string, rows reference.Ledger) Table {
	entry := columnOf("entry_time", rows, func(r *reference.RoundTrip) int64 { return r.EntryUS })
	exit := columnOf("exit_time", rows, func(r *reference.RoundTrip) int64 { return r.ExitUS })
	return Table{name, []Column{
		{entry.Name, Times(entry.Values.([]int64))},
		{exit.Name, Times(exit.Values.([]int64))},
		columnOf("direction", rows, func(r *reference.RoundTrip) int64 { return int64(r.Direction) }),
		columnOf("entry_price", rows, func(r *reference.RoundTrip) float64 { return r.EntryPrice }),
		columnOf("exit_price", rows, func(r *reference.RoundTrip) float64 { return r.ExitPrice }),
		columnOf("signal_value", rows, func(r *reference.RoundTrip) float64 { return r.Signal }),
		columnOf("raw_return_bps", rows, func(r *reference.RoundTrip) float64 { return r.RawBps }),
		columnOf("net_return_bps", rows, func(r *reference.RoundTrip) float64 { return r.NetBps }),
		columnOf("cum_pnl_bps", rows, func(r *reference.RoundTrip) float64 { return r.CumBps }),
	}}
}

func flatten[T any](lists [][]T) []T {
	var out []T
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}
