package notebooks_test

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/signal"
)

// minute has bars of a minute of the leading source.
func minute(t *testing.T, c *desk.Config) {
	t.Helper()
	i, err := ms.ParseInterval("1m")
	if err != nil {
		t.Fatal(err)
	}
	*c = c.WithInterval(i)
	c.Sources = c.Sources[:1]
}

// The notebooks of examples show what the library says of the same searches.
func TestExamples(t *testing.T) {
	if testing.Short() {
		t.Skip("runs notebooks")
	}
	requireTools(t)
	const symbol = "EXAMPLEUSDT"
	dir := sampleData(t, symbol, 36, 5)
	for _, c := range []struct {
		name   string
		change func(*desk.Config)
		search func(*desk.Desk) evidence.Search
	}{
		{"crossover", func(c *desk.Config) { minute(t, c) }, func(*desk.Desk) evidence.Search {
			of := func(fast, slow time.Duration) evidence.SignalSource {
				c := signal.Close()
				return c.MovingAverage(fast).Minus(c.MovingAverage(slow)).ZScore(24 * time.Hour)
			}
			return evidence.Search{Signals: []evidence.SignalSource{of(10*time.Minute, time.Hour), of(time.Hour, 6*time.Hour)}, Rules: []evidence.Rule{
				evidence.CrossBack{Direction: evidence.With, Enter: 1}, evidence.CrossBack{Direction: evidence.With, Enter: 2}, evidence.Proportional{Direction: evidence.With, Full: 2, Step: 0.5}}}
		}},
		{"volume_momentum", func(c *desk.Config) {
			c.Sources, c.Activity = c.Sources[:1], ms.Activity{Measure: ms.ByVolume, Size: 5}
		}, func(d *desk.Desk) evidence.Search {
			bars, _, err := d.Build(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			s := evidence.Search{Signals: []evidence.SignalSource{evidence.BarSignal{Name: "change over 12 bars", Bars: bars[0], Of: func(s ms.SourceBars) []float64 {
				out := make([]float64, len(s.Bars))
				for i := range out {
					out[i] = math.NaN()
					if i >= 12 {
						out[i] = s.Bars[i].Close/s.Bars[i-12].Close - 1
					}
				}
				return out
			}}}}
			for _, enter := range []float64{0.001, 0.002, 0.004} {
				s.Rules = append(s.Rules, evidence.CrossBack{Direction: evidence.With, Enter: enter})
			}
			return s
		}},
		{"contrarian", func(*desk.Config) {}, func(*desk.Desk) evidence.Search {
			f := ms.SignalFeatures()
			s := evidence.Search{Signals: []evidence.SignalSource{signal.Of(f[0]).Neutralise(signal.Of(f[4]), signal.Day).ZScore(signal.Day)}, Filters: ms.DefaultGrid().Filters}
			for _, threshold := range []float64{1, 1.5, 2} {
				s.Rules = append(s.Rules, patient(threshold))
			}
			return s
		}},
		{"composite", func(*desk.Config) {}, func(d *desk.Desk) evidence.Search {
			composite := evidence.SignalFunc{Name: compositeName, Of: func(c *evidence.Calendar) []float64 { return c.Signal(ms.SignalFeatures()).Value }}
			s := evidence.Search{Signals: []evidence.SignalSource{composite}, Filters: ms.DefaultGrid().Filters}
			for _, threshold := range ms.DefaultGrid().Thresholds {
				for _, holding := range ms.DefaultGrid().Holdings {
					s.Rules = append(s.Rules, evidence.Hold{Direction: evidence.Against, Threshold: threshold, Holding: holding})
				}
			}
			return s
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join("examples", c.name+".ipynb")
			if n := codeLines(t, path); n > 40 {
				t.Errorf("%s has %d lines of code; examples have 40 at most", path, n)
			}
			looks := filepath.Join(t.TempDir(), "looks.jsonl")
			r := execute(t, path, "TICKBOOK_DATA="+dir, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_LOOKS="+looks)
			d := deskOf(t, dir, symbol, c.change)
			search := c.search(d)
			if search.Filters == nil {
				search.Filters = ms.DefaultGrid().Filters[:1]
			}
			j, err := d.Search(t.Context(), search, nil)
			if err != nil {
				t.Fatal(err)
			}
			if j.Trials[0].Trips == 0 || len(j.Causality) != len(search.Signals)+len(search.Rules) {
				t.Errorf("%v trips of the first trial, %d tests for looking ahead", j.Trials[0].Trips, len(j.Causality))
			}
			rows := append(report.SearchTrials(j.Searched, 5).Rows(), report.Causality(j.Causality).Rows()...)
			for _, row := range append(rows, report.Gates(j.Verdict).Rows()...) {
				wantText(t, r.Text, strings.Join(row, " "))
			}
			record, err := result.ReadLooks(looks)
			if err != nil || len(evidence.DistinctLooks(record.Looks)) != 1 || record.Looks[0].Configurations != search.Len() {
				t.Errorf("the record of looks: %v\n%+v", err, record)
			}
		})
	}
}

// compositeName is that of the expression, which the honest procedure has as a
// function.
const compositeName = "z-score(mean(rank(vol_imbalance, 72h), rank(dollar_imbalance, 72h), rank(large_imbalance, 72h), " +
	"rank(count_imbalance, 72h), rank(close_vs_vwap, 72h), rank(vol_profile_skew, 72h)), 72h)"

// patient is the rule of the notebook, with a count of its own.
func patient(threshold float64) evidence.Rule {
	return evidence.RuleFunc{Name: fmt.Sprint("patient beyond ", threshold), Decide: func(n *evidence.Now) float64 {
		if n.Position == 0 {
			if n.MayEnter && n.Signal > threshold {
				return -1
			}
			if n.MayEnter && n.Signal < -threshold {
				return 1
			}
			return 0
		}
		rows := n.Held + 1
		_, entry := n.Ago(rows)
		wrong := (n.Close-entry)*n.Position < 0
		if rows >= 24 || rows >= 6 && wrong {
			return 0
		}
		return n.Position
	}}
}

// codeLines counts the lines of a notebook's code that are not empty.
func codeLines(t *testing.T, path string) (n int) {
	t.Helper()
	var notebook struct {
		Cells []struct {
			Type   string `json:"cell_type"`
			Source lines  `json:"source"`
		} `json:"cells"`
	}
	if err := json.Unmarshal([]byte(readFile(t, path)), &notebook); err != nil {
		t.Fatal(err)
	}
	for _, cell := range notebook.Cells {
		for line := range strings.Lines(string(cell.Source)) {
			if cell.Type == "code" && strings.TrimSpace(line) != "" {
				n++
			}
		}
	}
	return n
}
