package evidence

import (
	"maps"
	"slices"

	"github.com/tickbook/tickbook/microstructure/reference"
)

// rate of a cell's outcomes for which something holds.
func (r *CellResult) rate(holds func(*Outcome) bool) Rate {
	n := 0
	for i := range r.Outcomes {
		if holds(&r.Outcomes[i]) {
			n++
		}
	}
	return NewRate(n, len(r.Outcomes))
}

// Labelled is the share of markets with a label.
func (r *CellResult) Labelled(l Label) Rate {
	return r.rate(func(o *Outcome) bool { return o.Label == l })
}

// Positive is the share of those markets that the reference judges which it
// finds positive.
func (r *CellResult) Positive() Rate {
	judged := r.rate(func(o *Outcome) bool { return o.Reference != "" })
	positive := r.rate(func(o *Outcome) bool { return o.Reference == string(reference.Positive) })
	return NewRate(positive.Count, judged.Count)
}

// Oracle is the share of markets in which the right configuration passes the
// profit gate, over all days and over those of the record.
func (r *CellResult) Oracle() (all, out Rate) {
	return r.rate(func(o *Outcome) bool { return o.Oracle }), r.rate(func(o *Outcome) bool { return o.OracleOut })
}

// Means are the round trips out of sample per market, and the net profit of
// one in bps, NaN without any.
func (r *CellResult) Means() (trips, tripBps float64) {
	total := 0.0
	for i := range r.Outcomes {
		trips += r.Outcomes[i].Trips
		total += r.Outcomes[i].NetBps
	}
	return trips / float64(len(r.Outcomes)), total / trips
}

// Pooled is the share of all markets of the groups given that were claimed to
// have an edge.
func (k *Calibration) Pooled(in func(Group) bool) Rate {
	count, runs := 0, 0
	for i := range k.Cells {
		if r := &k.Cells[i]; in(r.Group) {
			count += r.Labelled(Edge).Count
			runs += len(r.Outcomes)
		}
	}
	return NewRate(count, runs)
}

// Kept is the share of living edges that pass every gate but perhaps that of
// stability which it keeps.
func (k *Calibration) Kept() Rate {
	claimed := k.Pooled(func(g Group) bool { return g == Living })
	alone := 0
	for i := range k.Cells {
		if r := &k.Cells[i]; r.Group == Living {
			alone += r.rate(func(o *Outcome) bool { return len(o.Failed) == 1 && o.Failed[0] == "stability" }).Count
		}
	}
	return NewRate(claimed.Count, claimed.Count+alone)
}

// Stopped is the share of dead edges that are not claimed at a level of fees.
func (k *Calibration) Stopped(level Costs) Rate {
	stopped, runs := 0, 0
	for i := range k.Cells {
		if r := &k.Cells[i]; r.Group == Dead && r.Costs.Name == level.Name {
			runs += len(r.Outcomes)
			stopped += len(r.Outcomes) - r.Labelled(Edge).Count
		}
	}
	return NewRate(stopped, runs)
}

// A SelectionRate is how often an edge is claimed, by group of markets, when
// folds trade a selection.
type SelectionRate struct {
	Selection string
	Claimed   map[Group]Rate
}

// SelectionRates are those of the study's own selection, which comes first, and
// of the others.
func (k *Calibration) SelectionRates() []SelectionRate {
	out := []SelectionRate{{k.Selection.String(), map[Group]Rate{}}}
	for _, s := range Selections() {
		if s != k.Selection {
			out = append(out, SelectionRate{s.String(), map[Group]Rate{}})
		}
	}
	for n := range out {
		for i := range k.Cells {
			r := &k.Cells[i]
			claimed := r.rate(func(o *Outcome) bool { return n == 0 && o.Label == Edge || o.Selected[out[n].Selection] == Edge })
			sum := out[n].Claimed[r.Group]
			out[n].Claimed[r.Group] = NewRate(sum.Count+claimed.Count, sum.Runs+claimed.Runs)
		}
	}
	return out
}

// A GateCost says how often one gate decided alone, all others having passed,
// by group of markets. A figure that is no gate would have decided alone where
// all gates pass and it does not.
type GateCost struct {
	Gate  string
	Gates bool // false for a figure that is shown and does not gate
	Alone map[Group]Rate
}

// GateCosts are those of every gate that failed on any market, and of the
// figures shown, by name. Of edges that are there, a gate costs that much
// power; of others, it saves as many false claims.
func (k *Calibration) GateCosts() []GateCost {
	runs := map[Group]int{}
	alone := map[string]map[Group]int{LowDSR: {}, HighPBO: {}, StressLoss: {}}
	for i := range k.Cells {
		r := &k.Cells[i]
		runs[r.Group] += len(r.Outcomes)
		for n := range r.Outcomes {
			o := &r.Outcomes[n]
			for _, name := range o.Failed {
				if alone[name] == nil {
					alone[name] = map[Group]int{}
				}
			}
			deciding := o.Failed
			if o.Label == Edge {
				deciding = o.Shown
			}
			if len(o.Failed) <= 1 {
				for _, name := range deciding {
					alone[name][r.Group]++
				}
			}
		}
	}
	var out []GateCost
	for _, name := range slices.Sorted(maps.Keys(alone)) {
		cost := GateCost{name, name != LowDSR && name != HighPBO && name != StressLoss, map[Group]Rate{}}
		for g, n := range runs {
			cost.Alone[g] = NewRate(alone[name][g], n)
		}
		out = append(out, cost)
	}
	return out
}
