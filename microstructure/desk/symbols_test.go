package desk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"weak"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// writeSymbol writes the trades of one source of a simulated market.
func writeSymbol(t *testing.T, dir, symbol, source string, c synth.Config) {
	t.Helper()
	c.Sources = []microstructure.Source{{Name: source, Label: source}}
	c.TradesPerBar, c.EdgeBps = 4, 25
	market, err := synth.NewMarket(c)
	if err != nil {
		t.Fatal(err)
	}
	data := &dataset.Dataset{Dir: dir, Symbol: symbol}
	if err := os.MkdirAll(data.TradesDir(source), 0o755); err != nil {
		t.Fatal(err)
	}
	for day := range c.Days {
		trades, _ := market.Day(0, day)
		w, err := dataset.CreateTrades(data.TradesPath(source, market.Date(day).Format(time.DateOnly)), microstructure.Provenance{Synthetic: "test"})
		if err == nil {
			err = errors.Join(w.Append(trades), w.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func symbolsConfig(dir string) Config {
	c := DefaultConfig(dir, "")
	c.Sources = nil
	c.LooksFile = filepath.Join(dir, result.LooksFile)
	c.Evidence.Resampling.Reps, c.Evidence.ICReps, c.Evidence.Causality.Cuts = 99, 9, 3
	return c
}

// Three symbols that move together, one without data of the source and one of
// two days: each desk is let go before the next symbol, and the pooled study is
// that of the daily profits.
func TestStudySymbols(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	dir := t.TempDir()
	config := synth.DefaultConfig()
	config.Days = 44
	configs, err := config.Together(3, 0.6, synth.EdgeOnAll)
	if err != nil {
		t.Fatal(err)
	}
	for i, symbol := range []string{"AUSDT", "BUSDT", "CUSDT"} {
		writeSymbol(t, dir, symbol, "binance_futures", configs[i])
	}
	config.Days = 2
	writeSymbol(t, dir, "TWODAYS", "binance_futures", config)
	writeSymbol(t, dir, "ELSEWHERE", "bybit_futures", config)
	c := symbolsConfig(dir)
	c.Sources = microstructure.DefaultSources()[:1]
	var desks []weak.Pointer[Desk]
	var begun []string
	steps := Symbols{
		Begin: func(place, total int, symbol string) {
			if begun = append(begun, symbol); total != 5 || place != len(begun)-1 {
				t.Errorf("symbol %d of %d is %s", place, total, symbol)
			}
			runtime.GC()
			for i, d := range desks {
				if d.Value() != nil {
					t.Errorf("before %s, the desk of symbol %d is still there", symbol, i)
				}
			}
		},
		Each: func(_ context.Context, d *Desk) error {
			desks = append(desks, weak.Make(d))
			return nil
		},
	}
	symbols := []string{"AUSDT", "TWODAYS", "BUSDT", "ELSEWHERE", "CUSDT"}
	s, err := c.StudySymbols(t.Context(), symbols, steps)
	if err != nil {
		t.Fatal(err)
	}
	if s.Pooled == nil || s.Studied() != 3 || !s.Synthetic || !slices.Equal(begun, symbols) {
		t.Fatalf("%d studied, %v, %v", s.Studied(), s.Short, begun)
	}
	if r := s.Rows[1]; !errors.Is(r.Err, evidence.ErrTooShort) || r.Verdict.Label != evidence.NotProven || r.To != "2025-11-02" {
		t.Errorf("two days: %+v", r)
	}
	if r := s.Rows[3]; r.Err == nil || !strings.Contains(r.Err.Error(), "binance_futures") || r.From != "" {
		t.Errorf("another source: %v", r.Err)
	}
	var all []pooled.Symbol
	for _, name := range []string{"AUSDT", "BUSDT", "CUSDT"} {
		one := c
		one.Symbol, one.Reference.Symbol, one.LooksFile = name, name, ""
		d, err := Open(one)
		if err != nil {
			t.Fatal(err)
		}
		e, err := d.Evidence(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.DayProfits()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, pooled.Symbol{Name: name, DayProfits: p})
	}
	want, err := pooled.Run(all, pooled.ConfigOf(c.Evidence))
	if err != nil || want.Pooled.Mean != s.Pooled.Pooled.Mean || want.Pooled.Lower != s.Pooled.Pooled.Lower || want.Label != s.Pooled.Label || len(want.Folds[0].Members) == 0 {
		t.Errorf("%v is %+v, not %+v", err, s.Pooled.Pooled.Interval, want.Pooled.Interval)
	}

	// Looks: four studies, the pooled one last, which its parts do not count
	// against; nor does anything when it is done again.
	if s.Looks.Count.Prior != 0 || len(s.Looks.All) != 5 {
		t.Errorf("looks: %+v of %d", s.Looks.Count, len(s.Looks.All))
	}
	last := s.Looks.All[len(s.Looks.All)-1]
	if last.Kind != evidence.LookPooled || last.Symbol != "AUSDT,TWODAYS,BUSDT,CUSDT" || last.Verdict != evidence.Label(s.Pooled.Label) || last.FromDate != "2025-11-01" || last.ToDate != "2025-12-14" {
		t.Errorf("the pooled look: %+v", last)
	}
	again, err := c.StudySymbols(t.Context(), symbols, Symbols{})
	if err != nil || again.Looks.Count.Prior != 0 || !again.Looks.Count.Again || again.Pooled.Pooled.Lower != s.Pooled.Pooled.Lower {
		t.Errorf("again: %+v, %v", again.Looks.Count, err)
	}
	c.Evidence.Grid.Thresholds = []float64{1, 2}
	other, err := c.StudySymbols(t.Context(), []string{"AUSDT", "BUSDT"}, Symbols{})
	if err != nil || other.Looks.Count.Prior < 48 {
		t.Errorf("another grid: %+v, %v", other.Looks.Count, err)
	}
}

func TestStudySymbolsErrors(t *testing.T) {
	dir := t.TempDir()
	config := synth.DefaultConfig()
	config.Days = 2
	writeSymbol(t, dir, "A", "x", config)
	writeSymbol(t, dir, "B", "x", config)
	writeSymbol(t, dir, "C", "y", config)
	accepted := symbolsConfig(dir)
	accepted.AcceptedFile = "f"
	for want, x := range map[string]struct {
		c       Config
		symbols []string
	}{
		"give two or more, or study it alone":                {symbolsConfig(dir), []string{"A"}},
		"A is there twice":                                   {symbolsConfig(dir), []string{"A", "B", "A"}},
		"\"D\" in " + dir + "; there is \"A\", \"B\", \"C\"": {symbolsConfig(dir), []string{"A", "D"}},
		"no source has trades of all of A, C":                {symbolsConfig(dir), []string{"A", "C"}},
		"a file of accepted findings is one symbol":          {accepted, []string{"A", "B"}},
	} {
		if _, err := x.c.StudySymbols(t.Context(), x.symbols, Symbols{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	s, err := symbolsConfig(dir).StudySymbols(t.Context(), []string{"A", "B"}, Symbols{})
	if err != nil || s.Pooled != nil || !errors.Is(s.Short, pooled.ErrSymbols) || !strings.Contains(s.Short.Error(), "0 of 2 could be studied") || !strings.Contains(s.Short.Error(), "too few days") {
		t.Errorf("two days: %+v, %v", s, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := symbolsConfig(dir).StudySymbols(ctx, []string{"A", "B"}, Symbols{}); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestSymbolsFromEnv(t *testing.T) {
	dir := t.TempDir()
	config := synth.DefaultConfig()
	config.Days = 1
	writeSymbol(t, dir, "A", "x", config)
	writeSymbol(t, dir, "B", "x", config)
	setEnv(t, "TICKBOOK_DATA="+dir)
	if c, symbols, err := SymbolsFromEnv(); err != nil || !slices.Equal(symbols, []string{"A", "B"}) || c.Sources != nil {
		t.Errorf("%v, %v, %v", symbols, c.Sources, err)
	}
	setEnv(t, "TICKBOOK_DATA="+dir, "TICKBOOK_SYMBOLS=B, X", "TICKBOOK_SOURCES=x")
	if c, symbols, err := SymbolsFromEnv(); err != nil || !slices.Equal(symbols, []string{"B", "X"}) || len(c.Sources) != 1 {
		t.Errorf("%v, %v, %v", symbols, c.Sources, err)
	}
	setEnv(t, "TICKBOOK_DATA="+dir, "TICKBOOK_SYMBOLS=B,,A")
	if _, _, err := SymbolsFromEnv(); err == nil || !strings.Contains(err.Error(), "TICKBOOK_SYMBOLS: ") {
		t.Error(err)
	}
}
