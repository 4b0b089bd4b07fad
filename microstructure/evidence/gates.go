package evidence

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/field"
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
	var c field.Check
	c.That(g.Confidence > 0.5 && g.Confidence < 1, "Confidence", g.Confidence, "a number between 0.5 and 1")
	c.AtLeast("MinTrips", g.MinTrips, 0)
	c.AtLeast("MinDays", g.MinDays, 0)
	c.Share("MinDSR", g.MinDSR)
	c.Share("MaxSPA", g.MaxSPA)
	c.Share("MaxPBO", g.MaxPBO)
	c.Share("Power", g.Power)
	c.That(g.PBOBlocks >= 2 && g.PBOBlocks%2 == 0 && g.PBOBlocks <= inference.MaxBlocks, "PBOBlocks", g.PBOBlocks, fmt.Sprintf("an even number from 2 to %d", inference.MaxBlocks))
	c.AtLeast("MinBlockRows", g.MinBlockRows, 2)
	return c.As(ErrConfig)
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
