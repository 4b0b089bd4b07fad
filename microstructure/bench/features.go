package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

// A turn is the output of a program: passes over all files, without the start
// of its process.
type turn struct {
	Rows    int64     `json:"rows"`
	Bars    int64     `json:"bars"`
	Seconds []float64 `json:"seconds"`
	PeakMB  float64   `json:"peak_rss_mb"`
}

// first is the rate of the first pass, in million trades/s.
func (t turn) first() float64 { return float64(t.Rows) / t.Seconds[0] / 1e6 }

// warm is the rate of the median pass after the first one; of the only one, if
// there is no other.
func (t turn) warm() float64 {
	later := t.Seconds[min(1, len(t.Seconds)-1):]
	return float64(t.Rows) / spreadOf(later).Median / 1e6
}

// build has tickbook build the bars of a data directory, of all sources that
// it has unless args say otherwise.
func (b *bench) build(data string, repeat int, args ...string) (turn, error) {
	d, err := dataset.Open(data, symbol)
	if err != nil {
		return turn{}, err
	}
	sources, err := d.Sources()
	if err != nil {
		return turn{}, err
	}
	args = append([]string{"features", "--no-audit", "--json", "--data", data, "--symbol", symbol, "--repeat", fmt.Sprint(repeat),
		"--sources", strings.Join(sources, ",")}, args...)
	return parseTurn(b.output(b.tickbook, args...))
}

func (b *bench) peerTurn(engine, data string) (turn, error) {
	repeat := b.repeat
	if strings.HasPrefix(engine, "pandas") { // it has no caches to warm, and it is slow
		repeat = 1
	}
	return parseTurn(b.peer("features.py", engine, data, "--symbol", symbol, "--repeat", fmt.Sprint(repeat)))
}

func parseTurn(out []byte, err error) (turn, error) {
	var t turn
	if err != nil {
		return t, err
	}
	if err := json.Unmarshal(out, &t); err != nil {
		return t, fmt.Errorf("output %q: %w", out, err)
	}
	if len(t.Seconds) == 0 || t.Rows == 0 {
		return t, fmt.Errorf("output %q: no passes, or no trades", out)
	}
	return t, nil
}

// A ratioTarget is a bound on tickbook's rate over an engine's.
type ratioTarget struct {
	engine       string
	atLeast, aim float64 // 0: none
}

// A comparison is tickbook against engines on one directory of trades.
type comparison struct {
	name    string
	data    func() (string, error)
	engines []string
	targets []ratioTarget
	godebug string // for tickbook
}

func (b *bench) comparisons() []comparison {
	dense := []string{"pandas", "pandas-2p", "duckdb", "polars", "polars-streaming", "numba", "numba-polars", "numba-memory", "read", "read-2t", "read-polars"}
	sparse := []string{"pandas", "duckdb", "polars", "numba", "numba-polars", "read-polars"}
	own := []string{"numba-polars", "read", "read-polars"}
	if b.quick {
		slow := func(e string) bool { return strings.HasPrefix(e, "pandas") }
		dense, sparse = slices.DeleteFunc(dense, slow), slices.DeleteFunc(sparse, slow)
	}
	return []comparison{
		{"dense", func() (string, error) { return b.data("dense") }, dense,
			[]ratioTarget{{"numba-polars", 1.3, 1.6}, {"polars", 2, 0}, {"duckdb", 4, 0}, {"pandas", 9, 0}, {"read-polars", 0.8, 1}}, ""},
		{"dense, AVX2 only", func() (string, error) { return b.data("dense") }, []string{"numba-polars", "read-polars"},
			[]ratioTarget{{"numba-polars", 1.2, 1.4}, {"read-polars", 0.75, 0.9}}, "cpu.avx512f=off"},
		{"sparse", func() (string, error) { return b.data("sparse") }, sparse,
			[]ratioTarget{{"numba", 1, 2}, {"pandas", 80, 0}}, ""},
		{"own files", b.ownData, own, []ratioTarget{{"read-polars", 1.5, 2}}, ""},
	}
}

// features compares tickbook with the peers, each on its own and in turns.
func (b *bench) features() error {
	defer func() { b.godebug = "" }()
	for _, c := range b.comparisons() {
		b.godebug = c.godebug
		data, err := c.data()
		if err != nil {
			return err
		}
		if b.check {
			if err := b.checkComparison(c, data); err != nil {
				return err
			}
		}
		speeds, err := b.compare(c, data)
		if err != nil {
			return err
		}
		b.results.Speeds = append(b.results.Speeds, speeds...)
		b.addTargets(c, speeds)
	}
	return nil
}

func (b *bench) checkComparison(c comparison, data string) error {
	if filepath.Base(data) != "own" {
		return b.sameBars(data, c.engines)
	}
	dense, err := b.data("dense")
	if err != nil {
		return err
	}
	return b.sameAs(data, dense)
}

// compare returns tickbook's speed and every engine's. In a round, each engine
// runs next to a turn of tickbook, so that a slow spell of the machine affects
// both; which goes first alternates from round to round.
func (b *bench) compare(c comparison, data string) ([]speed, error) {
	var own []turn
	peers := map[string][]turn{}
	ratios := map[string][]float64{}
	for round := range b.rounds {
		b.say("%s: round %d of %d, load %s", c.name, round+1, b.rounds, loadAverage())
		for _, engine := range c.engines {
			var mine, theirs turn
			var err error
			for i := range 2 {
				if i == round%2 {
					mine, err = b.build(data, b.repeat, "--no-cache", "--workers", fmt.Sprint(workers))
				} else {
					theirs, err = b.peerTurn(engine, data)
				}
				if err != nil {
					return nil, err
				}
			}
			if mine.Rows != theirs.Rows || theirs.Bars != 0 && mine.Bars != theirs.Bars {
				return nil, fmt.Errorf("%s: tickbook read %d trades and made %d bars, %s %d and %d", data, mine.Rows, mine.Bars, engine, theirs.Rows, theirs.Bars)
			}
			own = append(own, mine)
			peers[engine] = append(peers[engine], theirs)
			ratios[engine] = append(ratios[engine], mine.warm()/theirs.warm())
		}
	}
	speeds := []speed{newSpeed(c.name, "tickbook", own, nil)}
	for _, engine := range c.engines {
		speeds = append(speeds, newSpeed(c.name, engine, peers[engine], ratios[engine]))
	}
	return speeds, nil
}

func newSpeed(data, program string, turns []turn, ratios []float64) speed {
	s := speed{Data: data, Program: program, Trades: turns[0].Rows, Bars: turns[0].Bars}
	var warm, first []float64
	for _, t := range turns {
		warm = append(warm, t.warm())
		first = append(first, t.first())
		s.PeakMB = max(s.PeakMB, t.PeakMB)
	}
	s.Warm, s.First = spreadOf(warm), spreadOf(first)
	if ratios != nil {
		r := spreadOf(ratios)
		s.Ratio = &r
	}
	return s
}

func (b *bench) addTargets(c comparison, speeds []speed) {
	for _, t := range c.targets {
		for _, s := range speeds {
			if s.Program == t.engine {
				b.results.add(target{What: fmt.Sprintf("features, %s: times %s", c.name, t.engine), Measured: *s.Ratio, Unit: "×",
					Required: t.atLeast, Aim: t.aim})
			}
		}
	}
}
