package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// ownFeatures are the features of one's own that are measured: none, one that
// costs nothing itself, and one with a loop over the trades.
var ownFeatures = map[string][]microstructure.TickFeature{
	"none":     nil,
	"constant": {microstructure.Tick("constant", struct{}{}, func(microstructure.Trades, struct{}) float64 { return 1 })},
	"loop":     {microstructure.Tick("signed_volume", struct{}{}, signedVolume)},
}

func signedVolume(t microstructure.Trades, _ struct{}) float64 {
	sum := 0.0
	for i, q := range t.Quantity {
		sum += q * float64(t.Side[i])
	}
	return sum
}

// own makes passes over a data directory: it builds the bars with one of
// ownFeatures, on one core.
func own(ctx context.Context, args []string) error {
	if len(args) != 3 {
		return errors.New("usage: bench own DATA FEATURE PASSES")
	}
	features, ok := ownFeatures[args[1]]
	passes, err := strconv.Atoi(args[2])
	if !ok || err != nil || passes < 1 {
		return fmt.Errorf("feature %q, passes %q: give none, constant or loop, and a number above 0", args[1], args[2])
	}
	d, sources, err := ownSources(args[0])
	if err != nil {
		return err
	}
	config := dataset.DefaultConfig()
	config.NoCache, config.Workers, config.Features = true, 1, features
	for range passes {
		if _, _, err := d.Bars(ctx, sources, config); err != nil {
			return err
		}
	}
	return nil
}

// ownLoop prints how long the loop alone takes over all trades of a data
// directory, in seconds, bar by bar and with each day in memory: the least of
// several times.
func ownLoop(_ context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("usage: bench ownloop DATA")
	}
	d, sources, err := ownSources(args[0])
	if err != nil {
		return err
	}
	total, sum := 0.0, 0.0
	for _, source := range sources {
		days, err := d.Days(source.Name)
		if err != nil {
			return err
		}
		for _, day := range days {
			var bars []microstructure.Trades
			cutter := microstructure.NewBarCutter(microstructure.IntervalUS, func(t microstructure.Trades) {
				var bar microstructure.Trades
				bar.Append(t)
				bars = append(bars, bar)
			})
			if err := readTrades(day.Path, func(t microstructure.Trades) error { cutter.Add(t); return nil }); err != nil {
				return err
			}
			cutter.Finish()
			least := time.Hour
			for range 5 {
				start := time.Now()
				for _, bar := range bars {
					sum += signedVolume(bar, struct{}{})
				}
				least = min(least, time.Since(start))
			}
			total += least.Seconds()
		}
	}
	return json.NewEncoder(os.Stdout).Encode(struct {
		Seconds float64 `json:"seconds"`
		Sum     float64 `json:"sum"` // so that the loop is not left out
	}{total, sum})
}

func ownSources(dir string) (*dataset.Dataset, []microstructure.Source, error) {
	d, err := dataset.Open(dir, symbol)
	if err != nil {
		return nil, nil, err
	}
	names, err := d.Sources()
	if err != nil {
		return nil, nil, err
	}
	sources := make([]microstructure.Source, len(names))
	for i, name := range names {
		sources[i] = microstructure.Source{Name: name, Label: name}
	}
	return d, sources, nil
}

// own measures what a feature of one's own adds to the CPU time of building
// bars, beyond its own loop's. Each turn is a process.
func (b *bench) own() error {
	dir, err := b.ownData()
	if err != nil {
		return err
	}
	const passes = 10
	var constant, loop []float64
	for round := range max(11, b.rounds) {
		b.say("own feature: round %d, load %s", round+1, loadAverage())
		cpu := map[string]float64{}
		names := []string{"none", "constant", "loop"}
		for i := range names {
			name := names[(i+round)%len(names)]
			if cpu[name], err = b.helperCPU("own", dir, name, strconv.Itoa(passes)); err != nil {
				return err
			}
		}
		out, err := b.helper("ownloop", dir)
		if err != nil {
			return err
		}
		var alone struct {
			Seconds float64 `json:"seconds"`
		}
		if err := json.NewDecoder(bytes.NewReader(out)).Decode(&alone); err != nil {
			return fmt.Errorf("output %q: %w", out, err)
		}
		constant = append(constant, 100*(cpu["constant"]/cpu["none"]-1))
		loop = append(loop, 100*((cpu["loop"]-passes*alone.Seconds)/cpu["none"]-1))
	}
	b.results.add(target{What: "a feature of one's own that costs nothing, of the bars' CPU time", Measured: spreadOf(constant), Unit: "%", Required: 3, AtMost: true})
	b.results.add(target{What: "a feature of one's own with a loop, beyond the loop's own time", Measured: spreadOf(loop), Unit: "%", Required: 3, AtMost: true})
	return nil
}

// helperCPU is the CPU time of a helper, in seconds.
func (b *bench) helperCPU(args ...string) (float64, error) {
	_, u, err := b.executeHelper(args...)
	return u.cpuSeconds, err
}

// ownPeer sets the seconds from an edited feature to its column beside those of
// numba, which compiles it anew too.
func (b *bench) ownPeer(dir string, seconds []float64) error {
	out, err := b.peer("own_feature.py", dir, "--symbol", symbol, "--repeat", strconv.Itoa(len(seconds)))
	if err != nil {
		return err
	}
	var peer struct {
		Seconds []float64 `json:"seconds"`
	}
	if err := json.Unmarshal(out, &peer); err != nil || len(peer.Seconds) != len(seconds) {
		return fmt.Errorf("output %q: %w", out, err)
	}
	const what = "a feature of one's own, from its edit to its column, 92 days × 3 sources"
	ms := func(seconds []float64) (out []float64) {
		for _, s := range seconds {
			out = append(out, 1e3*s)
		}
		return out
	}
	r := paired(peer.Seconds, seconds)
	b.results.Steps = append(b.results.Steps,
		step{What: what, Program: "tickbook", MS: spreadOf(ms(seconds))},
		step{What: what, Program: "numba behind polars", MS: spreadOf(ms(peer.Seconds)), Ratio: &r})
	return nil
}
