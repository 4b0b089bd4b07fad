package command

import (
	"encoding/json"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// coarseDays writes days of a source whose tick is 1.5 % of its price: 900
// trades per day, whose price moves by a tick every two hours or so.
func coarseDays(t *testing.T, dir, symbol, source string, days int) {
	t.Helper()
	data, err := dataset.New(dir, symbol)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(data.TradesDir(source), 0o755); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(24, 1))
	const perDay, tick = 900, 1e-8
	start := time.Date(2025, time.September, 1, 0, 0, 0, 0, time.UTC)
	ticks := 66
	for day := range days {
		date := start.AddDate(0, 0, day)
		var trades microstructure.Trades
		for i := range perDay {
			if r.IntN(75) == 0 {
				ticks += 2*r.IntN(2) - 1
			}
			price, quantity, side := float64(ticks)*tick, float64(1_000_000+r.IntN(9_000_000)), microstructure.Side(2*r.IntN(2)-1)
			trades.Append(microstructure.Trades{
				TimestampUS: []int64{date.UnixMicro() + int64(i)*microstructure.DayUS/perDay + int64(r.IntN(40_000_000))},
				Price:       []float64{price}, Quantity: []float64{quantity}, QuoteQuantity: []float64{price * quantity}, Side: []microstructure.Side{side},
			})
		}
		w, err := dataset.CreateTrades(data.TradesPath(source, date.Format(time.DateOnly)), microstructure.Provenance{})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Append(trades); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Quantile cuts that coincide stop the reference and nothing else.
func TestStudyOfCoarseTicks(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	data, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	coarseDays(t, data, "BTTCUSDT", "binance_spot", 36)
	args := []string{"study", "--data", data, "--symbol", "BTTCUSDT", "--sources", "binance_spot", "--out", out}
	text := mustRun(t, append(args, "--null", "2")...)
	for _, want := range []string{"32,400", "The reference procedure has no answer: regimes: quantile cuts coincide", "Verdict: not proven",
		"Rank correlation (IC)", "How often each procedure claims an edge", "misaligned  standard     2        0.0 %  0.0 to 65.8 %"} {
		if !strings.Contains(text, want) {
			t.Errorf("study does not say %q:\n%s", want, text)
		}
	}
	written := files(t, out)
	for name, want := range map[string]bool{"bars_binance_spot.parquet": true, "panel.parquet": true, "ic.csv": true, "deciles.csv": true, "gates.csv": true,
		"ic_robust.csv": true, "walk_forward_folds.csv": true, "deciles_by_regime.csv": false, "sweep.csv": false, "walk_forward.csv": false} {
		if _, is := written[name]; is != want {
			t.Errorf("%s is written: %t", name, is)
		}
	}
	if columns := readParquet(t, filepath.Join(out, "panel.parquet")); columns["vol_regime"] != nil || len(columns["signal"]) == 0 || len(columns["vol_ratio"]) == 0 {
		t.Error("the panel has a regime, or no signal")
	}
	var summary struct {
		Failed  *string
		Cuts    *[2]float64 `json:"vol_ratio_cuts"`
		Regimes map[string]int
		Verdict struct {
			Label     string
			Reference string `json:"reference_label"`
			Gates     []struct{ Name string }
		}
	}
	if err := json.Unmarshal([]byte(written["summary.json"]), &summary); err != nil {
		t.Fatal(err)
	}
	if s := summary; s.Failed == nil || !strings.Contains(*s.Failed, "quantile cuts coincide") || s.Cuts != nil || len(s.Regimes) != 0 ||
		s.Verdict.Label != "not proven" || s.Verdict.Reference != "" {
		t.Errorf("summary %+v", summary)
	}
	var gates []string
	for _, g := range summary.Verdict.Gates {
		gates = append(gates, g.Name)
	}
	if want := []string{"evidence", "evidence_days", "profit", "market", "market_timing", "best of many", "stability", "causality", "data"}; !slices.Equal(gates, want) {
		t.Errorf("gates %q, want %q", gates, want)
	}
}

// A result directory keeps no table of an earlier study that went further.
func TestStudyThatStopsRemovesLaterTables(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	data, out := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "8", "--trades-per-bar", "8", "--sources", "fine")
	coarseDays(t, data, "BTCUSDT", "coarse", 36)
	mustRun(t, "study", "--data", data, "--out", out, "--sources", "coarse")
	want := slices.Sorted(maps.Keys(files(t, out)))
	mustRun(t, "study", "--data", data, "--out", out, "--sources", "fine")
	if _, swept := files(t, out)["sweep.csv"]; !swept {
		t.Fatal("the other study is to have a sweep")
	}
	mustRun(t, "study", "--data", data, "--out", out, "--sources", "coarse")
	if got := slices.Sorted(maps.Keys(files(t, out))); !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

// The exit code is that of a failure only if neither procedure has an answer.
func TestStudyOfTooFewDays(t *testing.T) {
	data, out := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "3", "--trades-per-bar", "12")
	text, _, err := tickbook(t, "study", "--data", data, "--out", out)
	if !errors.Is(err, reference.ErrNoConfiguration) {
		t.Errorf("error %v", err)
	}
	for _, want := range []string{"The reference procedure has no answer: sweep", "Verdict: not proven", "Tables are in " + out} {
		if !strings.Contains(text, want) {
			t.Errorf("study does not say %q:\n%s", want, text)
		}
	}
	if written := files(t, out); written["summary.json"] == "" || written["sweep.csv"] == "" || written["bars_okx_futures.parquet"] == "" {
		t.Error("the tables up to there are not written")
	}
}
