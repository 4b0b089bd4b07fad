package reference_test

import (
	"fmt"
	"log"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// referenceBars simulates twelve days of three venues and builds their bars.
func referenceBars() []ms.SourceBars {
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar, config.EdgeBps = 12, 12, 4
	market, err := synth.NewMarket(config)
	if err != nil {
		log.Fatal(err)
	}
	return market.Bars(ms.IntervalUS)
}

func samplePanel() *ms.Panel {
	panel, err := ms.JoinPanel(referenceBars())
	if err != nil {
		log.Fatal(err)
	}
	return panel
}

func sampleStudy() *reference.Study {
	config := reference.DefaultConfig("BTCUSDT")
	config.MinTrips, config.MinTestTrips = 20, 10
	study, err := reference.Run(samplePanel(), config, nil)
	if err != nil {
		log.Fatal(err)
	}
	return study
}

func ExampleFullSampleRegimeCuts() {
	v := reference.NewVolatility(samplePanel().Returns[0], ms.Interval{})
	cuts, err := reference.FullSampleRegimeCuts(v.Ratio)
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
	composite := reference.NewComposite(panel, ms.SignalFeatures())
	signal := ms.RollingSignal(composite.Score)
	forward := ms.ForwardReturns(panel.LeadClose(), 3)
	ic, err := reference.NewRankIC(ms.Horizon{Name: "15m", Bars: 3}, signal, forward)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("IC %.3f over %d bars\n", ic.IC, ic.N)
	// Output: IC -0.216 over 2257 bars
}

func ExampleFullSampleDeciles() {
	panel := samplePanel()
	signal := ms.RollingSignal(reference.NewComposite(panel, ms.SignalFeatures()).Score)
	deciles, err := reference.FullSampleDeciles(signal)
	if err != nil {
		log.Fatal(err)
	}
	h := ms.Horizon{Name: "15m", Bars: 3}
	returns, err := deciles.Returns(h, ms.ForwardReturns(panel.LeadClose(), h.Bars))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d deciles, contrarian spread %.1f bps\n", len(returns), reference.ContrarianSpreadBps(returns))
	// Output: 10 deciles, contrarian spread 16.5 bps
}

func ExampleContrarian_BacktestAtSignalClose() {
	s := reference.Series{
		TimestampUS: []int64{0, 300e6, 600e6, 900e6},
		Close:       []float64{100, 101, 100, 100},
		Signal:      []float64{0, 2.5, 0, 0},
		Regime:      make([]ms.Regime, 4),
	}
	strategy := reference.Contrarian{Threshold: 2, HoldingBars: 1, Regimes: ms.AllRegimes, FeeBps: 7}
	ledger, err := strategy.BacktestAtSignalClose(s)
	if err != nil {
		log.Fatal(err)
	}
	for _, trip := range ledger {
		fmt.Printf("direction %+d, raw %.1f bps, net %.1f bps\n", trip.Direction, trip.RawBps, trip.NetBps)
	}
	// Output: direction -1, raw 99.0 bps, net 92.0 bps
}

func ExampleSweep() {
	study := sampleStudy()
	trials, err := reference.Sweep(study.Series(), ms.DefaultGrid(), 7, nil)
	if err != nil {
		log.Fatal(err)
	}
	best, err := reference.BestInHindsight(trials, 20)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("best of %d in hindsight: %v\n", len(trials), best)
	// Output: best of 48 in hindsight: vol filter all, threshold 2.0, holding 2h
}

func ExampleNewWalkForward() {
	study := sampleStudy()
	split, err := reference.NewSplit(study.Panel.TimestampUS, study.Config.TestStartUS)
	if err != nil {
		log.Fatal(err)
	}
	w, err := reference.NewWalkForward(study.Series(), study.Composite.Score, split, ms.DefaultGrid(), 7, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("test span from %s, train mean %.3f, standard deviation %.3f\n", ms.FormatDate(split.TestStartUS), w.ZScore.Mean, w.ZScore.Std)
	// Output: test span from 2025-11-09, train mean 0.500, standard deviation 0.192
}

func ExampleRun() {
	panel := samplePanel()
	config := reference.DefaultConfig("BTCUSDT")
	config.MinTrips, config.MinTestTrips = 20, 10 // the sample is short
	study, err := reference.Run(panel, config, nil)
	if err != nil {
		log.Fatal(err)
	}
	if study.Stopped != nil {
		fmt.Println("no verdict:", study.Stopped)
		return
	}
	fmt.Println(reference.Judge(study.BestTest), "from", len(study.TestLedger), "round trips")
	// Output: positive from 32 round trips
}
