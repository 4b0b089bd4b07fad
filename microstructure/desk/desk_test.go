package desk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/synth"
)

const symbol = "TESTUSDT"

// sampleDir has the trades of a simulated market of 40 days.
func sampleDir(t *testing.T) string {
	t.Helper()
	return makeDir(t, 40)
}

func makeDir(t *testing.T, days int) string {
	t.Helper()
	dir := t.TempDir()
	if err := writeMarket(dir, days); err != nil {
		t.Fatal(err)
	}
	return dir
}

// writeMarket writes the trades of two sources of a simulated market.
func writeMarket(dir string, days int) error {
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar, config.EdgeBps = days, 6, 8
	config.Sources = config.Sources[:2]
	market, err := synth.NewMarket(config)
	if err != nil {
		return err
	}
	data := &dataset.Dataset{Dir: dir, Symbol: symbol}
	for i, source := range config.Sources {
		if err := os.MkdirAll(data.TradesDir(source.Name), 0o755); err != nil {
			return err
		}
		for day := range config.Days {
			trades, _ := market.Day(i, day)
			w, err := dataset.CreateTrades(data.TradesPath(source.Name, market.Date(day).Format(time.DateOnly)), microstructure.Provenance{Synthetic: "test"})
			if err != nil {
				return err
			}
			if err := errors.Join(w.Append(trades), w.Close()); err != nil {
				return err
			}
		}
	}
	return nil
}

// configOf takes all sources that there are, and few resamples.
func configOf(dir string) Config {
	c := DefaultConfig(dir, symbol)
	c.Sources = nil
	c.Evidence.Resampling.Reps, c.Evidence.ICReps = 40, 20
	return c
}

func opened(t *testing.T, c Config) *Desk {
	t.Helper()
	d, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The steps of a desk are those of the packages, each computed once.
func TestStepsAreThoseOfThePackages(t *testing.T) {
	ctx, config := t.Context(), configOf(sampleDir(t))
	config.LooksFile, config.Shifts = filepath.Join(t.TempDir(), result.LooksFile), 3
	d := opened(t, config)
	if synthetic, err := d.Synthetic(); !synthetic || err != nil || len(d.Config.Sources) != 2 {
		t.Fatalf("synthetic %t, error %v, sources %v", synthetic, err, d.Config.Sources)
	}
	calls := 0
	count := func(int, int) { calls++ }
	for range 2 {
		if _, err := d.Audit(ctx, func(int, int, int64) { calls++ }); err != nil {
			t.Fatal(err)
		}
		if _, _, err := d.Bars(ctx, func(dataset.Progress) { calls++ }); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Study(ctx, count); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Evidence(ctx, count); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Null(ctx, count); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Record(ctx); err != nil {
			t.Fatal(err)
		}
	}
	// 40 days audited, 80 files built, 96 backtests, 6 steps of evidence, 3
	// shifts
	if want := 40 + 80 + 2*48 + 6 + 3; calls != want {
		t.Errorf("%d calls of progress, want %d: each step is computed once", calls, want)
	}

	a, err := audit.Run(ctx, d.Data, d.Config.Sources, audit.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	build := dataset.DefaultConfig()
	build.LeaderTakers = true
	bars, built, err := d.Data.Bars(ctx, d.Config.Sources, build)
	if err != nil {
		t.Fatal(err)
	}
	panel, err := microstructure.JoinPanel(bars)
	if err != nil {
		t.Fatal(err)
	}
	s, err := reference.Run(panel, config.Reference, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := config.Evidence.At(bars[0].Source)
	c.AuditErrors, c.AuditAccepted = len(a.Errors()), a.AcceptedReasons()
	e, err := evidence.Run(bars, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	study, _ := d.Study(ctx, nil)
	verdict, err := d.Verdict(ctx)
	if err != nil || fmt.Sprint(verdict) != fmt.Sprint(e.Verdict) || // as text, since NaN differs from itself
		study.BestTest.String() != s.BestTest.String() || study.BestTest.TotalBps != s.BestTest.TotalBps {
		t.Errorf("gates %+v and %v, want %+v and %v", verdict.Gates, study.BestTest, e.Verdict.Gates, s.BestTest)
	}
	n := evidence.DefaultNullConfig()
	n.Shifts = config.Shifts
	null, err := evidence.Null(e.Market, c, evidence.ReferenceOf(s), n, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := d.Null(ctx, nil); !reflect.DeepEqual(got, null) {
		t.Error("the null control differs")
	}
	// The composite measured, and the study: begun, and with its verdict.
	r, err := result.ReadLooks(config.LooksFile)
	if err != nil || r.Damaged != nil || len(r.Looks) != 3 {
		t.Fatalf("record %+v, %v", r, err)
	}
	if m, begun, l := r.Looks[0], r.Looks[1], r.Looks[2]; m.Kind != evidence.LookComposite || m.Configurations != 1 || begun.Key() != l.Key() || begun.Verdict != "" || l.Verdict != e.Verdict.Label || l.Data != built.InputDigest ||
		l.Symbol != symbol || l.Configurations != 48 || l.FromDate != "2025-11-01" || l.ToDate != "2025-12-10" || len(l.Sources) != 2 || len(l.Features) != 6 || l.Bars != "5m" {
		t.Errorf("record %+v", r.Looks)
	}
}

// A feature of one's own can be what the composite is made of.
func TestFeaturesOfOnesOwn(t *testing.T) {
	c := configOf(makeDir(t, 5))
	count := microstructure.Tick("trades", struct{}{}, func(trades microstructure.Trades, _ struct{}) float64 { return float64(trades.Len()) })
	c.Features, c.Reference.Features = []microstructure.TickFeature{count}, count.Features()
	s, err := opened(t, c).Study(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for row, v := range s.Panel.Column(1, count.Feature()) {
		if v != float64(s.Panel.Bars[1][row].TradeCount) {
			t.Fatalf("row %d has %v trades, its bar %d", row, v, s.Panel.Bars[1][row].TradeCount)
		}
	}
	c.Features = nil
	if _, err := opened(t, c).Study(t.Context(), nil); err == nil {
		t.Error("a study of a feature that no bar has")
	}
}

// Data that are too short have a verdict and no evidence.
func TestVerdictWithoutEvidence(t *testing.T) {
	ctx := t.Context()
	d := opened(t, configOf(makeDir(t, 5)))
	e, err := d.Evidence(ctx, nil)
	if e != nil || !errors.Is(err, evidence.ErrTooShort) {
		t.Fatalf("%v, error %v", e, err)
	}
	v, verdictErr := d.Verdict(ctx)
	if verdictErr != nil || v.Label != evidence.NotProven || v.Reasons[0] != err.Error() {
		t.Errorf("%+v, error %v", v, verdictErr)
	}
	if n, err := d.Null(ctx, nil); n != nil || err != nil {
		t.Errorf("without shifts there is no null control: %v, error %v", n, err)
	}
	if looks, err := d.Record(ctx); err != nil || looks.Count.Looks != 0 || len(looks.All) != 1 || looks.All[0].Verdict != evidence.NotProven {
		t.Errorf("without a record, this look is the only one: %+v, error %v", looks, err)
	}
}

// What a context ended is computed by the next call.
func TestAnEndedStepIsComputedAnew(t *testing.T) {
	d := opened(t, configOf(makeDir(t, 5)))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, step := range map[string]func(context.Context) error{
		"audit":   func(ctx context.Context) error { _, err := d.Audit(ctx, nil); return err },
		"bars":    func(ctx context.Context) error { _, _, err := d.Bars(ctx, nil); return err },
		"study":   func(ctx context.Context) error { _, err := d.Study(ctx, nil); return err },
		"verdict": func(ctx context.Context) error { _, err := d.Verdict(ctx); return err },
		"look":    func(ctx context.Context) error { _, err := d.Record(ctx); return err },
	} {
		if err := step(ended); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := d.Record(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := d.Study(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

// Goroutines that ask for one step at once share what it gave.
func TestStepsAreShared(t *testing.T) {
	d := opened(t, configOf(makeDir(t, 5)))
	studies := make([]*reference.Study, 8)
	var all sync.WaitGroup
	for i := range studies {
		all.Go(func() { studies[i], _ = d.Study(t.Context(), nil) })
	}
	all.Wait()
	for _, s := range studies {
		if s == nil || s != studies[0] {
			t.Fatalf("%p and %p", s, studies[0])
		}
	}
}

func TestOpenReportsWhatIsMissing(t *testing.T) {
	dir := makeDir(t, 2)
	c := configOf(dir)
	c.Symbol = "OTHER"
	if _, err := Open(c); !errors.Is(err, dataset.ErrNoSymbol) {
		t.Errorf("error %v", err)
	}
	c = configOf(dir)
	c.Span.From = "2030-01-01"
	if _, err := Open(c); !errors.Is(err, dataset.ErrSpan) {
		t.Errorf("error %v", err)
	}
	c = configOf(dir)
	c.Sources = microstructure.DefaultSources()
	if _, err := opened(t, c).Days(); !errors.Is(err, dataset.ErrNoTrades) {
		t.Errorf("error %v", err)
	}
}

// A study of bars of another length counts its rows, and is refused beyond its
// memory before a trade is read.
func TestBarsOfAnotherLength(t *testing.T) {
	dir := sampleDir(t)
	quarter, err := microstructure.ParseInterval("15m")
	if err != nil {
		t.Fatal(err)
	}
	d := opened(t, configOf(dir).WithInterval(quarter))
	bars, _, err := d.Bars(t.Context(), nil)
	if err != nil || bars[0].Interval != quarter {
		t.Fatalf("bars of %v: %v", bars[0].Interval, err)
	}
	e, err := d.Evidence(t.Context(), nil)
	if err != nil || e.Calendar.Len() != 40*96 || e.Config.Interval != quarter {
		t.Fatalf("evidence of %d rows: %v", e.Calendar.Len(), err)
	}
	s, err := d.Study(t.Context(), nil)
	if err != nil || s.Panel.Interval != quarter || s.Panel.Len() > 40*96 || s.Stopped != nil {
		t.Errorf("study: %v, %v", err, s.Stopped)
	}
	small := configOf(dir).WithInterval(quarter)
	small.MemoryMB = 10
	_, _, err = opened(t, small).Bars(t.Context(), nil)
	if m, _ := d.Memory(); !errors.Is(err, ErrMemory) || m.Rows != 40*96 || m.Days != 40 || m.Sources != 2 || m.MB < 60 {
		t.Errorf("%v, with a limit of 10 MB: %v", m, err)
	}
}
