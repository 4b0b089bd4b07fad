package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"
	"unsafe"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/desk"
)

// A studyTurn is what the helper study prints.
type studyTurn struct {
	Seconds     float64 `json:"seconds"`      // from opening the data to the verdict
	NullSeconds float64 `json:"null_seconds"` // of the null control
	PanelMB     float64 `json:"panel_mb"`
}

// studyMarket studies a data directory by both procedures, without the test for
// looking ahead, and then runs the null control.
func studyMarket(ctx context.Context, args []string) error {
	if len(args) != 3 {
		return errors.New("usage: bench study DATA CACHE SHIFTS")
	}
	shifts, err := strconv.Atoi(args[2])
	if err != nil || shifts < 1 {
		return fmt.Errorf("shifts %q: give a number above 0", args[2])
	}
	config := desk.DefaultConfig(args[0], symbol)
	config.CacheDir, config.Workers, config.Shifts = args[1], workers, shifts
	start := time.Now()
	d, err := desk.Open(config)
	if err != nil {
		return err
	}
	study, err := d.Study(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := d.Verdict(ctx); err != nil {
		return err
	}
	t := studyTurn{Seconds: time.Since(start).Seconds(), PanelMB: panelMB(study.Panel)}
	start = time.Now()
	if _, err := d.Null(ctx, nil); err != nil {
		return err
	}
	t.NullSeconds = time.Since(start).Seconds()
	return json.NewEncoder(os.Stdout).Encode(t)
}

// panelMB is what a panel's bars and returns take, in 10⁶ bytes.
func panelMB(p *microstructure.Panel) float64 {
	row := int(unsafe.Sizeof(microstructure.Bar{}) + unsafe.Sizeof(float64(0)))
	return float64(p.Len()*(len(p.Sources)*row+int(unsafe.Sizeof(int64(0))))) / 1e6
}

// study measures a study of cached bars, the null control, and the peak memory
// of the command.
func (b *bench) study() error {
	dir, err := b.market()
	if err != nil {
		return err
	}
	cache, out := filepath.Join(b.dir, "study-cache"), filepath.Join(b.dir, "study")
	shifts := 200
	if b.quick {
		shifts = 10
	}
	var seconds, null, peaks []float64
	var panel float64
	for round := range b.rounds + 1 {
		b.say("study: round %d of %d, load %s", round, b.rounds, loadAverage())
		printed, err := b.helper("study", dir, cache, fmt.Sprint(shifts))
		if err != nil {
			return err
		}
		var t studyTurn
		if err := json.Unmarshal(printed, &t); err != nil {
			return fmt.Errorf("output %q: %w", printed, err)
		}
		if round == 0 { // which fills the cache
			continue
		}
		if err := os.RemoveAll(out); err != nil {
			return err
		}
		_, used, err := b.execute(b.tickbook, "study", "--data", dir, "--symbol", symbol, "--cache", cache, "--looks", filepath.Join(out, "looks.jsonl"), "--out", out)
		if err != nil {
			return err
		}
		seconds, null, peaks, panel = append(seconds, t.Seconds), append(null, t.NullSeconds), append(peaks, used.peakMB), t.PanelMB
	}
	const what = "a study of cached bars, 92 days × 3 sources"
	b.results.add(target{What: what + ", without test for looking ahead and null control", Measured: spreadOf(seconds), Unit: "s", Required: 1, Aim: 0.5, AtMost: true})
	b.results.add(target{What: fmt.Sprintf("null control of it, %d shifts", shifts), Measured: spreadOf(null), Unit: "s", Required: 4, Aim: 2, AtMost: true})
	b.results.add(target{What: what + ", peak memory", Measured: spreadOf(peaks), Unit: "MB", Required: math.Round(150 + 3*panel), AtMost: true,
		Note: fmt.Sprintf("150 MB and three times the panel of %.0f MB", panel)})
	return os.RemoveAll(out)
}
