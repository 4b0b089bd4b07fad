package evidence_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

// A verdict after other earlier trials is the one that a run with them gives,
// of evidence that was kept as well.
func TestJudgeAfter(t *testing.T) {
	bars, c := sampleBars(26, 14), quickConfig()
	first, err := evidence.Run(bars, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	content, err := first.Keep()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := evidence.Kept(content, bars, c)
	if err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]bool{}
	for _, prior := range []int{60, 0, 5000} {
		with := c
		with.PriorTrials = prior
		want, err := evidence.Run(bars, with, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range []*evidence.Evidence{first, kept} {
			before := fmt.Sprintf("%+v %+v %+v %+v", *e.WalkForward, e.Exits, e.Selected, e.Trials)
			if err := e.JudgeAfter(prior); err != nil {
				t.Fatal(err)
			}
			if got, want := fmt.Sprintf("%+v", e.Verdict), fmt.Sprintf("%+v", want.Verdict); got != want || e.Config.PriorTrials != prior {
				t.Errorf("after %d:\n%s\nwant\n%s", prior, got, want)
			}
			if after := fmt.Sprintf("%+v %+v %+v %+v", *e.WalkForward, e.Exits, e.Selected, e.Trials); after != before {
				t.Errorf("after %d the rest is another", prior)
			}
		}
		verdicts[fmt.Sprintf("%+v", want.Verdict)] = true
	}
	if len(verdicts) != 3 {
		t.Errorf("%d verdicts: earlier trials change nothing", len(verdicts))
	}
	if err := first.JudgeAfter(-1); !errors.Is(err, evidence.ErrConfig) {
		t.Error(err)
	}
	first.WalkForward.Folds = first.WalkForward.Folds[1:]
	if err := first.JudgeAfter(1); !errors.Is(err, evidence.ErrConfig) {
		t.Errorf("other folds: %v", err)
	}
	if err := (*evidence.Evidence)(nil).JudgeAfter(1); !errors.Is(err, evidence.ErrConfig) {
		t.Error(err)
	}
}

// Runs of the null control that were kept, which know of no earlier trials, give
// what is computed with them.
func TestNullFindsKeptRunsAfterEarlierTrials(t *testing.T) {
	bars, c := sampleBars(26, 14), quickConfig()
	c.Gates.Confidence, c.Gates.MaxSPA, c.Gates.MinStability, c.Gates.MinTrips, c.Gates.MinDays = 0.51, 0.9, 0.01, 0, 0
	m, c, err := evidence.Prepare(bars, c)
	if err != nil {
		t.Fatal(err)
	}
	n := evidence.DefaultNullConfig()
	n.Shifts = 12
	kept := map[int][]evidence.NullRun{}
	c.PriorTrials = 7 // which parts leave out
	err = evidence.NullPart(t.Context(), m, c, nil, oneWorker(n), []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11}, func(run int, results []evidence.NullRun, _ time.Duration) error {
		kept[run] = results
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string]int{}
	for _, prior := range []int{0, 50, 1000} {
		c.PriorTrials, n.Kept = prior, nil
		want, err := evidence.Null(m, c, nil, n, nil)
		if err != nil {
			t.Fatal(err)
		}
		n.Kept = func(run int) ([]evidence.NullRun, error) { return kept[run], nil }
		got, err := evidence.Null(m, c, nil, n, nil)
		if err != nil || fmt.Sprintf("%+v", *got) != fmt.Sprintf("%+v", *want) {
			t.Errorf("after %d earlier trials: %v\n%+v\nwant\n%+v", prior, err, got.Runs, want.Runs)
		}
		for _, r := range want.Runs {
			if r.Label == evidence.Edge {
				labels[fmt.Sprint(prior)]++
			}
		}
	}
	if !(labels["0"] > labels["1000"]) {
		t.Errorf("claims by earlier trials: %v; they change nothing", labels)
	}
	broken := errors.New("broken")
	n.Kept = func(int) ([]evidence.NullRun, error) { return nil, broken }
	if _, err := evidence.Null(m, c, nil, n, nil); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func oneWorker(n evidence.NullConfig) evidence.NullConfig {
	n.Workers = 1
	return n
}
