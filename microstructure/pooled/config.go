package pooled

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// Errors that callers can tell apart with errors.Is.
var (
	// ErrSymbols: there are fewer than two symbols, two of one name, or their
	// configurations differ.
	ErrSymbols = errors.New("unfit symbols")
	// ErrNoOverlap: no day has a signal of every symbol.
	ErrNoOverlap = errors.New("the symbols have no day in common")
)

// A Symbol is what the pooled study knows of one: daily profits.
type Symbol struct {
	Name string
	evidence.DayProfits
}

// A Config says how several symbols are judged. It has no field that is one
// symbol's.
type Config struct {
	Folds      evidence.FoldRule
	Gates      evidence.Gates
	Resampling inference.Resampling
	// PriorTrials are configurations tried on these symbols and days before.
	PriorTrials int
}

// ConfigOf is the part of a study's configuration that counts here.
func ConfigOf(c evidence.Config) Config { return Config{c.Folds, c.Gates, c.Resampling, c.PriorTrials} }

// Validate reports every field that makes no sense, as evidence.ErrConfig.
func (c Config) Validate() error {
	var bad field.Check
	bad.Part("Folds", c.Folds.Validate())
	bad.Part("Gates", c.Gates.Validate())
	bad.Part("Resampling", c.Resampling.Validate())
	bad.AtLeast("PriorTrials", c.PriorTrials, 0)
	return bad.As(evidence.ErrConfig)
}

// check reports symbols that cannot be pooled.
func check(symbols []Symbol) error {
	if len(symbols) < 2 {
		return fmt.Errorf("%w: %d of them, and what is shown on one cannot be distinguished from what is true of it alone; give two or more", ErrSymbols, len(symbols))
	}
	names := map[string]bool{}
	first := &symbols[0]
	for i := range symbols {
		s := &symbols[i]
		if names[s.Name] {
			return fmt.Errorf("%w: %q is there twice", ErrSymbols, s.Name)
		}
		names[s.Name] = true
		if len(s.Trials) == 0 || len(s.Trials) != len(s.Configurations) || !slices.Equal(s.Configurations, first.Configurations) {
			return fmt.Errorf("%w: %q and %q have not traded the same configurations", ErrSymbols, s.Name, first.Name)
		}
		days := s.Days()
		if days > evidence.MaxDays || s.FirstDay < -maxDay || s.FirstDay > maxDay || s.PurgeDays < 0 || s.PurgeDays > evidence.MaxDays {
			return fmt.Errorf("%w: %q has %d days from day %d on with a purge of %d", ErrSymbols, s.Name, days, s.FirstDay, s.PurgeDays)
		}
		if !finite(s.Own) {
			return fmt.Errorf("%w: a return of %q is not a number", ErrSymbols, s.Name)
		}
		if s.PerDay < 0 || s.PerDay > maxPerDay {
			return fmt.Errorf("%w: %q has %d rows per day; give 0 to %d", ErrSymbols, s.Name, s.PerDay, maxPerDay)
		}
		for k := range s.Trials {
			if !inOrder(s.Trials[k].Held, days*s.PerDay) {
				return fmt.Errorf("%w: the positions of configuration %d of %q are not in the order of their rows, or not within its %d days of %d rows", ErrSymbols, k, s.Name, days, s.PerDay)
			}
			for _, d := range []*evidence.Days{&s.Trials[k].Whole, &s.Trials[k].Carried} {
				for _, x := range [][]float64{d.Net, d.Exposure, d.Turnover} {
					if len(x) != days || len(d.Active) != days || !finite(x) {
						return fmt.Errorf("%w: configuration %d of %q has not a number for each of %d days", ErrSymbols, k, s.Name, days)
					}
				}
			}
		}
	}
	return nil
}

const (
	maxDay    = 1e7    // far beyond any date
	maxPerDay = 86_400 // the shortest rows are of a second
)

// inOrder reports whether positions are in the order of their entries, and
// within a number of rows.
func inOrder(held []evidence.HeldRows, rows int) bool {
	last := int32(0)
	for _, h := range held {
		if h.Entry < last || h.Exit < h.Entry || int(h.Exit) >= rows {
			return false
		}
		last = h.Entry
	}
	return true
}

func finite(x []float64) bool {
	return !slices.ContainsFunc(x, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) })
}
