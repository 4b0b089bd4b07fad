package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// research times the steps after the bars on the panel that peers/research.py
// wrote into a directory, and compares the answers with those beside it.
func research(_ context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("usage: bench research DIR PASSES")
	}
	dir := args[0]
	passes, err := strconv.Atoi(args[1])
	if err != nil || passes < 1 {
		return fmt.Errorf("passes %q: give a number above 0", args[1])
	}
	in, err := readColumns(filepath.Join(dir, "panel.csv"))
	if err != nil {
		return err
	}

	panel, err := consensusPanel(in)
	if err != nil {
		return err
	}
	var composite reference.Composite
	emit("rank", passes, func() { composite = reference.NewComposite(panel, microstructure.SignalFeatures()) })
	want, err := readColumns(filepath.Join(dir, "rank.csv"))
	if err != nil {
		return err
	}
	for i, f := range composite.Features {
		if err := agree("rank of "+f.Name, composite.Ranks[i], want.number[f.Name+"_consensus"]); err != nil {
			return err
		}
	}

	s := reference.Series{
		TimestampUS: panel.TimestampUS, Close: in.number["close_bn"], Signal: in.number["signal"],
		Regime: make([]microstructure.Regime, panel.Len()),
	}
	for i, name := range in.text["vol_regime"] {
		for r := microstructure.LowVol; r <= microstructure.Warmup; r++ {
			if r.String() == name {
				s.Regime[i] = r
			}
		}
	}
	for _, n := range []int{48, 4800} {
		want, err := readColumns(filepath.Join(dir, fmt.Sprintf("sweep_%d.csv", n)))
		if err != nil {
			return err
		}
		grid := gridOf(want)
		if grid.Len() != n {
			return fmt.Errorf("sweep_%d.csv has a grid of %d configurations", n, grid.Len())
		}
		var trials []reference.Trial
		emit(fmt.Sprint("sweep ", n), passes, func() { trials, err = reference.Sweep(s, grid, reference.DefaultConfig("any").FeeBps, nil) })
		if err != nil {
			return err
		}
		if err := sameTrials(trials, want); err != nil {
			return err
		}
	}
	return nil
}

// emit times a function, after a first run that is not timed.
func emit(name string, passes int, f func()) {
	f()
	t := timedStep{Step: name, Engine: "tickbook"}
	for range passes {
		start := time.Now()
		f()
		t.Seconds = append(t.Seconds, time.Since(start).Seconds())
	}
	_ = json.NewEncoder(os.Stdout).Encode(t)
}

// consensusPanel is a panel of one source, so that the consensus is that
// source's own figure.
func consensusPanel(in columns) (*microstructure.Panel, error) {
	bars := make([]microstructure.Bar, len(in.number["timestamp_us"]))
	for i := range bars {
		value := func(name string) float64 { return in.number[name+"_consensus"][i] }
		bars[i] = microstructure.Bar{
			TimestampUS:  int64(in.number["timestamp_us"][i]),
			VolImbalance: value("vol_imbalance"), DollarImbalance: value("dollar_imbalance"), LargeImbalance: value("large_imbalance"),
			CountImbalance: value("count_imbalance"), CloseVsVWAP: value("close_vs_vwap"), VolProfileSkew: value("vol_profile_skew"),
			Close: in.number["close_bn"][i],
		}
	}
	return microstructure.JoinPanel([]microstructure.SourceBars{{Source: microstructure.DefaultSources()[0], Bars: bars}})
}

// gridOf is the grid of a table of configurations in sweep order.
func gridOf(table columns) microstructure.Grid {
	g := microstructure.DefaultGrid()
	g.Thresholds, g.Holdings = nil, nil
	for _, t := range table.number["threshold"] {
		if !slices.Contains(g.Thresholds, t) {
			g.Thresholds = append(g.Thresholds, t)
		}
	}
	for _, h := range table.number["holding"] {
		holding := microstructure.Horizon{Name: fmt.Sprint(h, " bars"), Bars: int(h)}
		if !slices.Contains(g.Holdings, holding) {
			g.Holdings = append(g.Holdings, holding)
		}
	}
	return g
}

func sameTrials(trials []reference.Trial, want columns) error {
	for name, of := range map[string]func(t reference.Trial) float64{
		"threshold": func(t reference.Trial) float64 { return t.Threshold },
		"holding":   func(t reference.Trial) float64 { return float64(t.Holding.Bars) },
		"n":         func(t reference.Trial) float64 { return float64(t.N) },
		"total_bps": func(t reference.Trial) float64 { return t.TotalBps },
		"mean_bps":  func(t reference.Trial) float64 { return t.MeanBps },
		"win_rate":  func(t reference.Trial) float64 { return t.WinRate },
		"sharpe":    func(t reference.Trial) float64 { return t.Sharpe },
	} {
		var have []float64
		for _, t := range trials {
			have = append(have, of(t))
		}
		if err := agree(fmt.Sprintf("%s of %d configurations", name, len(trials)), have, want.number[name]); err != nil {
			return err
		}
	}
	return nil
}

// agree returns an error if two columns differ by more than 1e-9, relative to
// values above 1.
func agree(what string, have, want []float64) error {
	if len(have) != len(want) {
		return fmt.Errorf("%s: %d values, want %d", what, len(have), len(want))
	}
	for i := range have {
		if math.IsNaN(have[i]) && math.IsNaN(want[i]) {
			continue
		}
		if !(math.Abs(have[i]-want[i]) <= 1e-9*max(1, math.Abs(want[i]))) {
			return fmt.Errorf("%s, row %d: %v, want %v", what, i, have[i], want[i])
		}
	}
	return nil
}

// columns are those of a CSV file: as text, and as numbers where all of them
// are; an empty cell is NaN.
type columns struct {
	text   map[string][]string
	number map[string][]float64
}

func readColumns(path string) (columns, error) {
	c := columns{map[string][]string{}, map[string][]float64{}}
	f, err := os.Open(path)
	if err != nil {
		return c, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return c, fmt.Errorf("%s: no table: %v", path, err)
	}
	for j, name := range rows[0] {
		numbers, numeric := make([]float64, len(rows)-1), true
		for i, row := range rows[1:] {
			c.text[name] = append(c.text[name], row[j])
			numbers[i] = math.NaN()
			if row[j] != "" {
				v, err := strconv.ParseFloat(row[j], 64)
				numbers[i], numeric = v, numeric && err == nil
			}
		}
		if numeric {
			c.number[name] = numbers
		}
	}
	return c, nil
}
