package evidence

import (
	"encoding/json"
	"math"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// Gates are the conditions for an edge, with the reasons for the thresholds.
// All but the cost gate judge net profit at the study's fill and costs.
type Gates struct {
	// MinTrips and MinDays of the out-of-sample record: below 30 round trips a
	// mean's distribution is still far from normal, and trips on few days
	// depend on those days' events.
	MinTrips, MinDays int
	// Confidence of the one-sided lower bound of the mean daily profit, which
	// must be above 0. It is the conventional rate of false positives: one in
	// twenty.
	Confidence float64
	// MinDSR: deflated Sharpe ratio of the best trial over the whole span, the
	// same one in twenty for the best of all configurations ever tried.
	MinDSR float64
	// MaxSPA: largest p-value of Hansen's test (consistent, studentised) over
	// all trials; it resamples days, so unlike the deflated Sharpe ratio it
	// knows how the trials depend on each other and on time.
	MaxSPA float64
	// MaxPBO: largest probability of backtest overfitting. Noise scatters about
	// 0.5 with standard deviation 0.2 and is below 0.2 in 6 to 10 % of
	// searches; a real edge is well below.
	MaxPBO float64
	// PBOBlocks is the number of blocks, or the largest even number that leaves
	// MinBlockRows days to each.
	PBOBlocks, MinBlockRows int
	// Power at which the smallest detectable edge is computed.
	Power float64
}

// DefaultGates: 30 trips on 20 days, 95 %, 0.95, 0.05, 0.2 with 16 blocks of
// at least 4 days, power 80 %.
func DefaultGates() Gates {
	return Gates{MinTrips: 30, MinDays: 20, Confidence: 0.95, MinDSR: 0.95, MaxSPA: 0.05, MaxPBO: 0.2,
		PBOBlocks: 16, MinBlockRows: 4, Power: 0.8}
}

// Validate reports every invalid field, as ErrConfig.
func (g Gates) Validate() error {
	bad := complaints{part: "gates"}
	for _, x := range []struct {
		name  string
		value float64
	}{{"Confidence", g.Confidence}, {"MinDSR", g.MinDSR}, {"MaxSPA", g.MaxSPA}, {"MaxPBO", g.MaxPBO}, {"Power", g.Power}} {
		if !(x.value > 0 && x.value < 1) {
			bad.say("%s is %v, must be between 0 and 1", x.name, x.value)
		}
	}
	if !(g.Confidence > 0.5) {
		bad.say("Confidence is %v, must be above 0.5", g.Confidence)
	}
	if g.PBOBlocks < 2 || g.PBOBlocks%2 == 1 || g.PBOBlocks > inference.MaxBlocks || g.MinBlockRows < 2 {
		bad.say("PBOBlocks is %d of at least %d rows (MinBlockRows); the blocks must be even and at most %d, with 2 rows or more",
			g.PBOBlocks, g.MinBlockRows, inference.MaxBlocks)
	}
	return bad.err()
}

// blocks is the number of blocks for a number of days, 0 if there are too few.
func (g Gates) blocks(days int) int {
	return min(g.PBOBlocks, days/g.MinBlockRows/2*2)
}

// A Gate is one condition and whether it holds. A Value that could not be
// computed is NaN, null in JSON, and does not pass.
type Gate struct {
	Name      string
	Value     float64
	Threshold float64
	Pass      bool
}

// MarshalJSON writes {name, value, threshold, pass}.
func (g Gate) MarshalJSON() ([]byte, error) {
	out := struct {
		Name      string   `json:"name"`
		Value     *float64 `json:"value"`
		Threshold float64  `json:"threshold"`
		Pass      bool     `json:"pass"`
	}{g.Name, &g.Value, g.Threshold, g.Pass}
	if math.IsNaN(g.Value) || math.IsInf(g.Value, 0) {
		out.Value = nil
	}
	return json.Marshal(out)
}
