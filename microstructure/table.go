package microstructure

// A Table is a named set of equally long columns, ready to be written.
type Table struct {
	Name    string
	Columns []Column
}

// A Column holds one kind of values: []float64, []int64, []string, or Times.
type Column struct {
	Name   string
	Values any
}

// Times are µs since the epoch that text shows as 2025-11-14T00:05:00Z.
type Times []int64

// Len is the number of rows.
func (t Table) Len() int {
	if len(t.Columns) == 0 {
		return 0
	}
	switch v := t.Columns[0].Values.(type) {
	case []float64:
		return len(v)
	case []int64:
		return len(v)
	case []string:
		return len(v)
	case Times:
		return len(v)
	}
	return 0
}

// ColumnOf maps rows to a column.
func ColumnOf[Row, T any](name string, rows []Row, of func(*Row) T) Column {
	values := make([]T, len(rows))
	for i := range rows {
		values[i] = of(&rows[i])
	}
	return Column{name, values}
}

// BarTable lists a source's bars with their returns: table bars_SOURCE.
func BarTable(s SourceBars) Table {
	t := Table{Name: "bars_" + s.Source.Name, Columns: []Column{{"timestamp_us", times(s.Bars)}}}
	for _, f := range referenceColumns() {
		t.Columns = append(t.Columns, ColumnOf(f.Name, s.Bars, f.Of))
	}
	t.Columns = append(t.Columns,
		ColumnOf("trade_count", s.Bars, func(b *Bar) int64 { return b.TradeCount }),
		Column{"returns", SourceReturns(s.Bars)})
	for _, f := range DelayedPrices() {
		t.Columns = append(t.Columns, ColumnOf(f.Name, s.Bars, f.Of))
	}
	return t
}

// Tables lists the tables of a result directory but for the bars. Those that a
// stopped study lacks are left out.
func (s *Study) Tables() []Table {
	out := []Table{s.panelTable(), s.icTable()}
	if s.Deciles.Of == nil {
		return out
	}
	out = append(out, s.decileTable())
	if s.Sweep == nil {
		return out
	}
	out = append(out, s.regimeTable(), trialTable("sweep", s.Sweep, true))
	if s.WalkForward == nil {
		return out
	}
	out = append(out, ledgerTable("trades_best", s.BestLedger), trialTable("walk_forward", s.WalkForward.Trials, false))
	if s.Stopped != nil {
		return out
	}
	return append(out, ledgerTable("trades_oos", s.TestLedger), ledgerTable("trades_is", s.TrainLedger))
}

func (s *Study) panelTable() Table {
	p := s.Panel
	columns := []Column{{"timestamp_us", p.TimestampUS}}
	for i, source := range p.Sources {
		for _, f := range PanelFeatures() {
			if f.Name == "price_range" {
				columns = append(columns, Column{"returns_" + source.Label, p.Returns[i]})
			}
			columns = append(columns, Column{f.Name + "_" + source.Label, p.Column(i, f)})
		}
		columns = append(columns, ColumnOf("trade_count_"+source.Label, p.Bars[i], func(b *Bar) int64 { return b.TradeCount }))
	}
	for i, f := range s.Composite.Features {
		columns = append(columns, Column{f.Name + "_consensus", s.Composite.Consensus[i]})
	}
	columns = append(columns,
		Column{"rvol_12", s.Volatility.Hour}, Column{"rvol_288", s.Volatility.Day}, Column{"vol_ratio", s.Volatility.Ratio})
	if s.Regimes != nil {
		columns = append(columns, ColumnOf("vol_regime", s.Regimes, func(r *Regime) string { return r.String() }))
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

func (s *Study) icTable() Table {
	return Table{"ic", []Column{
		ColumnOf("horizon", s.IC, func(r *RankIC) string { return r.Horizon }),
		ColumnOf("n", s.IC, func(r *RankIC) int64 { return int64(r.N) }),
		ColumnOf("ic", s.IC, func(r *RankIC) float64 { return r.IC }),
		ColumnOf("p_value", s.IC, func(r *RankIC) float64 { return r.PValue }),
	}}
}

func (s *Study) decileTable() Table {
	rows := flatten(s.DecileReturns)
	return Table{"deciles", []Column{
		ColumnOf("horizon", rows, func(r *DecileReturn) string { return r.Horizon }),
		ColumnOf("decile", rows, func(r *DecileReturn) int64 { return int64(r.Decile) }),
		ColumnOf("n", rows, func(r *DecileReturn) int64 { return int64(r.N) }),
		ColumnOf("mean_bps", rows, func(r *DecileReturn) float64 { return r.MeanBps }),
	}}
}

func (s *Study) regimeTable() Table {
	rows := flatten(s.RegimeSpreads)
	return Table{"deciles_by_regime", []Column{
		ColumnOf("horizon", rows, func(r *RegimeSpread) string { return r.Horizon }),
		ColumnOf("vol_regime", rows, func(r *RegimeSpread) string { return r.Regime.String() }),
		ColumnOf("n", rows, func(r *RegimeSpread) int64 { return int64(r.N) }),
		ColumnOf("spread_bps", rows, func(r *RegimeSpread) float64 { return r.SpreadBps }),
	}}
}

func trialTable(name string, rows []Trial, withSharpe bool) Table {
	t := Table{name, []Column{
		ColumnOf("vol_filter", rows, func(r *Trial) string { return r.Filter.Name }),
		ColumnOf("threshold", rows, func(r *Trial) float64 { return r.Threshold }),
		ColumnOf("holding", rows, func(r *Trial) string { return r.Holding.Name }),
		ColumnOf("n_trades", rows, func(r *Trial) int64 { return int64(r.N) }),
		ColumnOf("total_pnl_bps", rows, func(r *Trial) float64 { return r.TotalBps }),
		ColumnOf("avg_pnl_bps", rows, func(r *Trial) float64 { return r.MeanBps }),
		ColumnOf("win_rate", rows, func(r *Trial) float64 { return r.WinRate }),
	}}
	if withSharpe {
		t.Columns = append(t.Columns, ColumnOf("sharpe", rows, func(r *Trial) float64 { return r.Sharpe }))
	}
	return t
}

func ledgerTable(name string, rows Ledger) Table {
	entry := ColumnOf("entry_time", rows, func(r *RoundTrip) int64 { return r.EntryUS })
	exit := ColumnOf("exit_time", rows, func(r *RoundTrip) int64 { return r.ExitUS })
	return Table{name, []Column{
		{entry.Name, Times(entry.Values.([]int64))},
		{exit.Name, Times(exit.Values.([]int64))},
		ColumnOf("direction", rows, func(r *RoundTrip) int64 { return int64(r.Direction) }),
		ColumnOf("entry_price", rows, func(r *RoundTrip) float64 { return r.EntryPrice }),
		ColumnOf("exit_price", rows, func(r *RoundTrip) float64 { return r.ExitPrice }),
		ColumnOf("signal_value", rows, func(r *RoundTrip) float64 { return r.Signal }),
		ColumnOf("raw_return_bps", rows, func(r *RoundTrip) float64 { return r.RawBps }),
		ColumnOf("net_return_bps", rows, func(r *RoundTrip) float64 { return r.NetBps }),
		ColumnOf("cum_pnl_bps", rows, func(r *RoundTrip) float64 { return r.CumBps }),
	}}
}

func flatten[T any](lists [][]T) []T {
	var out []T
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}
