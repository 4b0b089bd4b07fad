package report_test

import (
	"errors"
	"fmt"
	"log"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/synth"
	"github.com/tickbook/tickbook/microstructure/table"
)

// sampleBars simulates three venues and builds their bars.
func sampleBars(days int, edgeBps float64) []ms.SourceBars {
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar, config.EdgeBps = days, 12, edgeBps
	market, err := synth.NewMarket(config)
	if err != nil {
		log.Fatal(err)
	}
	return market.Bars(ms.IntervalUS)
}

func quickConfig() evidence.Config {
	c := evidence.DefaultConfig()
	c.Folds.TrainDays, c.Folds.TestDays, c.Folds.MinActiveDays = 6, 3, 4
	c.Resampling.Reps, c.ICReps = 99, 29
	return c
}

// study is 24 days with an edge, the reference procedure, and a null control of
// 4 shifts.
var study = sync.OnceValue(func() (out struct {
	evidence  *evidence.Evidence
	reference *reference.Study
	null      *evidence.NullControl
}) {
	bars := sampleBars(24, 8)
	var err error
	if out.evidence, err = evidence.Run(bars, quickConfig(), nil); err != nil {
		log.Fatal(err)
	}
	panel, err := ms.JoinPanel(bars)
	if err != nil {
		log.Fatal(err)
	}
	if out.reference, err = reference.Run(panel, reference.DefaultConfig("TESTUSDT"), nil); err != nil {
		log.Fatal(err)
	}
	n := evidence.DefaultNullConfig()
	n.Shifts = 4
	if out.null, err = evidence.Null(out.evidence.Market, out.evidence.Config, evidence.ReferenceOf(out.reference), n, nil); err != nil {
		log.Fatal(err)
	}
	return out
})

// silent is a study in which nothing trades: its thresholds are out of reach.
var silent = sync.OnceValue(func() *evidence.Evidence {
	c := quickConfig()
	c.Grid.Thresholds = []float64{90, 91}
	e, err := evidence.Run(sampleBars(12, 0), c, nil)
	if err != nil {
		log.Fatal(err)
	}
	return e
})

func evidenceTables(e *evidence.Evidence) []table.Table {
	return []table.Table{
		report.HonestProcedure(e.Config), report.CalendarHoles(e), report.RobustIC(e), report.RobustDeciles(e), report.FillLadder(e),
		report.Folds(e), report.OutOfSample(e), report.Plateaus(e, 8), report.Luck(e), report.BestOfMany(e.Verdict),
		report.Overfitting(e.Verdict), report.Power(e), report.Gates(e.Verdict),
	}
}

func checkTable(t *testing.T, table table.Table, rows bool) {
	t.Helper()
	if rows && len(table.Rows()) == 0 {
		t.Errorf("%q has no rows", table.Caption)
	}
	text := table.Caption + table.Note
	for _, row := range table.Rows() {
		text += " " + strings.Join(row, " ")
	}
	for _, bad := range []string{"NaN", "Inf", "%!", "-"} {
		if strings.Contains(strings.ReplaceAll(text, "out-of-sample", ""), bad) && !(bad == "-" && onlyWords(text)) {
			t.Errorf("%q says %q:\n%s", table.Caption, bad, text)
		}
	}
}

// onlyWords reports whether every hyphen stands within a word or a date.
func onlyWords(text string) bool {
	for _, word := range strings.Fields(text) {
		if strings.HasPrefix(word, "-") {
			return false
		}
	}
	return true
}

func TestEvidenceTables(t *testing.T) {
	s := study()
	for _, table := range evidenceTables(s.evidence) {
		checkTable(t, table, true)
	}
	checkTable(t, report.NullRates(s.null), true)
	for _, table := range evidenceTables(silent()) {
		checkTable(t, table, false)
	}
	checkTable(t, report.NullRates(&evidence.NullControl{}), false)
}

func TestGatesSayWhatFails(t *testing.T) {
	v := silent().Verdict
	table := report.Gates(v)
	if len(table.Rows()) != len(v.Gates) {
		t.Fatalf("%d rows for %d gates", len(table.Rows()), len(v.Gates))
	}
	for i, g := range v.Gates {
		row := table.Rows()[i]
		if pass := strings.HasPrefix(row[3], "✓"); pass != g.Pass {
			t.Errorf("gate %s: %q", g.Name, row)
		}
		if math.IsNaN(g.Value) != (row[2] == "–") || strings.Contains(row[1], "threshold") {
			t.Errorf("gate %s with %v: %q", g.Name, g.Value, row)
		}
	}
}

func TestUnproven(t *testing.T) {
	v := evidence.Unproven(errors.New("5 days are too few"))
	table := report.Gates(v)
	checkTable(t, table, false)
	if !strings.Contains(table.Note, "5 days are too few") {
		t.Errorf("%q", table.Note)
	}
}

func TestNullPlace(t *testing.T) {
	if got := report.NullPlace(study().null); strings.Contains(got, "NaN") || !strings.Contains(got, "p = ") {
		t.Error(got)
	}
	nan := math.NaN()
	got := report.NullPlace(&evidence.NullControl{PValue: nan, ReferenceObservedBps: nan, ReferenceObservedPV: nan})
	if strings.Contains(got, "reference") || strings.Contains(got, "NaN") {
		t.Error(got)
	}
}

func ExampleLooks() {
	fmt.Println(report.Looks(evidence.LookCount{Symbol: "BTCUSDT", Configurations: 48}.Sentences()))
	fmt.Println(report.Looks(evidence.LookCount{Symbol: "BTCUSDT", Configurations: 48, Looks: 3, Prior: 106, Others: 1, OtherPrior: 48}.Sentences()))
	// Output:
	// No earlier look counts against this one.
	// On overlapping days 2 looks at BTCUSDT with 58 configurations and 1 look at other symbols with 48 configurations count against the 48 configurations of this one, for which the best-of-many gate asks for a smaller p-value.
}

func ExampleLookList() {
	looks := []evidence.Look{
		{Time: time.Unix(0, 0), Symbol: "BTCUSDT", Kind: evidence.LookStudy, FromDate: "2025-11-01", ToDate: "2026-01-31", Bars: "5m", Configurations: 48, Verdict: evidence.NoEdge},
		{Time: time.Unix(60, 0), Symbol: "ETHUSDT", Kind: evidence.LookSearch, FromDate: "2025-11-01", ToDate: "2026-01-31", Bars: "5m", Signals: []string{"mine"}, Configurations: 4, Verdict: evidence.NotProven},
	}
	t := report.LookList(looks, 1)
	fmt.Println(t.Rows()[0])
	fmt.Println(t.Note)
	// Output:
	// [1970-01-01 00:01:00 ETHUSDT 2025-11-01 to 2026-01-31 5m search mine 4 – not proven]
	// 1 earlier ones are left out.
}
