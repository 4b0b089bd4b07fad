package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// lengths are the bars whose cost is set beside that of five minutes, with the
// most CPU time that they may take of it; 0 for any.
var lengths = []struct {
	interval string
	required float64
}{{"1s", 2}, {"1m", 1.2}, {"ticks:1000", 0}}

// intervals measures bars of other lengths on a day of 5 million trades, by the
// CPU time of whole processes in turns, and a study of bars of a minute.
func (b *bench) intervals() error {
	dir, err := b.longDay()
	if err != nil {
		return err
	}
	ratios := map[string][]float64{}
	for round := range max(3, b.rounds) {
		b.say("bars of other lengths: round %d, load %s", round+1, loadAverage())
		five, err := b.barsCPU(dir, "5m")
		if err != nil {
			return err
		}
		for _, l := range lengths {
			cpu, err := b.barsCPU(dir, l.interval)
			if err != nil {
				return err
			}
			ratios[l.interval] = append(ratios[l.interval], cpu/five)
		}
	}
	for _, l := range lengths {
		b.results.add(target{What: fmt.Sprintf("bars of %s over those of 5m, CPU time, a day of 5 million trades", l.interval),
			Measured: spreadOf(ratios[l.interval]), Unit: "×", Required: l.required, AtMost: true})
	}
	return b.minuteStudy()
}

// longDay has one day of one source, of 5 million trades: the leading source
// has 1.3 times as many as the venues' average.
func (b *bench) longDay() (string, error) {
	dir, perBar := filepath.Join(b.dir, "data", "five-million"), 13_355
	if b.quick {
		dir, perBar = dir+"-quick", perBar/10
	}
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	b.say("making %s", dir)
	return dir, b.make(dir, func(partial string) error {
		_, err := b.output(b.tickbook, "synth", "--out", partial, "--symbol", symbol, "--days", "1", "--sources", "binance_futures", "--trades-per-bar", fmt.Sprint(perBar))
		return err
	})
}

// barsCPU is the CPU time of a process that builds the bars of a directory ten
// times.
func (b *bench) barsCPU(dir, interval string) (float64, error) {
	_, u, err := b.execute(b.tickbook, "features", "--no-audit", "--no-cache", "--json", "--data", dir, "--symbol", symbol,
		"--sources", "binance_futures", "--interval", interval, "--repeat", "10")
	return u.cpuSeconds, err
}

// minuteStudy measures a whole study of bars of a minute, without an audit.
func (b *bench) minuteStudy() error {
	dir, err := b.market()
	if err != nil {
		return err
	}
	out := filepath.Join(b.dir, "minute-study")
	var seconds, peaks []float64
	for round := range max(3, b.rounds) {
		b.say("study of bars of a minute: round %d, load %s", round+1, loadAverage())
		if err := os.RemoveAll(out); err != nil {
			return err
		}
		start := time.Now()
		_, u, err := b.execute(b.tickbook, "study", "--no-audit", "--no-cache", "--data", dir, "--symbol", symbol, "--interval", "1m", "--out", out)
		if err != nil {
			return err
		}
		seconds, peaks = append(seconds, time.Since(start).Seconds()), append(peaks, u.peakMB)
	}
	const what = "a study of bars of a minute, 92 days × 3 sources"
	b.results.add(target{What: what, Measured: spreadOf(seconds), Unit: "s", Required: 60, AtMost: true})
	b.results.add(target{What: what + ", peak memory", Measured: spreadOf(peaks), Unit: "MB", Required: 1200, AtMost: true})
	return os.RemoveAll(out)
}
