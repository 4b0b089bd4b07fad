package result

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/table"
)

// ReferenceTables lists the tables of a study by the reference procedure. Those
// that a stopped study lacks are left out.
func ReferenceTables(s *reference.Study) []table.Table {
	out := []table.Table{panelTable(s), icTable(s)}
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

func panelTable(s *reference.Study) table.Table {
	p := s.Panel
	if p == nil {
		p = &microstructure.Panel{}
	}
	columns := []table.Column{{Name: "timestamp_us", Values: table.Ints(p.TimestampUS)}}
	for i, source := range p.Sources {
		for _, f := range microstructure.PanelFeatures() {
			if f.Name == "price_range" {
				columns = append(columns, floats("returns_"+source.Label, item(p.Returns, i)))
			}
			columns = append(columns, floats(f.Name+"_"+source.Label, p.Column(i, f)))
		}
		columns = append(columns, table.IntsOf("trade_count_"+source.Label, item(p.Bars, i), func(b *microstructure.Bar) int64 { return b.TradeCount }))
		for _, own := range item(p.Own, i) {
			columns = append(columns, floats(own.Name+"_"+source.Label, own.Values))
		}
	}
	for i, f := range s.Composite.Features {
		columns = append(columns, floats(f.Name+"_consensus", item(s.Composite.Consensus, i)))
	}
	columns = append(columns,
		floats("rvol_12", s.Volatility.Hour), floats("rvol_288", s.Volatility.Day), floats("vol_ratio", s.Volatility.Ratio))
	if s.Regimes != nil {
		columns = append(columns, table.TextsOf("vol_regime", s.Regimes, func(r *microstructure.Regime) string { return r.String() }))
	}
	for i, h := range s.Config.Horizons {
		columns = append(columns, floats("fwd_"+h.Name, item(s.Forward, i)))
	}
	for i, f := range s.Composite.Features {
		columns = append(columns, floats(f.Name+"_consensus_rank", item(s.Composite.Ranks, i)))
	}
	columns = append(columns, floats("composite", s.Composite.Score), floats("signal", s.Signal))
	if s.WalkForward != nil {
		columns = append(columns, floats("signal_wf", s.WalkForward.Signal))
	}
	return table.Table{Name: "panel", Columns: columns}
}

func icTable(s *reference.Study) table.Table {
	return table.Table{Name: "ic", Columns: []table.Column{
		table.TextsOf("horizon", s.IC, func(r *reference.RankIC) string { return r.Horizon }),
		table.IntsOf("n", s.IC, func(r *reference.RankIC) int { return r.N }),
		table.FloatsOf("ic", s.IC, func(r *reference.RankIC) float64 { return r.IC }),
		table.FloatsOf("p_value", s.IC, func(r *reference.RankIC) float64 { return r.PValue }),
	}}
}

func decileTable(s *reference.Study) table.Table {
	rows := flatten(s.DecileReturns)
	return table.Table{Name: "deciles", Columns: []table.Column{
		table.TextsOf("horizon", rows, func(r *reference.DecileReturn) string { return r.Horizon }),
		table.IntsOf("decile", rows, func(r *reference.DecileReturn) int { return r.Decile }),
		table.IntsOf("n", rows, func(r *reference.DecileReturn) int { return r.N }),
		table.FloatsOf("mean_bps", rows, func(r *reference.DecileReturn) float64 { return r.MeanBps }),
	}}
}

func regimeTable(s *reference.Study) table.Table {
	rows := flatten(s.RegimeSpreads)
	return table.Table{Name: "deciles_by_regime", Columns: []table.Column{
		table.TextsOf("horizon", rows, func(r *reference.RegimeSpread) string { return r.Horizon }),
		table.TextsOf("vol_regime", rows, func(r *reference.RegimeSpread) string { return r.Regime.String() }),
		table.IntsOf("n", rows, func(r *reference.RegimeSpread) int { return r.N }),
		table.FloatsOf("spread_bps", rows, func(r *reference.RegimeSpread) float64 { return r.SpreadBps }),
	}}
}

func trialTable(name string, rows []reference.Trial, withSharpe bool) table.Table {
	t := table.Table{Name: name, Columns: []table.Column{
		table.TextsOf("vol_filter", rows, func(r *reference.Trial) string { return r.Filter.Name }),
		table.FloatsOf("threshold", rows, func(r *reference.Trial) float64 { return r.Threshold }),
		table.TextsOf("holding", rows, func(r *reference.Trial) string { return r.Holding.Name }),
		table.IntsOf("n_trades", rows, func(r *reference.Trial) int { return r.N }),
		table.FloatsOf("total_pnl_bps", rows, func(r *reference.Trial) float64 { return r.TotalBps }),
		table.FloatsOf("avg_pnl_bps", rows, func(r *reference.Trial) float64 { return r.MeanBps }),
		table.FloatsOf("win_rate", rows, func(r *reference.Trial) float64 { return r.WinRate }),
	}}
	if withSharpe {
		t.Columns = append(t.Columns, table.FloatsOf("sharpe", rows, func(r *reference.Trial) float64 { return r.Sharpe }))
	}
	return t
}

func ledgerTable(name string, rows reference.Ledger) table.Table {
	return table.Table{Name: name, Columns: []table.Column{
		table.TimesOf("entry_time", rows, func(r *reference.RoundTrip) int64 { return r.EntryUS }),
		table.TimesOf("exit_time", rows, func(r *reference.RoundTrip) int64 { return r.ExitUS }),
		table.IntsOf("direction", rows, func(r *reference.RoundTrip) int { return r.Direction }),
		table.FloatsOf("entry_price", rows, func(r *reference.RoundTrip) float64 { return r.EntryPrice }),
		table.FloatsOf("exit_price", rows, func(r *reference.RoundTrip) float64 { return r.ExitPrice }),
		table.FloatsOf("signal_value", rows, func(r *reference.RoundTrip) float64 { return r.Signal }),
		table.FloatsOf("raw_return_bps", rows, func(r *reference.RoundTrip) float64 { return r.RawBps }),
		table.FloatsOf("net_return_bps", rows, func(r *reference.RoundTrip) float64 { return r.NetBps }),
		table.FloatsOf("cum_pnl_bps", rows, func(r *reference.RoundTrip) float64 { return r.CumBps }),
	}}
}

// item is list[i], and a zero value where there is none: a table whose columns
// differ in length is refused when it is written.
func item[T any](list []T, i int) (v T) {
	if i >= 0 && i < len(list) {
		v = list[i]
	}
	return v
}

func flatten[T any](lists [][]T) []T {
	var out []T
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// floats is a column of existing numbers.
func floats(name string, values []float64) table.Column {
	return table.Column{Name: name, Values: table.Floats(values)}
}
