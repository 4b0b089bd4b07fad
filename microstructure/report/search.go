package report

import (
	"cmp"
	"fmt"
	"slices"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// SearchTrials lists the trials of a search with the largest net profit, the
// best first.
func SearchTrials(r *evidence.Searched, rows int) table.Table {
	t := table.New("Trials over the whole span, the best first", "trial", "trips", "net bps", "net bps per trip", "before costs")
	if r == nil {
		return t
	}
	trials := slices.Clone(r.Trials)
	slices.SortStableFunc(trials, func(a, b evidence.SearchTrial) int { return cmp.Compare(b.NetBps, a.NetBps) })
	for _, s := range firstOf(trials, rows) {
		t.Add(s.Name, text.Trips(s.Trips), text.Signed(s.NetBps, 1), text.Signed(s.NetBps/s.Trips, 2), text.Signed(s.GrossBps, 1))
	}
	if n := len(restAfter(trials, rows)); n > 0 {
		t.Note = fmt.Sprintf("Not shown: %s.", text.Plural(n, "trial"))
	}
	return t
}

// SearchFolds lists what each fold chose, and what that earned.
func SearchFolds(r *evidence.Searched) table.Table {
	t := table.New("Folds: chosen in train, traded in test", "test from", "best in train", "mean bps per day in train", "t", "traded", "trips in test", "net bps in test")
	if r == nil {
		return t
	}
	for _, f := range r.Folds {
		chosen, mean, tStatistic := "no trading", text.Missing, text.Missing
		if k := f.Chosen(); k >= 0 && k < len(r.Trials) {
			chosen, mean, tStatistic = r.Trials[k].Name, text.Signed(f.Members[0].TrainMeanBps, 2), text.Signed(f.Members[0].TrainT, 2)
		}
		day := r.Market.TimestampUS(f.TestFrom)
		t.Add(ms.FormatDate(day), chosen, mean, tStatistic, text.Count(len(f.Members)), text.Trips(f.TestTrips), text.Signed(f.TestNetBps, 1))
	}
	return t
}

// SearchNull says how often a search's verdict is "edge" where there is none.
func SearchNull(r evidence.Rate) string {
	if r.Runs == 0 {
		return "No run of the null control was asked for."
	}
	return fmt.Sprintf("Null control: with the signal shifted against prices, the verdict was edge in %s of %s: %s (95 %% interval: %s).",
		text.Count(r.Count), text.Plural(r.Runs, "run"), text.Percent(r.Share), interval95(r))
}
