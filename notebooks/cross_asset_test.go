package notebooks_test

import (
	"path/filepath"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/desk"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/synth"
	"github.com/tickbook/tickbook/microstructure/table"
)

const crossAsset = "05_cross_asset.ipynb"

// symbolsData has simulated symbols of one source that move together, and one
// that is too short.
func symbolsData(t *testing.T) (dir string, symbols []string) {
	t.Helper()
	dir = t.TempDir()
	config := synth.DefaultConfig()
	config.Sources, config.Days, config.TradesPerBar, config.EdgeBps = config.Sources[:1], 60, 12, 20
	configs, err := config.Together(3, 0.8, synth.EdgeOnAll)
	if err != nil {
		t.Fatal(err)
	}
	config.Days = 2
	symbols = []string{"AUSDT", "BUSDT", "CUSDT", "FEWUSDT"}
	for i, c := range append(configs, config) {
		market, err := synth.NewMarket(c)
		if err != nil {
			t.Fatal(err)
		}
		writeTrades(t, &dataset.Dataset{Dir: dir, Symbol: symbols[i]}, market, func(*ms.Trades) {})
	}
	return dir, symbols
}

func TestCrossAssetNotebook(t *testing.T) {
	requireTools(t)
	dir, symbols := symbolsData(t)
	looks := filepath.Join(t.TempDir(), result.LooksFile)
	r := execute(t, crossAsset, "TICKBOOK_SYMBOLS="+strings.Join(symbols, ","), "TICKBOOK_DATA="+dir, "TICKBOOK_LOOKS="+looks, "TICKBOOK_SOURCES=", "TICKBOOK_ACCEPTED=")
	c := desk.DefaultConfig(dir, "")
	c.Sources = nil
	s, err := c.StudySymbols(t.Context(), symbols, desk.Symbols{})
	if err != nil || s.Pooled == nil || s.Studied() != 3 {
		t.Fatalf("the sample is to have three symbols: %v, %v", s, err)
	}
	wantText(t, r.Text, "The data are synthetic.", dir, "symbols: AUSDT, BUSDT, CUSDT, FEWUSDT", "FEWUSDT", s.Rows[3].Err.Error(),
		literal(report.PooledVerdict(s.Pooled, nil).Markdown()), "digest of the input: "+s.Input, "AUSDT: 2025-11-01 to 2025-12-30", report.Looks(evidence.LookCount{}.Sentences()))
	for _, table := range []table.Table{report.SymbolStudies(s.Rows), report.PooledFolds(s.Pooled), report.PooledSymbols(s.Pooled), report.PooledMean(s.Pooled), report.PooledGates(s.Pooled)} {
		wantText(t, r.Text, table.Caption, table.Note)
		for _, row := range table.Rows() {
			wantText(t, r.Text, strings.Join(row, " "))
		}
	}
	if r.Stderr != "" {
		t.Errorf("standard error: %s", r.Stderr)
	}
	// Cells are processes of their own, and take each look together.
	recorded, err := result.ReadLooks(looks)
	distinct := evidence.DistinctLooks(recorded.Looks)
	if err != nil || recorded.Damaged != nil || len(distinct) != 5 || distinct[4].Kind != evidence.LookPooled || distinct[4].Verdict != evidence.Label(s.Pooled.Label) {
		t.Errorf("record of looks: %+v, %v", distinct, err)
	}
	checkReport(t, r, [][]string{
		{"AUSDT", "CUSDT", "pooled", "90 % intervals", "Mean daily net profit by symbol"},
		{"Correlation of daily net profits", "BUSDT", "+1.00"},
		{"without AUSDT", "without CUSDT", "leaving one symbol out"},
	}, []string{"1. Each symbol", "2. One choice", "3. What the same", "4. How many", "5. The pooled", "6. Does one", "7. Gates", "8. The record", "Provenance"})
}

// One symbol, and symbols that are too short, end the cells with a sentence.
func TestCrossAssetNotebookOfOneSymbol(t *testing.T) {
	requireTools(t)
	dir := sampleData(t, "ONEUSDT", 2, 0)
	r := execute(t, crossAsset, "TICKBOOK_SYMBOLS=", "TICKBOOK_DATA="+dir, "TICKBOOK_LOOKS="+filepath.Join(t.TempDir(), result.LooksFile), "TICKBOOK_SOURCES=", "TICKBOOK_ACCEPTED=")
	wantText(t, r.Text, "Not studied:", "give two or more, or study it alone")
	if strings.Contains(r.Text, "NaN") || len(r.Figures) != 0 {
		t.Errorf("%d figures, %s", len(r.Figures), r.Text)
	}
}
