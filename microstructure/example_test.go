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

func samplePanel() *ms.Panel {
	panel, err := ms.JoinPanel(sampleBars())
	if err != nil {
		log.Fatal(err)
	}
	return panel
}

func sampleStudy() *ms.Study {
	config := ms.DefaultStudyConfig("BTCUSDT")
	config.MinTrips, config.MinTestTrips = 20, 10
	study, err := ms.RunReference(samplePanel(), config, nil)
	if err != nil {
		log.Fatal(err)
	}
	return study
}

func ExampleBuildBars() {
	trades := ms.Trades{
		TimestampUS:   []int64{1_000_000, 61_000_000, 240_000_000, 300_000_000},
		Price:         []float64{100, 101, 99, 102},
		Quantity:      []float64{2, 1, 1, 5},
		QuoteQuantity: []float64{200, 101, 99, 510},
		Side:          []ms.Side{ms.Buy, ms.Buy, ms.Sell, ms.Buy},
	}
	for _, b := range ms.BuildBars(trades, ms.IntervalUS) {
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
		b.Add(ms.Trades{
			TimestampUS: []int64{us}, Price: []float64{100}, Quantity: []float64{1},
			QuoteQuantity: []float64{100}, Side: []ms.Side{ms.Sell},
		})
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

func ExampleFullSampleRegimeCuts() {
	v := ms.NewVolatility(samplePanel().Returns[0])
	cuts, err := ms.FullSampleRegimeCuts(v.Ratio)
	if err != nil {
		log.Fatal(err)
	}
	counts := ms.CountRegimes(cuts.Label(v.Ratio))
	fmt.Println("low", counts[ms.LowVol], "normal", counts[ms.Normal], "high", counts[ms.HighVol], "warmup", counts[ms.Warmup])
	// Output:
	// low 764 normal 1018 high 764 warmup 288
}

func ExampleNewComposite() {
	panel := samplePanel()
	composite := ms.NewComposite(panel, ms.SignalFeatures())
	signal := ms.RollingSignal(composite.Score)
	forward := ms.ForwardReturns(panel.LeadClose(), 3)
	ic := ms.NewRankIC(ms.Horizon{Name: "15m", Bars: 3}, signal, forward)
	fmt.Printf("IC %.3f over %d bars\n", ic.IC, ic.N)
	// Output: IC -0.216 over 2257 bars
}

func ExampleFullSampleDeciles() {
	panel := samplePanel()
	signal := ms.RollingSignal(ms.NewComposite(panel, ms.SignalFeatures()).Score)
	deciles, err := ms.FullSampleDeciles(signal)
	if err != nil {
		log.Fatal(err)
	}
	h := ms.Horizon{Name: "15m", Bars: 3}
	returns := deciles.Returns(h, ms.ForwardReturns(panel.LeadClose(), h.Bars))
	fmt.Printf("%d deciles, contrarian spread %.1f bps\n", len(returns), ms.ContrarianSpreadBps(returns))
	// Output: 10 deciles, contrarian spread 16.5 bps
}

func ExampleContrarian_BacktestAtSignalClose() {
	s := ms.Series{
		TimestampUS: []int64{0, 300e6, 600e6, 900e6},
		Close:       []float64{100, 101, 100, 100},
		Signal:      []float64{0, 2.5, 0, 0},
		Regime:      make([]ms.Regime, 4),
	}
	strategy := ms.Contrarian{Threshold: 2, HoldingBars: 1, Regimes: ms.AllRegimes, FeeBps: 7}
	for _, trip := range strategy.BacktestAtSignalClose(s) {
		fmt.Printf("direction %+d, raw %.1f bps, net %.1f bps\n", trip.Direction, trip.RawBps, trip.NetBps)
	}
	// Output: direction -1, raw 99.0 bps, net 92.0 bps
}

func ExampleGrid_Sweep() {
	study := sampleStudy()
	trials := ms.DefaultGrid().Sweep(study.Series(), nil)
	best, err := ms.BestInHindsight(trials, 20)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("best of %d in hindsight: %v\n", len(trials), best)
	// Output: best of 48 in hindsight: vol filter all, threshold 2.0, holding 2h
}

func ExampleNewWalkForward() {
	study := sampleStudy()
	split, err := ms.NewSplit(study.Panel.TimestampUS, study.Config.TestStartUS)
	if err != nil {
		log.Fatal(err)
	}
	w := ms.NewWalkForward(study.Series(), study.Composite.Score, split, ms.DefaultGrid(), nil)
	fmt.Printf("test span from %s, train mean %.3f, deviation %.3f\n", ms.FormatDate(split.TestStartUS), w.ZScore.Mean, w.ZScore.Std)
	// Output: test span from 2025-11-09, train mean 0.500, deviation 0.192
}

func ExampleRunReference() {
	panel := samplePanel()
	config := ms.DefaultStudyConfig("BTCUSDT")
	config.MinTrips, config.MinTestTrips = 20, 10 // the sample is short
	study, err := ms.RunReference(panel, config, nil)
	if err != nil {
		log.Fatal(err)
	}
	if study.Stopped != nil {
		fmt.Println("no verdict:", study.Stopped)
		return
	}
	fmt.Println(ms.JudgeAsReference(study.BestTest), "from", len(study.TestLedger), "round trips")
	// Output: positive from 32 round trips
}
