package evidence

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Config says how evidence is gathered and judged. Every field counts as it
// stands; start from DefaultConfig.
type Config struct {
	Features []microstructure.Feature // of which the composite is made
	Grid     microstructure.Grid
	Horizons []microstructure.Horizon
	Fill     Fill
	Costs    Costs
	Stress   Costs // shown beside the verdict
	Shorts   Shorts
	Venue    microstructure.Source // whose costs these are; empty until At is called
	Regimes  RegimeRule
	Folds    FoldRule
	Gates    Gates
	// Causality is the test of the signal's functions; see Causality.
	Causality CausalityRule

	Resampling inference.Resampling // of the gates
	ICReps     int                  // resamples of the information coefficient's bootstrap, over all rows and so costlier
	// PriorTrials are configurations tried on this span before, by other
	// studies: see LookCount.
	PriorTrials int
	AuditErrors int // of the data's audit, or UnknownAudit
	// AuditAccepted are findings of the audit that do not count, each in words
	// with the reason: the verdict repeats them.
	AuditAccepted []string
	// Interval is the length of the bars, of which holdings, horizons, purge
	// and the windows of regimes are multiples.
	Interval microstructure.Interval
}

// DefaultConfig has the reference's 48 configurations at fills that pay the
// spread, 7 bps per round trip and 10 under stress; see At for other venues.
// The audit is unknown.
func DefaultConfig() Config {
	return Config{
		Features: microstructure.SignalFeatures(),
		Grid:     microstructure.DefaultGrid(), Horizons: microstructure.Horizons(),
		Fill: DefaultFill(), Costs: Standard(), Stress: Stress(),
		Regimes: DefaultRegimeRule(), Folds: DefaultFoldRule(), Gates: DefaultGates(), Causality: DefaultCausalityRule(),
		Resampling: inference.DefaultResampling(), ICReps: 300, AuditErrors: UnknownAudit,
	}
}

// WithInterval is the configuration with the holdings, horizons, windows and
// purge of bars of another length.
func (c Config) WithInterval(i microstructure.Interval) Config {
	c.Interval, c.Horizons, c.Regimes = i, i.Horizons(), regimeRule(i)
	return c.WithHoldings(i.Grid().Holdings)
}

// WithHoldings is the configuration with other holding periods, and a purge
// that is longer than each of them.
func (c Config) WithHoldings(holdings []microstructure.Horizon) Config {
	c.Grid.Holdings = holdings
	c.Folds.PurgeBars = purgeBars(holdings, c.Interval)
	return c
}

// Validate reports every field that makes no sense, as ErrConfig.
func (c Config) Validate() error {
	most := longest(c.Grid.Holdings)
	var bad field.Check
	bad.That(len(c.Features) > 0, "Features", "empty", "at least one")
	bad.Part("Grid", c.Grid.Validate())
	bad.Part("Horizons", microstructure.CheckHorizons(c.Horizons))
	bad.That(int(c.Fill.Time) < len(fillNames), "Fill.Time", c.Fill.Time, "one of FillTimes")
	bad.Number("Fill.SlippageBps", c.Fill.SlippageBps, 0, maxChargeBps)
	bad.Part("Costs", c.Costs.Validate())
	bad.Part("Stress", c.Stress.Validate())
	bad.That(c.Shorts <= LongOnly, "Shorts", c.Shorts, "ShortsByVenue, WithShorts or LongOnly")
	bad.Part("Regimes", c.Regimes.Validate())
	bad.Part("Folds", c.Folds.Validate())
	bad.That(c.Folds.PurgeBars > most, "Folds.PurgeBars", c.Folds.PurgeBars, fmt.Sprintf("more than the longest holding period of %s", text.Plural(most, "bar")))
	bad.Part("Gates", c.Gates.Validate())
	bad.Part("Resampling", c.Resampling.Validate())
	bad.Whole("ICReps", c.ICReps, 1, inference.MaxReps)
	bad.Part("Causality", c.Causality.Validate())
	bad.AtLeast("PriorTrials", c.PriorTrials, 0)
	return bad.As(ErrConfig)
}

// longest is the largest number of bars of the holding periods, 0 for none.
func longest(holdings []microstructure.Horizon) (bars int) {
	for _, h := range holdings {
		bars = max(bars, h.Bars)
	}
	return bars
}
