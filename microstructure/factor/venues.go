package factor

import (
	"math"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// A Venue compares a feature of each source with the returns of each, and with
// what the mean over the sources adds.
type Venue struct {
	Feature string
	IC      [][]Estimate // by source of the feature, then of the returns
	// Consensus is the correlation of the mean over the sources with the
	// leading source's returns.
	Consensus Estimate
	// Gain is what the consensus has beyond the leading source's own feature on
	// the same rows, in the direction of the consensus: above 0 it is stronger.
	// Its error is that of a bootstrap of pairs.
	Gain inference.ICDifference
}

// venue compares feature f; by has the features of the sources, forward their
// returns.
func (p *Panel) venue(f int, consensus column, by, forward []column, bars int, c *correlator, config Config) (Venue, error) {
	out := Venue{Feature: p.Names[f]}
	r := config.Resampling
	for _, x := range by {
		row := make([]Estimate, len(forward))
		for to, y := range forward {
			row[to] = c.ic(x, y, nil).estimate(r)
		}
		out.IC = append(out.IC, row)
	}
	out.Consensus = c.ic(consensus, forward[0], nil).estimate(r)
	r.Reps, r.Workers = config.RowReps, 1
	own, all := inference.ICPair{Signal: by[0].values, Return: forward[0].values}, inference.ICPair{Signal: consensus.values, Return: forward[0].values}
	first, second := all, own
	if out.Consensus.Value < 0 {
		first, second = own, all
	}
	var err error
	out.Gain, err = inference.CompareICs(first, second, bars, level, r)
	if out.Consensus.Value < 0 {
		out.Gain.First, out.Gain.Second = out.Gain.Second, out.Gain.First
	}
	return out, err
}

// Stronger reports whether the consensus is significantly stronger (1) or
// weaker (-1) than the leading source alone.
func (v Venue) Stronger() int {
	switch {
	case v.Gain.Lower > 0:
		return 1
	case v.Gain.Upper < 0:
		return -1
	}
	return 0
}

// Known reports whether the gain has an error.
func (v Venue) Known() bool { return !math.IsNaN(v.Gain.SE) }
