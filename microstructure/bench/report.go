package main

import (
	"os"
	"path/filepath"
	"time"
)

// reportTargets are the notebooks whose reports are timed, with the most
// seconds.
var reportTargets = []struct {
	notebook      string
	required, aim float64
}{{"03_composite_backtest", 9, 7}, {"04_robustness", 13, 10}}

// report measures how long the reports of notebooks take, one after the other,
// with nothing kept of earlier runs but bars.
func (b *bench) report() error {
	dir, err := b.market()
	if err != nil {
		return err
	}
	data, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	scratch, err := filepath.Abs(filepath.Join(b.dir, "report"))
	if err != nil {
		return err
	}
	seconds := map[string][]float64{}
	for round := range b.rounds {
		b.say("reports: round %d of %d, load %s", round+1, b.rounds, loadAverage())
		if err := os.RemoveAll(scratch); err != nil {
			return err
		}
		for _, t := range reportTargets {
			variables := []string{"TICKBOOK_DATA=" + data, "TICKBOOK_KEPT=" + filepath.Join(scratch, "kept"), "TICKBOOK_LOOKS=" + filepath.Join(scratch, "looks.jsonl")}
			start := time.Now()
			if _, _, err := b.executeWith(variables, b.jupyter, filepath.Join("notebooks", "run.py"), "report", "--report-dir", scratch,
				filepath.Join("notebooks", t.notebook+".ipynb")); err != nil {
				return err
			}
			seconds[t.notebook] = append(seconds[t.notebook], time.Since(start).Seconds())
		}
	}
	for _, t := range reportTargets {
		b.results.add(target{What: "report of notebook " + t.notebook + ", 92 days × 3 sources, compilation included", Measured: spreadOf(seconds[t.notebook]), Unit: "s",
			Required: t.required, Aim: t.aim, AtMost: true})
	}
	return os.RemoveAll(scratch)
}
