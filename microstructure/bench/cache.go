package main

import (
	"os"
	"path/filepath"
	"time"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

// cache measures loading the cached bars of many days, and building one new
// day among them. Each is the first pass of a process, as it is in a notebook
// cell.
func (b *bench) cache() error {
	dir, err := b.data("sparse")
	if err != nil {
		return err
	}
	data, err := dataset.Open(dir, symbol)
	if err != nil {
		return err
	}
	const source = "okx_futures"
	days, err := data.Days(source)
	if err != nil {
		return err
	}
	last := days[len(days)-1]
	kept := filepath.Join(b.dir, "cache")
	if err := os.RemoveAll(kept); err != nil {
		return err
	}
	alone := filepath.Join(b.dir, "data", "one-day")
	if err := oneDay(data, source, last, alone); err != nil {
		return err
	}
	if _, err := b.build(dir, 1, "--cache", kept); err != nil {
		return err
	}

	var loads, rebuilds, day []float64
	for round := range max(5, b.rounds) {
		load, err := b.build(dir, 1, "--cache", kept)
		if err != nil {
			return err
		}
		changed := time.Now().Add(time.Duration(round) * time.Second)
		if err := os.Chtimes(last.Path, changed, changed); err != nil {
			return err
		}
		rebuild, err := b.build(dir, 1, "--cache", kept)
		if err != nil {
			return err
		}
		single, err := b.build(alone, 1, "--no-cache", "--sources", source)
		if err != nil {
			return err
		}
		loads = append(loads, 1e3*load.Seconds[0])
		rebuilds = append(rebuilds, 1e3*(rebuild.Seconds[0]-single.Seconds[0]))
		day = append(day, 1e3*single.Seconds[0])
	}
	const span = "92 days × 3 sources"
	b.results.add(target{What: "cached bars of " + span + ", loaded", Measured: spreadOf(loads), Unit: "ms", Required: 100, Aim: 30, AtMost: true})
	b.results.add(target{What: "rebuild when one day of 276 is new, beyond that day's cost", Measured: spreadOf(rebuilds), Unit: "ms", Required: 100, AtMost: true,
		Note: "the day's: " + spreadOf(day).format("ms")})
	return nil
}

// oneDay makes a data directory of a single file.
func oneDay(data *dataset.Dataset, source string, day dataset.Day, dir string) error {
	one := &dataset.Dataset{Dir: dir, Symbol: data.Symbol}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(one.TradesDir(source), 0o755); err != nil {
		return err
	}
	content, err := os.ReadFile(day.Path)
	if err != nil {
		return err
	}
	return os.WriteFile(one.TradesPath(source, day.Date), content, 0o644)
}
