package reference

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// Steps taken one at a time make the study that Run makes, and change none of
// those before.
func TestStepsMakeTheStudy(t *testing.T) {
	panel, config := randomPanel(t, 4000, nil), DefaultConfig("X")
	want, err := Run(panel, config, nil)
	if err != nil || want.Stopped != nil {
		t.Fatal(err, want.Stopped)
	}
	s, err := New(panel, config)
	if err != nil {
		t.Fatal(err)
	}
	composite := NewComposite(panel, microstructure.SignalFeatures())
	steps := []func(*Study) *Study{
		func(s *Study) *Study {
			return s.WithSignal(composite, microstructure.RollingSignal(composite.Score))
		},
		(*Study).WithDeciles, (*Study).WithRegimes,
		func(s *Study) *Study { return s.WithSweep(config.Grid, nil) },
		(*Study).WithBest,
		func(s *Study) *Study { return s.WithWalkForward(nil) },
		(*Study).WithBestTest,
	}
	for i, step := range steps {
		before := *s
		next := step(s)
		if next == s || next.Stopped != nil || !equalStudies(*s, before) {
			t.Fatalf("step %d changes the study before it, or stops: %v", i, next.Stopped)
		}
		s = next
	}
	if !equalStudies(*s, *want) {
		t.Error("the steps make another study than Run")
	}
}

// equalStudies compares what is not a function, NaN equal to NaN.
func equalStudies(a, b Study) bool {
	equal := len(a.Signal) == len(b.Signal) && len(a.IC) == len(b.IC)
	for i := range min(len(a.Signal), len(b.Signal)) {
		equal = equal && same(a.Signal[i], b.Signal[i])
	}
	return equal && reflect.DeepEqual(a.Deciles, b.Deciles) && reflect.DeepEqual(a.RegimeSpreads, b.RegimeSpreads) &&
		reflect.DeepEqual(a.Sweep, b.Sweep) && reflect.DeepEqual(a.Best, b.Best) && reflect.DeepEqual(a.BestLedger, b.BestLedger) &&
		(a.WalkForward == nil) == (b.WalkForward == nil) && reflect.DeepEqual(a.BestTest, b.BestTest) &&
		reflect.DeepEqual(a.TestLedger, b.TestLedger) && reflect.DeepEqual(a.TrainLedger, b.TrainLedger)
}

func TestStudyRefusesBarsByActivity(t *testing.T) {
	bars := microstructure.SourceBars{Source: microstructure.Source{Name: "a"}, Bars: make([]microstructure.Bar, 1), Activity: microstructure.Activity{Measure: microstructure.ByVolume, Size: 100}, Ends: make([]microstructure.BarEnd, 1)}
	panel, err := microstructure.JoinPanel([]microstructure.SourceBars{bars})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(panel, DefaultConfig("BTCUSDT")); !errors.Is(err, microstructure.ErrActivity) || !strings.Contains(err.Error(), "windows and holding periods in time: place them on bars of a length of time with PlaceBars") {
		t.Errorf("error %v", err)
	}
}

func TestStepsOutOfPlaceStop(t *testing.T) {
	panel := randomPanel(t, 2000, nil)
	s, err := New(panel, DefaultConfig("X"))
	if err != nil {
		t.Fatal(err)
	}
	composite := NewComposite(panel, microstructure.SignalFeatures())
	whole := s.WithSignal(composite, composite.Score)
	bad := DefaultConfig("X").Grid
	bad.Thresholds = []float64{-1}
	for name, c := range map[string]struct {
		study *Study
		want  error
	}{
		"deciles":         {s.WithDeciles(), ErrStep},
		"regimes":         {whole.WithRegimes(), ErrStep},
		"sweep":           {whole.WithDeciles().WithSweep(bad, nil), ErrStep},
		"best":            {whole.WithBest(), ErrStep},
		"walk-forward":    {whole.WithWalkForward(nil), ErrStep},
		"test":            {whole.WithBestTest(), ErrStep},
		"an empty study":  {(&Study{}).WithSignal(Composite{}, nil), ErrStep},
		"a short signal":  {s.WithSignal(composite, composite.Score[1:]), microstructure.ErrColumnLengths},
		"no composite":    {s.WithSignal(Composite{}, composite.Score), microstructure.ErrColumnLengths},
		"the stop of old": {s.WithDeciles().WithSignal(composite, composite.Score), ErrStep},
	} {
		if !errors.Is(c.study.Stopped, c.want) {
			t.Errorf("%s: stopped by %v, want %v", name, c.study.Stopped, c.want)
		}
	}
	if regimes := whole.WithDeciles().WithRegimes().WithSweep(bad, nil); regimes.Stopped == nil || regimes.Sweep != nil {
		t.Error("a grid with a threshold below 0 is swept")
	}
}
