package desk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
)

func closes(c *evidence.Calendar) []float64 {
	return slices.Clone(c.Column(0, func(b *microstructure.Bar) float64 { return b.Close }))
}

func opens(c *evidence.Calendar) []float64 {
	return slices.Clone(c.Column(0, func(b *microstructure.Bar) float64 { return b.Open }))
}

// Earlier looks count, the same one again counts nothing and keeps its place,
// and so do functions of one name whose code is the same.
func TestEarlierLooksCount(t *testing.T) {
	ctx, dir := t.Context(), makeDir(t, 5)
	config := configOf(dir)
	config.LooksFile, config.NoAudit = filepath.Join(dir, result.LooksFile), true
	study := func(c Config) func() (Looks, error) {
		return func() (Looks, error) { return opened(t, c).Record(ctx) }
	}
	search := func(signal evidence.SignalSource, rule evidence.Rule) func() (Looks, error) {
		return func() (Looks, error) {
			j, err := opened(t, config).Search(ctx, evidence.Search{Signals: []evidence.SignalSource{signal}, Rules: []evidence.Rule{rule}, Filters: config.Evidence.Grid.Filters[:1]}, nil)
			if err != nil {
				return Looks{}, err
			}
			return j.Looks, nil
		}
	}
	measure := func(features ...microstructure.Feature) func() (Looks, error) {
		return func() (Looks, error) {
			m, err := opened(t, config).Measure(ctx, features...)
			if err == nil && (len(m.IC) != len(features) || len(m.IC[0].IC) != 5 || m.NotRecorded != nil) {
				t.Errorf("measured %+v", m)
			}
			return Looks{}, err
		}
	}
	others := microstructure.BarColumns()
	others = slices.DeleteFunc(others, func(f microstructure.Feature) bool {
		return slices.ContainsFunc(microstructure.SignalFeatures(), func(s microstructure.Feature) bool { return s.Name == f.Name })
	})[:10]
	smaller := config
	smaller.Evidence.Grid.Thresholds = []float64{1, 2}
	family := config
	family.Family = "mine"
	short := func(*evidence.Now) float64 { return -1 }
	for i, x := range []struct {
		take  func() (Looks, error)
		prior int
		again bool
	}{
		{study(config), 0, false},
		{study(config), 0, true},
		{study(smaller), 48, false},
		{measure(others...), 0, false},
		{measure(others[:3]...), 0, false},                      // again
		{measure(microstructure.SignalFeatures()[0]), 0, false}, // the studies have it
		{search(evidence.SignalFunc{Name: "s", Of: closes}, evidence.RuleFunc{Name: "r", Decide: short}), 48 + 24 + 10, false},
		{search(evidence.SignalFunc{Name: "s", Of: opens}, evidence.RuleFunc{Name: "r", Decide: short}), 48 + 24 + 10 + 1, false},
		{search(evidence.SignalFunc{Name: "s", Of: closes}, evidence.RuleFunc{Name: "r", Decide: short}), 48 + 24 + 10, true},
		{study(config), 0, true},
		{study(family), 24 + 10 + 2, false},
	} {
		l, err := x.take()
		if err != nil {
			t.Fatal(err)
		}
		if l.Count.Prior != x.prior || l.Count.Again != (x.again || l.All != nil) || l.Count.Others != 0 || l.NotRecorded != nil || l.Count.ByName != nil {
			t.Errorf("look %d: %+v, %v, want %d earlier configurations", i, l.Count, l.NotRecorded, x.prior)
		}
	}
	d := opened(t, smaller)
	c, err := d.Honest(ctx)
	if err != nil || c.PriorTrials != 48 || c.AuditErrors != evidence.UnknownAudit {
		t.Errorf("%d earlier trials, %d errors of an audit, error %v", c.PriorTrials, c.AuditErrors, err)
	}
	if v, err := d.Verdict(ctx); err != nil || !slices.ContainsFunc(v.Reasons, func(r string) bool {
		return strings.HasPrefix(r, "looks: on overlapping days 1 look at TESTUSDT with 48 configurations counts against the 24 configurations")
	}) {
		t.Errorf("%q, %v", v.Reasons, err)
	}
}

// Looks at another symbol count unless a family keeps them apart.
func TestLooksAtOtherSymbols(t *testing.T) {
	ctx, dir := t.Context(), makeDir(t, 5)
	other := "OTHERUSDT"
	if err := os.CopyFS(filepath.Join(dir, other), os.DirFS(filepath.Join(dir, symbol))); err != nil {
		t.Fatal(err)
	}
	record := filepath.Join(t.TempDir(), "new", "mine.jsonl")
	for i, x := range []struct {
		symbol, family string
		prior, others  int
	}{{symbol, "", 0, 0}, {other, "", 48, 1}, {other, "f", 0, 0}, {symbol, "f", 48, 1}} {
		c := configOf(dir)
		c.Symbol, c.Family, c.LooksFile, c.NoAudit = x.symbol, x.family, record, true
		l, err := opened(t, c).Record(ctx)
		if err != nil || l.Count.Prior != x.prior || l.Count.Others != x.others {
			t.Errorf("look %d: %+v, %v", i, l.Count, err)
		}
	}
}

// A look that cannot be recorded is said in the verdict, as is a function that
// only its name distinguishes.
func TestVerdictsSayWhatIsNotRecorded(t *testing.T) {
	ctx, c := t.Context(), configOf(makeDir(t, 5))
	c.LooksFile, c.NoAudit = t.TempDir(), true
	d := opened(t, c)
	v, err := d.Verdict(ctx)
	if err != nil || !strings.Contains(strings.Join(v.Reasons, "\n"), "looks: this look could not be recorded, so that it may not count later: record of looks: ") {
		t.Errorf("%q, %v", v.Reasons, err)
	}
	if m, err := d.Measure(ctx, microstructure.SignalFeatures()[0]); err != nil || !errors.Is(m.NotRecorded, result.ErrLooks) {
		t.Errorf("%+v, %v", m, err)
	}
	if _, err := d.Study(ctx, nil); err != nil {
		t.Error(err)
	}
	c.LooksFile = ""
	scale := 2.0
	own := evidence.RuleFunc{Name: "own", Decide: func(*evidence.Now) float64 { return scale }}
	j, err := opened(t, c).Search(ctx, evidence.Search{Signals: []evidence.SignalSource{evidence.SignalFunc{Name: "s", Of: closes}}, Rules: []evidence.Rule{own}, Filters: c.Evidence.Grid.Filters[:1]}, nil)
	if err != nil || !strings.Contains(strings.Join(j.Verdict.Reasons, "\n"), "an edit of this function is not noticed, as only its name distinguishes it: rule own: ") {
		t.Errorf("%+v, %v", j, err)
	}
}

// Where the record can only be read, earlier looks count.
func TestRecordsThatCannotBeWritten(t *testing.T) {
	ctx, c := t.Context(), configOf(makeDir(t, 5))
	c.LooksFile, c.NoAudit = filepath.Join(t.TempDir(), result.LooksFile), true
	if _, err := opened(t, c).Record(ctx); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(c.LooksFile, 0o444); err != nil {
		t.Fatal(err)
	}
	if f, err := os.OpenFile(c.LooksFile, os.O_WRONLY, 0); err == nil {
		f.Close()
		t.Skip("the user may write to files without permission, as root may")
	}
	c.Evidence.Grid.Thresholds = []float64{1, 2}
	if l, err := opened(t, c).Record(ctx); err != nil || l.NotRecorded == nil || l.Count.Prior != 48 {
		t.Errorf("%+v, %v", l, err)
	}
}

// A look that an error or an interruption ended does not count.
func TestLooksThatWereNotTaken(t *testing.T) {
	ctx, c := t.Context(), configOf(makeDir(t, 5))
	c.LooksFile, c.NoAudit = filepath.Join(t.TempDir(), result.LooksFile), true
	bad := c
	bad.Evidence.Features = []microstructure.Feature{microstructure.OwnFeature("absent", "not among the bars")}
	if _, err := opened(t, bad).Evidence(ctx, nil); err == nil || errors.Is(err, evidence.ErrTooShort) {
		t.Fatalf("a feature that no bar has: %v", err)
	}
	ended, cancel := context.WithCancel(ctx)
	d := opened(t, c)
	if _, _, err := d.Bars(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Honest(ctx); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := d.Evidence(ended, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	r, err := result.ReadLooks(c.LooksFile)
	if distinct := evidence.DistinctLooks(r.Looks); err != nil || len(distinct) != 2 || distinct[0].Verdict != evidence.NotTaken || distinct[1].Verdict != evidence.NotTaken {
		t.Errorf("%+v, %v", r.Looks, err)
	}
	if l, err := d.Record(ctx); err != nil || l.Count.Looks != 0 || l.All[1].Verdict != evidence.NotProven {
		t.Errorf("%+v, %v", l, err)
	}
}
