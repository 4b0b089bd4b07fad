package report_test

import (
	"fmt"
	"math"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/report"
)

func mustBacktest(t *testing.T, e *evidence.Evidence, c ms.Configuration, fill evidence.Fill, costs evidence.Costs) evidence.Account {
	t.Helper()
	a, err := e.Market.Backtest(c, fill, costs)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// account runs the configuration that a row names by filter, threshold and
// holding period.
func account(t *testing.T, e *evidence.Evidence, filter, threshold, holding string) evidence.Account {
	t.Helper()
	for _, c := range e.Config.Grid.Configurations() {
		if c.Filter.Name == filter && c.Holding.Name == holding && (fmt.Sprintf("%g", c.Threshold) == threshold || fmt.Sprintf("%.1f", c.Threshold) == threshold) {
			return mustBacktest(t, e, c, e.Config.Fill, e.Config.Costs)
		}
	}
	t.Fatalf("no configuration %s, %s, %s", filter, threshold, holding)
	return evidence.Account{}
}

func TestPlateausAreBacktests(t *testing.T) {
	for _, s := range traded(t) {
		e := s.Evidence
		table := report.Plateaus(e, 8)
		last := math.Inf(1)
		for _, row := range table.Rows() {
			a := account(t, e, row[0], row[1], row[2])
			n := float64(len(a.Trips))
			shows(t, s.Name+", round trips", row[3], n)
			shows(t, s.Name+", net", row[4], sum(a.Daily)/n)
			if net := sum(a.Daily) / n; net > last {
				t.Errorf("%s: %v bps stand below %v", s.Name, net, last)
			} else {
				last = net
			}
			net, _ := parse(t, row[4])
			around, _ := parse(t, row[5])
			if score, _ := parse(t, row[7]); net > 0 != !math.IsNaN(score) || net > 0 && math.Abs(score-around/net) > 0.01 {
				t.Errorf("%s: neighbours of %v around %v have the score %s", s.Name, around, net, row[7])
			}
		}
		better := 0 // than the last one shown, of all
		for _, c := range e.Config.Grid.Configurations() {
			a := mustBacktest(t, e, c, e.Config.Fill, e.Config.Costs)
			if n := len(a.Trips); a.ActiveDays >= e.Config.Folds.MinActiveDays && sum(a.Daily)/float64(n) > last {
				better++
			}
		}
		if better != len(table.Rows())-1 {
			t.Errorf("%s: %d configurations are better than the last of %d shown", s.Name, better, len(table.Rows()))
		}
	}
}

func TestFillLadderIsBacktests(t *testing.T) {
	for _, s := range traded(t) {
		e := s.Evidence
		table := report.FillLadder(e)
		for i, at := range evidence.FillTimes() {
			row := table.Rows()[i]
			for k, costs := range e.Config.Scenarios() {
				a := mustBacktest(t, e, e.LadderOf, evidence.Fill{Time: at, SlippageBps: e.Config.Fill.SlippageBps}, costs)
				what := fmt.Sprintf("%s, %s, %s", s.Name, row[0], table.Header()[5+k])
				shows(t, what, row[5+k], sum(a.Daily)/float64(len(a.Trips)))
				if k == 0 {
					shows(t, what+", round trips", row[1], float64(len(a.Trips)))
					shows(t, what+", late", row[3], float64(a.LateExits))
				}
				if want := fmt.Sprintf("%s, %g bps", costs.Name, costs.RoundTripBps()); table.Header()[5+k] != want {
					t.Errorf("%s, want %s", what, want)
				}
			}
		}
	}
}

// The study's exits are its account's; the others are at the same costs but for
// the way out.
func TestExitsAreTheAccount(t *testing.T) {
	for _, s := range traded(t) {
		e := s.Evidence
		rows := report.Exits(e).Rows()
		if len(rows) != 3 {
			t.Fatalf("%s: %v", s.Name, rows)
		}
		a, rested, turnover := &e.WalkForward.Account, 0.0, 0.0
		for _, trip := range a.Trips {
			if turnover += 2 * trip.Size; trip.Rested {
				rested += trip.Size
			}
			if trip.Open {
				turnover -= trip.Size
			}
		}
		n := turnover / 2
		shows(t, s.Name+", round trips", rows[1][1], n)
		shows(t, s.Name+", rested", rows[1][2], rested/n)
		shows(t, s.Name+", gross", rows[1][3], sum(a.Gross)/n)
		shows(t, s.Name+", net", rows[1][4], sum(a.Daily)/n)
		if share, _ := parse(t, rows[2][2]); share != 0 {
			t.Errorf("%s: an exit that takes rests in %s", s.Name, rows[2][2])
		}
	}
}

func TestRobustDecilesAreTheRows(t *testing.T) {
	e := sample.Seeded(t).Evidence
	const window, minimum = 30 * evidence.RowsPerDay, 3 * evidence.RowsPerDay
	decile := make([]int, len(e.Signal.Value)) // by rank among the last 30 days; 0 is none
	for i, v := range e.Signal.Value {
		below, equal, n := 0, 0, 0
		for _, w := range e.Signal.Value[max(0, i-window+1) : i+1] {
			switch {
			case w < v:
				below++
			case w == v:
				equal++
			}
			if w == w {
				n++
			}
		}
		if v == v && n >= minimum {
			decile[i] = min(int(10*(float64(below)+float64(equal+1)/2)/float64(n))+1, 10)
		}
	}
	table, ic := report.RobustDeciles(e), report.RobustIC(e)
	for i, h := range e.Config.Horizons {
		forward := forwardBps(e.Market.Close, h.Bars)
		var lows, highs []float64
		for row, v := range forward {
			if v == v && decile[row] == 1 {
				lows = append(lows, v)
			}
			if v == v && decile[row] == 10 {
				highs = append(highs, v)
			}
		}
		spread, costs := mean(lows)-mean(highs), 2*e.Config.Costs.RoundTripBps()
		for k, want := range []float64{mean(lows), mean(highs), spread, costs, spread - costs} {
			shows(t, h.Name+", "+table.Header()[k+1], table.Rows()[i][k+1], want)
		}
		if (table.Rows()[i][7] != "") != (spread > costs) {
			t.Errorf("%s: a spread of %v for %v has the mark %q", h.Name, spread, costs, table.Rows()[i][7])
		}
		rho, n := rankCorrelation(e.Signal.Value, forward)
		shows(t, h.Name+", bars", ic.Rows()[i][1], float64(n))
		shows(t, h.Name+", IC", ic.Rows()[i][3], rho)
		shows(t, h.Name+", naive error", ic.Rows()[i][4], 1/math.Sqrt(float64(n)))
	}
}
