package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tickbook/tickbook/microstructure/audit"
)

// auditTrades audits a data directory once, and prints the turn.
func auditTrades(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("usage: bench audit DATA")
	}
	d, sources, err := ownSources(args[0])
	if err != nil {
		return err
	}
	config := audit.DefaultConfig()
	config.NoCache, config.Workers = true, workers
	t := turn{}
	config.Progress = func(_, _ int, rows int64) { t.Rows = rows }
	start := time.Now()
	if _, err := audit.Run(ctx, d, sources, config); err != nil {
		return err
	}
	t.Seconds = []float64{time.Since(start).Seconds()}
	return json.NewEncoder(os.Stdout).Encode(t)
}

// audit measures a first audit of files as pyarrow writes them, in processes of
// their own.
func (b *bench) audit() error {
	dir, err := b.data("dense")
	if err != nil {
		return err
	}
	var rates, peaks []float64
	for round := range b.rounds {
		b.say("audit: round %d of %d, load %s", round+1, b.rounds, loadAverage())
		out, used, err := b.executeHelper("audit", dir)
		t, err := parseTurn(out, err)
		if err != nil {
			return err
		}
		rates, peaks = append(rates, t.first()), append(peaks, used.peakMB)
	}
	what := fmt.Sprintf("audit, first, 6 files as pyarrow writes them, %d workers", workers)
	b.results.add(target{What: what, Measured: spreadOf(rates), Unit: "M trades/s", Required: 47, Aim: 70})
	b.results.add(target{What: "peak memory, " + what, Measured: spreadOf(peaks), Unit: "MB", Required: 200, Aim: 100, AtMost: true})
	return nil
}
