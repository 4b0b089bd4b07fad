package evidence

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// A NullConfig configures the runs of the procedures on markets without an
// edge.
type NullConfig struct {
	Shifts      int          // runs on the data with signal and prices misaligned
	Simulations []Simulation // kinds of markets without an edge
	Markets     int          // of each kind
	Seed        uint64
	Workers     int // goroutines; the result does not depend on it
	// Kept, unless nil, returns what NullPart made of a run, or nothing. It may
	// be called concurrently, and an error of it ends the work.
	Kept func(run int) ([]NullRun, error)
}

// DefaultNullConfig has 200 shifts of the data and no market of the three kinds
// of NullSimulations.
func DefaultNullConfig() NullConfig {
	return NullConfig{Shifts: 200, Simulations: NullSimulations(), Seed: 1, Workers: runtime.GOMAXPROCS(0)}
}

// maxRuns of each kind; a rate is known to within 0.2 % (one standard error)
// then.
const maxRuns = 100_000

// Validate reports every field that makes no sense, as ErrConfig.
func (n NullConfig) Validate() error {
	var c field.Check
	c.Whole("Shifts", n.Shifts, 0, maxRuns)
	c.Whole("Markets", n.Markets, 0, maxRuns)
	c.AtLeast("Workers", n.Workers, 1)
	checkSimulations(&c, n.Simulations)
	return c.As(ErrConfig)
}

func checkSimulations(c *field.Check, simulations []Simulation) {
	for i, s := range simulations {
		c.Part(fmt.Sprintf("Simulations[%d]", i), s.Validate())
	}
}

// A NullRun holds the procedures' verdicts on one market without an edge.
type NullRun struct {
	Kind      string // Misaligned, or the simulation's name
	Costs     string
	ShiftBars int // of a misaligned run
	Label     Label
	Reference reference.Verdict // empty when there is no reference
	// BestBps is the net profit over the whole span of the best of all
	// configurations with positions on FoldRule.MinActiveDays, 0 when none
	// has as many; OutOfSampleBps that of the walk-forward record,
	// ReferenceBestBps that of the reference's pick on its test span, NaN when
	// it picks none.
	BestBps, OutOfSampleBps, ReferenceBestBps float64
}

// A NullRate is how often each procedure claimed an edge in runs of one kind.
type NullRate struct {
	Kind, Costs string
	Gated       Rate // label "edge"
	Reference   Rate // verdict "positive"; of no run when there is no reference
}

// A NullControl holds the procedures' verdicts on markets without an edge.
type NullControl struct {
	Runs  []NullRun
	Rates []NullRate
	// ObservedBestBps is the best configuration's profit on the data as they
	// are; PValue its place among the misaligned runs at the same costs, (1 +
	// runs with at least as much) / (runs + 1). The Reference fields are the
	// same of its pick.
	ObservedBestBps, PValue                   float64
	ReferenceObservedBps, ReferenceObservedPV float64
}

// Misaligned is the kind of runs on shifted data.
const Misaligned = "misaligned"

// BestBps is the null distribution of the best configuration's profit: that of
// each run of one kind at one level of costs.
func (n *NullControl) BestBps(kind, costs string) []float64 {
	var out []float64
	for _, r := range n.Runs {
		if r.Kind == kind && r.Costs == costs {
			out = append(out, r.BestBps)
		}
	}
	return out
}

// Null runs the whole procedure after the signal on markets without an edge, at
// the study's costs and without any. The signal is shifted in a circle against
// prices and regimes by a whole number of bars between one day and the span
// less one: both keep their own dependence and lose their relation. reference
// may be nil, progress too.
func Null(m *Market, c Config, reference *Reference, n NullConfig, progress func(done, total int)) (*NullControl, error) {
	if err := checkNull(m, c, reference, n); err != nil {
		return nil, err
	}
	runs := make([][]NullRun, n.runs())
	err := inParallel(len(runs), n.Workers, progress, func(i int) (err error) {
		if n.Kept != nil {
			kept, err := n.Kept(i)
			if err != nil {
				return err
			}
			if len(kept) > 0 && (c.PriorTrials == 0 || !claims(kept)) {
				runs[i] = kept
				return nil
			}
		}
		runs[i], err = nullRun(m, c, reference, &n, i)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := &NullControl{}
	for _, r := range runs {
		out.Runs = append(out.Runs, r...)
	}
	out.rate()
	return out, out.observe(m, c, reference)
}

// runs is the number of runs, those on the data first.
func (n *NullConfig) runs() int { return n.Shifts + n.Markets*len(n.Simulations) }

// checkNull reports what Null cannot work with.
func checkNull(m *Market, c Config, reference *Reference, n NullConfig) error {
	if err := errors.Join(c.Validate(), n.Validate(), m.Validate()); err != nil {
		return err
	}
	if reference != nil {
		if err := reference.Validate(); err != nil {
			return err
		}
	}
	if n.Shifts > 0 {
		return m.shiftable()
	}
	return nil
}

// claims reports whether a run claims an edge. Earlier trials lower the level of
// the gate that is computed last, and change nothing else: what claims none
// without them has the same label with them.
func claims(runs []NullRun) bool {
	return slices.ContainsFunc(runs, func(r NullRun) bool { return r.Label == Edge })
}

// NullPart does some of the runs of Null, each of which depends on its number
// alone, and gives each its results: a market's verdicts at each of the costs,
// as if there were no earlier trials.
// done is called from several goroutines, and an error of it ends the work, as
// does ctx.
func NullPart(ctx context.Context, m *Market, c Config, reference *Reference, n NullConfig, which []int, done func(run int, results []NullRun, took time.Duration) error) error {
	if err := checkNull(m, c, reference, n); err != nil {
		return err
	}
	for _, i := range which {
		if i < 0 || i >= n.runs() {
			return fmt.Errorf("%w: there is no run %d of %d", ErrConfig, i, n.runs())
		}
	}
	c.PriorTrials = 0
	if done == nil {
		done = func(int, []NullRun, time.Duration) error { return nil }
	}
	newDo := func() parallel.Do {
		return func(_ context.Context, k int) error {
			start := time.Now()
			results, err := nullRun(m, c, reference, &n, which[k])
			if err != nil {
				return err
			}
			return done(which[k], results, time.Since(start))
		}
	}
	return parallel.Run(ctx, len(which), n.Workers, newDo, nil)
}

func (n *NullControl) rate() {
	type key struct{ kind, costs string }
	type count struct{ runs, edges, referenceRuns, positives int }
	var order []key
	counts := map[key]*count{}
	for _, r := range n.Runs {
		k := key{r.Kind, r.Costs}
		if counts[k] == nil {
			order = append(order, k)
			counts[k] = &count{}
		}
		c := counts[k]
		c.runs++
		if r.Label == Edge {
			c.edges++
		}
		if r.Reference != "" {
			c.referenceRuns++
		}
		if r.Reference == reference.Positive {
			c.positives++
		}
	}
	for _, k := range order {
		c := counts[k]
		n.Rates = append(n.Rates, NullRate{k.kind, k.costs, NewRate(c.edges, c.runs), NewRate(c.positives, c.referenceRuns)})
	}
}

func (n *NullControl) observe(m *Market, c Config, reference *Reference) (err error) {
	n.ObservedBestBps = bestBps(m.sweep(c.Grid, c.Fill, c.Costs), c.Folds.MinActiveDays)
	n.ReferenceObservedBps, n.ReferenceObservedPV, n.PValue = nan, nan, nan
	if reference != nil {
		if _, n.ReferenceObservedBps, err = reference.judge(0, c.Costs.RoundTripBps()); err != nil {
			return err
		}
	}
	runs, atLeast, referenceAtLeast := 0, 0, 0
	for _, r := range n.Runs {
		if r.Kind != Misaligned || r.Costs != c.Costs.Name {
			continue
		}
		runs++
		if r.BestBps >= n.ObservedBestBps {
			atLeast++
		}
		if r.ReferenceBestBps >= n.ReferenceObservedBps {
			referenceAtLeast++
		}
	}
	if runs > 0 {
		n.PValue = float64(1+atLeast) / float64(runs+1)
	}
	if runs > 0 && !math.IsNaN(n.ReferenceObservedBps) {
		n.ReferenceObservedPV = float64(1+referenceAtLeast) / float64(runs+1)
	}
	return nil
}
