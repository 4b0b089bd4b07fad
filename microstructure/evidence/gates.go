package evidence

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// Gates are the conditions for an edge, with the reasons for the thresholds.
// All judge net profit at the study's fill and costs.
//
// Three figures that are shown are no conditions. Where all gates pass, profit
// under stress is a loss on one simulated market in thousands, with an edge as
// without. The deflated Sharpe ratio asks the best trial to beat the expected
// maximum by 1.645 standard errors, which fewer than one in a hundred searches
// of noise do, rather than one in twenty. The probability of backtest
// overfitting passes noise under fees, where an idle configuration is the best
// in both halves, and fails plateaus, where it does not matter which of equals
// is chosen.
type Gates struct {
	// MinTrips and MinDays of the out-of-sample record: below 30 round trips a
	// mean's distribution is still far from normal, and trips on few days
	// depend on those days' events. Spells count instead where they are more: a
	// trip of one member of five is a fifth of a round trip, and an outcome like
	// any other.
	MinTrips, MinDays int
	// Confidence of the one-sided lower bounds that must be above 0: of the
	// mean daily profit, and of its parts that are not the traded symbol's own
	// return (the market gates: a rule that is mostly long earns the market's
	// rise; one that is long in calm times hardly moves with it, and earns it
	// nevertheless). It is the conventional rate of false positives: one in
	// twenty.
	Confidence float64
	// MaxSPA: largest p-value of Hansen's test (consistent, studentised) over
	// all trials: one in twenty for the best of them all. Earlier looks
	// lower it: see Level.
	MaxSPA float64
	// MinStability is the least mean daily profit of the record's last third, as a
	// share of that of the whole record. An edge that lives makes about as much as
	// before, one that died nothing or a loss: half is the limit between them. To
	// ask instead that the last third be above 0, and not significantly (5 %) below
	// the rest, keeps as many living edges and stops fewer dead ones, since it
	// takes a fall for luck until many days have shown that it is none.
	MinStability float64
	// SmallestEdgeBps is the smallest edge of interest, net, per round trip:
	// that there is no edge is said where the upper bound is below it.
	SmallestEdgeBps float64
	// PBOBlocks is the number of blocks of the cross-validation, or the largest
	// even number that leaves MinBlockRows days to each.
	PBOBlocks, MinBlockRows int
	// Power at which the smallest detectable edge is computed.
	Power float64
}

// DefaultGates: 30 trips on 20 days, 95 %, 0.05, half, 1 bp per round trip, 16
// blocks of at least 4 days, power 80 %.
func DefaultGates() Gates {
	return Gates{MinTrips: 30, MinDays: 20, Confidence: 0.95, MaxSPA: 0.05, MinStability: 0.5, SmallestEdgeBps: 1,
		PBOBlocks: 16, MinBlockRows: 4, Power: 0.8}
}

// Validate reports every invalid field, as ErrConfig.
func (g Gates) Validate() error {
	var c field.Check
	c.That(g.Confidence > 0.5 && g.Confidence < 1, "Confidence", g.Confidence, "a number between 0.5 and 1")
	c.AtLeast("MinTrips", g.MinTrips, 0)
	c.AtLeast("MinDays", g.MinDays, 0)
	c.Share("MaxSPA", g.MaxSPA)
	c.Share("MinStability", g.MinStability)
	c.Number("SmallestEdgeBps", g.SmallestEdgeBps, 0, maxChargeBps)
	c.Share("Power", g.Power)
	c.That(g.PBOBlocks >= 2 && g.PBOBlocks%2 == 0 && g.PBOBlocks <= inference.MaxBlocks, "PBOBlocks", g.PBOBlocks, fmt.Sprintf("an even number from 2 to %d", inference.MaxBlocks))
	c.AtLeast("MinBlockRows", g.MinBlockRows, 2)
	return c.As(ErrConfig)
}

// evidence are the gates of a record's length.
func (g Gates) evidence(trips float64, spells, activeDays int) []Gate {
	outcomes := max(trips, float64(spells))
	return []Gate{
		{"evidence", outcomes, float64(g.MinTrips), outcomes >= float64(g.MinTrips)},
		{"evidence_days", float64(activeDays), float64(g.MinDays), activeDays >= g.MinDays},
	}
}

// blocks is the number of blocks for a number of days, 0 if there are too few.
func (g Gates) blocks(days int) int {
	return min(g.PBOBlocks, days/g.MinBlockRows/2*2)
}

// meanBounds is the interval of a mean whose ends are two one-sided bounds of
// the confidence.
func meanBounds(daily []float64, confidence float64, r inference.Resampling) (inference.Interval, error) {
	return inference.MeanInterval(daily, 2*confidence-1, r)
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
