package evidence

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

func allRegimes() microstructure.RegimeFilter {
	return microstructure.RegimeFilter{Name: "all", Regimes: microstructure.AllRegimes}
}

// edgeMarket is a market with gaps in its signal and prices.
func edgeMarket(t *testing.T, days int) *Market {
	t.Helper()
	rng := newRand(3, 4)
	n := days * RowsPerDay
	price, signal := make([]float64, n), make([]float64, n)
	p := 100.0
	for i := range price {
		p *= 1 + 0.001*rng.NormFloat64()
		price[i], signal[i] = p, rng.NormFloat64()
		if rng.IntN(50) == 0 {
			price[i] = math.NaN()
		}
		if rng.IntN(30) == 0 {
			signal[i] = math.NaN()
		}
	}
	regime := make([]microstructure.Regime, n)
	for i := range regime {
		regime[i] = microstructure.Regime(i / 7 % 4)
	}
	m, err := NewMarket(testStartUS, OnePrice(price), signal, regime)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A path of fixed holdings without gaps has the daily profits of the engine of
// the grid, where no entry follows another in the same direction at once.
func TestPathsEqualTheEngine(t *testing.T) {
	m := edgeMarket(t, 20)
	for i := range m.Close {
		if m.Close[i] != m.Close[i] {
			m.Close[i] = 100
		}
		m.mark[i] = m.Close[i]
		m.Signal[i] = 0
		if i%40 == 13 {
			m.Signal[i] = 2 - 4*float64(i/40%2)
		}
	}
	for _, column := range m.Prices.columns() {
		*column = m.Close
	}
	costs := Costs{Name: "takers", TakerBps: 5, Exit: Taker, FundingBps: 3}
	for _, fill := range []Fill{{NextOpen, 1}, {SameClose, 0}} {
		for _, bars := range []int{1, 3, 26} {
			hold := microstructure.Horizon{Name: "h", Bars: bars}
			c := configuration(1.5, bars)
			want, err := m.Backtest(c, fill, costs)
			if err != nil {
				t.Fatal(err)
			}
			path, err := positions(Hold{Against, 1.5, hold}, m.view())
			if err != nil {
				t.Fatal(err)
			}
			r := m.newRecord()
			m.pathTrader(fill).trade(r, path, costs, m.FirstDay*RowsPerDay, m.Len())
			got := r.net(m.FirstDay, m.Days())
			for d := range got {
				if math.Abs(got[d]-want.Daily[d]) > 1e-9 {
					t.Fatalf("%v, %d bars, day %d: %v, the engine has %v", fill, bars, d, got[d], want.Daily[d])
				}
			}
			if n, days := r.trips(m.FirstDay, m.Days()), r.activeDays(m.FirstDay, m.Days()); n != want.RoundTrips || n == 0 || days != want.ActiveDays {
				t.Errorf("%v round trips on %d days, the engine has %v on %d", n, days, want.RoundTrips, want.ActiveDays)
			}
			with, err := positions(Hold{With, 1.5, hold}, m.view())
			for i := range with {
				if err != nil || with[i] != -path[i] {
					t.Fatalf("row %d: with the signal %v, against it %v (%v)", i, with[i], path[i], err)
				}
			}
		}
	}
}

// A search of fixed holdings has the folds, the record and the trials of the
// grid of the same configurations, where orders take liquidity, signals are
// further apart than the longest holding, and none is near a fold's end.
func TestSearchOfHoldsEqualsTheGrid(t *testing.T) {
	c := DefaultConfig()
	c.Costs.Exit, c.Stress.Exit, c.Costs.FundingBps, c.Fill.SlippageBps = Taker, Taker, 0.3, 0.2
	c.Resampling.Reps, c.Folds.Selection = 99, SingleBest
	search := Search{Signals: []SignalSource{GivenSignal{Name: "s"}}, Filters: c.Grid.Filters}
	for _, threshold := range c.Grid.Thresholds {
		for _, holding := range c.Grid.Holdings {
			search.Rules = append(search.Rules, Hold{Against, threshold, holding})
		}
	}
	filters, rules := len(search.Filters), len(search.Rules)
	trades := 0.0
	for seed := range uint64(3) {
		rng := newRand(seed, 15)
		flat := simulated(t, NullSimulations()[0], seed)
		signal := make([]float64, flat.Len())
		for i := range signal {
			if at := i % RowsPerDay; at > 30 && at < 200 && at%40 == 35 {
				signal[i] = 3 * rng.Float64()
				if rises := flat.Close[i+12] > flat.Open[i+1]; rises == (rng.IntN(4) > 0) { // an edge
					signal[i] = -signal[i]
				}
			}
		}
		m, err := NewMarket(flat.StartUS, flat.Prices, signal, flat.Regime)
		if err != nil {
			t.Fatal(err)
		}
		grid, err := evaluate(m, c, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		searched := &Searched{Search: search, Config: c, Market: m}
		if err := searched.judge([]*Market{m}, nil, false); err != nil {
			t.Fatal(err)
		}
		for k, want := range grid.Trials.Trials {
			got := searched.Trials[k%rules*filters+k/rules]
			if got.Trips != float64(want.Trips) || got.ActiveDays != want.ActiveDays || !near(got.NetBps, want.NetBps) || !near(got.GrossBps, want.GrossBps) {
				t.Fatalf("seed %d, %s: %v trips, %v bps; the grid has %v and %v", seed, got.Name, got.Trips, got.NetBps, want.Trips, want.NetBps)
			}
		}
		for i, want := range grid.WalkForward.Folds {
			got := searched.Folds[i]
			if chosen := got.Chosen(); chosen != NoTrading && chosen%filters*rules+chosen/filters != want.Chosen() || chosen == NoTrading && want.Chosen() != NoTrading ||
				got.TestTrips != want.TestTrips || math.Abs(got.TestNetBps-want.TestNetBps) > 1e-6 {
				t.Fatalf("seed %d, fold %d: %+v, the grid has %+v", seed, i, got, want)
			}
		}
		for d, want := range grid.WalkForward.Account.Daily {
			if math.Abs(searched.Daily[d]-want) > 1e-6 {
				t.Fatalf("seed %d, day %d: %v, the grid has %v", seed, d, searched.Daily[d], want)
			}
		}
		if a, b := searched.Verdict, grid.Verdict; a.Label != b.Label || a.Trips != b.Trips || !near(a.Daily.Mean, b.Daily.Mean) || !near(a.Daily.Lower, b.Daily.Lower) {
			t.Errorf("seed %d: %v of %v trips, %v bps a day; the grid has %v of %v, %v", seed, a.Label, a.Trips, a.Daily.Mean, b.Label, b.Trips, b.Daily.Mean)
		}
		trades += searched.Verdict.Trips
	}
	if trades < 100 {
		t.Errorf("%v round trips show little", trades)
	}
}

func (m *Market) view() View {
	return View{StartUS: m.StartUS, Interval: m.Interval, Signal: m.Signal, Close: m.mark, Regime: m.Regime, Entries: microstructure.AllRegimes}
}

// Any path, with gaps and fractions, has the profits of a plain account: what
// is held is bought and sold at the prices there are, and marked at the last
// close.
func TestPathsEqualAPlainAccount(t *testing.T) {
	m := edgeMarket(t, 12)
	rng := newRand(9, 9)
	m.CrossOpen = Sides{slices.Clone(m.Open), slices.Clone(m.Open)}
	for i := range m.Open {
		m.CrossOpen.Buy[i] *= 1.0003
		m.CrossOpen.Sell[i] *= 0.9998
	}
	costs := Costs{Name: "takers", TakerBps: 5, FundingBps: 4}
	fill := Fill{CrossOpen, 0.5}
	for _, longOnly := range []bool{false, true} {
		m.LongOnly = longOnly
		path := make([]float64, m.Len())
		for i := range path {
			path[i] = path[max(i-1, 0)]
			switch rng.IntN(12) {
			case 0:
				path[i] = 2*rng.Float64() - 1
			case 1:
				path[i] = 0
			case 2:
				path[i] = math.NaN()
			}
		}
		from, to := 2*RowsPerDay, 10*RowsPerDay
		r := m.newRecord()
		m.pathTrader(fill).trade(r, path, costs, from, to)

		cash, coins, position, target, before := 0.0, 0.0, 0.0, 0.0, 0.0
		daily := make([]float64, m.Days())
		for row := from + 1; row <= to; row++ {
			if w := path[row-1]; !math.IsNaN(w) {
				target = w
				if longOnly && w < 0 {
					target = 0
				}
			}
			if row%(RowsPerDay/3) == 0 {
				cash -= position * 4
			}
			if target != position {
				price := m.CrossOpen.Sell[row]
				if target > position {
					price = m.CrossOpen.Buy[row]
				}
				if !math.IsNaN(price) {
					cash += coins * price
					coins = target * 10_000 / price
					cash -= coins * price
					cash -= math.Abs(target-position) * 5.5
					position = target
				}
			}
			worth := cash
			if coins != 0 {
				worth += coins * m.mark[row]
			}
			daily[row/RowsPerDay] += worth - before
			before = worth
		}
		for d, net := range r.net(0, m.Days()) {
			if math.Abs(net-daily[d]) > 1e-6 {
				t.Fatalf("long only %t, day %d: %v, plainly %v", longOnly, d, net, daily[d])
			}
		}
		if r.missed == 0 {
			t.Error("no change had to wait for a price")
		}
	}
}

func TestRules(t *testing.T) {
	nan := math.NaN()
	signal := []float64{0, 2, nan, 1.5, -0.1, -3, -0.4, 0.2, 0.9, nan}
	closes := []float64{100, 101, 100, 102, 99, 100, 101, 103, 102, 101}
	regime := make([]microstructure.Regime, len(signal))
	regime[5] = microstructure.HighVol
	v := View{Signal: signal, Close: closes, Regime: regime, Entries: microstructure.AllRegimes}
	calm := v
	calm.Entries = microstructure.NewRegimeSet(microstructure.LowVol)
	two := microstructure.Horizon{Name: "10m", Bars: 2}
	for _, c := range []struct {
		rule Rule
		view View
		want []float64
	}{
		{Hold{Against, 1, two}, v, []float64{0, -1, -1, -1, -1, 1, 1, 0, 0, 0}},
		{Hold{With, 1, two}, calm, []float64{0, 1, 1, 1, 1, 0, 0, 0, 0, 0}},
		{CrossBack{Against, 1, 0}, v, []float64{0, -1, -1, -1, 0, 1, 1, 0, 0, 0}},
		{CrossBack{With, 1, 0.5}, v, []float64{0, 1, 1, 1, 0, -1, 0, 0, 0, 0}},
		{Proportional{With, 2, 0}, v, []float64{0, 1, 1, 0.75, -0.05, -1, -0.2, 0.1, 0.45, 0.45}},
		{Proportional{Against, 2, 0.5}, v, []float64{0, -1, -1, -1, 0.05, 1, 0.2, 0.2, -0.45, -0.45}},
		{Proportional{With, 2, 0}, calm, []float64{0, 1, 1, 0.75, -0.05, -0.05, -0.2, 0.1, 0.45, 0.45}},
		{Follow{}, v, []float64{0, 1, nan, 1, -0.1, -1, -0.4, 0.2, 0.9, nan}},
		{RuleFunc{"momentum", func(n *Now) float64 {
			if _, before := n.Ago(2); n.Close > before && n.Held < 2 {
				return 0.5
			}
			return 0
		}}, v, []float64{0, 0, 0, 0.5, 0, 0, 0.5, 0.5, 0.5, 0}},
	} {
		got, err := positions(c.rule, c.view)
		if err != nil {
			t.Errorf("%v: %v", c.rule, err)
		}
		for i := range got {
			if !near(got[i], c.want[i]) && !(math.IsNaN(got[i]) && math.IsNaN(c.want[i])) {
				t.Errorf("%v: %v, want %v", c.rule, got, c.want)
				break
			}
		}
	}
	for want, rule := range map[string]Rule{
		"wants the position 2 in row 0 (1970-01-01T00:00:00Z); positions are from -1 to 1": RuleFunc{"big", func(*Now) float64 { return 2 }},
		`rule "broken" panicked`: RuleFunc{"broken", func(n *Now) float64 { return signal[n.Row+5] }},
	} {
		if _, err := positions(rule, v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", rule, err, want)
		}
	}
}

// A position scaled by volatility is the target over what was measured.
func TestVolatilityScaled(t *testing.T) {
	m := edgeMarket(t, 6)
	v := m.view()
	rule := VolatilityScaled{Of: Proportional{With, 1e-9, 0}, DailyBps: 100, Window: 6 * time.Hour, Cap: 0.8, RebalancePct: 0}
	got, err := positions(rule, v)
	if err != nil {
		t.Fatal(err)
	}
	capped := rule
	capped.DailyBps = 1e6
	most, err := positions(capped, v)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for i := 100; i < len(got); i++ {
		var returns []float64
		for k := i - 71; k <= i; k++ {
			returns = append(returns, v.Close[k]/v.Close[k-1]-1)
		}
		mean, squares := 0.0, 0.0
		for _, x := range returns {
			mean += x / float64(len(returns))
		}
		for _, x := range returns {
			squares += (x - mean) * (x - mean)
		}
		daily := math.Sqrt(squares/float64(len(returns)-1)) * math.Sqrt(288) * 10_000
		if want := min(100/daily, 0.8); math.Abs(math.Abs(got[i])-want) > 1e-6*want {
			t.Fatalf("row %d: %v, want %v either way", i, got[i], want)
		}
		if math.Abs(most[i]) != 0.8 {
			t.Fatalf("row %d: %v at the cap of 0.8", i, most[i])
		}
		checked++
	}
	if checked < 1000 {
		t.Errorf("%d rows checked", checked)
	}
}

// planted are bars whose returns depend on the imbalance of the bar before.
func planted(days int, edgeBps float64) []microstructure.SourceBars {
	rng := newRand(21, 1)
	bars := barsOfLength(microstructure.Interval{}, days)
	price := 100.0
	for i := range bars[0].Bars {
		b := &bars[0].Bars[i]
		pull := 0.0
		if i > 0 {
			pull = edgeBps / 1e4 * bars[0].Bars[i-1].VolImbalance
		}
		open := price
		price *= 1 + pull + 0.0005*rng.NormFloat64()
		for _, f := range microstructure.BarFields() {
			if f.Unit == "quote" {
				*f.At(b) = open
			}
		}
		k := &bars[0].Takers[i]
		for _, f := range microstructure.TakerFields() {
			*f.At(k) = open
		}
		k.LastBuy, k.LastSell = price, price
		b.Close, b.High, b.Low = price, max(open, price), min(open, price)
		b.QuoteVolume, b.Volume = price, 1
	}
	return bars
}

func column(name string) func(c *Calendar) []float64 {
	return func(c *Calendar) []float64 {
		for _, f := range microstructure.BarColumns() {
			if f.Name == name {
				return c.Consensus(f)
			}
		}
		return nil
	}
}

func quickSearchConfig() Config {
	c := DefaultConfig()
	c.Resampling.Reps, c.Causality.Cuts, c.AuditErrors = 199, 12, 0
	return c
}

func TestSearchFindsWhatIsThere(t *testing.T) {
	imbalance := SignalFunc{"imbalance", column("vol_imbalance")}
	noise := SignalFunc{"noise", column("kyle_lambda")}
	own := RuleFunc{"own, beyond 1", func(n *Now) float64 {
		switch {
		case n.Signal > 1 && n.MayEnter:
			return 1
		case n.Signal < -1 && n.MayEnter:
			return -1
		}
		return 0
	}}
	bar := microstructure.Horizon{Name: "5m", Bars: 1}
	search := Search{Signals: []SignalSource{imbalance}, Rules: []Rule{own, Hold{With, 1, bar}, Hold{With, 1.5, bar}, CrossBack{With, 1.5, 0.5}}, Filters: []microstructure.RegimeFilter{allRegimes()}}
	bars := planted(100, 25)
	r, err := RunSearch(bars, search, quickSearchConfig(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict.Label != Edge {
		t.Errorf("a planted edge is %s: %q", r.Verdict.Label, r.Verdict.Reasons)
	}
	if len(r.Trials) != 4 || r.Trials[0].Name != "imbalance; own, beyond 1; all" || !near(r.Trials[0].NetBps, r.Trials[1].NetBps) {
		t.Errorf("trials %+v: the first is the second, written by hand", r.Trials[:2])
	}
	if len(r.Causality) != 5 {
		t.Errorf("%d functions tested, want a signal and four rules", len(r.Causality))
	}
	for i := range r.Causality {
		if f := &r.Causality[i]; f.Unsound() || f.Cuts != 12 {
			t.Errorf("%v", f)
		}
	}
	total := 0.0
	for i, f := range r.Folds {
		total += f.TestNetBps
		if f.Chosen() == NoTrading || f.TestFrom != (r.FirstDay+7*i)*RowsPerDay {
			t.Errorf("fold %d: %+v", i, f)
		}
	}
	sum := 0.0
	for _, v := range r.Daily {
		sum += v
	}
	if math.Abs(total-sum) > 1e-6 || r.Verdict.Trips < 1000 {
		t.Errorf("folds earn %v, the record %v, in %v trips", total, sum, r.Verdict.Trips)
	}
	search.Signals = []SignalSource{noise}
	if r, err := RunSearch(bars, search, quickSearchConfig(), nil); err != nil || r.Verdict.Label == Edge {
		t.Errorf("noise: %v, %v", r.Verdict.Label, err)
	}
	if rate, err := r.Null(6, 1, nil); err != nil || rate.Runs != 6 || rate.Share > 0.5 {
		t.Errorf("shifted against prices, the planted edge is one in %v (%v)", rate, err)
	}
	// The same at any number of workers.
	before := runtime.GOMAXPROCS(1)
	one, err := RunSearch(bars, search, quickSearchConfig(), nil)
	runtime.GOMAXPROCS(before)
	two, err2 := RunSearch(bars, search, quickSearchConfig(), nil)
	if err != nil || err2 != nil || !reflect.DeepEqual(one.Trials, two.Trials) || fmt.Sprint(one.Folds, one.Verdict) != fmt.Sprint(two.Folds, two.Verdict) {
		t.Error("one worker gives another search than several")
	}
}

// A signal and a rule that look ahead are named with the row, and close a gate.
func TestSearchNamesWhatLooksAhead(t *testing.T) {
	tomorrow := SignalFunc{"tomorrow", func(c *Calendar) []float64 {
		closes := c.Prices().Close
		out := make([]float64, len(closes))
		for i := range out {
			out[i] = math.NaN()
			if i+1 < len(closes) {
				out[i] = 1e4 * (closes[i+1]/closes[i] - 1)
			}
		}
		return out
	}}
	peeks := peekingRule{}
	bars := planted(60, 0)
	search := Search{Signals: []SignalSource{tomorrow}, Rules: []Rule{Proportional{With, 1, 0}, peeks}, Filters: []microstructure.RegimeFilter{allRegimes()}}
	r, err := RunSearch(bars, search, quickSearchConfig(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var gate Gate
	for _, g := range r.Verdict.Gates {
		if g.Name == gateCausality {
			gate = g
		}
	}
	reasons := strings.Join(r.Verdict.Reasons, "\n")
	for _, want := range []string{"causality: signal tomorrow: row ", "saw the future: it is", "causality: rule peeks: row "} {
		if !strings.Contains(reasons, want) {
			t.Errorf("no %q in\n%s", want, reasons)
		}
	}
	if gate.Pass || gate.Value != 2 || r.Verdict.Label == Edge {
		t.Errorf("%s with the gate %+v", r.Verdict.Label, gate)
	}
}

type peekingRule struct{}

func (peekingRule) String() string { return "peeks" }
func (peekingRule) Positions(v View) []float64 {
	out := make([]float64, v.Len())
	for i := range out[:max(0, len(out)-1)] {
		out[i] = 1
		if v.Close[i+1] < v.Close[i] {
			out[i] = -1
		}
	}
	return out
}

func TestSearchSaysWhatIsWrong(t *testing.T) {
	good := Search{Signals: []SignalSource{SignalFunc{"s", column("vol_imbalance")}}, Rules: []Rule{Follow{}}, Filters: []microstructure.RegimeFilter{allRegimes()}}
	bars := planted(40, 0)
	for want, change := range map[string]func(*Search){
		"Signals is 0": func(s *Search) { s.Signals = nil },
		"Rules is 1: give at least one, none of them nil": func(s *Search) { s.Rules = []Rule{nil} },
		"Filters is empty":                func(s *Search) { s.Filters = nil },
		`"s; follow; all" twice`:          func(s *Search) { s.Rules = []Rule{Follow{}, Follow{}} },
		`signal "short" has 3 values for`: func(s *Search) { s.Signals = []SignalSource{GivenSignal{Name: "short", Value: make([]float64, 3)}} },
		`signal "none" has no function`:   func(s *Search) { s.Signals = []SignalSource{SignalFunc{Name: "none"}} },
		`signal "bad" panicked`: func(s *Search) {
			s.Signals = []SignalSource{SignalFunc{"bad", func(*Calendar) []float64 { panic("x") }}}
		},
	} {
		s := good
		change(&s)
		if _, err := RunSearch(bars, s, quickSearchConfig(), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
	if _, err := (&Searched{}).Null(3, 1, nil); !errors.Is(err, ErrConfig) {
		t.Errorf("a null control of no search: %v", err)
	}
	if _, err := RunSearch(planted(20, 0), good, quickSearchConfig(), nil); !errors.Is(err, ErrTooShort) {
		t.Errorf("twenty days: %v", err)
	}
	given := good
	n := 40 * RowsPerDay
	values := make([]float64, n)
	for i := range values {
		values[i] = float64(i%3 - 1)
	}
	given.Signals = []SignalSource{GivenSignal{Name: "file", Value: values, Known: "a bar after their time"}}
	r, err := RunSearch(bars, given, quickSearchConfig(), nil)
	if err != nil || !strings.Contains(strings.Join(r.Verdict.Assumptions, "\n"), `signal "file" was made elsewhere, so that it cannot be tested for looking ahead: its values are taken to have been known a bar after their time`) {
		t.Errorf("assumptions %q, %v", r.Verdict.Assumptions, err)
	}
	if len(r.Causality) != 1 || good.Look(DefaultConfig()).Key() == given.Look(DefaultConfig()).Key() {
		t.Errorf("%d functions tested, want the rule", len(r.Causality))
	}
}

// BenchmarkSearch judges 92 days of searches, without the test for looking
// ahead: the grid's 48 holdings, and a thousand parameters of a rule of one's
// own.
func BenchmarkSearch(b *testing.B) {
	bars := planted(92, 5)
	c := DefaultConfig()
	c.Causality.Cuts = 0
	signals := []SignalSource{SignalFunc{"s", column("vol_imbalance")}}
	grid := Search{Signals: signals, Filters: c.Grid.Filters}
	for _, threshold := range c.Grid.Thresholds {
		for _, holding := range c.Grid.Holdings {
			grid.Rules = append(grid.Rules, Hold{Against, threshold, holding})
		}
	}
	own := Search{Signals: signals, Filters: []microstructure.RegimeFilter{allRegimes()}}
	for k := range 1000 {
		threshold := 0.5 + float64(k)/500
		own.Rules = append(own.Rules, RuleFunc{fmt.Sprintf("own %v", threshold), func(n *Now) float64 {
			if math.Abs(n.Signal) > threshold && n.MayEnter {
				return math.Copysign(1, n.Signal)
			}
			if n.Held >= 6 {
				return 0
			}
			return math.NaN()
		}})
	}
	for _, s := range []Search{grid, own} {
		b.Run(fmt.Sprintf("%d trials", s.Len()), func(b *testing.B) {
			for b.Loop() {
				if _, err := RunSearch(bars, s, c, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
