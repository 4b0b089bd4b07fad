package evidence

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/inference"
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

// UnknownAudit marks data that have not been audited.
const UnknownAudit = -1

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
