package figure

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var nan = math.NaN()

// start is the opening of the sample ledgers.
var start = time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)

// sampleLedger has n round trips of random returns, evenly over the span.
func sampleLedger(n int, span time.Duration, seed uint64) Ledger {
	r := rand.New(rand.NewPCG(seed, 1))
	var l Ledger
	for i := range n {
		gross := 6 + 25*r.NormFloat64()
		l.EntryUS = append(l.EntryUS, start.Add(time.Duration(float64(span)*float64(i)/float64(n))).UnixMicro())
		l.GrossBps = append(l.GrossBps, gross)
		l.NetBps = append(l.NetBps, gross-7)
		l.Direction = append(l.Direction, 1-2*r.IntN(2))
	}
	return l
}

func sampleRun(l Ledger) Run { return Run{"BTCUSDT", 2, "1h", "low_only", l} }

func sampleDeciles() Deciles {
	d := Deciles{Symbol: "BTCUSDT"}
	for k, h := range []string{"5m", "15m", "30m", "1h", "2h"} {
		means := make([]float64, 10)
		for i := range means {
			means[i] = float64(k+1) * (4.5 - float64(i)) / 3
		}
		d.Horizons = append(d.Horizons, DecileReturns{h, means})
	}
	return d
}

func sampleSweep() Sweep {
	s := Sweep{Symbol: "BTCUSDT", FeeBps: 7, Thresholds: []float64{1, 1.5}, Holdings: []string{"15m", "30m", "1h"}}
	for _, name := range []string{"all", "low+normal", "low_only"} {
		s.Filters = append(s.Filters, SweepFilter{name, [][]float64{{-5, -1.25, 2}, {0, 8, 0}}, [][]int{{900, 700, 60}, {40, 20, 0}}})
	}
	return s
}

func fill(n int, v float64) []float64 { return slices.Repeat([]float64{v}, n) }

// constantLedger has n equal returns at equal times.
func constantLedger(n int, net float64) Ledger {
	return Ledger{slices.Repeat([]int64{start.UnixMicro()}, n), fill(n, net), fill(n, net+7), slices.Repeat([]int{1}, n), 0}
}

func TestConstructors(t *testing.T) {
	gaps := sampleLedger(300, 90*day, 3)
	for i := 50; i < 90; i++ {
		gaps.NetBps[i] = nan
	}
	gaps.GrossBps[200] = nan
	shortOnly := sampleLedger(1, time.Hour, 1)
	shortOnly.Direction[0] = -1
	scaled := sampleDeciles()
	for i := range scaled.Horizons[0].MeanBps {
		scaled.Horizons[0].MeanBps[i] /= 100
	}
	oneNaN := sampleSweep()
	oneNaN.Filters[0].AvgPnLBps[0][0] = nan
	zeros := Sweep{"X", 0, []float64{1.25}, []string{"1h"}, []SweepFilter{{"all", [][]float64{{0}}, [][]int{{3}}}}}
	long := sampleRun(sampleLedger(80, 20*day, 5))
	long.Symbol, long.VolFilter = "1000000<MOG>&USDT-PERPETUAL", strings.Repeat(" a rather long filter", 5)

	inOut := func(in, out Ledger) (*Figure, error) {
		return InOutOfSample(InOut{"BTCUSDT", in, out, start.Add(60 * day).UnixMicro()})
	}
	later := func(l Ledger, by time.Duration) Ledger {
		for i := range l.EntryUS {
			l.EntryUS[i] += by.Microseconds()
		}
		return l
	}
	build := func(f *Figure, err error) func() (*Figure, error) { return func() (*Figure, error) { return f, err } }
	for _, c := range []struct {
		name  string
		build func() (*Figure, error)
		texts []string
	}{
		{"deciles", build(DecileBars(sampleDeciles())), []string{"BTCUSDT: forward return by decile of the composite signal", "2h forward", "Spread +15.00 bps", "Mean forward return (bps)", "10"}},
		{"deciles of two scales", build(DecileBars(scaled)), []string{"0.010", "Spread +0.03 bps"}},
		{"deciles with NaN", build(DecileBars(Deciles{"X", []DecileReturns{{"5m", []float64{nan, 1, -1}}, {"1h", []float64{nan}}, {"2h", nil}}})), []string{"Spread –", "no data"}},
		{"deciles, one", build(DecileBars(Deciles{"X", []DecileReturns{{"5m", []float64{3}}}})), []string{"Spread 0.00 bps"}},
		{"deciles, constant zero", build(DecileBars(Deciles{"X", []DecileReturns{{"5m", fill(10, 0)}}})), []string{"0.0"}},

		{"sweep", build(SweepHeatmaps(sampleSweep())), []string{"Vol filter: low+normal", "+8.0", "−1.2", "0.0", "n 900", "Holding period", "Entry threshold (z-score)", "Average PnL (bps, net)"}},
		{"sweep with NaN", build(SweepHeatmaps(oneNaN)), []string{"n 700"}},
		{"sweep of zero", build(SweepHeatmaps(zeros)), []string{"1.25", "0.0", "n 3"}},

		{"best", build(BestConfiguration(sampleRun(sampleLedger(78, 92*day, 1)))), []string{"Equity curve (78 trades)", "Net of fees", "Gross", "Cumulative PnL (bps)", "Entry time (UTC)", "Zero", "PnL per trade (bps, net)", "Win rate", "50 %", "Dec 15", "Rolling win rate (last 50 trades)"}},
		{"best, 26k trades", build(BestConfiguration(sampleRun(sampleLedger(26_000, 92*day, 2)))), []string{"Equity curve (26,000 trades)"}},
		{"best, 1 trade", build(BestConfiguration(sampleRun(shortOnly))), []string{"Equity curve (1 trade)", "Long (0 trades)", "Short (1 trade)", "fewer than 10 trades"}},
		{"best with NaN", build(BestConfiguration(sampleRun(gaps))), []string{"Equity curve (300 trades)"}},
		{"best, constant", build(BestConfiguration(sampleRun(constantLedger(12, -7)))), []string{"Mean −7.00 bps"}},
		{"best, constant and large", build(BestConfiguration(sampleRun(constantLedger(12, 1e9)))), []string{"Mean +1,000,000,000.00 bps", "100 %"}},
		{"best, of tiny size", build(BestConfiguration(sampleRun(Ledger{
			[]int64{1, 2, 3}, []float64{1e-320, 2e-320, -3e-300}, []float64{0, 1e-310, 0}, []int{1, -1, 1}, 0}))), []string{"Equity curve (3 trades)"}},
		{"best, of extreme size and time", build(BestConfiguration(sampleRun(Ledger{
			[]int64{math.MinInt64, 0, math.MaxInt64}, []float64{1e14, -1e14, 1}, []float64{0, 1, 1e-300}, []int{1, -1, 1}, 0}))), []string{"Equity curve (3 trades)"}},
		{"best, long names", build(BestConfiguration(long)), []string{"Equity curve (80 trades)"}},

		{"walk-forward", build(WalkForward(sampleRun(sampleLedger(67, 32*day, 4)))), []string{"Out-of-sample equity curve (67 trades)", "Out-of-sample distribution of trade PnL"}},
		{"walk-forward, 1 trade", build(WalkForward(sampleRun(shortOnly))), []string{"Out-of-sample equity curve (1 trade)"}},
		{"walk-forward with NaN", build(WalkForward(sampleRun(gaps))), nil},
		{"walk-forward, constant", build(WalkForward(sampleRun(constantLedger(3, 0)))), []string{"Mean 0.00 bps"}},

		{"in and out", build(inOut(sampleLedger(143, 60*day, 6), later(sampleLedger(67, 32*day, 7), 60*day))), []string{"In sample (143 trades)", "Out of sample (67 trades)", "Train/test split (Dec 31, 2025)", "Cumulative PnL (bps, net)", "2026"}},
		{"in and out, 26k trades", build(inOut(sampleLedger(26_000, 60*day, 6), later(sampleLedger(26_000, 32*day, 7), 60*day))), nil},
		{"in and out, 1 trade", build(inOut(Ledger{}, later(shortOnly, 70*day))), []string{"In sample (0 trades)", "Out of sample (1 trade)"}},
		{"in and out with NaN", build(inOut(gaps, Ledger{})), nil},
		{"in and out, constant", build(inOut(constantLedger(5, 0), Ledger{})), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			checkConstructor(t, c.name, c.build, c.texts)
		})
	}
}

// checkConstructor renders a figure and looks for labels in it; where
// FIGURE_DIR is set, it leaves the pictures there.
func checkConstructor(t *testing.T, name string, build func() (*Figure, error), labels []string) {
	t.Helper()
	f, err := build()
	if err != nil {
		t.Fatal(err)
	}
	svg, png := checkRendered(t, f)
	texts := svgTexts(t, svg)
	for _, want := range labels {
		if !slices.Contains(texts, want) {
			t.Errorf("the SVG lacks the label %q in %q", want, texts)
		}
	}
	if f.Alt == "" || strings.Contains(f.Alt, "NaN") || strings.Contains(f.Alt, "Inf") {
		t.Errorf("bad alternative text %q", f.Alt)
	}
	if dir := os.Getenv("FIGURE_DIR"); dir != "" {
		file := strings.NewReplacer(" ", "_", ",", "").Replace(name)
		save(t, filepath.Join(dir, file+".svg"), svg)
		save(t, filepath.Join(dir, file+".png"), png)
	}
}

func TestConstructorErrors(t *testing.T) {
	change := func(f func(*Ledger)) Run {
		l := sampleLedger(5, day, 1)
		f(&l)
		return sampleRun(l)
	}
	emptySweep := sampleSweep()
	for i := range emptySweep.Filters {
		emptySweep.Filters[i].Trades = [][]int{{0, 0, 0}, {0, 0, 0}}
	}
	infSweep := sampleSweep()
	infSweep.Filters[1].AvgPnLBps[1][1] = math.Inf(1)
	raggedSweep := sampleSweep()
	raggedSweep.Filters[2].Trades[1] = []int{1}
	shortSweep := sampleSweep()
	shortSweep.Filters[2].AvgPnLBps = nil
	inf := change(func(l *Ledger) { l.NetBps[3] = math.Inf(-1) })

	for _, c := range []struct {
		name string
		err  error
		got  func() (*Figure, error)
		says string
	}{
		{"no horizons", ErrNoData, func() (*Figure, error) { return DecileBars(Deciles{}) }, "decile bars"},
		{"all deciles NaN", ErrNoData, func() (*Figure, error) { return DecileBars(Deciles{"X", []DecileReturns{{"5m", fill(10, nan)}}}) }, "decile bars"},
		{"infinite decile", ErrNotFinite, func() (*Figure, error) {
			return DecileBars(Deciles{"X", []DecileReturns{{"5m", []float64{0, math.Inf(1)}}}})
		}, "row 1: mean return at 5m = +Inf"},
		{"no filters", ErrNoData, func() (*Figure, error) { return SweepHeatmaps(Sweep{}) }, "sweep heatmaps"},
		{"no trades", ErrNoData, func() (*Figure, error) { return SweepHeatmaps(emptySweep) }, "no configuration of the sweep traded"},
		{"infinite cell", ErrNotFinite, func() (*Figure, error) { return SweepHeatmaps(infSweep) }, "filter low+normal, threshold 1.5"},
		{"ragged sweep", ErrShape, func() (*Figure, error) { return SweepHeatmaps(raggedSweep) }, "3 holdings, but 3 cells of average PnL and 1 of trades"},
		{"sweep without averages", ErrShape, func() (*Figure, error) { return SweepHeatmaps(shortSweep) }, "0 rows of average PnL"},
		{"no round trips", ErrNoData, func() (*Figure, error) { return BestConfiguration(Run{}) }, "best configuration"},
		{"no walk-forward", ErrNoData, func() (*Figure, error) { return WalkForward(Run{}) }, "walk-forward"},
		{"all NaN", ErrNoData, func() (*Figure, error) { return BestConfiguration(sampleRun(constantLedger(20, nan))) }, "best configuration"},
		{"infinite return", ErrNotFinite, func() (*Figure, error) { return WalkForward(inf) }, "row 3: net return = -Inf"},
		{"sum too large", ErrNotFinite, func() (*Figure, error) { return WalkForward(sampleRun(constantLedger(9, 5e14))) }, "cumulative net return"},
		{"unsorted", ErrShape, func() (*Figure, error) { return WalkForward(change(func(l *Ledger) { l.EntryUS[2] = 0 })) }, "row 2: entry time 0"},
		{"direction 0", ErrShape, func() (*Figure, error) { return WalkForward(change(func(l *Ledger) { l.Direction[4] = 0 })) }, "row 4: direction 0"},
		{"short column", ErrShape, func() (*Figure, error) { return WalkForward(change(func(l *Ledger) { l.NetBps = l.NetBps[:4] })) }, "5 entry times, 4 net"},
		{"neither span", ErrNoData, func() (*Figure, error) { return InOutOfSample(InOut{}) }, "in-sample and out-of-sample"},
		{"infinite out of sample", ErrNotFinite, func() (*Figure, error) { return InOutOfSample(InOut{Out: inf.Ledger}) }, "out-of-sample ledger"},
		{"infinite in sample", ErrNotFinite, func() (*Figure, error) { return InOutOfSample(InOut{In: inf.Ledger}) }, "in-sample ledger"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := c.got()
			if f != nil || !errors.Is(err, c.err) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, %v; want an error that is %q and says %q", f, err, c.err, c.says)
			}
		})
	}
}

func TestConstructorsKeepInput(t *testing.T) {
	l := sampleLedger(100, 10*day, 8)
	before := slices.Clone(l.NetBps)
	f, err := BestConfiguration(sampleRun(l))
	if err != nil {
		t.Fatal(err)
	}
	first, _ := f.SVG()
	second, _ := f.SVG()
	if !slices.Equal(first, second) {
		t.Error("two renderings of one figure differ")
	}
	if !slices.Equal(l.NetBps, before) {
		t.Error("the constructor changed its input")
	}
}
