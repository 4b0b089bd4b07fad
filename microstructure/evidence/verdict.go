package evidence

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A Label is the verdict in a word or two.
type Label string

// The labels. An edge passes every gate. There is no edge when the record is
// long enough to tell (the evidence gate), the profit gate fails and even the
// upper bound of the mean profit is below 0 or below the smallest edge of
// interest. Anything else is not proven.
const (
	Edge      Label = "edge"
	NoEdge    Label = "no edge"
	NotProven Label = "not proven"
)

// A Verdict is the judgement of the data, with its reasons.
type Verdict struct {
	Label   Label
	Reasons []string // the failing gates in words, each figure against its threshold
	Gates   []Gate
	// Accepted are findings of the audit that the data gate passes over, each
	// with the reason.
	Accepted []string
	// Assumptions are what the figures take for granted about trading; see
	// Config.Assumptions.
	Assumptions []string

	Daily inference.Interval // of the out-of-sample record's mean daily net profit, bps; two one-sided bounds
	// ShrunkBps is the mean daily profit less what luck gives the largest of as
	// many records as there were looks: one, and the earlier trials that count
	// over this study's. The record of the only look was selected by nothing.
	ShrunkBps     float64
	GrossMeanBps  float64 // its mean daily profit before costs
	StressMeanBps float64 // its mean daily profit in the stress scenario
	Trips         float64 // out of sample: half of the turnover
	ActiveDays    int     // days of the record on which a position was held or changed
	Exposure      Exposure
	Stability     Stability
	Luck          inference.DeflatedSharpe // of the best trial over the whole span
	LuckTextbook  inference.DeflatedSharpe // the same with the variance seen across trials, which fees distort
	BestTrial     int                      // place among the trials; -1 when none varies
	// BestBps is the best trial's mean daily profit over the whole span,
	// BestShrunkBps the same less what luck gives the best of TrialsCounted.
	BestBps, BestShrunkBps float64
	TrialsCounted          int // N of both: all configurations ever tried on the span
	SPA                    inference.SPA
	// StepM is the stepwise form of SPA: its Survivors at the threshold of the
	// best-of-many gate are the trials that are better than not trading.
	StepM          inference.StepM
	Survivors      []int // places of those trials
	Risk           Risk
	PBO            inference.PBO // of the trials that traded; zero when the span is too short for blocks, or there are not two
	SmallestBps    float64       // mean daily profit that would have been shown with power Gates.Power
	SmallestByTrip float64       // the same in bps per round trip
	UpperByTrip    float64       // upper bound of the mean daily profit, in bps per round trip
	BreakEven      BreakEven
}

// Unproven is the verdict when the evidence could not be gathered: the error,
// such as ErrTooShort, is its reason. It repeats the accepted findings of the
// audit as others do: see Config.AuditAccepted.
func Unproven(err error, accepted ...string) Verdict {
	return Verdict{Label: NotProven, Reasons: append([]string{fmt.Sprint(err)}, acceptedReasons(accepted)...), Accepted: accepted, BestTrial: -1}
}

func acceptedReasons(accepted []string) (out []string) {
	for _, finding := range accepted {
		out = append(out, "data: accepted: "+finding)
	}
	return out
}

// UnknownAudit marks data that have not been audited.
const UnknownAudit = -1

// grounds are what a verdict rests on.
type grounds struct {
	gates       Gates
	trials      Trials
	net, gross  []float64 // out of sample, by day
	stressNet   []float64
	trips       float64
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
	// labelOnly leaves the costly gates out once another one has failed: the
	// label is known by then.
	labelOnly bool
}

func (c *grounds) judge() (Verdict, error) {
	v := Verdict{Accepted: c.accepted, Assumptions: c.assumptions, Risk: c.risk, Trips: c.trips, ActiveDays: c.activeDays, BestTrial: -1, TrialsCounted: len(c.trials.Trials) + c.priorTrials,
		GrossMeanBps: vector.Mean(c.gross), StressMeanBps: vector.Mean(c.stressNet), SmallestBps: nan, SmallestByTrip: nan, UpperByTrip: nan, BestBps: nan, BestShrunkBps: nan}
	g := c.gates
	var err error
	if v.Daily, err = inference.MeanInterval(c.net, float64(2*g.Confidence)-1, c.resampling); err != nil {
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
	v.Gates = []Gate{
		{"evidence", c.trips, float64(g.MinTrips), c.trips >= float64(g.MinTrips)},
		{"evidence_days", float64(c.activeDays), float64(g.MinDays), c.activeDays >= g.MinDays},
		{"profit", v.Daily.Lower, 0, v.Daily.Lower > 0},
	}
	if c.trips == 0 {
		v.StressMeanBps = nan
	}
	v.Stability = newStability(c.net)
	stable, declines := v.Stability.gates(g)
	cost := Gate{"cost", v.StressMeanBps, 0, v.StressMeanBps > 0}
	data := Gate{"data", c.dataErrors(), 0, c.auditErrors == 0}
	if known := c.labelOnly && !(v.passes() && stable.Pass && declines.Pass && cost.Pass && data.Pass); !known {
		if err := c.costly(&v); err != nil {
			return v, err
		}
	}
	v.Gates = append(v.Gates, stable, declines)
	v.Gates = append(v.Gates, cost)
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

// unsound says what the functions did.
func (c *grounds) unsound() (out []string) {
	for i := range c.causality {
		if f := &c.causality[i]; f.Unsound() {
			out = append(out, fmt.Sprintf("%s: %v", gateCausality, f))
		}
	}
	return out
}

// costly are the gates that resample, and what is shown beside them.
func (c *grounds) costly(v *Verdict) error {
	market, err := c.market(v)
	if err != nil {
		return fmt.Errorf("market gate: %w", err)
	}
	if v.Gates = append(v.Gates, market...); c.labelOnly && !v.passes() {
		return nil
	}
	best, err := c.bestOfMany(v)
	if err != nil {
		return fmt.Errorf("best of many gate: %w", err)
	}
	if v.Gates = append(v.Gates, best); c.labelOnly {
		return nil
	}
	r := c.resampling
	r.Reps = max(r.Reps, v.SPA.Reps)
	if v.StepM, err = inference.StepMTest(c.trials.Daily(), c.trials.meanBlock(), r); err != nil {
		return fmt.Errorf("stepwise test: %w", err)
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
	if v.SPA, err = spaAt(c.trials, gate.Threshold, c.gates.MaxSPA, c.resampling); err != nil {
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

func (v *Verdict) passes() bool {
	for _, g := range v.Gates {
		if !g.Pass {
			return false
		}
	}
	return true
}

func (v *Verdict) label(c *grounds) {
	switch {
	case v.passes():
		v.Label = Edge
	case v.Gates[0].Pass && v.Gates[1].Pass && !v.Gates[2].Pass && v.UpperByTrip < c.gates.SmallestEdgeBps:
		v.Label = NoEdge
	default:
		v.Label = NotProven
	}
	v.Reasons = v.reasons(c)
}

func (v *Verdict) reasons(c *grounds) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch {
	case v.Label != NoEdge:
	case v.Daily.Upper < 0:
		say("even the upper bound of the mean daily profit, %s, is below 0", text.Bps(v.Daily.Upper, 2))
	default:
		say("even the upper bound of the mean profit per round trip, %s, is below the smallest edge of interest, %s",
			text.Bps(v.UpperByTrip, 2), text.GivenBps(c.gates.SmallestEdgeBps))
	}
	if c.trips == 0 {
		say("no configuration was worth trading in any train span, so there is no out-of-sample record")
	}
	for _, g := range v.Gates {
		switch {
		case g.Pass:
		case g.Name == gateCausality:
			out = append(out, c.unsound()...)
		default:
			out = append(out, g.reason())
		}
	}
	switch {
	case v.Label == Edge:
		say("all gates pass")
		if c.risk.Spells > 0 {
			out = append(out, c.risk.Sentence())
		}
	case v.Label == NotProven && !math.IsNaN(v.SmallestByTrip):
		say("the smallest edge that this record could have shown with %s power is %s per day, %s per round trip",
			text.GivenPercent(c.gates.Power), text.Bps(v.SmallestBps, 2), text.Bps(v.SmallestByTrip, 2))
	}
	if days := len(c.net); c.trips > 0 && (days < inference.IntervalDays || c.activeDays < inference.IntervalActiveDays) {
		say("the record is too short for an interval: it has %s, a position on %s of them, and bounds hold as often as they say from %d and %d on",
			text.Plural(days, "day"), text.Count(c.activeDays), inference.IntervalDays, inference.IntervalActiveDays)
	}
	if len(c.assumptions) > 0 {
		say("assumed: %s", strings.Join(c.assumptions, "; "))
	}
	return append(out, acceptedReasons(c.accepted)...)
}
