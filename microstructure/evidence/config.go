package evidence

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// A Config says how evidence is gathered and judged. Every field counts as it
// stands; start from DefaultConfig.
type Config struct {
	Features []microstructure.Feature // of which the composite is made
	Grid     microstructure.Grid
	Horizons []microstructure.Horizon
	Fill     Fill
	Costs    Costs
	Stress   Costs // of the cost gate
	Regimes  RegimeRule
	Folds    FoldRule
	Gates    Gates
	// Causality is the test of the signal's functions; see Causality.
	Causality CausalityRule

	Resampling inference.Resampling // of the gates
	ICReps     int                  // resamples of the information coefficient's bootstrap, over all rows and so costlier
	// PriorTrials are configurations tried on this span before, by other studies: see LookCount.
	PriorTrials int
	AuditErrors int // of the data's audit, or UnknownAudit
	// AuditAccepted are findings of the audit that do not count, each in words with
	// the reason: the verdict repeats them.
	AuditAccepted []string
}

// DefaultConfig has the reference's 48 configurations at fills that pay the
// spread, 7 bps a round trip and 10 under stress. The audit is unknown.
func DefaultConfig() Config {
	return Config{
		Features: microstructure.SignalFeatures(),
		Grid:     microstructure.DefaultGrid(), Horizons: microstructure.Horizons(),
		Fill: DefaultFill(), Costs: Standard(), Stress: Stress(),
		Regimes: DefaultRegimeRule(), Folds: DefaultFoldRule(), Gates: DefaultGates(), Causality: DefaultCausalityRule(),
		Resampling: inference.DefaultResampling(), ICReps: 300, AuditErrors: UnknownAudit,
	}
}

// Digest tells searches apart: it depends on every field that changes what is
// tried, and not on what is known of the data or of earlier searches.
func (c Config) Digest() string {
	c.PriorTrials, c.AuditErrors, c.ICReps, c.Horizons, c.AuditAccepted = 0, 0, 0, nil, nil
	c.Resampling, c.Gates, c.Causality = inference.Resampling{}, Gates{}, CausalityRule{}
	features := fmt.Sprintf("%q", namesAndDocs(c.Features))
	c.Features = nil
	text := fmt.Appendf(nil, "%+v %s", c, features)
	return fmt.Sprintf("%x", sha256.Sum256(text))[:16]
}

// Validate reports every field that makes no sense, as ErrConfig.
func (c Config) Validate() error {
	bad := complaints{part: "study"}
	if len(c.Features) == 0 {
		bad.say("there are no Features; the composite needs one at least")
	}
	for _, err := range []error{c.Grid.Validate(), microstructure.CheckHorizons(c.Horizons)} {
		if err != nil {
			bad.say("%w", err)
		}
	}
	longest := 0
	for _, h := range c.Grid.Holdings {
		longest = max(longest, h.Bars)
	}
	if c.Folds.PurgeBars <= longest {
		bad.say("PurgeBars of the folds is %d, the longest holding period of %d bars needs one more", c.Folds.PurgeBars, longest)
	}
	if int(c.Fill.Time) >= len(fillNames) || !(c.Fill.SlippageBps >= 0) {
		bad.say("fill %v with slippage %v bps; the slippage must not be below 0", c.Fill.Time, c.Fill.SlippageBps)
	}
	if err := c.Resampling.Validate(); err != nil {
		bad.say("%w", err)
	}
	if c.ICReps < 1 || c.ICReps > inference.MaxReps {
		bad.say("ICReps, the resamples of the information coefficient, are %d, must be 1 to %d", c.ICReps, inference.MaxReps)
	}
	if c.Causality.Cuts < 0 {
		bad.say("Causality has %d cuts, must not be below 0", c.Causality.Cuts)
	}
	if c.PriorTrials < 0 {
		bad.say("PriorTrials is %d, must not be below 0", c.PriorTrials)
	}
	return errors.Join(bad.err(), c.Regimes.Validate(), c.Folds.Validate(), c.Gates.Validate())
}

func namesAndDocs(features []microstructure.Feature) []string {
	var out []string
	for _, f := range features {
		out = append(out, f.Name+" "+f.Doc)
	}
	return out
}
