package evidence

import (
	"errors"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// An Outcome is what the procedures said of one simulated market.
type Outcome struct {
	Label  Label    `json:"label"`
	Failed []string `json:"failed,omitempty"` // gates, without what follows an underscore; TooShort alone when there was nothing to judge
	Trips  float64  `json:"trips"`            // out of sample
	NetBps float64  `json:"net_bps"`          // sum out of sample
	// Reference is the reference's verdict, empty where it has none.
	Reference string `json:"reference,omitempty"`
	// Oracle and OracleOut report whether the right configuration of an Offer
	// passes the profit gate, over all days and over those of the record.
	Oracle    bool `json:"oracle,omitempty"`
	OracleOut bool `json:"oracle_out,omitempty"`
	// Shown are figures of an Edge that do not gate and would not pass: LowDSR,
	// HighPBO, StressLoss.
	Shown []string `json:"shown,omitempty"`
	// P is the p-value of the best-of-many gate, 1 where another gate fails: of a
	// calibration of looks alone, which has no other field.
	P float64 `json:"p,omitempty"`
	// Selected are the labels under other selections of configurations, by name.
	Selected map[string]Label `json:"selected,omitempty"`
}

// What an Outcome may have failed or shown, beside the names of gates.
const (
	TooShort   = "too short"
	LowDSR     = "DSR below 0.95"
	HighPBO    = "PBO above 0.2"
	StressLoss = "loss under stress"
)

// Marks that the statistics that are shown would have to pass if they were
// gates: one in twenty each, and a probability of overfitting that 6 to 10 % of
// searches of noise are below.
const (
	leastDSR = 0.95
	mostPBO  = 0.2
)

// judge simulates a market and runs the procedures on it.
func (c Cell) judge(config Config, seed uint64) (Outcome, error) {
	m, config, err := c.simulate(config, seed)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Label: NotProven, Reference: m.reference(config)}
	sweep := newSweeper(m.Market, config.Grid.Configurations(), config.Fill, config.Costs)
	e, err := sweep.evaluation(config.Folds)
	if errors.Is(err, ErrTooShort) {
		out.Failed = []string{TooShort}
		return out, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	if err := e.judge(sweep, config, nil, allGates); err != nil {
		return Outcome{}, err
	}
	if e.Verdict.Label == Edge {
		if out.Shown, err = e.shown(sweep, config); err != nil {
			return Outcome{}, err
		}
	}
	v := &e.Verdict
	net, _ := e.WalkForward.daily(m.Market, config.Fill, config.Costs)
	out.Label, out.Trips, out.NetBps = v.Label, v.Trips, vector.Sum(net)
	for _, g := range v.Gates {
		name, _, _ := strings.Cut(g.Name, "_")
		if n := len(out.Failed); !g.Pass && (n == 0 || out.Failed[n-1] != name) {
			out.Failed = append(out.Failed, name)
		}
	}
	out.Selected = map[string]Label{}
	for _, s := range Selections() {
		if s == config.Folds.Selection {
			continue
		}
		other := Evaluation{Trials: e.Trials, WalkForward: sweep.selecting(e.WalkForward, s)}
		if err := other.judge(sweep, config, nil, labelAlone); err != nil {
			return Outcome{}, err
		}
		out.Selected[s.String()] = other.Verdict.Label
	}
	if o, ok := c.Kind.(Offer); ok {
		out.Oracle, out.OracleOut, err = oracle(m.Market, o.Right(), config, e.WalkForward.first)
	}
	return out, err
}

// shown are the figures of the whole verdict that do not gate and would not
// pass.
func (e *Evaluation) shown(s *sweeper, c Config) (out []string, err error) {
	whole := Evaluation{Trials: e.Trials, WalkForward: e.WalkForward}
	if err := whole.judge(s, c, nil, wholeVerdict); err != nil {
		return nil, err
	}
	v := &whole.Verdict
	if !(v.Luck.PSR >= leastDSR) {
		out = append(out, LowDSR)
	}
	if !(v.PBO.PBO <= mostPBO) {
		out = append(out, HighPBO)
	}
	if !(v.StressMeanBps > 0) {
		out = append(out, StressLoss)
	}
	return out, nil
}

// reference is the reference's verdict, empty for a market that it cannot
// judge: too short, or with bars missing.
func (m *SimulatedMarket) reference(c Config) string {
	r, err := m.Reference(c.Grid)
	if err != nil {
		return ""
	}
	verdict, _, err := r.judge(0, c.Costs.RoundTripBps())
	if err != nil {
		return ""
	}
	return string(verdict)
}

// oracle reports whether one configuration passes the profit gate, over all
// days and from a day of the market on.
func oracle(m *Market, right microstructure.Configuration, c Config, first int) (all, out bool, err error) {
	trials := newSweeper(m, []microstructure.Configuration{right}, c.Fill, c.Costs).all()
	daily := trials.Trials[0].Daily
	passes := func(daily []float64) bool {
		var i inference.Interval
		if err == nil {
			i, err = meanBounds(daily, c.Gates.Confidence, c.Resampling)
		}
		return i.Lower > 0
	}
	return passes(daily), passes(daily[first-trials.FirstDay:]), err
}
