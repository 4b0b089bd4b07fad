package main

import (
	"bufio"
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// kernel runs the Go benchmark of the bar kernel, on columns in memory and on
// one core.
func (b *bench) kernel() error {
	b.say("go test -bench BuildBars")
	args := []string{"test", "-run", "^$", "-bench", "^BenchmarkBuildBars$", "-cpu", "1", "-count", fmt.Sprint(b.rounds), "./microstructure"}
	out, err := b.output("go", args...)
	if err != nil {
		return err
	}
	rates := benchmarkMetric(out, "Mtrades/s")
	if len(rates) == 0 {
		return fmt.Errorf("BenchmarkBuildBars reported no Mtrades/s:\n%s", out)
	}
	for _, r := range rates {
		t := target{What: "kernel, columns in memory, one core: " + r.name, Measured: spreadOf(r.values), Unit: "M trades/s"}
		if strings.Contains(r.name, "=10000") { // as in the dense files
			t.Required, t.Aim = 60, 100
		}
		b.results.add(t)
	}
	return nil
}

// A metric holds the values that runs of a sub-benchmark reported.
type metric struct {
	name   string // what follows the first slash
	values []float64
}

// benchmarkMetric reads a unit's values from the output of go test -bench, in
// order of appearance.
func benchmarkMetric(out []byte, unit string) []metric {
	var metrics []metric
	index := map[string]int{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		_, name, _ := strings.Cut(fields[0], "/")
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil || fields[i+1] != unit {
				continue
			}
			at, seen := index[name]
			if !seen {
				at = len(metrics)
				index[name] = at
				metrics = append(metrics, metric{name: name})
			}
			metrics[at].values = append(metrics[at].values, value)
		}
	}
	return metrics
}
