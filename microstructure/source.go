package microstructure

// A Source is one venue's stream of trades.
type Source struct {
	Name  string // directory name, such as binance_futures
	Label string // short name for columns, such as bn
}

// DefaultSources are the three futures venues of the reference study. The
// first one leads: its closes are traded.
func DefaultSources() []Source {
	return []Source{
		{"binance_futures", "bn"},
		{"bybit_futures", "bb"},
		{"okx_futures", "okx"},
	}
}

// SourceBars are the bars of one source in order of time.
type SourceBars struct {
	Source Source
	Bars   []Bar
}
