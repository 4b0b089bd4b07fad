package evidence

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// grounds are what a verdict rests on.
type grounds struct {
	gates       Gates
	trials      Trials
	net, gross  []float64 // out of sample, by day
	stressNet   []float64 // nil but for the whole verdict
	trips       float64
	spells      int
	activeDays  int
	priorTrials int
	auditErrors int
	accepted    []string
	assumptions []string
	causality   []Causality // nil for no gate
	risk        Risk        // of the record
	own         []float64   // return of the traded symbol, by day of the record, bps
	exposure    []float64   // mean position, by day of the record
	resampling  inference.Resampling
	scope       scope
}

// A scope is how much of a verdict is wanted.
type scope uint8

const (
	wholeVerdict scope = iota
	allGates           // without the figures beside them
	// labelAlone leaves the costly gates out once another one has failed: the
	// label is known by then.
	labelAlone
)

// scopeOf is the whole verdict or its label.
func scopeOf(labelOnly bool) scope {
	if labelOnly {
		return labelAlone
	}
	return wholeVerdict
}

func (c *grounds) judge() (Verdict, error) {
	v := Verdict{Accepted: c.accepted, Assumptions: c.assumptions, Risk: c.risk, Trips: c.trips, ActiveDays: c.activeDays, BestTrial: -1, TrialsCounted: len(c.trials.Trials) + c.priorTrials,
		GrossMeanBps: vector.Mean(c.gross), StressMeanBps: vector.Mean(c.stressNet), SmallestBps: nan, SmallestByTrip: nan, UpperByTrip: nan, BestBps: nan, BestShrunkBps: nan}
	g := c.gates
	var err error
	if v.Daily, err = meanBounds(c.net, g.Confidence, c.resampling); err != nil {
		return v, err
	}
	luck, _ := inference.ExpectedMaximum(max(1, float64(v.TrialsCounted)/float64(max(1, len(c.trials.Trials)))))
	v.ShrunkBps = v.Daily.Mean - float64(luck*v.Daily.SE)
	if v.SmallestBps, err = inference.SmallestDetectableMean(v.Daily.SE, g.Confidence, g.Power); err != nil {
		return v, err
	}
	if c.trips > 0 {
		perTrip := float64(len(c.net)) / c.trips
		v.SmallestByTrip, v.UpperByTrip = v.SmallestBps*perTrip, v.Daily.Upper*perTrip
	}
	v.Gates = append(g.evidence(c.trips, c.spells, c.activeDays), Gate{"profit", v.Daily.Lower, 0, v.Daily.Lower > 0})
	if c.trips == 0 {
		v.StressMeanBps = nan
	}
	v.Stability = newStability(c.net)
	stable := v.Stability.gate(g)
	data := Gate{"data", c.dataErrors(), 0, c.auditErrors == 0}
	if known := c.scope == labelAlone && !(v.passes() && stable.Pass && data.Pass); !known {
		if err := c.costly(&v); err != nil {
			return v, err
		}
	}
	v.Gates = append(v.Gates, stable)
	if c.causality != nil {
		v.Gates = append(v.Gates, c.sound())
	}
	v.Gates = append(v.Gates, data)
	v.label(c)
	return v, nil
}

func (c *grounds) dataErrors() float64 {
	if c.auditErrors < 0 {
		return nan
	}
	return float64(c.auditErrors)
}

// sound counts the functions that saw the future or do not repeat themselves.
// It is NaN where one has not been tested.
func (c *grounds) sound() Gate {
	gate := Gate{Name: gateCausality, Pass: true}
	for i := range c.causality {
		if f := &c.causality[i]; f.Unsound() {
			gate.Pass = false
			gate.Value++
			if f.Cuts == 0 {
				gate.Value = nan
			}
		}
	}
	return gate
}

// costly are the gates that resample, and what is shown beside them.
func (c *grounds) costly(v *Verdict) error {
	market, err := c.market(v)
	if err != nil {
		return fmt.Errorf("market gate: %w", err)
	}
	if v.Gates = append(v.Gates, market...); c.scope == labelAlone && !v.passes() {
		return nil
	}
	best, err := c.bestOfMany(v)
	if err != nil {
		return fmt.Errorf("best of many gate: %w", err)
	}
	if v.Gates = append(v.Gates, best); c.scope != wholeVerdict {
		return nil
	}
	v.Survivors = v.StepM.Survivors(best.Threshold)
	if err := c.luck(v); err != nil {
		return fmt.Errorf("deflated Sharpe ratio: %w", err)
	}
	if err := c.overfitting(v); err != nil {
		return fmt.Errorf("cross-validation: %w", err)
	}
	return nil
}

func (c *grounds) market(v *Verdict) (gates []Gate, err error) {
	if v.Exposure, err = newExposure(c.net, c.own, c.exposure, c.gates.Confidence, c.resampling); err != nil {
		return nil, err
	}
	alpha, timing := v.Exposure.Alpha.Lower, v.Exposure.Timing.Lower
	return []Gate{{"market", alpha, 0, alpha > 0}, {"market_timing", timing, 0, timing > 0}}, nil
}

func (c *grounds) bestOfMany(v *Verdict) (gate Gate, err error) {
	gate = Gate{"best of many", nan, c.gates.Level(len(c.trials.Trials), c.priorTrials), false}
	if v.SPA, v.StepM, err = spaAt(c.trials, gate.Threshold, c.gates.MaxSPA, c.resampling); err != nil {
		return gate, err
	}
	gate.Value = v.SPA.Studentised.Consistent.PPlus1
	gate.Pass = gate.Value <= gate.Threshold
	return gate, nil
}

// luck compares the best trial with what luck gives the best of as many.
func (c *grounds) luck(v *Verdict) error {
	all, err := inference.DescribeTrials(c.trials.Daily())
	if err != nil || all.Best < 0 {
		return err
	}
	v.BestTrial = all.Best
	n := float64(v.TrialsCounted)
	v.Luck = all.Sharpes[all.Best].DSR(n, all.VarNoSkill)
	_, _, sd := inference.MeanStd(c.trials.Trials[all.Best].Daily)
	v.BestBps, v.BestShrunkBps = sd*all.Sharpes[all.Best].Ratio, sd*(all.Sharpes[all.Best].Ratio-v.Luck.Benchmark)
	v.LuckTextbook = all.Sharpes[all.Best].DSR(n, all.VarTextbook)
	return nil
}

// overfitting cross-validates the choice among the trials that traded: one that
// never did is the best of losers in both halves.
func (c *grounds) overfitting(v *Verdict) (err error) {
	var traded [][]float64
	for i := range c.trials.Trials {
		if t := &c.trials.Trials[i]; t.ActiveDays > 0 {
			traded = append(traded, t.Daily)
		}
	}
	if blocks := c.gates.blocks(c.trials.Days); blocks >= 2 && len(traded) >= 2 {
		v.PBO, err = inference.CSCV(traded, blocks)
	}
	return err
}
