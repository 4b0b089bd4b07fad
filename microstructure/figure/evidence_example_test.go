package figure_test

import (
	"time"

	"github.com/tickbook/tickbook/microstructure/figure"
)

func ExampleICIntervals() {
	show(figure.ICIntervals(figure.ICs{Symbol: "BTCUSDT", Horizons: []figure.IC{
		{Horizon: "5m", Value: -0.021, N: 25_617, EffectiveN: 24_900, NaiveSE: 0.0062, HACSE: 0.0063, BootstrapSE: 0.0064},
		{Horizon: "1h", Value: -0.009, N: 25_607, EffectiveN: 15_930, NaiveSE: 0.0062, HACSE: 0.0079, BootstrapSE: 0.0081},
	}}))
	// Output:
	// 1000 × 400
	// BTCUSDT: rank IC of the signal with forward returns, with 95 % intervals as if bars were independent, by HAC and by block bootstrap. By bootstrap: 5m −0.0210 ± 0.0125, 1h −0.0090 ± 0.0159.
}

func ExampleDecileErrorBars() {
	show(figure.DecileErrorBars(figure.DecileCosts{Symbol: "BTCUSDT", RoundTripBps: 7, Horizons: []figure.DecileInterval{
		{Horizon: "1h", MeanBps: []float64{2.1, 0.3, -2.2}, SEBps: []float64{0.8, 0.7, 0.8}, SpreadBps: 4.3, SpreadSEBps: 1.1},
	}}))
	// Output:
	// 1000 × 360
	// BTCUSDT: forward return by decile of the signal, against its costs. One bar chart per horizon. A spread has to be above 14 bps, two round trips; it is: 1h +4.3 ± 2.2 bps.
}

func ExampleFillLadder() {
	show(figure.FillLadder(figure.Ladder{
		Symbol: "BTCUSDT", Configuration: "threshold 2.0, holding 1h", Fills: []string{"same close", "next open"},
		Scenarios: []figure.LadderScenario{
			{Name: "gross", NetBps: []float64{6.5, 4.1}, LowerBps: []float64{3, 1}, UpperBps: []float64{10, 7.2}},
			{Name: "standard", RoundTripBps: 7, NetBps: []float64{-0.5, -2.9}, LowerBps: []float64{-4, -6}, UpperBps: []float64{3, 0.2}},
		},
	}))
	// Output:
	// 1000 × 430
	// BTCUSDT, fill ladder: threshold 2.0, holding 1h. Net PnL per round trip, first to last fill: gross (0 bps) from +6.50 to +4.10 bps, standard (7 bps) from −0.50 to −2.90 bps.
}

func ExampleEquityByBar() {
	at := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	show(figure.EquityByBar(figure.Equity{
		Symbol: "BTCUSDT", Title: "walk-forward", TimestampUS: []int64{at, at + 300e6, at + 600e6},
		NetBps: []float64{-5, 4, 1}, GrossBps: []float64{0, 9, 8}, DrawdownBps: []float64{-5, 0, -3},
	}))
	// Output:
	// 1000 × 580
	// BTCUSDT, equity by bar: walk-forward. Net +1.0 bps, gross +8.0 bps at the end, deepest drawdown −5.0 bps.
}

func ExampleSweepSurface() {
	show(figure.SweepSurface(figure.Surface{
		Symbol: "BTCUSDT", CostBps: 7, Thresholds: []float64{1, 2}, Holdings: []string{"30m", "1h"},
		Filters: []figure.SurfaceFilter{{Name: "all", Cells: [][]figure.SurfaceCell{
			{{MeanBps: -6.2, Trips: 310}, {MeanBps: 1.5, Trips: 170, Plateau: -2, Edge: true, Best: true}},
			{{MeanBps: -3, Trips: 37}, {}},
		}}},
	}))
	// Output:
	// 1000 × 500
	// BTCUSDT: the sweep as a surface (bps per round trip, net of 7 bps), from −6.2 to +1.5. Framed: filter all, 1.0, 1h, plateau score −2.0 at the edge of the grid.
}

func ExampleFoldChart() {
	day := func(n int) int64 { return time.Date(2025, 11, n, 0, 0, 0, 0, time.UTC).UnixMicro() }
	show(figure.FoldChart(figure.Folds{Symbol: "BTCUSDT", Folds: []figure.Fold{
		{TrainFromUS: day(1), TrainToUS: day(10), TestFromUS: day(10), TestToUS: day(17), Chosen: "all, 2.0, 1h", Trips: 21, NetBps: -88.5},
		{TrainFromUS: day(1), TrainToUS: day(17), TestFromUS: day(17), TestToUS: day(24)},
	}}))
	// Output:
	// 1000 × 200
	// BTCUSDT: folds and chosen configurations. 2 folds, 1 of them traded: all, 2.0, 1h −88.5 bps, 21 trips; no trading.
}

func ExamplePBOLogits() {
	show(figure.PBOLogits(figure.Logits{Symbol: "BTCUSDT", Values: []float64{-1.2, 0, 0.4, 0.9, 2.2, 3.1}, PBO: 2. / 6}))
	// Output:
	// 1000 × 360
	// BTCUSDT: does the best in sample stay good out of sample? Histogram of the logits of 6 splits; 33.3 % of them are at or below zero.
}

func ExampleNullDistribution() {
	show(figure.NullDistribution(figure.Null{
		Symbol: "BTCUSDT", Runs: "signal shifted against prices",
		Panels:  []figure.NullPanel{{Title: "All trials", BestBps: []float64{-120, 340, 80, -15}, ObservedBps: 210, PValue: 0.4}},
		Caption: "Claimed an edge: 0 of 4 runs.",
	}))
	// Output:
	// 1000 × 380
	// BTCUSDT: profit of the best configuration where there is no edge, signal shifted against prices. All trials: observed +210.0 bps, p = 0.400, among 4 runs. Claimed an edge: 0 of 4 runs.
}

func ExampleCapacityCurve() {
	show(figure.CapacityCurve(figure.Capacity{
		Symbol: "BTCUSDT", Share: []float64{0.001, 0.01, 0.1}, NetBps: []float64{4.2, 1.5, -7}, LowerBps: []float64{2.2, -0.5, -9}, BreakEvenShare: 0.02,
	}))
	// Output:
	// 1000 × 360
	// BTCUSDT: what is left of the edge as orders grow. From +4.2 bps at 0.1 % of the volume to −7.0 bps at 10 %; nothing is left at 2.0 % of a bar's volume.
}

func ExamplePowerCurve() {
	show(figure.PowerCurve(figure.Power{
		Symbol: "BTCUSDT", EdgeBps: []float64{0, 10, 20}, Chance: []float64{0.05, 0.45, 0.91}, Target: 0.8, SmallestBps: 16.5, ObservedBps: 3.2,
		TripsPerDay: 1.5, Days: []float64{30, 60, 120}, SmallestByDays: []float64{23.3, 16.5, 11.7}, Have: 60,
	}))
	// Output:
	// 1000 × 370
	// BTCUSDT: the edge that this record could have shown. With 80 % probability it shows an edge of +16.5 bps per day, +11.0 per round trip; the record's own mean is +3.2 bps per day.
}

func ExampleRateBars() {
	show(figure.RateBars(figure.Rates{
		Title: "Bars of 18 million trades", Unit: "Million trades/s", Caption: "Two cores",
		Tasks: []figure.RateTask{{Name: "Files as pyarrow writes them", Programs: []figure.ProgramRate{
			{Name: "tickbook", Rate: 73.21, Low: 68, High: 75, Subject: true},
			{Name: "pandas", Rate: 5.84, Low: 5.8, High: 5.9},
			{Name: "polars, reading only", Rate: 88, Low: 80, High: 89, Partial: true},
		}}},
	}))
	// Output:
	// 1000 × 220
	// Bars of 18 million trades, in Million trades/s. Files as pyarrow writes them, tickbook: 73.2; Files as pyarrow writes them, pandas: 5.84; Files as pyarrow writes them, polars, reading only: 88.0.
}

func ExampleGrowthCurves() {
	show(figure.GrowthCurves(figure.Growth{
		Title: "Bars of a long span", Label: "Million trades", Amounts: []float64{12, 96, 1104}, Caption: "Two cores",
		Panels: []figure.GrowthPanel{{
			Title: "CPU time", Label: "Per trade (ns)", Cost: []float64{5.2, 5.4, 5.3}, Low: []float64{5.1, 5.3, 5.3}, High: []float64{5.5, 5.4, 5.6},
		}},
	}))
	// Output:
	// 1000 × 360
	// Bars of a long span, by million trades. Per trade (ns): 5.20 at 12.0, 5.30 at 1,104.
}
