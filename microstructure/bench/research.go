package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// A timedStep is one line of the helper research or of peers/research.py.
type timedStep struct {
	Step    string    `json:"step"`
	Engine  string    `json:"engine"`
	Seconds []float64 `json:"seconds"`
}

// research measures the steps after the bars, on a panel made by the peers; the
// helper compares its answers with theirs.
func (b *bench) research() error {
	dir := filepath.Join(b.dir, "research")
	engines := "polars,numba,numba-jump"
	ms := map[string]map[string][]float64{} // step, program, medians of the rounds
	take := func(out []byte, err error) error {
		if err != nil {
			return err
		}
		for lines := json.NewDecoder(bytes.NewReader(out)); ; {
			var s timedStep
			if err := lines.Decode(&s); err == io.EOF {
				return nil
			} else if err != nil || len(s.Seconds) == 0 {
				return fmt.Errorf("output %q: %v", out, err)
			}
			if ms[s.Step] == nil {
				ms[s.Step] = map[string][]float64{}
			}
			ms[s.Step][s.Engine] = append(ms[s.Step][s.Engine], 1e3*spreadOf(s.Seconds).Median)
		}
	}
	for round := range b.rounds {
		b.say("research: round %d of %d, load %s", round+1, b.rounds, loadAverage())
		args := []string{"--engines", engines, "--repeat", fmt.Sprint(2 * b.repeat)}
		if round == 0 { // with the slow reference, once
			args = []string{"--engines", "pandas," + engines, "--repeat", fmt.Sprint(b.repeat), "--write", dir}
		}
		if err := take(b.peer("research.py", args...)); err != nil {
			return err
		}
		if err := take(b.helper("research", dir, fmt.Sprint(10*b.repeat))); err != nil {
			return err
		}
	}
	for _, name := range []string{"rank", "sweep 48", "sweep 4800"} {
		own := ms[name]["tickbook"]
		b.results.Steps = append(b.results.Steps, step{What: stepNames[name], Program: "tickbook", MS: spreadOf(own)})
		for _, engine := range []string{"pandas", "polars", "numba", "numba-jump"} {
			if theirs := ms[name][engine]; theirs != nil {
				r := paired(theirs, own[:len(theirs)]) // pandas took part in the first rounds only
				b.results.Steps = append(b.results.Steps, step{What: stepNames[name], Program: engine, MS: spreadOf(theirs), Ratio: &r})
			}
		}
	}
	b.results.add(target{What: stepNames["rank"], Measured: spreadOf(ms["rank"]["tickbook"]), Unit: "ms", Required: 5, Aim: 3, AtMost: true})
	b.results.add(target{What: stepNames["sweep 48"], Measured: spreadOf(ms["sweep 48"]["tickbook"]), Unit: "ms", Required: 0.6, Aim: 0.4, AtMost: true})
	b.results.add(target{What: stepNames["sweep 4800"], Measured: spreadOf(ms["sweep 4800"]["tickbook"]), Unit: "ms", Required: 20, Aim: 12, AtMost: true})
	return nil
}

var stepNames = map[string]string{
	"rank":       "six rolling ranks, window 864, 26,496 bars",
	"sweep 48":   "48 configurations, 26,496 bars",
	"sweep 4800": "4,800 configurations, 26,496 bars",
}

// notebook measures the time from editing a cell to its result.
func (b *bench) notebook() error {
	dir, err := b.market()
	if err != nil {
		return err
	}
	data, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	b.say("notebook: running it, then editing cells")
	out, err := b.output(b.jupyter, filepath.Join("microstructure", "bench", "notebook_cell.py"), "--data", data, "--repeat", fmt.Sprint(max(5, b.rounds)))
	if err != nil {
		return err
	}
	for lines := json.NewDecoder(bytes.NewReader(out)); ; {
		var cell struct {
			Cell    string    `json:"cell"`
			Seconds []float64 `json:"seconds"`
			Beyond  []float64 `json:"beyond"` // the build, for a feature of one's own
		}
		if err := lines.Decode(&cell); err == io.EOF {
			return nil
		} else if err != nil || len(cell.Seconds) == 0 {
			return fmt.Errorf("output %q: %v", strings.TrimSpace(string(out)), err)
		}
		if cell.Beyond != nil {
			b.results.add(target{What: "notebook, an edited feature of one's own, beyond the build of its days", Measured: spreadOf(cell.Beyond), Unit: "s", Required: 1.5, AtMost: true})
			if err := b.ownPeer(dir, cell.Seconds); err != nil {
				return err
			}
			continue
		}
		b.results.add(target{What: "notebook, an edited cell's result: " + cell.Cell, Measured: spreadOf(cell.Seconds), Unit: "s", Required: 2, Aim: 1, AtMost: true})
	}
}
