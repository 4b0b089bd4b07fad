package report

import (
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/table"
)

func textOf(t *testing.T, x table.Table) string {
	t.Helper()
	var b strings.Builder
	if err := x.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSearchTables(t *testing.T) {
	market, err := evidence.NullSimulations()[0].Market(1, evidence.DefaultRegimeRule())
	if err != nil {
		t.Fatal(err)
	}
	r := &evidence.Searched{Market: market.Market,
		Trials: []evidence.SearchTrial{{Name: "worst", Trips: 3, NetBps: -30, GrossBps: 1}, {Name: "best", Trips: 4, NetBps: 50, GrossBps: 80}, {Name: "never"}},
		Folds: []evidence.Fold{{FoldSpan: evidence.FoldSpan{TestFrom: 31 * 288}, Members: []evidence.Member{{Place: 1, Weight: 1, TrainMeanBps: 2.5, TrainT: 1.75}}, TestTrips: 2.2, TestNetBps: -7},
			{FoldSpan: evidence.FoldSpan{TestFrom: 38 * 288}}}}
	got := textOf(t, SearchTrials(r, 2))
	best, never, worst := strings.Index(got, "best  "), strings.Index(got, "never"), strings.Index(got, "worst")
	if best < 0 || never < best || worst >= 0 || !strings.Contains(got, "+50.0            +12.50         +80.0") || !strings.Contains(got, "Not shown: 1 trial.") {
		t.Errorf("trials:\n%s", got)
	}
	for rows, note := range map[int]string{-1: "Not shown: 3 trials.", 0: "Not shown: 3 trials.", 3: "", 4: ""} {
		if got := SearchTrials(r, rows); got.Note != note || got.Len() != min(max(rows, 0), 3) {
			t.Errorf("%d rows asked: %d shown, %q", rows, got.Len(), got.Note)
		}
	}
	if got := textOf(t, SearchFolds(r)); !strings.Contains(got, ms.FormatDate(market.TimestampUS(31*288))+"           best") || !strings.Contains(got, "no trading") || !strings.Contains(got, "2.2             −7.0") {
		t.Errorf("folds:\n%s", got)
	}
	if none := textOf(t, SearchTrials(nil, 3)) + textOf(t, SearchFolds(nil)); strings.Contains(none, "best  ") {
		t.Errorf("nothing:\n%s", none)
	}
}
