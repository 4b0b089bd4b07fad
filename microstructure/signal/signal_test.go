package signal

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

// calendar has ten days of two sources, with holes, and values that repeat.
// bars are those of two sources, with gaps.
func bars() []microstructure.SourceBars {
	rng := rand.New(rand.NewPCG(5, 5))
	var sources []microstructure.SourceBars
	for _, name := range []string{"a", "b"} {
		s := microstructure.SourceBars{Source: microstructure.Source{Name: name, Label: name}}
		for row := range 10 * 288 {
			if rng.IntN(40) == 0 {
				continue
			}
			b := microstructure.Bar{TimestampUS: int64(20_000)*microstructure.DayUS + int64(row)*microstructure.IntervalUS, TradeCount: 2, Close: 100 + 0.01*float64(row) + rng.Float64()}
			for _, f := range microstructure.BarFields() {
				if f.Unit == "" {
					*f.At(&b) = math.Round(20*rng.NormFloat64()) / 10
				}
			}
			s.Bars = append(s.Bars, b)
			var k microstructure.Takers
			for _, f := range microstructure.TakerFields() {
				*f.At(&k) = b.Close
			}
			s.Takers = append(s.Takers, k)
		}
		sources = append(sources, s)
	}
	return sources
}

func calendar(t testing.TB) *evidence.Calendar {
	t.Helper()
	c, err := evidence.NewCalendar(bars())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func values(t testing.TB, c *evidence.Calendar, e Expression) []float64 {
	t.Helper()
	x, err := e.Values(c)
	if err != nil {
		t.Fatalf("%v: %v", e, err)
	}
	return x
}

func feature(name string) microstructure.Feature {
	all := microstructure.BarColumns()
	return all[slices.IndexFunc(all, func(f microstructure.Feature) bool { return f.Name == name })]
}

func composite() Expression {
	var ranks []Expression
	for _, f := range microstructure.SignalFeatures() {
		ranks = append(ranks, Of(f).Rank(3*Day))
	}
	return Mean(ranks...).ZScore(3 * Day)
}

// The study's composite is one expression, to the bit.
func TestTheCompositeIsAnExpression(t *testing.T) {
	c := calendar(t)
	got, want := values(t, c, composite()), c.Signal(microstructure.SignalFeatures()).Value
	known := 0
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			t.Fatalf("row %d: %v, the composite is %v", i, got[i], want[i])
		}
		if !math.IsNaN(want[i]) {
			known++
		}
	}
	if known < 2000 {
		t.Errorf("only %d rows have a signal", known)
	}
	if s := composite().String(); !strings.HasPrefix(s, "z-score(mean(rank(vol_imbalance, 72h), ") {
		t.Errorf("it is called %s", s)
	}
}

// Each operation is what its comment says, computed plainly from the values of
// the window that are there.
func TestOperationsEqualPlainOnes(t *testing.T) {
	c := calendar(t)
	x, y := Of(feature("vol_imbalance")), Of(feature("kyle_lambda"))
	vx, vy := values(t, c, x), values(t, c, y)
	const rows = 36 // of three hours
	mean := func(w []float64) float64 {
		sum := 0.0
		for _, v := range w {
			sum += v
		}
		return sum / float64(len(w))
	}
	deviation := func(w []float64) float64 {
		m, squares := mean(w), 0.0
		for _, v := range w {
			squares += (v - m) * (v - m)
		}
		return math.Sqrt(squares / float64(len(w)-1))
	}
	const window = 3 * time.Hour
	windowed := map[string]struct {
		e Expression
		f func(i int, w []float64) float64 // of the window's values that are there
	}{
		"rank": {x.Rank(window), func(i int, w []float64) float64 {
			below, equal := 0, 0
			for _, v := range w {
				if v < vx[i] {
					below++
				} else if v == vx[i] {
					equal++
				}
			}
			return (float64(below) + float64(equal+1)/2) / float64(len(w))
		}},
		"average":   {x.MovingAverage(window), func(_ int, w []float64) float64 { return mean(w) }},
		"deviation": {x.Deviation(window), func(_ int, w []float64) float64 { return deviation(w) }},
		"z-score":   {x.ZScore(window), func(i int, w []float64) float64 { return (vx[i] - mean(w)) / deviation(w) }},
		"winsorise": {x.Winsorise(window, 0.1), func(i int, w []float64) float64 {
			sorted := slices.Sorted(slices.Values(w))
			return min(max(vx[i], microstructure.Quantile(sorted, 0.1)), microstructure.Quantile(sorted, 0.9))
		}},
	}
	for name, op := range windowed {
		got := values(t, c, op.e)
		for i := range got {
			var w []float64
			for k := max(0, i-rows+1); k <= i; k++ {
				if !math.IsNaN(vx[k]) {
					w = append(w, vx[k])
				}
			}
			want := math.NaN()
			if len(w) >= rows/3 && !(math.IsNaN(vx[i]) && name != "average" && name != "deviation") {
				want = op.f(i, w)
			}
			if math.IsNaN(got[i]) != math.IsNaN(want) || math.Abs(got[i]-want) > 1e-9 {
				t.Fatalf("%s, row %d: %v, want %v", name, i, got[i], want)
			}
		}
	}
	neutral := values(t, c, x.Neutralise(y, window))
	for i := range neutral {
		var wx, wy []float64
		for k := max(0, i-rows+1); k <= i; k++ {
			if !math.IsNaN(vx[k]) && !math.IsNaN(vy[k]) {
				wx, wy = append(wx, vx[k]), append(wy, vy[k])
			}
		}
		want := math.NaN()
		if len(wx) >= rows/3 && !math.IsNaN(vx[i]+vy[i]) {
			mx, my, sxy, syy := mean(wx), mean(wy), 0.0, 0.0
			for k := range wx {
				sxy += (wx[k] - mx) * (wy[k] - my)
				syy += (wy[k] - my) * (wy[k] - my)
			}
			want = vx[i] - mx - sxy/syy*(vy[i]-my)
		}
		if math.IsNaN(neutral[i]) != math.IsNaN(want) || math.Abs(neutral[i]-want) > 1e-9 {
			t.Fatalf("neutralise, row %d: %v, want %v", i, neutral[i], want)
		}
	}
	for name, op := range map[string]struct {
		e Expression
		f func(i int) float64
	}{
		"sum":     {Sum(x, y), func(i int) float64 { return vx[i] + vy[i] }},
		"product": {Product(x, y), func(i int) float64 { return vx[i] * vy[i] }},
		"minus":   {x.Minus(y), func(i int) float64 { return vx[i] - vy[i] }},
		"times":   {x.Times(-2), func(i int) float64 { return -2 * vx[i] }},
		"over": {x.Over(y), func(i int) float64 {
			if vy[i] == 0 {
				return math.NaN()
			}
			return vx[i] / vy[i]
		}},
		"mean": {Mean(x, y), func(i int) float64 {
			switch {
			case math.IsNaN(vx[i]):
				return vy[i]
			case math.IsNaN(vy[i]):
				return vx[i]
			}
			return (vx[i] + vy[i]) / 2
		}},
		"lag": {x.Lag(10 * time.Minute), func(i int) float64 {
			if i < 2 {
				return math.NaN()
			}
			return vx[i-2]
		}},
		"change": {x.Change(5 * time.Minute), func(i int) float64 {
			if i < 1 {
				return math.NaN()
			}
			return vx[i] - vx[i-1]
		}},
		"func":   {Func("first", func(c ...[]float64) []float64 { return slices.Clone(c[1]) }, x, y), func(i int) float64 { return vy[i] }},
		"source": {OfSource(1, feature("kyle_lambda")), func(i int) float64 { return c.Feature(1, feature("kyle_lambda"))[i] }},
		"close":  {Close(), func(i int) float64 { return c.Prices().Close[i] }},
	} {
		for i, got := range values(t, c, op.e) {
			if want := op.f(i); math.IsNaN(got) != math.IsNaN(want) || math.Abs(got-want) > 1e-12 {
				t.Fatalf("%s, row %d: %v, want %v", name, i, got, want)
			}
			if i > 600 && name == "source" || i > 600 && name == "close" {
				break
			}
		}
	}
}

// No operation looks ahead: a search tests each of them.
func TestOperationsAreCausal(t *testing.T) {
	x, y := Of(feature("vol_imbalance")), Of(feature("kyle_lambda"))
	const window = 2 * time.Hour
	search := evidence.Search{Rules: []evidence.Rule{evidence.Follow{}}, Filters: []microstructure.RegimeFilter{{Name: "all", Regimes: microstructure.AllRegimes}}}
	for _, e := range []Expression{x.Rank(window), x.MovingAverage(window), x.Deviation(window), x.ZScore(window), x.Lag(window), x.Change(window),
		x.Winsorise(window, 0.05), x.Neutralise(y, window), Sum(x, y), Product(x, y), Mean(x, y), x.Minus(y), x.Over(y), x.Times(3), Close(), OfSource(1, feature("volume"))} {
		search.Signals = append(search.Signals, e)
	}
	config := evidence.DefaultConfig()
	config.Causality.Cuts, config.Resampling.Reps = 30, 19
	config.Folds.TrainDays, config.Folds.TestDays = 3, 3
	r, err := evidence.RunSearch(bars(), search, config, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Causality {
		if f := &r.Causality[i]; f.Unsound() {
			t.Errorf("%v", f)
		}
	}
	if len(r.Causality) != len(search.Signals)+1 {
		t.Errorf("%d were tested of %d", len(r.Causality), len(search.Signals)+1)
	}
}

func TestExpressionsSayWhatIsWrong(t *testing.T) {
	c := calendar(t)
	x := Of(feature("volume"))
	for want, e := range map[string]Expression{
		"an expression is empty; start from Of":                                                     {},
		"the window 7m is not a multiple of the bars' length, 5m; the nearest that are: 5m and 10m": x.Rank(7 * time.Minute),
		"the window 0s is not a multiple":                                                           x.MovingAverage(0),
		"there is no source 2 of 2":                                                                 OfSource(2, feature("volume")),
		`source "a" has no column "mine"`:                                                           Of(microstructure.OwnFeature("mine", "")),
		"half gives 1 values for 2880 rows":                                                         Func("half", func(c ...[]float64) []float64 { return c[0][:1] }, x),
		"none has no function":                                                                      Func("none", nil, x),
		"an expression is empty; start from O":                                                      Sum(x, Expression{}),
	} {
		if _, err := e.Values(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", e, err, want)
		}
	}
	if _, err := x.Values(nil); !errors.Is(err, ErrExpression) {
		t.Errorf("without a calendar: %v", err)
	}
	for _, share := range []float64{-1, 0.5, math.NaN()} {
		_, err := x.Winsorise(time.Hour, share).Rank(time.Hour).Values(c)
		if want := fmt.Sprintf("winsorise cannot cut a share of %v: give a number of at least 0 and below 0.5", share); !errors.Is(err, ErrExpression) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// Neutralise evaluates each of its inputs once: nested, the innermost too.
func TestNeutraliseEvaluatesOnce(t *testing.T) {
	count := func(n *int) Expression {
		return Func("counted", func(c ...[]float64) []float64 { *n++; return c[0] }, Of(feature("volume")))
	}
	var inner, outer int
	other := Of(feature("kyle_lambda"))
	values(t, calendar(t), count(&inner).Neutralise(other, time.Hour).Neutralise(count(&outer), time.Hour))
	if inner != 1 || outer != 1 {
		t.Errorf("evaluated %d and %d times", inner, outer)
	}
}

func ExampleExpression() {
	f := microstructure.SignalFeatures()
	flow := Mean(Of(f[0]).Rank(3*Day), Of(f[2]).Rank(3*Day))
	fmt.Println(flow.ZScore(3 * Day))
	fmt.Println(Close().MovingAverage(time.Hour).Minus(Close().MovingAverage(4 * time.Hour)))
	// Output:
	// z-score(mean(rank(vol_imbalance, 72h), rank(large_imbalance, 72h)), 72h)
	// minus(average(close, 1h), average(close, 4h))
}

// An expression knows the user's functions that it calls, however deep they
// are, by which looks distinguish it from others of its name.
func TestFunctionsOfAnExpression(t *testing.T) {
	double := func(x ...[]float64) []float64 { return x[0] }
	own := Of(microstructure.Feature{Name: "own", Of: func(*microstructure.Bar) float64 { return 1 }})
	built := Of(microstructure.SignalFeatures()[0])
	f := Func("f", double, own)
	for name, k := range map[string]struct {
		e    Expression
		want int
	}{
		"a built-in feature": {built, 0}, "closes": {Close(), 0}, "a column of one's own": {Of(microstructure.OwnFeature("x", "")), 0}, "a feature of one's own": {own, 1},
		"of one source": {OfSource(0, microstructure.Feature{Name: "own", Of: func(*microstructure.Bar) float64 { return 1 }}), 1}, "a function": {f, 2},
		"a window": {f.ZScore(Day), 2}, "a sum": {Sum(f, built, own), 3}, "neutralised": {built.Neutralise(f, Day), 2}, "nothing": {Expression{}, 0},
	} {
		if got := len(k.e.Functions()); got != k.want {
			t.Errorf("%s: %d functions, want %d", name, got, k.want)
		}
	}
}
