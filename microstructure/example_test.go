package microstructure_test

import (
	"fmt"
	"log"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// sampleBars simulates twelve days of three venues and builds their bars.
func sampleBars() []ms.SourceBars {
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar, config.EdgeBps = 12, 12, 4
	market, err := synth.NewMarket(config)
	if err != nil {
		log.Fatal(err)
	}
	return market.Bars(ms.IntervalUS)
}

func ExampleBuildBars() {
	trades := ms.Trades{
		TimestampUS:   []int64{1_000_000, 61_000_000, 240_000_000, 300_000_000},
		Price:         []float64{100, 101, 99, 102},
		Quantity:      []float64{2, 1, 1, 5},
		QuoteQuantity: []float64{200, 101, 99, 510},
		Side:          []ms.Side{ms.Buy, ms.Buy, ms.Sell, ms.Buy},
	}
	bars, err := ms.BuildBars(trades, ms.IntervalUS)
	if err != nil {
		log.Fatal(err)
	}
	for _, b := range bars {
		fmt.Printf("%d trades, close %g, volume imbalance %+.2f\n", b.TradeCount, b.Close, b.VolImbalance)
	}
	// The fourth trade is alone in its interval, which makes no bar.
	// Output:
	// 3 trades, close 99, volume imbalance +0.50
}

func ExampleBarBuilder() {
	b := ms.NewBarBuilder(ms.IntervalUS)
	for piece := range 3 { // a stream may be given in pieces of any length
		us := int64(piece) * 100_000_000
		if err := b.Add(ms.Trades{
			TimestampUS: []int64{us}, Price: []float64{100}, Quantity: []float64{1},
			QuoteQuantity: []float64{100}, Side: []ms.Side{ms.Sell},
		}); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(len(b.Finish()), "bar")
	// Output: 1 bar
}

func ExampleJoinPanel() {
	bars := sampleBars()
	bars[1].Bars = bars[1].Bars[100:] // one venue starts later
	panel, err := ms.JoinPanel(bars)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(bars[0].Bars), "bars of the leading venue,", panel.Len(), "common ones from", ms.FormatTime(panel.TimestampUS[0]))
	// Output: 3388 bars of the leading venue, 2741 common ones from 2025-11-01T09:05:00Z
}
