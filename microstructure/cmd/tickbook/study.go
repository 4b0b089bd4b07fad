package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
)

func studyCommand() *cobra.Command {
	var in input
	var testStart, out string
	c := &cobra.Command{
		Use:   "study --data DIR --out DIR",
		Short: "Run the whole study and write its tables",
		Long: `Builds the bars (or takes them from the cache), joins the sources, and runs the reference procedure: composite
signal, deciles, sweep, walk-forward, verdict. Writes bars_SOURCE.parquet, panel.parquet, ic.csv, deciles.csv,
deciles_by_regime.csv, sweep.csv, trades_best.csv, walk_forward.csv, trades_oos.csv, trades_is.csv and summary.json.
If no configuration trades often enough, the tables up to there are written, and the exit code is 1.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config := microstructure.DefaultStudyConfig(in.symbol)
			var err error
			if config.TestStartUS, err = microstructure.ParseTestStart(testStart); err != nil {
				return err
			}
			bars, built, err := in.bars(c)
			if err != nil {
				return err
			}
			study, err := runStudy(c, bars, config)
			if err != nil {
				return err
			}
			if err := result.Write(out, bars, study, summaryOf(study, built)); err != nil {
				return err
			}
			return printStudy(c, study, built, out)
		},
	}
	in.addFlags(c)
	c.Flags().StringVar(&testStart, "test-start", "", "first day of the test span, UTC, YYYY-MM-DD (default: after 65 % of the days)")
	c.Flags().StringVar(&out, "out", "", "directory to write the tables to (required)")
	_ = c.MarkFlagRequired("out")
	return c
}

func runStudy(c *cobra.Command, bars []microstructure.SourceBars, config microstructure.StudyConfig) (*microstructure.Study, error) {
	panel, err := microstructure.JoinPanel(bars)
	if err != nil {
		return nil, err
	}
	bar := newProgress(c.ErrOrStderr(), "backtests")
	defer bar.finish()
	return microstructure.RunReference(panel, config, func(done, total int) { bar.update(done, total, "") })
}

func summaryOf(study *microstructure.Study, built dataset.BuildReport) result.Summary {
	s := result.NewSummary(study)
	s.InputDigest, s.Synthetic, s.Version = built.InputDigest, built.Synthetic, version()
	for i, b := range built.Sources {
		s.Sources = append(s.Sources, result.SourceSummary{
			Name: b.Source, Label: study.Panel.Sources[i].Label, Days: b.Days, Rows: b.Trades, Bars: int(b.Bars),
		})
	}
	return s
}

func printStudy(c *cobra.Command, study *microstructure.Study, built dataset.BuildReport, out string) error {
	w := c.OutOrStdout()
	if built.Synthetic {
		fmt.Fprintln(w, "The data are synthetic: what follows says nothing about a market.")
	}
	tables := []report.Table{report.Input(built), report.IC(study), report.DecileSpreads(study), report.TopTrials(study, 5)}
	if study.Stopped == nil {
		tables = append(tables, report.InOut(study))
	}
	for _, t := range tables {
		if err := t.WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	if _, err := fmt.Fprintf(w, "%s\n%s\nTables are in %s\n", report.Summary(study), report.Verdict(study), out); err != nil {
		return err
	}
	return study.Stopped
}
