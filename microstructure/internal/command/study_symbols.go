package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/version"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/store"
	"github.com/tickbook/tickbook/microstructure/table"
)

// studySymbols studies several symbols one after the other, each with its own
// tables, and then together.
func studySymbols(c *cobra.Command, in *input, config desk.Config, list, testStart, out string) error {
	symbols, err := microstructure.ParseSymbols(list)
	if err != nil {
		return fmt.Errorf("--symbols: %w", err)
	}
	set, err := openResults(c, out, result.PooledTableNames())
	if err != nil {
		return err
	}
	defer set.Close()
	bar := newProgress(c.ErrOrStderr(), "symbols")
	defer bar.finish()
	s, err := config.StudySymbols(c.Context(), symbols, desk.Symbols{
		Begin: func(place, total int, symbol string) {
			fmt.Fprintf(c.ErrOrStderr(), "%s, symbol %d of %d\n", symbol, place+1, total)
			bar.update(place, total, symbol)
		},
		Each: func(_ context.Context, d *desk.Desk) error {
			_, err := in.study(c, d, testStart, store.Join(out, d.Config.Symbol))
			return err
		},
	})
	if err != nil {
		return fmt.Errorf("--symbols: %w", err)
	}
	bar.update(len(symbols), len(symbols), "")
	if err := set.Write(c.Context(), result.PooledTables(s.Rows, s.Pooled), symbolsSummary(s, symbols, config)); err != nil {
		return err
	}
	printKept(c, set)
	if err := printSymbols(c, s); err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "\nTables are in %s, those of each symbol in a directory of its name there\n", out)
	return s.Short
}

func symbolsSummary(s *desk.SymbolsStudy, symbols []string, config desk.Config) result.Summary {
	out := result.Summary{
		Symbol: strings.Join(symbols, ","), Interval: config.Interval.String(), Regimes: map[string]int{}, Sources: []result.SourceSummary{},
		InputDigest: s.Input, Synthetic: s.Synthetic, Version: version.String(),
	}
	if s.Pooled == nil {
		reason := s.Short.Error()
		out.Failed = &reason
		return out
	}
	out.TestStart = microstructure.FormatDate(int64(s.Pooled.RecordDay()) * microstructure.DayUS)
	out.Verdict = result.NewVerdict(nil, evidence.Verdict{Label: evidence.Label(s.Pooled.Label), Reasons: s.Pooled.Reasons, Gates: s.Pooled.Gates})
	return out
}

func printSymbols(c *cobra.Command, s *desk.SymbolsStudy) error {
	w := c.OutOrStdout()
	printSynthetic(w, s.Synthetic)
	tables := []table.Table{report.SymbolStudies(s.Rows)}
	if s.Pooled != nil {
		tables = append(tables, report.PooledFolds(s.Pooled), report.PooledSymbols(s.Pooled), report.PooledMean(s.Pooled), report.PooledGates(s.Pooled))
	}
	for _, t := range tables {
		if err := t.WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	if s.Pooled == nil {
		return nil
	}
	fmt.Fprintf(w, "Across symbols: %s\n", s.Pooled.Label)
	for _, reason := range s.Pooled.Reasons {
		fmt.Fprintf(w, "  - %s\n", reason)
	}
	_, err := fmt.Fprintln(w, report.Looks(s.Looks.Sentences()))
	return err
}
