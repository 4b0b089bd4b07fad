package microstructure_test

import (
	"fmt"
	"log"
	"slices"

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

// Bars by volume, and their place on bars of five minutes.
func ExamplePlaceBars() {
	trades := ms.Trades{
		TimestampUS:   []int64{1_000_000, 61_000_000, 240_000_000, 280_000_000, 290_000_000},
		Price:         []float64{100, 101, 99, 102, 103},
		Quantity:      []float64{2, 1, 1, 5, 1},
		QuoteQuantity: []float64{200, 101, 99, 510, 103},
		Side:          []ms.Side{ms.Buy, ms.Buy, ms.Sell, ms.Buy, ms.Buy},
	}
	source := ms.Source{Name: "binance_futures", Label: "bn"}
	byVolume := ms.SourceBars{Source: source, Activity: ms.Activity{Measure: ms.ByVolume, Size: 3}}
	var err error
	if byVolume.Bars, byVolume.Ends, err = ms.BuildActivityBars(trades, byVolume.Activity); err != nil {
		log.Fatal(err)
	}
	for i, b := range byVolume.Bars {
		fmt.Printf("volume %g up to %s, volume imbalance %+.2f\n", b.Volume, ms.FormatTime(byVolume.Ends[i].CloseUS), b.VolImbalance)
	}
	on := ms.SourceBars{Source: source}
	if on.Bars, err = ms.BuildBars(trades, ms.IntervalUS); err != nil {
		log.Fatal(err)
	}
	placed, err := ms.PlaceBars(on, byVolume)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("close %g, volume imbalance %+.2f\n", placed.Bars[0].Close, placed.Bars[0].VolImbalance)
	// The trade of 5 is not split. The last one is alone in its bar, which
	// makes none.
	// Output:
	// volume 3 up to 1970-01-01T00:01:01Z, volume imbalance +1.00
	// volume 6 up to 1970-01-01T00:04:40Z, volume imbalance +0.67
	// close 103, volume imbalance +0.67
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

// A feature of one's own is a function over the trades of a bar. It stands
// beside the built-in ones, here as the consensus of one source.
func ExampleTick() {
	largestShare := func(t ms.Trades, _ struct{}) float64 {
		sum := 0.0
		for _, q := range t.Quantity {
			sum += q
		}
		return slices.Max(t.Quantity) / sum
	}
	feature := ms.Tick("largest_share", struct{}{}, largestShare)

	trades := ms.Trades{
		TimestampUS: []int64{0, 1_000_000, 2_000_000}, Price: []float64{10, 10, 11}, Quantity: []float64{1, 6, 3},
		QuoteQuantity: []float64{10, 60, 33}, Side: []ms.Side{ms.Buy, ms.Sell, ms.Buy},
	}
	values := make([]float64, 1)
	if err := feature.Compute(trades, values); err != nil {
		fmt.Println(err)
	}
	fmt.Println(feature.Columns(), values)
	// Output:
	// [largest_share] [0.6]
}

// Ticks has several values of one pass over the trades.
func ExampleTicks() {
	flow := ms.Ticks("flow", []string{"bought", "sold"}, struct{}{}, func(t ms.Trades, _ struct{}, out []float64) {
		out[0], out[1] = 0, 0
		for i, q := range t.Quantity {
			if t.Side[i] == ms.Buy {
				out[0] += q
			} else {
				out[1] += q
			}
		}
	})
	fmt.Println(flow.Columns())
	// Output:
	// [flow_bought flow_sold]
}
