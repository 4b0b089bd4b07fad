package desk

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/store"
)

// A SymbolsStudy is one rule studied on several symbols.
type SymbolsStudy struct {
	Rows      []pooled.Row
	Pooled    *pooled.Study // nil if they could not be pooled
	Short     error         // says why then
	Looks     Looks         // the pooled look included; zero if there was none
	Synthetic bool          // the trades of any symbol are simulated
	Input     string        // digest of the files of all symbols
}

// Studied counts the symbols that the pooled study has.
func (s *SymbolsStudy) Studied() (n int) {
	for i := range s.Rows {
		if s.Rows[i].Err == nil {
			n++
		}
	}
	return n
}

// Symbols are the steps of a study of several symbols.
type Symbols struct {
	// Each is called with the desk of each symbol, before it is studied; its
	// error is the symbol's. It may be nil.
	Each func(ctx context.Context, d *Desk) error
	// Begin is called before each symbol, with its place from 0. It may be nil.
	Begin func(place, total int, symbol string)
	// Progress counts the steps of the evidence of a symbol. It may be nil.
	Progress func(done, total int)
}

// StudySymbols studies each symbol by the honest procedure, and then all of them
// together with the same configurations: see package pooled. The symbols are
// read one after the other, and of each only the daily profits of its
// configurations are kept. One that cannot be studied is a row with the reason;
// fewer than two, two that are the same, or one that has no data are an error
// before the work.
//
// Each study is a look, and so is the pooled one, against which the studies that
// it is made of do not count.
func (c Config) StudySymbols(ctx context.Context, symbols []string, steps Symbols) (*SymbolsStudy, error) {
	c, err := c.forSymbols(symbols)
	if err != nil {
		return nil, err
	}
	out := &SymbolsStudy{}
	var all []pooled.Symbol
	var look evidence.Look
	digest := sha256.New()
	for i, symbol := range symbols {
		if steps.Begin != nil {
			steps.Begin(i, len(symbols), symbol)
		}
		row := pooled.Row{Symbol: symbol}
		d, profits, err := c.studySymbol(ctx, &row, steps)
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if store.Failed(err) {
			return nil, fmt.Errorf("%s: %w", symbol, err)
		}
		if err == nil {
			var this evidence.Look
			if this, err = d.lookOf(ctx, d.Config.Evidence.PooledLook(), d.Config.Evidence.Features); err == nil && len(all) == 0 {
				look, c.Evidence = this, d.Config.Evidence
			}
			look.FromDate, look.ToDate = max(look.FromDate, row.From), min(look.ToDate, row.To)
			fmt.Fprintf(digest, "%s %s\n", symbol, this.Data)
			synthetic, _ := d.Synthetic()
			out.Synthetic = out.Synthetic || synthetic
			all = append(all, pooled.Symbol{Name: symbol, DayProfits: profits})
		}
		row.Err = err
		out.Rows = append(out.Rows, row)
	}
	if out.Short = tooFew(out.Rows, len(all)); out.Short != nil {
		return out, nil
	}
	out.Input = fmt.Sprintf("%x", digest.Sum(nil))
	look.Data = out.Input
	look.Symbol = looked(out.Rows)
	return out, c.pool(ctx, out, all, look)
}

// forSymbols is the configuration with the sources that all symbols have, if
// none are given. It is an error if the symbols cannot be studied together.
func (c Config) forSymbols(symbols []string) (Config, error) {
	if len(symbols) < 2 {
		return c, fmt.Errorf("%w: %d of them, and what is shown on one cannot be distinguished from what is true of it alone; give two or more, or study it alone", pooled.ErrSymbols, len(symbols))
	}
	if c.AcceptedFile != "" {
		return c, fmt.Errorf("%w: a file of accepted findings is one symbol's: give none, and each symbol's own, SYMBOL/accepted.json, counts", pooled.ErrSymbols)
	}
	var common []string
	for i, symbol := range symbols {
		if slices.Contains(symbols[:i], symbol) {
			return c, fmt.Errorf("%w: %s is there twice", pooled.ErrSymbols, symbol)
		}
		data, err := dataset.Open(c.Dir, symbol)
		if err != nil {
			return c, err
		}
		sources, err := data.Sources()
		if err != nil {
			return c, err
		}
		if i == 0 {
			common = sources
		}
		common = slices.DeleteFunc(common, func(s string) bool { return !slices.Contains(sources, s) })
	}
	if len(c.Sources) > 0 {
		return c, nil
	}
	if len(common) == 0 {
		return c, fmt.Errorf("%w: no source has trades of all of %s; name the sources", pooled.ErrSymbols, strings.Join(symbols, ", "))
	}
	// The default ones in their order, and any others if there are none of them.
	var chosen []microstructure.Source
	for _, s := range microstructure.DefaultSources() {
		if slices.Contains(common, s.Name) {
			chosen = append(chosen, s)
		}
	}
	var err error
	if c.Sources = chosen; len(chosen) == 0 {
		c.Sources, err = microstructure.ParseSources(strings.Join(common, ","))
	}
	return c, err
}

// OfSymbols are the configurations with which StudySymbols studies each symbol,
// for processes that do a part of it beforehand: see EvidencePart and NullPart.
// Its errors are those of StudySymbols before the work.
func (c Config) OfSymbols(symbols []string) ([]Config, error) {
	c, err := c.forSymbols(symbols)
	if err != nil {
		return nil, err
	}
	all := make([]Config, len(symbols))
	for i, symbol := range symbols {
		all[i] = c.ofSymbol(symbol)
	}
	return all, nil
}

func (c Config) ofSymbol(symbol string) Config {
	c.Symbol, c.Reference.Symbol = symbol, symbol
	return c
}

// studySymbol studies one symbol, and fills in its row.
func (c Config) studySymbol(ctx context.Context, row *pooled.Row, steps Symbols) (*Desk, evidence.DayProfits, error) {
	c = c.ofSymbol(row.Symbol)
	var none evidence.DayProfits
	row.Verdict = evidence.Verdict{Label: evidence.NotTaken, BestTrial: -1}
	d, err := Open(c)
	if err != nil {
		return nil, none, err
	}
	if steps.Each != nil {
		if err := steps.Each(ctx, d); err != nil {
			return nil, none, err
		}
	}
	calendar, err := d.calendar(ctx)
	if err != nil {
		return nil, none, err
	}
	row.From, row.To = calendar.Dates()
	e, short := d.Evidence(ctx, steps.Progress)
	if row.Verdict, err = d.Verdict(ctx); err != nil {
		return nil, none, err
	}
	if short != nil {
		return nil, none, short
	}
	profits, err := e.DayProfits()
	return d, profits, err
}

// tooFew is the error of fewer than two symbols that could be studied.
func tooFew(rows []pooled.Row, studied int) error {
	if studied >= 2 {
		return nil
	}
	var reasons []string
	for _, r := range rows {
		if r.Err != nil {
			reasons = append(reasons, fmt.Sprintf("%s: %v", r.Symbol, r.Err))
		}
	}
	return fmt.Errorf("%w: %d of %d could be studied, and a pooled study needs two: %s", pooled.ErrSymbols, studied, len(rows), strings.Join(reasons, "; "))
}

// looked are the symbols that a study looked at, those included that turned out
// to be too short.
func looked(rows []pooled.Row) string {
	var out []string
	for i := range rows {
		if rows[i].Verdict.Label != evidence.NotTaken {
			out = append(out, rows[i].Symbol)
		}
	}
	return strings.Join(out, ",")
}

// pool judges the symbols together, and enters the look.
func (c Config) pool(ctx context.Context, out *SymbolsStudy, all []pooled.Symbol, look evidence.Look) error {
	d := &Desk{Config: c} // for its record of looks
	overlap := look.FromDate <= look.ToDate
	if overlap {
		out.Looks = d.enter(look)
	}
	config := pooled.ConfigOf(c.Evidence)
	config.PriorTrials = out.Looks.Count.Prior
	out.Pooled, out.Short = parallel.Interruptible(ctx, func() (*pooled.Study, error) { return pooled.Run(all, config) })
	verdict := evidence.Verdict{Label: evidence.Label(pooled.NotShown)}
	if out.Pooled != nil {
		verdict.Label, verdict.Reasons = evidence.Label(out.Pooled.Label), out.Pooled.Reasons
	}
	if overlap {
		d.finish(&out.Looks, look, &verdict, out.Short)
	}
	if out.Pooled != nil {
		out.Pooled.Reasons = verdict.Reasons
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
