package dataset

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/tickbook/tickbook/microstructure"
)

type quantile struct{ Q float64 }

func sizeQuantile(t microstructure.Trades, p quantile) float64 {
	sizes := slices.Clone(t.Quantity)
	slices.Sort(sizes)
	return microstructure.Quantile(sizes, p.Q)
}

func buysAndSells(t microstructure.Trades, _ struct{}, out []float64) {
	out[0], out[1] = 0, 0
	for i, s := range t.Side {
		if s == microstructure.Buy {
			out[0] += t.Quantity[i]
		} else {
			out[1] += t.Quantity[i]
		}
	}
}

func nothing(microstructure.Trades, struct{}) float64 { return math.NaN() }

func testFeatures() []microstructure.TickFeature {
	return []microstructure.TickFeature{
		microstructure.Tick("size", quantile{0.75}, sizeQuantile),
		microstructure.Ticks("flow", []string{"buys", "sells"}, struct{}{}, buysAndSells),
		microstructure.Tick("nothing", struct{}{}, nothing),
	}
}

// checkOwn compares own columns with what the functions give of the trades of
// each bar, cut plainly.
func checkOwn(t *testing.T, d *Dataset, sources []microstructure.SourceBars) {
	t.Helper()
	for _, s := range sources {
		days, err := d.Days(s.Source.Name)
		if err != nil {
			t.Fatal(err)
		}
		var want [4][]float64
		for _, day := range days {
			trades, err := readAll(day.Path)
			if err != nil {
				t.Fatal(err)
			}
			for from := 0; from < trades.Len(); {
				to := from
				for to < trades.Len() && trades.TimestampUS[to]/microstructure.IntervalUS == trades.TimestampUS[from]/microstructure.IntervalUS {
					to++
				}
				if part := trades.Slice(from, to); part.Len() >= 2 {
					flow := make([]float64, 2)
					buysAndSells(part, struct{}{}, flow)
					for c, v := range []float64{sizeQuantile(part, quantile{0.75}), flow[0], flow[1], math.NaN()} {
						want[c] = append(want[c], v)
					}
				}
				from = to
			}
		}
		if len(s.Own) != 4 || len(want[0]) != len(s.Bars) {
			t.Fatalf("%s: %d columns, %d of %d bars", s.Source.Name, len(s.Own), len(want[0]), len(s.Bars))
		}
		for c, name := range []string{"size", "flow_buys", "flow_sells", "nothing"} {
			if s.Own[c].Name != name || !slices.EqualFunc(s.Own[c].Values, want[c], func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b }) {
				t.Errorf("%s: column %s differs", s.Source.Name, s.Own[c].Name)
			}
		}
	}
}

// why sums up what was built and why, a line per feature.
func why(r BuildReport) string {
	var lines []string
	for _, o := range r.Own {
		line := fmt.Sprintf("%s: %d of %d served", o.Feature, o.Served, o.Days)
		for _, b := range o.Built {
			line += fmt.Sprintf(", %d: %s", b.Days, b.Why)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestOwnFeatures(t *testing.T) {
	d := testDataset(t, 3)
	for _, workers := range []int{1, 3} {
		config := DefaultConfig()
		config.NoCache, config.Workers, config.Features = true, workers, testFeatures()
		bars, report := mustBars(t, d, config)
		checkOwn(t, d, bars)
		if want := "6: there is no cache"; !strings.Contains(why(report), want) {
			t.Error(why(report))
		}
	}
	config := DefaultConfig()
	mustBars(t, d, config)
	config.Features = testFeatures()
	for i, want := range []string{
		"size: 0 of 6 served, 6: it is new\nflow: 0 of 6 served, 6: it is new\nnothing: 0 of 6 served, 6: it is new",
		"size: 6 of 6 served\nflow: 6 of 6 served\nnothing: 6 of 6 served",
	} {
		bars, report := mustBars(t, d, config)
		checkOwn(t, d, bars)
		if got := why(report); got != want {
			t.Errorf("build %d: %s, want %s", i, got, want)
		}
		if report.Served != 6*i {
			t.Errorf("build %d: %d days were served", i, report.Served)
		}
	}
}

func TestOwnFeaturesAreRebuilt(t *testing.T) {
	d := testDataset(t, 3)
	config := DefaultConfig()
	config.Features = testFeatures()
	mustBars(t, d, config)
	days, err := d.Days(testSources()[1].Name)
	if err != nil {
		t.Fatal(err)
	}
	served := "flow: 6 of 6 served\nnothing: 6 of 6 served"
	cached := func(feature string) string {
		return filepath.Join(d.Dir, d.Symbol, barsFolder, testSources()[1].Name, ownFolder, feature, days[1].Date+extension)
	}
	for _, c := range []struct {
		name   string
		change func()
		want   string
	}{
		{"a parameter", func() { config.Features[0] = microstructure.Tick("size", quantile{0.5}, sizeQuantile) },
			"size: 0 of 6 served, 6: its parameters changed ({Q:0.75} → {Q:0.5})\n" + served},
		{"a version", func() { config.Features[0] = config.Features[0].WithVersion("2") }, "size: 0 of 6 served, 6: its code changed (DIGEST → version 2)\n" + served},
		{"another version", func() { config.Features[0] = config.Features[0].WithVersion("3") }, "size: 0 of 6 served, 6: its code changed (version 2 → version 3)\n" + served},
		{"nothing", func() {}, "size: 6 of 6 served\n" + served},
		{"a day", func() {
			writeTrades(t, days[1].Path, later(testTrades(3000), days[1].StartUS-testStartUS), microstructure.Provenance{})
		},
			"size: 5 of 6 served, 1: the day's file changed\nflow: 5 of 6 served, 1: the day's file changed\nnothing: 5 of 6 served, 1: the day's file changed"},
		{"a file that is gone", func() { os.Remove(cached("size")) }, "size: 5 of 6 served, 1: it is new\n" + served},
		{"a file that is damaged", func() {
			data, _ := os.ReadFile(cached("size"))
			data[len(data)/3] ^= 1
			os.WriteFile(cached("size"), data, 0o666)
		}, "size: 5 of 6 served, 1: its file in the cache was damaged\n" + served},
		{"an empty file", func() { os.WriteFile(cached("size"), nil, 0o666) }, "size: 5 of 6 served, 1: its file in the cache was damaged\n" + served},
		{"a file of another day", func() {
			other, _ := os.ReadFile(filepath.Join(filepath.Dir(cached("size")), days[0].Date+extension))
			os.WriteFile(cached("size"), other, 0o666)
		}, "size: 5 of 6 served, 1: the day's file changed\n" + served},
		{"the length of bars", func() { config.IntervalUS /= 5 }, "size: 0 of 6 served, 6: it is new\nflow: 0 of 6 served, 6: it is new\nnothing: 0 of 6 served, 6: it is new"},
		{"back", func() { config.IntervalUS *= 5 }, "size: 6 of 6 served\n" + served},
		{"an additional feature", func() {
			config.Features = append(config.Features, microstructure.Tick("more", quantile{1}, sizeQuantile))
		},
			"size: 6 of 6 served\n" + served + "\nmore: 0 of 6 served, 6: it is new"},
	} {
		c.change()
		_, report := mustBars(t, d, config)
		got := why(report)
		if i := strings.Index(got, "(") + 1; i > 0 && strings.Contains(c.want, "DIGEST") {
			got = got[:i] + "DIGEST" + got[i+8:]
		}
		if got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestBadFeatures(t *testing.T) {
	d := testDataset(t, 2)
	kept := map[string]func(t microstructure.Trades, n int) float64{
		"writes first": func(t microstructure.Trades, n int) float64 { t.Price[0] = 1; return 0 },
		"sorts":        func(t microstructure.Trades, n int) float64 { slices.Sort(t.Quantity); return 0 },
		"writes times": func(t microstructure.Trades, n int) float64 { t.TimestampUS[1]++; return 0 },
		"writes a NaN": func(t microstructure.Trades, n int) float64 { t.QuoteQuantity[t.Len()/3] = math.NaN(); return 0 },
		"turns sides":  func(t microstructure.Trades, n int) float64 { t.Side[t.Len()-1] *= -1; return 0 },
	}
	wants := map[string]string{}
	for name := range kept {
		wants[name] = "its function changed the trades that it was given"
	}
	kept["panics"], wants["panics"] = func(t microstructure.Trades, n int) float64 { return t.Price[t.Len()] }, "its function panicked in dataset."
	kept["infinite"], wants["infinite"] = func(t microstructure.Trades, n int) float64 { return math.Inf(1) }, "x is +Inf; return NaN"
	var calls atomic.Int64
	kept["remembers"], wants["remembers"] = func(microstructure.Trades, int) float64 { return float64(calls.Add(1)) }, "its function does not repeat itself: x is "
	for name, f := range kept {
		for _, first := range []bool{true, false} {
			config := DefaultConfig()
			if !first { // of a day whose bars are there
				mustBars(t, d, config)
			}
			config.Features = []microstructure.TickFeature{microstructure.Tick("x", 0, f).WithVersion(name)}
			_, _, err := d.Bars(context.Background(), testSources(), config)
			var e *FeatureError
			if !errors.As(err, &e) || e.Feature != "x" || e.Source != testSources()[0].Name || e.BarUS != testStartUS || !strings.Contains(err.Error(), wants[name]) ||
				!strings.Contains(err.Error(), "bar of 2025-11-01T00:00:00Z") {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if kept := glob(t, d, "*", ownFolder, "*", "*"); len(kept) > 0 {
		t.Errorf("kept %q", kept)
	}
	limit := 1.0
	config := DefaultConfig()
	config.Features = []microstructure.TickFeature{microstructure.Tick("x", 0, func(microstructure.Trades, int) float64 { return limit })}
	if _, _, err := d.Bars(context.Background(), testSources(), config); err == nil || !strings.Contains(err.Error(), `feature "x": function`) {
		t.Error(err)
	}
	config.Features = append(config.Features, config.Features[0])
	if err := config.Validate(); err == nil || !strings.Contains(err.Error(), `two features have the column "x"`) {
		t.Error(err)
	}
}

// TestFeatureThatWritesOnce has a function write one value of one bar of a day:
// of trades in one piece, and of a bar that the reader's batches cut.
func TestFeatureThatWritesOnce(t *testing.T) {
	d := testDataset(t, 2)
	days, err := d.Days("alpha")
	if err != nil {
		t.Fatal(err)
	}
	const (
		perBar = 300
		cut    = BatchRows / perBar // the bar that begins in one batch and ends in another
		bars   = cut + 2
	)
	many := testTrades(bars * perBar)
	for i := range many.TimestampUS {
		many.TimestampUS[i] = days[1].StartUS + int64(i/perBar)*microstructure.IntervalUS + int64(i%perBar)
	}
	writeTrades(t, days[1].Path, many, microstructure.Provenance{})
	for _, bar := range []int{0, 71, cut, bars - 1} {
		barUS := days[1].StartUS + int64(bar)*microstructure.IntervalUS
		write := func(t microstructure.Trades, _ int) float64 {
			if t.TimestampUS[0] == barUS {
				t.Quantity[101]++
			}
			return 1
		}
		config := DefaultConfig()
		config.Features = []microstructure.TickFeature{microstructure.Tick("x", 0, write).WithVersion("1")}
		_, _, err := d.Bars(context.Background(), testSources(), config)
		var e *FeatureError
		if !errors.Is(err, microstructure.ErrTradesChanged) || !errors.As(err, &e) || e.BarUS != barUS {
			t.Errorf("bar %d: %v", bar, err)
		}
		if kept := glob(t, d, "alpha", ownFolder, "x", days[1].Date+"*"); len(kept) > 0 {
			t.Errorf("bar %d: kept %q", bar, kept)
		}
	}
}

// TestWriteInALongBar has a bar that does not fit into memory where it could be
// read only, and a function that writes to it, or to the one after it.
func TestWriteInALongBar(t *testing.T) {
	d := testDataset(t, 1)
	days, err := d.Days("alpha")
	if err != nil {
		t.Fatal(err)
	}
	many := testTrades(2 * BatchRows)
	for i := range many.TimestampUS {
		many.TimestampUS[i] = days[0].StartUS + int64(i)
		if i >= BatchRows+5000 {
			many.TimestampUS[i] += microstructure.IntervalUS
		}
	}
	writeTrades(t, days[0].Path, many, microstructure.Provenance{})
	for bar := range int64(3) {
		barUS := days[0].StartUS + bar*microstructure.IntervalUS
		config := DefaultConfig()
		config.NoCache = true
		config.Features = []microstructure.TickFeature{microstructure.Tick("x", 0, func(t microstructure.Trades, _ int) float64 {
			if t.TimestampUS[0]/microstructure.IntervalUS == barUS/microstructure.IntervalUS {
				t.Side[t.Len()-7] *= -1
			}
			return float64(t.Len())
		})}
		bars, _, err := d.Bars(context.Background(), testSources()[:1], config)
		switch {
		case bar < 2 && !errors.Is(err, microstructure.ErrTradesChanged):
			t.Errorf("bar %d: %v", bar, err)
		case bar == 2 && (err != nil || !slices.Equal(bars[0].Own[0].Values, []float64{BatchRows + 5000, BatchRows - 5000})):
			t.Errorf("%v, %v", err, bars)
		}
	}
}

// TestWritesWithoutProtection compares trades that lie in memory of the runtime
// with what they were.
func TestWritesWithoutProtection(t *testing.T) {
	for name, write := range map[string]func(t microstructure.Trades){
		"time": func(t microstructure.Trades) { t.TimestampUS[7]++ }, "price": func(t microstructure.Trades) { t.Price[7]++ },
		"quantity": func(t microstructure.Trades) { t.Quantity[7]++ }, "quote": func(t microstructure.Trades) { t.QuoteQuantity[7]++ },
		"side": func(t microstructure.Trades) { t.Side[7] *= -1 }, "nothing": func(t microstructure.Trades) {},
	} {
		features, err := ownFeatures([]microstructure.TickFeature{microstructure.Tick("x", 0, func(t microstructure.Trades, _ int) float64 {
			write(t)
			return 1
		})}, false)
		if err != nil {
			t.Fatal(err)
		}
		r := ownRunner{intervalUS: microstructure.IntervalUS}
		day := ownDay{values: make([][]float64, 1)}
		r.begin("alpha", []ownTask{{ownFeature: &features[0], day: &day}})
		r.bar(testTrades(20))
		if errors.Is(r.err, microstructure.ErrTradesChanged) != (name != "nothing") || len(day.values[0]) == 1 != (name == "nothing") {
			t.Errorf("%s: %v, %v", name, r.err, day.values)
		}
	}
}

// TestFeatureThatKeeps has functions refer to trades after they have returned.
func TestFeatureThatKeeps(t *testing.T) {
	type trades = microstructure.Trades
	d := testDataset(t, 2)
	var mu sync.Mutex
	var kept struct {
		all   []trades
		sides []microstructure.Side
		last  []float64
		sum   float64
	}
	done := make(chan bool)
	defer close(done)
	for _, c := range []struct {
		name string
		keep func(t trades)
		bad  bool
	}{
		{"all", func(t trades) { kept.all = append(kept.all, t) }, true},
		{"a column", func(t trades) { kept.sides = t.Side }, true},
		{"a part", func(t trades) { kept.last = t.Price[t.Len()-1:] }, true},
		{"the first", func(t trades) {
			if kept.all == nil {
				kept.all = []trades{t}
			}
		}, true},
		{"a goroutine", func(t trades) {
			go func() {
				<-done
				_ = t.Price[0]
			}()
		}, true},
		{"a copy", func(t trades) { kept.last = slices.Clone(t.Price) }, false},
		{"a number", func(t trades) { kept.sum += t.Price[0] }, false},
	} {
		config := DefaultConfig()
		config.Features = []microstructure.TickFeature{microstructure.Tick("x", 0, func(t trades, _ int) float64 {
			mu.Lock()
			defer mu.Unlock()
			c.keep(t)
			return 1
		}).WithVersion(c.name), testFeatures()[0]}
		_, _, err := d.Bars(context.Background(), testSources(), config)
		runtime.KeepAlive(&kept)
		kept.all, kept.sides, kept.last = nil, nil, nil
		var e *FeatureError
		if !c.bad {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if !errors.Is(err, microstructure.ErrTradesKept) || !errors.As(err, &e) || e.Feature != "x" || !strings.Contains(err.Error(), `feature "x", source `) {
			t.Errorf("%s: %v", c.name, err)
		}
		if files := glob(t, d, "*", ownFolder, "x", "*"); len(files) > 0 {
			t.Errorf("%s: cached %q", c.name, files)
		}
		if others := glob(t, d, "*", ownFolder, "size", "*"); len(others) != 4 {
			t.Errorf("%s: %q of the other feature", c.name, others)
		}
	}
}

// TestFeatureThatAppends gives functions slices that end where the bar does.
func TestFeatureThatAppends(t *testing.T) {
	d := testDataset(t, 2)
	config := DefaultConfig()
	config.NoCache = true
	plain, _ := mustBars(t, d, config)
	config.Features = []microstructure.TickFeature{microstructure.Tick("x", 0, func(t microstructure.Trades, _ int) float64 {
		t.Price = append(t.Price, 1)
		return float64(cap(t.Side) - len(t.Side))
	})}
	bars, _ := mustBars(t, d, config)
	if !same(plain, bars) {
		t.Error("the bars changed")
	}
	if slices.Max(bars[0].Own[0].Values) != 0 {
		t.Error("a function can append in place")
	}
}

func glob(t *testing.T, d *Dataset, parts ...string) []string {
	names, err := filepath.Glob(filepath.Join(append([]string{d.Dir, d.Symbol, barsFolder}, parts...)...))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

const builderVariable = "TICKBOOK_TEST_OWN_DATA"

// buildOwn is what each process of TestConcurrentOwnFeatures does.
func buildOwn(t *testing.T, dir string) {
	d, err := Open(dir, "BTCUSDT")
	if err != nil {
		t.Fatal(err)
	}
	config := DefaultConfig()
	for round := range 200 {
		config.Features = testFeatures()
		if round%2 == os.Getpid()%2 { // of other parameters: what one keeps the other cannot use
			config.Features[0] = microstructure.Tick("size", quantile{0.25}, sizeQuantile)
			if _, _, err := d.Bars(context.Background(), testSources(), config); err != nil {
				t.Fatal(err)
			}
			continue
		}
		bars, _ := mustBars(t, d, config)
		checkOwn(t, d, bars)
	}
}

// TestConcurrentOwnFeatures has two processes compute one feature in one cache,
// each every second time with other parameters.
func TestConcurrentOwnFeatures(t *testing.T) {
	if dir := os.Getenv(builderVariable); dir != "" {
		buildOwn(t, dir)
		return
	}
	if testing.Short() {
		t.Skip("two processes of 200 rounds")
	}
	d := testDataset(t, 2)
	var group sync.WaitGroup
	for range 2 { // of 200 rounds each
		group.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestConcurrentOwnFeatures$", "-test.count=1")
			cmd.Env = append(os.Environ(), builderVariable+"="+d.Dir)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	group.Wait()
	if left := glob(t, d, "*", ownFolder, "*", ".*"); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

// Another compiler may give other last bits.
func TestOwnFeaturesOfAnotherCompiler(t *testing.T) {
	d := testDataset(t, 2)
	config := DefaultConfig()
	config.Features = testFeatures()[:1]
	bars, _ := mustBars(t, d, config)
	days, err := d.Days("alpha")
	if err != nil {
		t.Fatal(err)
	}
	fingerprint, err := days[0].Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	own, err := ownFeatures(config.Features, true)
	if err != nil {
		t.Fatal(err)
	}
	now := own[0].key.Platform
	own[0].key.Platform = "go1.25.0 amd64"
	n := 0
	for n < len(bars[0].Bars) && bars[0].Bars[n].TimestampUS < days[1].StartUS {
		n++
	}
	cache := &barCache{dir: filepath.Join(d.Dir, d.Symbol, barsFolder), intervalUS: config.IntervalUS}
	j := &job{source: "alpha", day: days[0], fingerprint: fingerprint, result: dayBars{bars: bars[0].Bars[:n]}}
	if err := cache.storeOwn(j, own[0], &ownDay{values: [][]float64{bars[0].Own[0].Values[:n]}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"size: 3 of 4 served, 1: Go or the processor changed (go1.25.0 amd64 → " + now + ")", "size: 4 of 4 served"} {
		if _, report := mustBars(t, d, config); why(report) != want {
			t.Errorf("%s, want %s", why(report), want)
		}
	}
}

// TestOneDecode has two features see each bar at the same address, one right
// after the other, whether the bars are cached or not.
func TestOneDecode(t *testing.T) {
	d := testDataset(t, 3)
	for _, version := range []string{"without bars", "with bars"} {
		type call struct {
			feature int
			first   uintptr // a pointer would keep the trades
			barUS   int64
		}
		var calls []call
		config := DefaultConfig()
		config.Workers = 1
		for feature := range 2 {
			config.Features = append(config.Features, microstructure.Tick(fmt.Sprintf("x%d", feature), 0, func(t microstructure.Trades, _ int) float64 {
				c := call{feature, uintptr(unsafe.Pointer(&t.Price[0])), t.TimestampUS[0]}
				if again := len(calls) > 0 && calls[len(calls)-1] == c; !again && t.Len() > lendable { // the bars are longer than what is lent
					calls = append(calls, c)
				}
				return 1
			}).WithVersion(version))
		}
		bars, _ := mustBars(t, d, config)
		total := 0
		for _, s := range bars {
			total += len(s.Bars)
		}
		if len(calls) != 2*total {
			t.Fatalf("%s: %d calls of 2 features of %d bars", version, len(calls), total)
		}
		for i := 0; i < len(calls); i += 2 {
			if a, b := calls[i], calls[i+1]; a.feature != 0 || b.feature != 1 || a.first != b.first || a.barUS != b.barUS {
				t.Fatalf("%s: calls %+v and %+v", version, a, b)
			}
		}
	}
}
