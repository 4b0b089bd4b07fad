package notebooks_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/synth"
	"github.com/tickbook/tickbook/microstructure/table"
)

const backtest = "03_composite_backtest.ipynb"

// sampleData writes a simulated market and gives the data directory.
func sampleData(t *testing.T, symbol string, days int, edgeBps float64) string {
	t.Helper()
	return changedData(t, symbol, days, edgeBps, func(*ms.Trades) {})
}

// coarseData is sampleData with a tick of 1.5 % of the price.
func coarseData(t *testing.T, symbol string, days int) string {
	t.Helper()
	return changedData(t, symbol, days, 0, func(trades *ms.Trades) {
		const tick = 1500
		for i := range trades.Price {
			trades.Price[i] = tick * math.Round(trades.Price[i]/tick)
			trades.QuoteQuantity[i] = trades.Price[i] * trades.Quantity[i]
		}
	})
}

// changedData is sampleData with every day's trades changed before they are
// written.
func changedData(t *testing.T, symbol string, days int, edgeBps float64, change func(*ms.Trades)) string {
	t.Helper()
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar, config.EdgeBps = days, 12, edgeBps
	market, err := synth.NewMarket(config)
	if err != nil {
		t.Fatal(err)
	}
	data := &dataset.Dataset{Dir: t.TempDir(), Symbol: symbol}
	writeTrades(t, data, market, change)
	return data.Dir
}

// writeTrades writes the trades of a market, each day's changed before.
func writeTrades(t *testing.T, data *dataset.Dataset, market *synth.Market, change func(*ms.Trades)) {
	t.Helper()
	config := market.Config()
	for i, source := range config.Sources {
		if err := os.MkdirAll(data.TradesDir(source.Name), 0o755); err != nil {
			t.Fatal(err)
		}
		for day := range config.Days {
			trades, _ := market.Day(i, day)
			change(&trades)
			path := data.TradesPath(source.Name, market.Date(day).Format(time.DateOnly))
			w, err := dataset.CreateTrades(path, ms.Provenance{Synthetic: "test"})
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
}

func wantText(t *testing.T, text string, want ...string) {
	t.Helper()
	text = strings.Join(strings.Fields(text), " ")
	for _, w := range want {
		if !strings.Contains(text, strings.Join(strings.Fields(w), " ")) {
			t.Errorf("the notebook does not say %q", w)
		}
	}
}

func TestBacktestNotebook(t *testing.T) {
	requireTools(t)
	dir := sampleData(t, "TESTUSDT", 20, 6)
	r := execute(t, backtest, "TICKBOOK_SYMBOL=TESTUSDT", "TICKBOOK_DATA="+dir)
	s := studyOf(t, dir, "TESTUSDT")
	if s.Stopped != nil {
		t.Fatalf("the sample is to have a verdict, but %v", s.Stopped)
	}
	wantText(t, r.Text,
		"The data are synthetic.",
		"TESTUSDT", dir,
		report.Count(s.Panel.Len())+" bars that every source has",
		"Best configuration, in hindsight: "+s.Best.String(),
		"Out of sample: "+s.BestTest.String(),
		report.TrainSpan(s), report.TestSpan(s),
		report.Verdict(s), report.Summary(s), report.Caveats(),
	)
	wantText(t, r.Text, report.NextSteps(s)...)
	for _, o := range report.Observations(s) {
		wantText(t, r.Text, o)
	}
	for _, table := range []table.Table{report.Regimes(s), report.IC(s), report.DecileSpreads(s), report.RegimeSpreads(s),
		report.TopTrials(s, 15), report.BottomTrials(s, 5), report.BestStats(s), report.Split(s),
		report.WalkForwardTrials(s, 15), report.TestStats(s), report.InOut(s)} {
		for _, row := range table.Rows() {
			wantText(t, r.Text, strings.Join(row, " "))
		}
	}
	if r.Stderr != "" {
		t.Errorf("standard error: %s", r.Stderr)
	}

	labels := [][]string{
		{"5m forward", "15m forward", "30m forward", "1h forward", "2h forward", "Mean forward return (bps)"},
		{"Vol filter: all", "Vol filter: low+normal", "Vol filter: low_only", "Holding period", "Average PnL (bps, net)"},
		{fmt.Sprintf("Equity curve (%d trades)", len(s.BestLedger)), "Distribution of trade PnL", "Trade PnL by direction", "Rolling win rate"},
		{fmt.Sprintf("Out-of-sample equity curve (%d trades)", len(s.TestLedger)), "Out-of-sample distribution"},
		{fmt.Sprintf("In sample (%d trades)", len(s.TrainLedger)), "Out of sample", "Train/test split"},
	}
	checkReport(t, r, labels, []string{"1. Build", "2. Build", "3. Signal", "4. Backtest", "5. Equity", "6. Walk", "7. In sample", "8. Summary", "Provenance"})
}

// What is changed in one section reaches those after it.
func TestBacktestNotebookFollowsChanges(t *testing.T) {
	requireTools(t)
	const symbol = "TESTUSDT"
	dir := sampleData(t, symbol, 20, 6)
	d := deskOf(t, dir, symbol, nil)
	bars, _, err := d.Bars(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	panel, err := ms.JoinPanel(bars)
	if err != nil {
		t.Fatal(err)
	}
	features := ms.SignalFeatures()[:2]
	grid := ms.DefaultGrid()
	grid.Thresholds, grid.Holdings = []float64{0.75, 1.25}, []ms.Horizon{{Name: "10m", Bars: 2}, {Name: "4h", Bars: 48}}
	s, err := reference.New(panel, d.Config.Reference)
	if err != nil {
		t.Fatal(err)
	}
	composite := reference.NewComposite(panel, features)
	s = s.WithSignal(composite, ms.RollingSignal(composite.Score)).WithDeciles().WithRegimes().WithSweep(grid, nil).WithBest().WithWalkForward(nil).WithBestTest()
	if s.Stopped != nil {
		t.Fatal(s.Stopped)
	}

	r := execute(t, changed(t, backtest,
		"return ms.SignalFeatures()", "return ms.SignalFeatures()[:2]",
		"return symbol().Config.Reference.Grid", `g := ms.DefaultGrid()
	g.Thresholds, g.Holdings = []float64{0.75, 1.25}, []ms.Horizon{{"10m", 2}, {"4h", 48}}
	return g`), "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+dir)
	wantText(t, r.Text, report.Summary(s), report.Verdict(s), "The 12 best of 12 configurations", "composite of 2 features")
	wantText(t, r.Text, report.Observations(s)...)
	wantText(t, r.Text, report.NextSteps(s)...)
	for _, table := range []table.Table{report.Signal(s), report.IC(s), report.DecileSpreads(s), report.RegimeSpreads(s), report.TopTrials(s, 15),
		report.BestStats(s), report.WalkForwardTrials(s, 15), report.TestStats(s), report.InOut(s)} {
		wantText(t, r.Text, table.Caption)
		for _, row := range table.Rows() {
			wantText(t, r.Text, strings.Join(row, " "))
		}
	}
}

// changed copies a notebook with texts replaced, each of which has to be there
// once.
func changed(t *testing.T, notebook string, oldNew ...string) string {
	t.Helper()
	content, err := os.ReadFile(notebook)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	for i := 0; i < len(oldNew); i += 2 {
		quoted, err := json.Marshal(oldNew[i+1])
		if err != nil {
			t.Fatal(err)
		}
		if strings.Count(text, oldNew[i]) != 1 {
			t.Fatalf("%q is not in %s once", oldNew[i], notebook)
		}
		text = strings.Replace(text, oldNew[i], strings.Trim(string(quoted), `"`), 1)
	}
	path := filepath.Join(t.TempDir(), notebook)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBacktestNotebookGoesOnWithoutAChoice(t *testing.T) {
	requireTools(t)
	dir := sampleData(t, "FEWUSDT", 3, 0)
	putBadPrice(t, dir, "FEWUSDT")
	acceptBadPrice(t, dir, "FEWUSDT", filepath.Join(dir, "FEWUSDT", "accepted.json"))
	s := studyOf(t, dir, "FEWUSDT")
	if s.Stopped == nil {
		t.Fatal("the sample is to be too short for a choice")
	}
	r := execute(t, backtest, "TICKBOOK_SYMBOL=FEWUSDT", "TICKBOOK_DATA="+dir)
	wantText(t, r.Text, "The procedure stops here:** "+s.Stopped.Error(), report.Verdict(s), "digest of the input",
		"accepted: "+badPrice+": "+badPriceReason)
	if len(r.Figures) < 2 {
		t.Errorf("%d figures, want at least the deciles and the sweep", len(r.Figures))
	}
}

// A price that stands still for hours has no volatility regimes.
func TestBacktestNotebookGoesOnWithoutRegimes(t *testing.T) {
	requireTools(t)
	dir := coarseData(t, "COARSEUSDT", 4)
	s := studyOf(t, dir, "COARSEUSDT")
	if !errors.Is(s.Stopped, reference.ErrConstant) || s.Deciles.Of == nil {
		t.Fatalf("the sample is to stop at its regimes, not at %v", s.Stopped)
	}
	r := execute(t, backtest, "TICKBOOK_SYMBOL=COARSEUSDT", "TICKBOOK_DATA="+dir)
	wantText(t, r.Text, report.Regimes(s).Note, "The procedure stops here:** "+s.Stopped.Error(), report.Verdict(s), "digest of the input")
	for _, o := range report.Observations(s) {
		wantText(t, r.Text, o)
	}
	for _, table := range []table.Table{report.Signal(s), report.IC(s), report.DecileSpreads(s)} {
		for _, row := range table.Rows() {
			wantText(t, r.Text, strings.Join(row, " "))
		}
	}
	if len(r.Figures) != 1 {
		t.Errorf("%d figures, want that of the deciles", len(r.Figures))
	}
}

func TestBacktestNotebookFailsOnBadData(t *testing.T) {
	requireTools(t)
	dir := sampleData(t, "BADUSDT", 4, 0)
	path := filepath.Join(dir, "BADUSDT", "trades", "okx_futures", "2025-11-02.parquet")
	if err := os.WriteFile(path, []byte("no parquet"), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := tryExecute(t, backtest, "TICKBOOK_SYMBOL=BADUSDT", "TICKBOOK_DATA="+dir)
	if err == nil {
		t.Fatal("a damaged file does not fail the notebook")
	}
	for _, want := range []string{path, "not parquet", "bars are those of every venue"} {
		if !strings.Contains(r.Log, want) {
			t.Errorf("the failure does not name %q:\n%s", want, r.Log)
		}
	}
}

// What can be accepted is refused with the command that accepts it.
func TestBacktestNotebookSaysHowToAccept(t *testing.T) {
	requireTools(t)
	dir := sampleData(t, "BADUSDT", 2, 0)
	putBadPrice(t, dir, "BADUSDT")
	r, err := tryExecute(t, backtest, "TICKBOOK_SYMBOL=BADUSDT", "TICKBOOK_DATA="+dir)
	if err == nil {
		t.Fatal("an error of the audit does not fail the notebook")
	}
	for _, want := range []string{"error: " + badPrice + ": 1 price", "tickbook audit --data " + dir + " --symbol BADUSDT --accept NAME --reason TEXT"} {
		if !strings.Contains(r.Log, want) {
			t.Errorf("the failure does not say %q:\n%s", want, r.Log)
		}
	}
}
