package dataset

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

func mustBars(t testing.TB, d *Dataset, config Config) ([]microstructure.SourceBars, BuildReport) {
	t.Helper()
	bars, report, err := d.Bars(t.Context(), testSources(), config)
	if err != nil {
		t.Fatal(err)
	}
	return bars, report
}

// same compares bits, so that NaN equals itself.
func same(a, b []microstructure.SourceBars) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Source != b[i].Source || len(a[i].Bars) != len(b[i].Bars) || len(a[i].Takers) != len(b[i].Takers) {
			return false
		}
		for k := range a[i].Takers {
			for _, c := range takerFields {
				if math.Float64bits(*c.At(&a[i].Takers[k])) != math.Float64bits(*c.At(&b[i].Takers[k])) {
					return false
				}
			}
		}
		for k := range a[i].Bars {
			x, y := a[i].Bars[k], b[i].Bars[k]
			for _, c := range barColumns {
				if math.Float64bits(*c.At(&x)) != math.Float64bits(*c.At(&y)) {
					return false
				}
				*c.At(&x), *c.At(&y) = 0, 0
			}
			if x != y {
				return false
			}
		}
	}
	return true
}

// files lists the files under a folder with their content.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		found[strings.TrimPrefix(path, dir)] = string(data)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return found
}

func TestBarsAreThoseOfEachDay(t *testing.T) {
	d := testDataset(t, 3)
	for _, interval := range []int64{microstructure.IntervalUS, 1_000_000, 60_000_000, 6 * 3_600_000_000} {
		want := make([]microstructure.SourceBars, 2)
		for i, s := range testSources() {
			want[i].Source = s
			days, err := d.Days(s.Name)
			if err != nil {
				t.Fatal(err)
			}
			for _, day := range days {
				trades, err := readAll(day.Path)
				if err != nil {
					t.Fatal(err)
				}
				bars, err := microstructure.BuildBars(trades, interval)
				if err != nil {
					t.Fatal(err)
				}
				want[i].Bars = append(want[i].Bars, bars...)
				if i == 0 { // only the first source's are asked for
					takers, err := microstructure.BuildTakers(trades, interval)
					if err != nil {
						t.Fatal(err)
					}
					want[i].Takers = append(want[i].Takers, takers...)
				}
			}
		}
		config := DefaultConfig()
		config.IntervalUS, config.LeaderTakers = interval, true
		for _, served := range []int{0, 3} {
			bars, report := mustBars(t, d, config)
			if !same(bars, want) {
				t.Errorf("interval %d µs, %d days served: the bars differ", interval, served)
			}
			for i, r := range report.Sources {
				if r.Days != 3 || r.Built != 3-served || r.Served != served || r.Bars != int64(len(want[i].Bars)) || r.First != testDate || r.Last != "2025-11-03" {
					t.Errorf("report %+v", r)
				}
			}
			if report.Trades != 3*3000+3*3500+2*300 || report.Days != 6 || report.Bars != int64(len(bars[0].Bars)+len(bars[1].Bars)) || len(report.Warnings) != 0 {
				t.Errorf("report %+v", report)
			}
		}
	}
}

// TestCollectBeyondSlot joins days of which one has more bars than there is
// room for a day, as a strange file in the cache might.
func TestCollectBeyondSlot(t *testing.T) {
	b := &build{config: Config{IntervalUS: dayUS / 2}, jobs: make([]job, 4), sourceDays: []int{4}}
	b.makeSlots()
	next := int64(0)
	for i, n := range []int{1, 3, 0, 2} {
		bars := b.jobs[i].slot
		for range n {
			bars = append(bars, microstructure.Bar{TimestampUS: next})
			next++
		}
		b.jobs[i].result.bars = bars
	}
	bars := b.collect(testSources()[:1])[0].Bars
	if len(bars) != int(next) {
		t.Fatalf("%d bars of %d", len(bars), next)
	}
	for i, bar := range bars {
		if bar.TimestampUS != int64(i) {
			t.Errorf("bar %d is number %d", i, bar.TimestampUS)
		}
	}
}

func TestCache(t *testing.T) {
	d := testDataset(t, 3)
	config := DefaultConfig()
	first, built := mustBars(t, d, config)
	cached := files(t, filepath.Join(d.Dir, d.Symbol, barsFolder))
	if len(cached) != 2*6 { // each day's bars, and their Takers
		t.Fatalf("%d files in the cache", len(cached))
	}

	again, served := mustBars(t, d, config)
	if !same(first, again) || served.Served != 6 || served.Built != 0 || served.Trades != built.Trades || served.TradesBuilt != 0 || served.InputDigest != built.InputDigest {
		t.Errorf("served %+v", served)
	}

	// What is not there need not be read: only footers are looked at.
	day := d.TradesPath("alpha", testDate)
	rest := config
	rest.CacheDir = filepath.Join(t.TempDir(), "deep", "cache")
	if _, r := mustBars(t, d, rest); r.Built != 6 {
		t.Errorf("another cache: %+v", r)
	}
	if got := files(t, filepath.Join(rest.CacheDir, d.Symbol)); !reflect.DeepEqual(got, cached) {
		t.Error("two builds wrote different files")
	}

	for _, c := range []struct {
		name   string
		change func() error
		built  int
		warn   string
	}{
		{"touched", func() error { return os.Chtimes(day, time.Time{}, time.Unix(1_700_000_000, 0)) }, 1, ""},
		{"unchanged", func() error { return nil }, 0, ""},
		{"replaced, with its old time", func() error {
			writeTrades(t, day, testTrades(2999), microstructure.Provenance{})
			return os.Chtimes(day, time.Time{}, time.Unix(1_700_000_000, 0))
		}, 1, ""},
		{"cut off", func() error { return os.Truncate(d.cachePath("alpha"), 1000) }, 1, "are damaged"},
		{"empty", func() error { return os.WriteFile(d.cachePath("alpha"), nil, 0o666) }, 1, "are damaged"},
		{"a flipped bit", func() error {
			data, err := os.ReadFile(d.cachePath("alpha"))
			if err == nil {
				data[len(data)/3] ^= 4
				err = os.WriteFile(d.cachePath("alpha"), data, 0o666)
			}
			return err
		}, 1, "are damaged"},
		{"removed", func() error { return os.Remove(d.cachePath("alpha")) }, 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.change(); err != nil {
				t.Fatal(err)
			}
			bars, report := mustBars(t, d, config)
			if report.Built != c.built || report.Served != 6-c.built {
				t.Errorf("built %d, served %d", report.Built, report.Served)
			}
			if text := strings.Join(report.Warnings, "\n"); (c.warn == "") != (text == "") || !strings.Contains(text, c.warn) {
				t.Errorf("warnings %q", text)
			}
			fresh, _ := mustBars(t, d, Config{IntervalUS: config.IntervalUS, Workers: 1, NoCache: true})
			if !same(bars, fresh) {
				t.Error("stale bars")
			}
		})
	}

	minute := config
	minute.IntervalUS = 60_000_000
	if _, r := mustBars(t, d, minute); r.Built != 6 {
		t.Errorf("another interval: %+v", r)
	}
	if _, r := mustBars(t, d, config); r.Served != 6 {
		t.Errorf("the first interval again: %+v", r)
	}
}

// TestCacheDamage changes every byte of a cached file in turn: none is served,
// and the bars built instead are the right ones.
func TestCacheDamage(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a file for each of its bytes")
	}
	d := testDataset(t, 1)
	config := DefaultConfig()
	config.Workers = 1
	want, _ := mustBars(t, d, config)
	path := d.cachePath("alpha")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	day, err := ParseDay(d.TradesPath("alpha", testDate))
	if err != nil {
		t.Fatal(err)
	}
	input, err := day.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	cache := &barCache{intervalUS: config.IntervalUS}
	var r barReader
	if _, ok, err := cache.load(path, cache.madeFrom(input), nil, &r); !ok || err != nil {
		t.Fatalf("the file as it was written: %t, %v", ok, err)
	}
	for i := range data {
		changed := slices.Clone(data)
		changed[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, changed, 0o666); err != nil {
			t.Fatal(err)
		}
		if _, ok, _ := cache.load(path, cache.madeFrom(input), nil, &r); ok {
			t.Errorf("served with byte %d of %d changed", i, len(data))
		}
		if i%(len(data)/20) == 0 {
			if got, report := mustBars(t, d, config); !same(got, want) || report.Built != 1 {
				t.Errorf("byte %d changed: %d days built, other bars: %t", i, report.Built, !same(got, want))
			}
		}
	}
}

func (d *Dataset) cachePath(source string) string {
	return filepath.Join(d.Dir, d.Symbol, barsFolder, source, testDate+extension)
}

// A killed process leaves a temporary file; it is gone after the next run, also
// when that run writes nothing.
func TestCacheIsSwept(t *testing.T) {
	d := testDataset(t, 1)
	mustBars(t, d, DefaultConfig())
	want := files(t, d.Dir)
	for _, source := range []string{"alpha", "beta"} {
		left := filepath.Join(filepath.Dir(d.cachePath(source)), "."+testDate+extension+".0123456789abcdef.tmp")
		if err := os.WriteFile(left, []byte("half"), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(left, time.Time{}, time.Unix(1_700_000_000, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if _, r := mustBars(t, d, DefaultConfig()); r.Served != 2 {
		t.Errorf("report %+v", r)
	}
	if got := files(t, d.Dir); !reflect.DeepEqual(got, want) {
		t.Errorf("%d files, want %d", len(got), len(want))
	}
}

func TestUnwritableCache(t *testing.T) {
	d := testDataset(t, 3)
	want, _ := mustBars(t, d, Config{IntervalUS: microstructure.IntervalUS, Workers: 1, NoCache: true})
	if got := files(t, filepath.Join(d.Dir, d.Symbol, barsFolder)); len(got) != 0 {
		t.Errorf("written without a cache: %v", got)
	}
	// A file in the place of the folder: no one can write there, not even root.
	if err := os.WriteFile(filepath.Join(d.Dir, d.Symbol, barsFolder), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	bars, report := mustBars(t, d, DefaultConfig())
	if !same(bars, want) || report.Built != 6 || len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0], "cannot be cached") {
		t.Errorf("report %+v", report)
	}
}

func TestWorkersChangeNothing(t *testing.T) {
	d := testDataset(t, 6)
	var want []microstructure.SourceBars
	for _, workers := range []int{1, 2, 3, 16} {
		bars, _ := mustBars(t, d, Config{IntervalUS: microstructure.IntervalUS, Workers: workers, NoCache: true})
		if want == nil {
			want = bars
		}
		if !same(bars, want) {
			t.Errorf("%d workers: other bars", workers)
		}
	}
}

// Levels of instructions are the reader's and the builder's alike.
func TestLevelsChangeNothing(t *testing.T) {
	if len(vector.Levels()) == 1 {
		t.Skip("this processor, or this build, has the plain loops only")
	}
	d := testDataset(t, 2)
	defer vector.SetLevel(vector.SetLevel(vector.Plain))
	config := DefaultConfig()
	config.NoCache = true
	want, _ := mustBars(t, d, config)
	for _, level := range vector.Levels()[1:] {
		vector.SetLevel(level)
		if got, _ := mustBars(t, d, config); !same(got, want) {
			t.Errorf("%s instructions give other bars than the plain ones", level)
		}
	}
}

func TestConcurrentBuilders(t *testing.T) {
	d := testDataset(t, 4)
	want, _ := mustBars(t, d, Config{IntervalUS: microstructure.IntervalUS, Workers: 1, NoCache: true})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 3 {
				bars, report, err := d.Bars(context.Background(), testSources(), DefaultConfig())
				if err != nil || !same(bars, want) || len(report.Warnings) > 0 {
					t.Errorf("%v, %v", report.Warnings, err)
				}
				os.Remove(d.cachePath("beta"))
			}
		})
	}
	wg.Wait()
	for name := range files(t, filepath.Join(d.Dir, d.Symbol, barsFolder)) {
		if strings.HasSuffix(name, ".tmp") {
			t.Errorf("left %s", name)
		}
	}
}

func TestFirstErrorWins(t *testing.T) {
	d := testDataset(t, 6)
	for _, day := range []string{"2025-11-03", "2025-11-05"} {
		bad := testTrades(10)
		path := d.TradesPath("alpha", day)
		writeRaw(t, path, bad, 100) // of another day
	}
	for _, workers := range []int{1, 2, 8} {
		config := DefaultConfig()
		config.Workers = workers
		bars, report, err := d.Bars(t.Context(), testSources(), config)
		if bars != nil || !errors.Is(err, ErrValue) || !strings.HasPrefix(err.Error(), d.TradesPath("alpha", "2025-11-03")) {
			t.Errorf("%d workers: %v", workers, err)
		}
		if report.Days < 2 {
			t.Errorf("report %+v", report)
		}
	}
}

func TestInterrupt(t *testing.T) {
	d := testDataset(t, 6)
	ctx, cancel := context.WithCancel(t.Context())
	config := DefaultConfig()
	var seen []Progress
	config.Progress = func(p Progress) {
		seen = append(seen, p)
		if p.Done == 4 {
			cancel()
		}
	}
	bars, report, err := d.Bars(ctx, testSources(), config)
	if bars != nil || !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "of 12 days") {
		t.Errorf("got %v", err)
	}
	if n := len(files(t, filepath.Join(d.Dir, d.Symbol, barsFolder))); n != 2*len(seen) || n != 2*report.Built || n < 2*4 || n == 2*12 {
		t.Errorf("%d files, %d reports of progress, %d built", n, len(seen), report.Built)
	}
	_, report = mustBars(t, d, DefaultConfig())
	if report.Served != len(seen) {
		t.Errorf("then %d of %d served", report.Served, len(seen))
	}
}

func TestProgress(t *testing.T) {
	d := testDataset(t, 3)
	config := DefaultConfig()
	var seen []Progress
	config.Progress = func(p Progress) { seen = append(seen, p) }
	bars, _ := mustBars(t, d, config)
	total, trades := 0, int64(0)
	for i, p := range seen {
		total += p.Bars
		trades += p.Trades
		if p.Done != i+1 || p.Days != 6 || p.SourceDays != 3 || p.Served || p.TradesBuilt != trades {
			t.Errorf("%+v", p)
		}
	}
	if len(seen) != 6 || total != len(bars[0].Bars)+len(bars[1].Bars) {
		t.Errorf("%d calls, %d bars", len(seen), total)
	}
}

func TestEmptyDaysAndSynthetic(t *testing.T) {
	d := testDataset(t, 2)
	writeTrades(t, d.TradesPath("alpha", "2025-11-03"), microstructure.Trades{}, microstructure.Provenance{Synthetic: "seed 1"})
	for _, served := range []int{0, 5} {
		_, report := mustBars(t, d, DefaultConfig())
		if !report.Synthetic || report.Sources[0].Skipped != 1 || report.Days != 5 || report.Served != served {
			t.Errorf("report %+v", report)
		}
		if len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0], "2025-11-03.parquet: no trades") {
			t.Errorf("warnings %q", report.Warnings)
		}
	}
}

// TestDigestTravels copies a data directory: other names and times, the same
// digest.
func TestDigestTravels(t *testing.T) {
	a, b := testDataset(t, 2), testDataset(t, 2)
	_, ra := mustBars(t, a, DefaultConfig())
	_, rb := mustBars(t, b, DefaultConfig())
	if ra.InputDigest != rb.InputDigest || len(ra.InputDigest) != 64 {
		t.Errorf("%s and %s", ra.InputDigest, rb.InputDigest)
	}
	writeTrades(t, b.TradesPath("beta", testDate), testTrades(3500), microstructure.Provenance{})
	if _, r := mustBars(t, b, DefaultConfig()); r.InputDigest == ra.InputDigest {
		t.Error("other data have the same digest")
	}
}

func TestBarsRefuses(t *testing.T) {
	d := testDataset(t, 1)
	if _, _, err := d.Bars(t.Context(), testSources(), Config{}); err == nil || !strings.Contains(err.Error(), "IntervalUS") || !strings.Contains(err.Error(), "Workers") {
		t.Errorf("zero configuration: %v", err)
	}
	if _, _, err := d.Bars(t.Context(), []microstructure.Source{{Name: "gamma"}}, DefaultConfig()); !errors.Is(err, ErrNoTrades) {
		t.Errorf("no such source: %v", err)
	}
	if bars, report, err := d.Bars(t.Context(), nil, DefaultConfig()); err != nil || len(bars) != 0 || report.Days != 0 {
		t.Errorf("no source: %v, %v", bars, err)
	}
}

// An import of one's own files leaves out those that this program signed.
func TestBarsAreSigned(t *testing.T) {
	data, err := encodeBars(&dayBars{}, map[string]string{parquetio.SealKey: parquetio.Unsealed})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "bars.parquet")
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := parquetio.Open(path, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Parse(); err != nil || !f.IsOwn() {
		t.Errorf("cached bars are another program's: %v", err)
	}
}

// TestSetField sets every field of three bars, and no other.
func TestSetField(t *testing.T) {
	for _, field := range barColumns {
		bars := make([]microstructure.Bar, 4)
		setField(bars[:3], field, []float64{1, 2, 3})
		setField(nil, field, nil)
		want := make([]microstructure.Bar, 4)
		for i := range 3 {
			*field.At(&want[i]) = float64(i + 1)
		}
		if !slices.Equal(bars, want) {
			t.Errorf("%s: %+v", field.Name, bars)
		}
	}
}
