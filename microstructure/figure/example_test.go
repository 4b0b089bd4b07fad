package figure_test

import (
	"fmt"
	"time"

	"github.com/tickbook/tickbook/microstructure/figure"
)

// ledger has four round trips in the first days of November 2025.
func ledger() figure.Ledger {
	var l figure.Ledger
	for i, net := range []float64{12, -8, 3, 9.5} {
		l.EntryUS = append(l.EntryUS, time.Date(2025, 11, 1+2*i, 8, 30, 0, 0, time.UTC).UnixMicro())
		l.NetBps = append(l.NetBps, net)
		l.GrossBps = append(l.GrossBps, net+7)
		l.Direction = append(l.Direction, 1-2*(i%2))
	}
	return l
}

// show prints what a figure is; a notebook cell shows its SVG instead.
func show(f *figure.Figure, err error) {
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := f.SVG(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d × %d\n%s\n", f.Width, f.Height, f.Alt)
}

func ExampleDecileBars() {
	show(figure.DecileBars(figure.Deciles{
		Symbol: "BTCUSDT",
		Horizons: []figure.DecileReturns{
			{Horizon: "5m", MeanBps: []float64{0.6, 0.4, 0.4, 0.2, 0.1, 0, -0.1, -0.3, -0.2, -0.5}},
			{Horizon: "1h", MeanBps: []float64{2.1, 1.4, 0.9, 1.2, 0.3, -0.2, -0.6, -0.8, -1.9, -2.2}},
		},
	}))
	// Output:
	// 1000 × 320
	// BTCUSDT: forward return by decile of the composite signal. One bar chart per horizon; spread of the first over the last decile: 5m +1.10 bps, 1h +4.30 bps.
}

func ExampleSweepHeatmaps() {
	show(figure.SweepHeatmaps(figure.Sweep{
		Symbol:     "BTCUSDT",
		FeeBps:     7,
		Thresholds: []float64{1, 2},
		Holdings:   []string{"30m", "1h"},
		Filters: []figure.SweepFilter{
			{Name: "all", AvgPnLBps: [][]float64{{-6.2, -5.1}, {-7.3, 1.5}}, Trades: [][]int{{310, 170}, {37, 34}}},
			{Name: "low_only", AvgPnLBps: [][]float64{{-5.2, -2.8}, {0, 0}}, Trades: [][]int{{103, 65}, {0, 0}}},
		},
	}))
	// Output:
	// 1000 × 390
	// BTCUSDT: average PnL per trade (bps, net of 7 bps fees), by entry threshold and holding period, one heatmap each for the vol filters all, low_only. It ranges from −7.3 to +1.5 bps; the highest is at vol filter all, threshold 2.0, holding 1h.
}

func ExampleBestConfiguration() {
	show(figure.BestConfiguration(figure.Run{Symbol: "BTCUSDT", Threshold: 2, Holding: "1h", VolFilter: "low_only", Ledger: ledger()}))
	// Output:
	// 1000 × 660
	// BTCUSDT, best configuration: vol filter low_only, threshold 2.0, holding 1h. Equity, distribution of PnL, the same by direction, rolling win rate. 4 trades, +16.5 bps net in total, +4.12 bps on average.
}

func ExampleWalkForward() {
	show(figure.WalkForward(figure.Run{Symbol: "BTCUSDT", Threshold: 2, Holding: "1h", VolFilter: "low+normal", Ledger: ledger()}))
	// Output:
	// 1000 × 360
	// BTCUSDT, walk-forward, out of sample: vol filter low+normal, threshold 2.0, holding 1h. Equity and distribution of PnL: 4 trades, +16.5 bps net in total, +4.12 bps on average.
}

func ExampleInOutOfSample() {
	all := ledger()
	part := func(from, to int) figure.Ledger {
		return figure.Ledger{EntryUS: all.EntryUS[from:to], NetBps: all.NetBps[from:to], GrossBps: all.GrossBps[from:to], Direction: all.Direction[from:to]}
	}
	show(figure.InOutOfSample(figure.InOut{
		Symbol: "BTCUSDT", In: part(0, 3), Out: part(3, 4),
		SplitUS: time.Date(2025, 11, 7, 0, 0, 0, 0, time.UTC).UnixMicro(),
	}))
	// Output:
	// 1000 × 360
	// BTCUSDT: in-sample and out-of-sample equity. In sample: 3 trades, +7.0 bps net in total, +2.33 bps on average. Out of sample: 1 trade, +9.5 bps net in total, +9.50 bps on average. Train/test split (Nov 7, 2025).
}
