package signal_test

import (
	"fmt"
	"math"
	"slices"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/signal"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// simulated are bars of forty days of a simulated market with an edge.
func simulated(interval ms.Interval) []ms.SourceBars { return market().Bars(interval.US()) }

func market() *synth.Market {
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar, config.EdgeBps = 40, 30, 12
	config.Sources = config.Sources[:1]
	market, err := synth.NewMarket(config)
	check(err)
	return market
}

// byVolume are the market's bars of so much volume.
func byVolume(m *synth.Market, size float64) ms.SourceBars {
	bars := ms.SourceBars{Source: m.Config().Sources[0], Activity: ms.Activity{Measure: ms.ByVolume, Size: size}}
	for day := range m.Config().Days {
		trades, _ := m.Day(0, day)
		b, ends, err := ms.BuildActivityBars(trades, bars.Activity)
		check(err)
		bars.Bars, bars.Ends = append(bars.Bars, b...), append(bars.Ends, ends...)
	}
	return bars
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// A crossover of moving averages on bars of a minute, with two built-in rules
// and one of one's own.
func Example_crossover() {
	minute, err := ms.ParseInterval("1m")
	check(err)
	bars := simulated(minute)
	// begin
	fast, slow := signal.Close().MovingAverage(10*time.Minute), signal.Close().MovingAverage(time.Hour)
	crossover := fast.Minus(slow).ZScore(signal.Day)
	search := evidence.Search{
		Signals: []evidence.SignalSource{crossover},
		Rules: []evidence.Rule{
			evidence.CrossBack{Direction: evidence.With, Enter: 1, Exit: 0},
			evidence.Proportional{Direction: evidence.With, Full: 2, Step: 0.25},
			evidence.RuleFunc{Name: "own, for at most an hour", Decide: func(n *evidence.Now) float64 {
				if math.Abs(n.Signal) > 1.5 && n.MayEnter && n.Position == 0 {
					return math.Copysign(1, n.Signal)
				}
				if n.Held >= 60 {
					return 0
				}
				return n.Position
			}},
		},
		Filters: ms.DefaultGrid().Filters[:1],
	}
	judged, err := evidence.RunSearch(bars, search, evidence.DefaultConfig().WithInterval(minute), nil)
	check(err)
	for _, t := range judged.Trials {
		fmt.Printf("%6.0f bps in %5.1f trips: %s\n", t.NetBps, t.Trips, t.Name)
	}
	for i := range judged.Causality {
		fmt.Println(&judged.Causality[i])
	}
	fmt.Println(judged.Verdict.Label)
	// end

	// Output:
	//   3507 bps in 510.5 trips: z-score(minus(average(close, 10m), average(close, 1h)), 24h); with, beyond 1, until it is back at 0; all
	//   2677 bps in 449.5 trips: z-score(minus(average(close, 10m), average(close, 1h)), 24h); with, in proportion up to 2, in steps of 0.25; all
	//   1993 bps in 334.0 trips: z-score(minus(average(close, 10m), average(close, 1h)), 24h); own, for at most an hour; all
	// signal z-score(minus(average(close, 10m), average(close, 1h)), 24h): it saw no future at 300 cuts
	// rule with, beyond 1, until it is back at 0: it saw no future at 300 cuts
	// rule with, in proportion up to 2, in steps of 0.25: it saw no future at 300 cuts
	// rule own, for at most an hour: it saw no future at 300 cuts
	// not proven
}

// Two features, contrarian: what the flow did, less what the close's distance
// from the average price explains of it.
func Example_twoFeatures() {
	bars := simulated(ms.Interval{})
	features := ms.SignalFeatures()
	flow, distance := signal.Of(features[0]), signal.Of(features[4])
	rest := flow.Neutralise(distance, signal.Day).Rank(signal.Day)
	search := evidence.Search{Signals: []evidence.SignalSource{rest.Times(2).ZScore(signal.Day)}, Filters: ms.DefaultGrid().Filters}
	for _, threshold := range []float64{1, 1.5} {
		for _, holding := range ms.Horizons() {
			hold := evidence.Hold{Direction: evidence.Against, Threshold: threshold, Holding: holding}
			search.Rules = append(search.Rules, evidence.VolatilityScaled{Of: hold, DailyBps: 200, Window: signal.Day, Cap: 1, RebalancePct: 20})
		}
	}
	judged, err := evidence.RunSearch(bars, search, evidence.DefaultConfig(), nil)
	check(err)
	best := slices.MaxFunc(judged.Trials, func(a, b evidence.SearchTrial) int { return int(a.NetBps - b.NetBps) })
	fmt.Println(len(judged.Trials), "trials, the best of them:", best.Name)
	fmt.Println(judged.Verdict.Label)
	// Output:
	// 30 trials, the best of them: z-score(2 times(rank(neutralise(vol_imbalance, close_vs_vwap, 24h), 24h)), 24h); against, beyond 1, hold 15m, scaled to 200 bps per day over 24h, at most 1, in steps of 20 %; all
	// not proven
}

// A momentum in the time of bars by volume, traded at the prices of bars of five
// minutes.
func Example_volumeBars() {
	m := market()
	momentum := evidence.BarSignal{Name: "change over 12 bars", Bars: byVolume(m, 5), Of: func(s ms.SourceBars) []float64 {
		closes := make([]float64, len(s.Bars))
		for i, b := range s.Bars {
			closes[i] = b.Close
		}
		return ms.PctChange(closes, 12)
	}}
	search := evidence.Search{Signals: []evidence.SignalSource{momentum}, Filters: ms.DefaultGrid().Filters[:1],
		Rules: []evidence.Rule{evidence.CrossBack{Direction: evidence.With, Enter: 0.002, Exit: 0}}}
	judged, err := evidence.RunSearch(m.Bars(ms.IntervalUS), search, evidence.DefaultConfig(), nil)
	check(err)
	for _, t := range judged.Trials {
		fmt.Printf("%.0f bps in %.1f trips: %s\n", t.NetBps, t.Trips, t.Name)
	}
	fmt.Println(&judged.Causality[0])
	fmt.Println(judged.Verdict.Label)
	// Output:
	// 2620 bps in 305.5 trips: change over 12 bars of volume:5 of binance_futures; with, beyond 0.002, until it is back at 0; all
	// signal change over 12 bars of volume:5 of binance_futures: it saw no future at 300 cuts
	// not proven
}

// A signal that knows the next bar is named, and cannot be an edge.
func Example_cheating() {
	cheat := evidence.SignalFunc{Name: "cheat", Of: func(c *evidence.Calendar) []float64 {
		ahead := ms.ForwardReturns(c.Prices().Close, 1)
		for i := range ahead {
			ahead[i] *= 1000
		}
		return ahead
	}}
	search := evidence.Search{Signals: []evidence.SignalSource{cheat}, Rules: []evidence.Rule{evidence.Proportional{Direction: evidence.With, Full: 1}}, Filters: ms.DefaultGrid().Filters[:1]}
	judged, err := evidence.RunSearch(simulated(ms.Interval{}), search, evidence.DefaultConfig(), nil)
	check(err)
	fmt.Println(judged.Verdict.Label)
	for _, reason := range judged.Verdict.Reasons {
		if reason[:9] == "causality" {
			fmt.Println(reason[:44])
		}
	}
	// Output:
	// not proven
	// causality: signal cheat: row 0 (2025-11-01T0
}
