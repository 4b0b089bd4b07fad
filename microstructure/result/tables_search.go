package result

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/table"
)

// SearchTableNames lists the tables that a search may write, that of the null
// control included if it is run.
func SearchTableNames(null bool) []string {
	names := []string{"gates", "trials", "trials_folds", "trials_members", "equity_by_day", "decision", "capacity"}
	if null {
		names = append(names, "null_rate")
	}
	return names
}

// SearchTables lists a search that was judged: gates, trials, trials_folds,
// trials_members, equity_by_day, decision and capacity.
func SearchTables(s *evidence.Searched) []table.Table {
	if s == nil || s.Market == nil {
		return nil
	}
	return []table.Table{GateTable(&s.Verdict), searchTrialTable(s.Trials), searchFoldTable(s), searchMemberTable(s), equityByDayTable(s), decisionTable(&s.Verdict), capacityTable(s.Capacity(evidence.DefaultImpact))}
}

func searchTrialTable(trials []evidence.SearchTrial) table.Table {
	return table.Table{Name: "trials", Columns: []table.Column{
		table.TextsOf("trial", trials, func(t *evidence.SearchTrial) string { return t.Name }),
		table.FloatsOf("round_trips", trials, func(t *evidence.SearchTrial) float64 { return t.Trips }),
		table.IntsOf("active_days", trials, func(t *evidence.SearchTrial) int { return t.ActiveDays }),
		table.IntsOf("missed", trials, func(t *evidence.SearchTrial) int { return t.Missed }),
		table.FloatsOf("gross_bps", trials, func(t *evidence.SearchTrial) float64 { return t.GrossBps }),
		table.FloatsOf("net_bps", trials, func(t *evidence.SearchTrial) float64 { return t.NetBps }),
	}}
}

func searchFoldTable(s *evidence.Searched) table.Table {
	return table.Table{Name: "trials_folds", Columns: []table.Column{
		table.TimesOf("test_from", s.Folds, func(f *evidence.Fold) int64 { return s.Market.TimestampUS(f.TestFrom) }),
		table.IntsOf("members", s.Folds, func(f *evidence.Fold) int { return len(f.Members) }),
		table.FloatsOf("test_round_trips", s.Folds, func(f *evidence.Fold) float64 { return f.TestTrips }),
		table.FloatsOf("test_net_bps", s.Folds, func(f *evidence.Fold) float64 { return f.TestNetBps }),
	}}
}

// searchMemberTable lists the trials that each fold traded, the best in train
// first.
func searchMemberTable(s *evidence.Searched) table.Table {
	rows := memberRows(s.Market, s.Folds, s.Trials)
	return memberTableOf("trials_members", rows, table.TextsOf("trial", rows, func(r *memberRow[evidence.SearchTrial]) string { return r.of.Name }))
}

// equityByDayTable has the out-of-sample record's profit by day.
func equityByDayTable(s *evidence.Searched) table.Table {
	days := make([]string, len(s.Daily))
	equity := make([]float64, len(s.Daily))
	sum := 0.0
	for i, net := range s.Daily {
		sum += net
		equity[i] = sum
		days[i] = microstructure.FormatDate(s.Market.TimestampUS((s.FirstDay + i) * s.Market.PerDay()))
	}
	return table.Table{Name: "equity_by_day", Columns: []table.Column{
		{Name: "day", Values: table.Texts(days)}, floats("gross_bps", s.Gross), floats("net_bps", s.Daily), floats("equity_bps", equity),
	}}
}

// RateTable has how often a search's verdict is "edge" on shifted data: table
// null_rate.
func RateTable(r evidence.Rate) table.Table {
	rows := []evidence.Rate{r}
	columns := []table.Column{table.IntsOf("runs", rows, func(r *evidence.Rate) int { return r.Runs })}
	return table.Table{Name: "null_rate", Columns: append(columns, rateColumns("edge", rows, func(r *evidence.Rate) evidence.Rate { return *r })...)}
}
