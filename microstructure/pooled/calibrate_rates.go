package pooled

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/evidence"
)

func (r *CellResult) rate(holds func(*Outcome) bool) evidence.Rate {
	n := 0
	for i := range r.Outcomes {
		if holds(&r.Outcomes[i]) {
			n++
		}
	}
	return evidence.NewRate(n, len(r.Outcomes))
}

// Labelled is the share of baskets with a label.
func (r *CellResult) Labelled(l Label) evidence.Rate {
	return r.rate(func(o *Outcome) bool { return o.Label == l })
}

// Covered is the share of pooled intervals that hold 0, which is the truth
// without fees where the edge is on none.
func (r *CellResult) Covered() evidence.Rate {
	with := r.rate(func(o *Outcome) bool { return o.Bounds })
	return evidence.NewRate(r.rate(func(o *Outcome) bool { return o.Bounds && o.LowerBps <= 0 && o.UpperBps >= 0 }).Count, with.Count)
}

// Exact reports whether the pooled mean's truth is known to be 0.
func (r *CellResult) Exact() bool { return r.Truth == OnNone && r.Costs.RoundTripBps() == 0 }

// Means are those of the symbols' correlation, and of the pooled standard error
// over what the effective number of symbols predicts; NaN without an interval.
func (r *CellResult) Means() (correlation, ratio float64) {
	n := 0.0
	for i := range r.Outcomes {
		if o := &r.Outcomes[i]; o.Bounds && o.PredictedSE > 0 {
			correlation += o.Correlation
			ratio += o.SE / o.PredictedSE
			n++
		}
	}
	return correlation / n, ratio / n
}

// False is the share of all baskets with an edge on none or on one that were
// said to generalise.
func (k *Calibration) False() evidence.Rate {
	count, runs := 0, 0
	for i := range k.Cells {
		if r := &k.Cells[i]; r.Truth != OnAll {
			count += r.Labelled(Generalises).Count
			runs += len(r.Outcomes)
		}
	}
	return evidence.NewRate(count, runs)
}

// Covered is the share of intervals that hold the truth, where it is known.
func (k *Calibration) Covered() evidence.Rate {
	count, runs := 0, 0
	for i := range k.Cells {
		if r := &k.Cells[i]; r.Exact() {
			c := r.Covered()
			count, runs = count+c.Count, runs+c.Runs
		}
	}
	return evidence.NewRate(count, runs)
}

// Shares that the targets ask for.
const (
	mostFalse     = 0.06
	mostFalseCell = 0.08 // 16 of 200
	leastCovered  = 0.85
	mostCovered   = 0.95
)

// MostApart is how far the pooled standard error may be from what the effective
// number of symbols predicts, on average.
const MostApart = 0.1

// Targets are those of false claims, of all cells together and of each, and of
// the interval's coverage.
func (k *Calibration) Targets() []evidence.Target {
	out := []evidence.Target{
		{Name: "false claims that a rule generalises", Rate: k.False(), Share: mostFalse},
		{Name: "pooled intervals that hold the truth", Rate: k.Covered(), AtLeast: true, Share: leastCovered},
		{Name: "pooled intervals that hold the truth", Rate: k.Covered(), Share: mostCovered},
	}
	for i := range k.Cells {
		if r := &k.Cells[i]; r.Truth != OnAll {
			out = append(out, evidence.Target{Name: "false claims, " + r.Title(), Rate: r.Labelled(Generalises), Share: mostFalseCell, OfCell: true})
		}
	}
	return out
}

// Apart is the largest distance from 1, over the cells, of the pooled standard
// error over what the effective number of symbols predicts.
func (k *Calibration) Apart() float64 {
	apart := math.NaN()
	for i := range k.Cells {
		if _, ratio := k.Cells[i].Means(); !math.IsNaN(ratio) && !(math.Abs(ratio-1) <= apart) {
			apart = math.Abs(ratio - 1)
		}
	}
	return apart
}
