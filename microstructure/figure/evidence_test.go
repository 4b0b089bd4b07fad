package figure

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

func sampleICs() ICs {
	d := ICs{Symbol: "BTCUSDT"}
	for i, h := range []string{"5m", "15m", "30m", "1h", "2h"} {
		d.Horizons = append(d.Horizons, IC{h, -0.012 + 0.003*float64(i), 25_617 - i, 26_551 / float64(i+1), 0.00625, 0.0062 + 0.0008*float64(i), 0.0063 + 0.001*float64(i)})
	}
	return d
}

func sampleDecileCosts() DecileCosts {
	d := DecileCosts{Symbol: "BTCUSDT", RoundTripBps: 7}
	for k, h := range []string{"5m", "15m", "30m", "1h", "2h"} {
		var means, errors []float64
		for i := range 10 {
			means = append(means, float64(k+1)*(4.5-float64(i))/4+0.4*math.Sin(float64(7*i)))
			errors = append(errors, 0.3*float64(k+1))
		}
		d.Horizons = append(d.Horizons, DecileInterval{h, means, errors, means[0] - means[9], 0.5 * float64(k+1)})
	}
	return d
}

func sampleLadder() Ladder {
	d := Ladder{Symbol: "BTCUSDT", Configuration: "vol filter low+normal, threshold 2.0, holding 1h",
		Fills: []string{"same close", "next open", "100 ms", "1 s", "5 s", "next VWAP"}}
	for i, name := range []string{"gross", "vip", "standard", "stress"} {
		fee := []float64{0, 1.7, 7, 10}[i]
		s := LadderScenario{Name: name, RoundTripBps: fee}
		for k := range d.Fills {
			v := 9 - 2.2*float64(k) - fee
			s.NetBps, s.LowerBps, s.UpperBps = append(s.NetBps, v), append(s.LowerBps, v-4), append(s.UpperBps, v+4)
		}
		d.Scenarios = append(d.Scenarios, s)
	}
	return d
}

func sampleEquity(n int) Equity {
	d := Equity{Symbol: "BTCUSDT", Title: "walk-forward, stitched test spans"}
	r := rand.New(rand.NewPCG(5, 1))
	net, gross, peak := 0.0, 0.0, 0.0
	for i := range n {
		step := 2 * r.NormFloat64()
		net, gross = net+step-0.02, gross+step
		peak = max(peak, net)
		d.TimestampUS = append(d.TimestampUS, start.UnixMicro()+int64(i)*300_000_000)
		d.NetBps, d.GrossBps, d.DrawdownBps = append(d.NetBps, net), append(d.GrossBps, gross), append(d.DrawdownBps, net-peak)
	}
	return d
}

func sampleSurface() Surface {
	s := Surface{Symbol: "BTCUSDT", CostBps: 7, Thresholds: []float64{1, 1.5, 2, 2.5}, Holdings: []string{"15m", "30m", "1h", "2h"}}
	for f, name := range []string{"all", "low+normal", "low_only"} {
		var rows [][]SurfaceCell
		for i := range 4 {
			var row []SurfaceCell
			for j := range 4 {
				c := SurfaceCell{MeanBps: float64(i*j+f) - 5, Trips: 2000 / (1 + i*i*(f+1)), Plateau: nan, Edge: i%3 == 0 || j%3 == 0}
				if c.MeanBps > 0 {
					c.Plateau = 0.3 + 0.1*float64(i) - float64(j)/2
				}
				if f == 2 && i == 3 {
					c.Trips, c.MeanBps = 0, nan
				}
				c.Best = f == 1 && i == 3 && j == 3
				row = append(row, c)
			}
			rows = append(rows, row)
		}
		s.Filters = append(s.Filters, SurfaceFilter{name, rows})
	}
	return s
}

func sampleFolds(n int) Folds {
	d := Folds{Symbol: "BTCUSDT", Rule: "Chosen in train: the largest t-statistic of daily net profit, if its mean is positive; else no trading"}
	at := func(days float64) int64 { return start.UnixMicro() + int64(days*86400e6) }
	for i := range n {
		f := Fold{TrainFromUS: at(0), TrainToUS: at(29.9 + 7*float64(i)), TestFromUS: at(30 + 7*float64(i)), TestToUS: at(37 + 7*float64(i))}
		if i%4 != 3 {
			f.Chosen, f.Trips, f.NetBps = "low+normal, 2.0, 1h", 12+0.4*float64(i), 120-float64(70*(i%4))
		}
		d.Folds = append(d.Folds, f)
	}
	return d
}

func sampleLogits(n int) Logits {
	d := Logits{Symbol: "BTCUSDT"}
	r := rand.New(rand.NewPCG(9, 1))
	for range n {
		rank := float64(1 + int(48*math.Pow(r.Float64(), 0.7)))
		v := math.Log(rank / (49 - rank))
		if v <= 0 {
			d.PBO += 1 / float64(n)
		}
		d.Values = append(d.Values, v)
	}
	return d
}

func sampleNull(n int) Null {
	d := Null{Symbol: "BTCUSDT", Runs: "signal shifted against prices", Caption: "Claimed an edge: gated 0 of 100 runs (0.0 %, 95 % interval 0.0 to 3.7 %), reference 26 of 100 (26.0 %, 18.4 to 35.4 %)"}
	r := rand.New(rand.NewPCG(11, 1))
	for k, title := range []string{"Whole span, all trials", "Reference's pick on its test span"} {
		p := NullPanel{Title: title, Subtitle: "at least 30 round trips", ObservedBps: float64(350 - 500*k), PValue: 0.267}
		for range n {
			p.BestBps = append(p.BestBps, -200+float64(k)*400+300*r.NormFloat64())
		}
		d.Panels = append(d.Panels, p)
	}
	return d
}

func sampleCapacity() Capacity {
	return Capacity{Symbol: "BTCUSDT", Share: []float64{0.001, 0.01, 0.1}, NetBps: []float64{4.2, 1.5, -7}, LowerBps: []float64{2.2, -0.5, -9}, BreakEvenShare: 0.02,
		Assumed: "1 × 12.8 bps × √share"}
}

func samplePower() Power {
	d := Power{Symbol: "BTCUSDT", Target: 0.8, SmallestBps: 31.2, ObservedBps: -18.4, TripsPerDay: 1.4, Have: 59}
	for i := range 101 {
		x := 0.624 * float64(i)
		d.EdgeBps, d.Chance = append(d.EdgeBps, x), append(d.Chance, 0.5*math.Erfc(-(x/31.2*2.4865-1.645)/math.Sqrt2))
	}
	for t := 15.0; t <= 240; t += 5 {
		d.Days, d.SmallestByDays = append(d.Days, t), append(d.SmallestByDays, 31.2*math.Sqrt(59/t))
	}
	return d
}

func TestEvidenceFigures(t *testing.T) {
	ics := sampleICs()
	ics.Horizons[1].Value, ics.Horizons[2].BootstrapSE, ics.Horizons[3].EffectiveN = nan, nan, math.Inf(1)
	deciles := sampleDecileCosts()
	deciles.Horizons[0].MeanBps[0], deciles.Horizons[0].SpreadBps, deciles.Horizons[1].SEBps[3] = nan, nan, nan
	deciles.Horizons[4] = DecileInterval{Horizon: "2h", SpreadBps: nan, SpreadSEBps: nan}
	ladder := sampleLadder()
	ladder.Scenarios[3].NetBps[2], ladder.Scenarios[0].UpperBps[1] = nan, nan
	one := sampleEquity(3)
	one.NetBps, one.GrossBps, one.DrawdownBps = fill(3, 0), fill(3, 0), fill(3, 0)
	gaps := sampleEquity(26_000)
	for i := 5000; i < 6000; i++ {
		gaps.NetBps[i], gaps.DrawdownBps[i] = nan, nan
	}
	none := sampleSurface()
	for f := range none.Filters {
		none.Filters[f].Cells[3] = []SurfaceCell{{MeanBps: 0, Trips: 0}, {MeanBps: nan, Trips: 3}, {MeanBps: 12, Trips: 1, Plateau: 44}, {MeanBps: 1e4, Trips: 12_345, Plateau: -99}}
	}
	unseen := sampleNull(30)
	unseen.Panels[1].BestBps, unseen.Panels[1].ObservedBps, unseen.Panels[1].PValue = fill(30, nan), nan, nan
	losing := samplePower()
	losing.ObservedBps, losing.Days, losing.SmallestByDays, losing.TripsPerDay = nan, nil, nil, 0
	holed := samplePower()
	holed.EdgeBps[0], holed.EdgeBps[50], holed.Days[3] = nan, nan, nan
	good := samplePower()
	good.ObservedBps = 44
	shortFold := sampleFolds(1)
	shortFold.Folds[0].TrainFromUS = shortFold.Folds[0].TrainToUS - 1
	shortFold.Rule = ""

	build := func(f *Figure, err error) func() (*Figure, error) { return func() (*Figure, error) { return f, err } }
	for _, c := range []struct {
		name  string
		build func() (*Figure, error)
		texts []string
	}{
		{"ic", build(ICIntervals(sampleICs())), []string{"Rank IC", "2h", "n 25,617, effective 26,551", "Block bootstrap", "Naive: bars independent", "Horizon of the forward return"}},
		{"ic with NaN", build(ICIntervals(ics)), []string{"n 25,614"}},
		{"ic, one zero", build(ICIntervals(ICs{"X", []IC{{Horizon: "5m"}}})), []string{"5m"}},
		{"decile errors", build(DecileErrorBars(sampleDecileCosts())), []string{"5m forward", "Mean forward return (bps)", "Decile",
			"Whiskers: 95 % intervals. Dashed: ±7 bps, a round trip for each leg; decile 1 has to lie above and decile 10 below, or the spread above 14 bps"}},
		{"decile errors with NaN", build(DecileErrorBars(deciles)), []string{"Spread –", "no data"}},
		{"decile errors, no costs", build(DecileErrorBars(DecileCosts{"X", 0, []DecileInterval{{"5m", []float64{0}, []float64{0}, 0, 0}}})), []string{"Spread 0.0 ± 0.0 bps"}},
		{"ladder", build(FillLadder(sampleLadder())), []string{"gross (0 bps)", "stress (10 bps)", "next VWAP", "Net PnL per round trip (bps)"}},
		{"ladder with NaN", build(FillLadder(ladder)), nil},
		{"equity", build(EquityByBar(sampleEquity(26_000))), []string{"Equity (bps)", "Drawdown (bps)", "Time (UTC)", "Drawdown from the highest equity so far, the start included"}},
		{"equity with NaN", build(EquityByBar(gaps)), nil},
		{"equity, constant", build(EquityByBar(one)), []string{"Deepest 0.0 bps"}},
		{"surface", build(SweepSurface(sampleSurface())), []string{"Vol filter: low_only", "3 of 16 profitable; best at the edge of the grid", "n 2,000", "P −0.4"}},
		{"surface with empty cells", build(SweepSurface(none)), []string{"P > 9.9", "P < −9.9"}},
		{"folds", build(FoldChart(sampleFolds(9))), []string{"9 folds, 7 of them traded", "low+normal, 2.0, 1h", "no trading", "+120.0 bps, 12 trips", "Train", "Test, loss", "Time (UTC)"}},
		{"folds, one", build(FoldChart(shortFold)), []string{"1 fold, 1 of them traded"}},
		{"folds, many", build(FoldChart(sampleFolds(60))), []string{"Folds 1 to 60, from above"}},
		{"logits", build(PBOLogits(sampleLogits(12_870))), []string{"Median (logit 0)", "Splits", "At or below the median out of sample"}},
		{"logits, all zero", build(PBOLogits(Logits{"X", []float64{0, 0, nan}, 1})), []string{"Probability of backtest overfitting: 100.0 % of 2 splits"}},
		{"null", build(NullDistribution(sampleNull(100))), []string{"Whole span, all trials", "Observed: +350.0 bps, p = 0.267", "Runs"}},
		{"null without a pick", build(NullDistribution(unseen)), []string{"no run chose a configuration", "Observed: –, p = –"}},
		{"power", build(PowerCurve(samplePower())), []string{"With 59 days of data", "80 % at +31.2 bps", "Days out of sample", "Probability that it is shown"}},
		{"capacity", build(CapacityCurve(sampleCapacity())), []string{"Nothing left at 2.0 %", "Its lower bound", "0.1 %", "1 × 12.8 bps × √share"}},
		{"capacity of a loss", build(CapacityCurve(Capacity{Symbol: "X", Share: []float64{0.01}, NetBps: []float64{-3}, LowerBps: []float64{nan}})), []string{"Net profit", "1 %"}},
		{"power of a profit", build(PowerCurve(good)), []string{"Observed mean"}},
		{"power of edges not known", build(PowerCurve(holed)), []string{"Probability that it is shown"}},
		{"power without days", build(PowerCurve(losing)), []string{"no lengths given"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkConstructor(t, c.name, c.build, c.texts)
		})
	}
}

func TestEvidenceFigureErrors(t *testing.T) {
	infinite := sampleSurface()
	infinite.Filters[1].Cells[1][1].MeanBps = math.Inf(1)
	ragged := sampleSurface()
	ragged.Filters[0].Cells[2] = nil
	fewRows := sampleSurface()
	fewRows.Filters[0].Cells = nil
	empty := sampleSurface()
	for f := range empty.Filters {
		for i := range empty.Filters[f].Cells {
			for j := range empty.Filters[f].Cells[i] {
				empty.Filters[f].Cells[i][j].Trips = 0
			}
		}
	}
	unsorted := sampleEquity(5)
	unsorted.TimestampUS[3] = 0
	short := sampleEquity(5)
	short.DrawdownBps = nil
	ladder := sampleLadder()
	ladder.Scenarios[2].UpperBps = nil
	silent := sampleLadder()
	for i := range silent.Scenarios {
		silent.Scenarios[i].NetBps = fill(6, nan)
	}
	folds := sampleFolds(3)
	folds.Folds[1].TestFromUS = 0
	for _, c := range []struct {
		name string
		err  error
		got  func() (*Figure, error)
		says string
	}{
		{"no IC", ErrNoData, func() (*Figure, error) { return ICIntervals(ICs{}) }, "IC intervals"},
		{"IC of NaN", ErrNoData, func() (*Figure, error) { return ICIntervals(ICs{"X", []IC{{Horizon: "5m", Value: nan}}}) }, "not NaN"},
		{"infinite IC", ErrNotFinite, func() (*Figure, error) { return ICIntervals(ICs{"X", []IC{{Horizon: "5m", HACSE: math.Inf(1)}}}) }, "at 5m"},
		{"no deciles", ErrNoData, func() (*Figure, error) { return DecileErrorBars(DecileCosts{}) }, "decile error bars"},
		{"ragged deciles", ErrShape, func() (*Figure, error) {
			return DecileErrorBars(DecileCosts{"X", 7, []DecileInterval{{"5m", fill(10, 1), nil, 0, 0}}})
		}, "10 means, but 0"},
		{"infinite decile", ErrNotFinite, func() (*Figure, error) {
			return DecileErrorBars(DecileCosts{"X", math.Inf(1), []DecileInterval{{"5m", fill(10, 1), fill(10, 1), 0, 0}}})
		}, "5m"},
		{"no rung", ErrNoData, func() (*Figure, error) { return FillLadder(Ladder{}) }, "fill ladder"},
		{"ragged ladder", ErrShape, func() (*Figure, error) { return FillLadder(ladder) }, "scenario standard: 6 fills"},
		{"ladder without trips", ErrNoData, func() (*Figure, error) { return FillLadder(silent) }, "no round trip"},
		{"no bar", ErrNoData, func() (*Figure, error) { return EquityByBar(Equity{}) }, "equity by bar"},
		{"unsorted bars", ErrShape, func() (*Figure, error) { return EquityByBar(unsorted) }, "row 3: time 0"},
		{"short equity", ErrShape, func() (*Figure, error) { return EquityByBar(short) }, "0 drawdowns"},
		{"no surface", ErrNoData, func() (*Figure, error) { return SweepSurface(Surface{}) }, "sweep surface"},
		{"empty surface", ErrNoData, func() (*Figure, error) { return SweepSurface(empty) }, "no configuration of the sweep traded"},
		{"infinite cell", ErrNotFinite, func() (*Figure, error) { return SweepSurface(infinite) }, "filter low+normal"},
		{"ragged surface", ErrShape, func() (*Figure, error) { return SweepSurface(ragged) }, "threshold 2.0: 4 holdings, but 0 cells"},
		{"short surface", ErrShape, func() (*Figure, error) { return SweepSurface(fewRows) }, "4 thresholds, but 0 rows"},
		{"no folds", ErrNoData, func() (*Figure, error) { return FoldChart(Folds{}) }, "fold chart"},
		{"folds out of order", ErrShape, func() (*Figure, error) { return FoldChart(folds) }, "fold 2"},
		{"no logits", ErrNoData, func() (*Figure, error) { return PBOLogits(Logits{Values: []float64{nan}}) }, "PBO logits"},
		{"infinite logit", ErrNotFinite, func() (*Figure, error) { return PBOLogits(Logits{Values: []float64{math.Inf(1)}}) }, "row 0"},
		{"no runs", ErrNoData, func() (*Figure, error) { return NullDistribution(Null{Panels: []NullPanel{{}}}) }, "null distribution"},
		{"infinite run", ErrNotFinite, func() (*Figure, error) {
			return NullDistribution(Null{Panels: []NullPanel{{Title: "A", BestBps: []float64{math.Inf(-1)}}}})
		}, "A"},
		{"no power", ErrNoData, func() (*Figure, error) { return PowerCurve(Power{}) }, "power curve"},
		{"no capacity", ErrNoData, func() (*Figure, error) { return CapacityCurve(Capacity{}) }, "capacity curve"},
		{"ragged capacity", ErrShape, func() (*Figure, error) { return CapacityCurve(Capacity{Share: []float64{1}}) }, "1 shares, 0 profits"},
		{"capacity of nothing", ErrShape, func() (*Figure, error) {
			return CapacityCurve(Capacity{Share: []float64{0}, NetBps: []float64{1}, LowerBps: []float64{1}})
		}, "share 1 is 0"},
		{"infinite capacity", ErrNotFinite, func() (*Figure, error) {
			return CapacityCurve(Capacity{Share: []float64{1}, NetBps: []float64{math.Inf(1)}, LowerBps: []float64{1}})
		}, "capacity curve"},
		{"ragged power", ErrShape, func() (*Figure, error) { return PowerCurve(Power{EdgeBps: []float64{1}}) }, "1 edges and 0 probabilities"},
		{"infinite power", ErrNotFinite, func() (*Figure, error) { return PowerCurve(Power{SmallestBps: math.Inf(1)}) }, "power curve"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := c.got()
			if f != nil || !errors.Is(err, c.err) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, %v; want an error that is %q and says %q", f, err, c.err, c.says)
			}
		})
	}
}
