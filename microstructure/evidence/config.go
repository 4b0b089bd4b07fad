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

	Resampling inference.Resampling // of the gates
	ICReps     int                  // resamples of the information coefficient's bootstrap, over all rows and so costlier
	// PriorTrials are configurations tried on this span before, by other studies: see LookCount.
	PriorTrials int
	AuditErrors int // of the data's audit, or UnknownAudit
	// AuditAccepted are findings of the audit that do not count, each in words with
	// the reason: the verdict repeats them.
	AuditAccepted []string
}

// DefaultConfig has the reference's 48 configurations at the next open, 7 bps
// a round trip and 10 under stress. The audit is unknown.
func DefaultConfig() Config {
	return Config{
		Features: microstructure.SignalFeatures(),
		Grid:     microstructure.DefaultGrid(), Horizons: microstructure.Horizons(),
		Fill: DefaultFill(), Costs: Standard(), Stress: Stress(),
		Regimes: DefaultRegimeRule(), Folds: DefaultFoldRule(), Gates: DefaultGates(),
		Resampling: inference.DefaultResampling(), ICReps: 300, AuditErrors: UnknownAudit,
	}
}

// Digest tells searches apart: it depends on every field that changes what is
// tried, and not on what is known of the data or of earlier searches.
func (c Config) Digest() string {
	c.PriorTrials, c.AuditErrors, c.ICReps, c.Horizons, c.AuditAccepted = 0, 0, 0, nil, nil
	c.Resampling, c.Gates = inference.Resampling{}, Gates{}
	features := fmt.Sprintf("%q", namesAndDocs(c.Features))
	c.Features = nil
	text := fmt.Appendf(nil, "%+v %s", c, features)
	return fmt.Sprintf("%x", sha256.Sum256(text))[:16]
}

// Validate reports every field that makes no sense, as ErrConfig.
func (c Config) Validate() error {
	var bad []error
	say := func(format string, args ...any) { bad = append(bad, fmt.Errorf(format, args...)) }
	if len(c.Features) == 0 {
		say("Features is empty; the composite needs one at least")
	}
	if c.Grid.Len() == 0 {
		say("Grid has no configuration")
	}
	longest := 0
	for _, h := range c.Grid.Holdings {
		longest = max(longest, h.Bars)
	}
	for _, h := range append(append([]microstructure.Horizon{}, c.Horizons...), c.Grid.Holdings...) {
		if h.Bars < 1 {
			say("horizon %q has %d bars, at least 1 is needed", h.Name, h.Bars)
		}
	}
	for _, t := range c.Grid.Thresholds {
		if !(t > 0) {
			say("threshold %v is not above 0", t)
		}
	}
	if int(c.Fill.Time) >= len(fillNames) || !(c.Fill.SlippageBps >= 0) {
		say("fill %v with slippage %v bps; the slippage must not be below 0", c.Fill.Time, c.Fill.SlippageBps)
	}
	r := c.Regimes
	if min(r.HourBars, r.DayBars, r.WindowBars, r.HourMin, r.DayMin, r.WindowMin) < 1 || !(0 < r.Low && r.Low < r.High && r.High < 1) {
		say("regimes %+v: windows and minima must be at least 1, and 0 < Low < High < 1", r)
	}
	if c.Resampling.Reps < 1 || c.Resampling.Workers < 1 || c.ICReps < 1 {
		say("%d resamples and %d of the information coefficient on %d workers; each must be at least 1",
			c.Resampling.Reps, c.ICReps, c.Resampling.Workers)
	}
	if c.PriorTrials < 0 {
		say("PriorTrials is %d, must not be below 0", c.PriorTrials)
	}
	bad = append(bad, c.Folds.validate(longest), c.Gates.validate())
	if err := errors.Join(bad...); err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return nil
}

func namesAndDocs(features []microstructure.Feature) []string {
	var out []string
	for _, f := range features {
		out = append(out, f.Name+" "+f.Doc)
	}
	return out
}
