package figure_test

import (
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure/figure"
)

// days are the midnights of the first days of November 2025.
func days(n int) (us []int64) {
	for i := range n {
		us = append(us, time.Date(2025, 11, 1+i, 0, 0, 0, 0, time.UTC).UnixMicro())
	}
	return us
}

func ExampleCoverageCalendar() {
	show(figure.CoverageCalendar(figure.Coverage{
		Symbol:  "BTCUSDT",
		Sources: []string{"binance_futures", "okx_futures"},
		DayUS:   days(3),
		Share:   [][]float64{{1, 1, 0.99}, {0.97, math.NaN(), 0.95}},
	}))
	// Output:
	// 1000 × 240
	// BTCUSDT: coverage by day and source: 2 sources, 3 days. Days have from 95.0 to 100.0 % of their bars.
}

func ExampleGapHeatmap() {
	quiet, outage := make([]float64, 24), make([]float64, 24)
	outage[10], outage[11] = 60, 25
	show(figure.GapHeatmap(figure.Gaps{
		Symbol: "BTCUSDT", Sources: []string{"okx_futures"}, DayUS: days(2), Minutes: [][][]float64{{quiet, outage}},
	}))
	// Output:
	// 1000 × 265
	// BTCUSDT: minutes without a trade, by hour and day. 85 minutes of 1 source without a trade in all.
}

func ExamplePricesAndSpread() {
	show(figure.PricesAndSpread(figure.VenuePrices{
		Symbol:      "BTCUSDT",
		Sources:     []string{"binance_futures", "binance_spot"},
		TimestampUS: days(3),
		Price:       [][]float64{{100_000, 101_000, 100_500}, {100_050, 101_020, math.NaN()}},
	}))
	// Output:
	// 1000 × 660
	// BTCUSDT: prices of 2 sources and their differences. binance_spot is from +2.0 to +5.0 bps off binance_futures.
}

func ExampleTradesPerMinute() {
	profile := make([]float64, 1440)
	for m := range profile {
		profile[m] = 40 + 20*math.Sin(float64(m)/1440*2*math.Pi)
	}
	show(figure.TradesPerMinute(figure.DayProfile{Symbol: "BTCUSDT", Sources: []string{"okx_futures"}, PerMinute: [][]float64{profile}}))
	// Output:
	// 1000 × 360
	// BTCUSDT: trades per minute over the day. okx_futures has from 20.0 to 60.0.
}
