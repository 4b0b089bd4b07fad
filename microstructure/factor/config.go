package factor

import (
	"errors"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// Errors that callers can tell apart with errors.Is.
var (
	ErrConfig   = errors.New("unfit configuration of a tear sheet")
	ErrTooShort = errors.New("too few days to measure features")
	// ErrNothing: no feature has values that differ, and enough of them.
	ErrNothing = errors.New("there is no feature to measure")
)

// A Config says what is measured, and how. Start from DefaultConfig.
type Config struct {
	Features []microstructure.Feature // candidates, declared before anything is measured
	// Contrarian are the names of the features that are said to be followed by
	// opposite returns: one test asks whether all of them are.
	Contrarian []string
	Horizons   []microstructure.Horizon
	Main       microstructure.Horizon // of the sections that have one horizon alone
	Costs      evidence.Costs
	Regimes    evidence.RegimeRule
	Folds      evidence.FoldRule
	Interval   microstructure.Interval

	Resampling inference.Resampling // of spans
	RowReps    int                  // resamples of rows, which are costlier
	Level      float64              // of the step-down test of everything tried
	FalseShare float64              // that is accepted among findings that are to be explored
	// Alike is the size of a rank correlation from which on two features are
	// one.
	Alike float64
}

// DefaultConfig measures the thirteen features of a bar, and those of the
// procedure's composite, at the procedure's horizons and costs.
func DefaultConfig(c evidence.Config) Config {
	out := Config{
		Features: microstructure.Features(), Horizons: c.Horizons, Costs: c.Costs, Regimes: c.Regimes, Folds: c.Folds, Interval: c.Interval,
		Resampling: inference.Resampling{Reps: 999, Seed: c.Resampling.Seed, Workers: c.Resampling.Workers}, RowReps: c.ICReps,
		Level: 0.05, FalseShare: 0.10, Alike: 0.8,
	}
	known := map[string]bool{}
	for _, f := range out.Features {
		known[f.Name] = true
	}
	for _, f := range c.Features {
		if !known[f.Name] {
			out.Features = append(out.Features, f)
		}
		out.Contrarian = append(out.Contrarian, f.Name)
	}
	if len(c.Horizons) > 0 {
		out.Main = c.Horizons[min(1, len(c.Horizons)-1)]
	}
	return out
}

// Validate reports every field that makes no sense, as ErrConfig.
func (c Config) Validate() error {
	var bad field.Check
	bad.That(len(c.Features) > 0, "Features", "empty", "at least one")
	seen := map[string]bool{}
	for _, f := range c.Features {
		bad.That(f.Name != "" && !seen[f.Name], "Features", f.Name, "features of different names")
		seen[f.Name] = true
	}
	bad.Part("Horizons", microstructure.CheckHorizons(c.Horizons))
	bad.That(len(c.Horizons) > 0, "Horizons", "empty", "at least one")
	bad.Part("Main", microstructure.CheckHorizons([]microstructure.Horizon{c.Main}))
	bad.Part("Costs", c.Costs.Validate())
	bad.Part("Regimes", c.Regimes.Validate())
	bad.Part("Folds", c.Folds.Validate())
	bad.Part("Resampling", c.Resampling.Validate())
	bad.Whole("RowReps", c.RowReps, 1, inference.MaxReps)
	bad.Share("Level", c.Level)
	bad.Share("FalseShare", c.FalseShare)
	bad.Share("Alike", c.Alike)
	return bad.As(ErrConfig)
}
