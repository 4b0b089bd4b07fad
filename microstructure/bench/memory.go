package main

import "fmt"

// memory measures the peak at two workers: of long files, of many small row
// groups, and of many files.
func (b *bench) memory() error {
	for _, m := range []struct{ shape, what string }{
		{"long", "2 files of 10,000,000 trades"},
		{"dense", "6 files of 3,000,000"},
		{"groups", "the same in row groups of 10,000 rows"},
		{"sparse", "276 files of 8,640"},
	} {
		data, err := b.data(m.shape)
		if err != nil {
			return err
		}
		b.say("memory: %s", m.what)
		var peaks []float64
		for range b.rounds {
			t, err := b.build(data, 2, "--no-cache", "--workers", fmt.Sprint(workers))
			if err != nil {
				return err
			}
			peaks = append(peaks, t.PeakMB)
		}
		b.results.add(target{What: "peak memory, two workers: " + m.what, Measured: spreadOf(peaks), Unit: "MB", Required: 200, Aim: 100, AtMost: true})
	}
	return nil
}

// growth measures the time per trade of more, longer and more finely cut files
// against that of the dense ones, and the speed-up of a second worker.
func (b *bench) growth() error {
	data := map[string]string{}
	for _, shape := range []string{"dense", "long", "groups"} {
		dir, err := b.data(shape)
		if err != nil {
			return err
		}
		data[shape] = dir
	}
	two := []string{"--no-cache", "--workers", "2"}
	runs := []struct {
		name, shape string
		args        []string
	}{
		{"all", "dense", two},
		{"third", "dense", append([]string{"--sources", "binance_futures"}, two...)},
		{"long", "long", two},
		{"groups", "groups", two},
		{"one worker", "dense", []string{"--no-cache", "--workers", "1"}},
	}
	rates := map[string][]float64{}
	for round := range b.rounds {
		b.say("growth: round %d of %d, load %s", round+1, b.rounds, loadAverage())
		for _, r := range runs {
			t, err := b.build(data[r.shape], b.repeat, r.args...)
			if err != nil {
				return err
			}
			rates[r.name] = append(rates[r.name], t.warm())
		}
	}
	const linear = "1 is linear"
	for _, g := range []struct{ run, what string }{
		{"third", "time per trade, 6 files over 2 files"},
		{"long", "time per trade, files of 3,000,000 over files of 10,000,000"},
	} {
		b.results.add(target{What: g.what, Measured: paired(rates[g.run], rates["all"]), Unit: "×", Note: linear})
	}
	b.results.add(target{What: "time per trade, row groups of 10,000 over 1,048,576 rows", Measured: paired(rates["all"], rates["groups"]), Unit: "×", Note: linear})
	b.results.add(target{What: "rate, two workers over one", Measured: paired(rates["all"], rates["one worker"]), Unit: "×", Required: 1.85})
	return nil
}
