package notebooks_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/result"
	"github.com/tickbook/tickbook/microstructure/table"
)

const signalResearch = "02_signal_research.ipynb"

func TestSignalResearchNotebook(t *testing.T) {
	requireTools(t)
	const symbol = "TESTUSDT"
	dir, looks := sampleData(t, symbol, 56, 4), filepath.Join(t.TempDir(), result.LooksFile)
	began := time.Now()
	r := execute(t, signalResearch, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+dir, "TICKBOOK_TEST_START=", "TICKBOOK_LOOKS="+looks)
	t.Logf("executed in %v", time.Since(began))
	study, err := deskOf(t, dir, symbol, nil).Features(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := study.Study
	if s.LastDay != "2025-12-06" || s.Days != 36 || len(s.Taken()) == 0 || s.Additions.Why != "" {
		t.Fatalf("the sample is to have features that go on, and folds: %d days to %s, taken %q, %q", s.Days, s.LastDay, s.Taken(), s.Additions.Why)
	}
	wantText(t, r.Text, "The data are synthetic.", dir, report.MeasuredSpan(s), "One look, of 13 features on 2025-11-01 to 2025-12-06, is in the record of looks.")
	for _, table := range featureTables(s) {
		wantText(t, r.Text, table.Caption, table.Note)
		for _, row := range table.Rows() {
			wantText(t, r.Text, strings.Join(row, " "))
		}
	}
	if r.Stderr != "" {
		t.Errorf("standard error: %s", r.Stderr)
	}
	recorded, err := result.ReadLooks(looks)
	if distinct := evidence.DistinctLooks(recorded.Looks); err != nil || len(distinct) != 1 || distinct[0].Kind != evidence.LookFeature || distinct[0].Configurations != 13 || distinct[0].ToDate != "2025-12-06" {
		t.Errorf("record of looks: %+v, %v", recorded, err)
	}
	if info, err := os.Stat(r.Report); err != nil || info.Size() > 3_000_000 {
		t.Errorf("the report: %v, %v", info, err)
	}

	labels := [][]string{
		{"Rank autocorrelation by lag", "vol_imbalance"},
		{"5m forward", "2h forward", "Rank IC"},
		{"next print", "mid +1 s", "Framed: shown by itself at 5 %"},
		{"bybit", "consensus"},
		{"By hour", "By weekday", "By month", "By volatility"},
		{"Spread, 95 % interval", "Smallest detectable, in its direction"},
		{"Rank IC of the strongest features by age", "Q5"},
		{"Rank correlation, ordered by clusters", "Framed: one cluster"},
		{"Alone", "All less all others"},
		{"Hours from the event", "D10"},
		{"t-statistics of 260 trials"},
		{"Goes on", "Does not go on"},
	}
	checkReport(t, r, labels, []string{"1. The candidates", "2. Rank IC", "3. The delay", "4. By venue", "5. By hour", "6. Deciles", "7. Decay", "8. Redundancy", "9. What each",
		"10. Around", "11. Everything", "12. What goes on", "Provenance"})
}

func featureTables(s *factor.Study) []table.Table {
	return []table.Table{report.FeatureProfiles(s), report.FeatureHorizons(s), report.Contrarian(s), report.DelayLadder(s), report.FeatureVenues(s), report.FeatureGroups(s), report.CalmMarkets(s),
		report.FeatureDeciles(s), report.FeatureDecay(s), report.FeatureClusters(s), report.FeatureAdditions(s), report.FeaturePermutations(s), report.FeatureEvents(s), report.EverythingTried(s, 20), report.FeaturesChosen(s)}
}

// A feature of one's own is measured like a built-in one, and one that is
// constant is left out; one source has nothing to compare, and few days have no
// folds.
func TestSignalResearchNotebookOfOwnFeatures(t *testing.T) {
	requireTools(t)
	const symbol = "OWNUSDT"
	dir := sampleData(t, symbol, 18, 4)
	r := execute(t, changed(t, signalResearch, "func candidates() []ms.Feature { return ms.Features() }", `func candidates() []ms.Feature {
	return append(ms.Features()[:2], buyShare.Feature(), always.Feature())
}

var buyShare = ms.Tick("buy_share", struct{}{}, buysOf)

func buysOf(t ms.Trades, _ struct{}) float64 {
	buys := 0.0
	for _, side := range t.Side {
		if side == ms.Buy {
			buys++
		}
	}
	return buys / float64(t.Len())
}

var always = ms.Tick("always_one", struct{}{}, one)

func one(ms.Trades, struct{}) float64 { return 1 }`,
		"d := nb.Must(desk.FromEnv())\\n\",\n    \"\\td.Config.Candidates = candidates()\\n", "c := nb.Must(desk.ConfigFromEnv())\n\tc.Features, c.Candidates = []ms.TickFeature{buyShare, always}, candidates()\n\td := nb.Must(desk.Open(c))\n"),
		"TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+dir, "TICKBOOK_SOURCES=binance_futures", "TICKBOOK_TEST_START=2025-11-18")
	wantText(t, r.Text, "Features measured: 3. Left out: always_one is constant.", "buy_share", "There is one source, so there is nothing to compare.",
		"leave nothing to test after 30 days of training", "One look, of 4 features on 2025-11-01 to 2025-11-17")
	if strings.Contains(r.Text, "NaN") {
		t.Error("the notebook shows NaN")
	}
}

func TestSignalResearchNotebookOfTwoDays(t *testing.T) {
	requireTools(t)
	const symbol = "FEWUSDT"
	dir := sampleData(t, symbol, 3, 0)
	d := deskOf(t, dir, symbol, nil)
	if _, err := d.Features(t.Context(), nil); !errors.Is(err, factor.ErrTooShort) {
		t.Fatalf("the sample is to be too short: %v", err)
	}
	r := execute(t, signalResearch, "TICKBOOK_SYMBOL="+symbol, "TICKBOOK_DATA="+dir, "TICKBOOK_TEST_START=")
	wantText(t, r.Text, "Nothing measured:** too few days to measure features: there are 2 days before 2025-11-03, of 10 at least", "digest of the input")
	if len(r.Figures) != 0 || strings.Contains(r.Text, "NaN") {
		t.Errorf("%d figures", len(r.Figures))
	}
}
