package evidence

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// shiftable reports a market too short to shift a signal against its prices.
func (m *Market) shiftable() error {
	if m.Days() < 3 {
		return fmt.Errorf("%w: %s cannot be shifted by a day or more", ErrTooShort, text.Plural(m.Days(), "day"))
	}
	return nil
}

// shift is the i-th number of bars by which a signal is shifted: at least a
// day, and a day less than all at most.
func (m *Market) shift(seed, i uint64) int {
	return m.PerDay() + newRand(seed, i).IntN(m.Len()-2*m.PerDay()+1)
}

// nullRun is run i.
func nullRun(m *Market, c Config, reference *Reference, n *NullConfig, i int) ([]NullRun, error) {
	costs := []Costs{c.Costs}
	if free := Gross(); c.Costs.RoundTripBps() != 0 {
		costs = append(costs, free)
	}
	if i < n.Shifts {
		shift := m.shift(n.Seed, uint64(i))
		runs, err := nullRuns(m.withSignal(rotate(m.Signal, shift)), c, costs, reference, shift, uint64(i))
		for k := range runs {
			runs[k].Kind, runs[k].ShiftBars = Misaligned, shift
		}
		return runs, err
	}
	kind := n.Simulations[(i-n.Shifts)/n.Markets]
	kind.Interval = c.Interval
	market, err := kind.Market(n.Seed<<32+uint64(i-n.Shifts), c.Regimes)
	if err != nil {
		return nil, err
	}
	market.LongOnly = m.LongOnly
	var own *Reference
	if reference != nil {
		if own, err = market.Reference(c.Grid); err != nil {
			return nil, err
		}
	}
	runs, err := nullRuns(market.Market, c, costs, own, 0, uint64(i))
	for k := range runs {
		runs[k].Kind = kind.Name
	}
	return runs, err
}

// nullRuns judges one market at each of the costs. The reference shifts its own
// rows by as much.
func nullRuns(m *Market, c Config, costs []Costs, reference *Reference, shift int, seed uint64) ([]NullRun, error) {
	var out []NullRun
	if shift > 0 && reference != nil {
		shift = reference.places(shift, m.Len())
	}
	for _, k := range costs {
		at := c
		at.Costs = k
		if k.RoundTripBps() == 0 {
			at.Stress = k
		}
		at.AuditErrors = 0
		at.Resampling.Workers = 1
		at.Resampling.Seed += seed
		e, err := evaluate(m, at, nil, true)
		if err != nil {
			return nil, err
		}
		net, _ := e.WalkForward.daily(m, at.Fill, at.Costs)
		run := NullRun{Costs: k.Name, Label: e.Verdict.Label, BestBps: bestBps(e.Trials, c.Folds.MinActiveDays), OutOfSampleBps: vector.Sum(net), ReferenceBestBps: nan}
		if reference != nil {
			if run.Reference, run.ReferenceBestBps, err = reference.judge(shift, k.RoundTripBps()); err != nil {
				return nil, err
			}
		}
		out = append(out, run)
	}
	return out, nil
}

func bestBps(t Trials, minActiveDays int) float64 {
	if best := t.Best(minActiveDays); best != nil {
		return best.NetBps
	}
	return 0
}
