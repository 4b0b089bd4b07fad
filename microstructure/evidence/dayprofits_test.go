package evidence

import (
	"errors"
	"math"
	"testing"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// A day's trading is the trial's, and what is carried into it comes of positions
// that were entered before.
func TestDayProfits(t *testing.T) {
	m := spread(simulated(t, EdgeSimulations()[0], 3).Market, 3)
	c := DefaultConfig()
	c.Costs.FundingBps = 0.4
	p := must(m.DayProfits(c))
	trials := must(m.Sweep(c.Grid, c.Fill, c.Costs))
	if p.Days() != trials.Days || p.FirstDay != int(m.StartUS/86_400_000_000)+m.FirstDay {
		t.Fatalf("%d days from %d on, want %d", p.Days(), p.FirstDay, trials.Days)
	}
	for k, trial := range trials.Trials {
		w, carried := p.Trials[k].Whole, p.Trials[k].Carried
		if held := p.Trials[k].Held; len(held) != trial.Trips || CountSpells(held) != trial.Trips {
			t.Errorf("trial %d: %d positions in %d spells, want %d of each", k, len(held), CountSpells(held), trial.Trips)
		}
		active, turnover, over := 0, 0.0, 0.0
		for d := range trial.Daily {
			if w.Net[d] != trial.Daily[d] {
				t.Fatalf("trial %d, day %d: %v, want %v", k, d, w.Net[d], trial.Daily[d])
			}
			if w.Active[d] {
				active++
			}
			if carried.Active[d] && !w.Active[d] || math.Abs(carried.Exposure[d]) > 1 {
				t.Fatalf("trial %d, day %d: carried %v of exposure", k, d, carried.Exposure[d])
			}
			turnover += w.Turnover[d]
			over += carried.Turnover[d]
		}
		if active != trial.ActiveDays || turnover != float64(2*trial.Trips-trial.Open) || over > float64(trial.Trips)/4 {
			t.Errorf("trial %d: %d active days, turnover %v, %v carried over of %d trips", k, active, turnover, over, trial.Trips)
		}
	}
	var none *Evidence
	for _, err := range []error{second(none.DayProfits()), second((&Evidence{}).DayProfits()), second((&Market{}).DayProfits(c)), second(m.DayProfits(Config{}))} {
		if !errors.Is(err, ErrConfig) {
			t.Error(err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// The gates of a record by day are those of the study that made it.
func TestJudgeDays(t *testing.T) {
	s := simulated(t, EdgeSimulations()[1], 5)
	c := DefaultConfig()
	c.AuditErrors, c.Resampling.Reps, c.PriorTrials = 0, 199, 30
	e := must(evaluate(s.Market, c, nil, false))
	w := e.WalkForward
	record := w.record(s.Market, c.Fill, c.Costs)
	d := DayRecord{Net: record.net(w.first, s.Days()), Trips: e.Verdict.Trips, Spells: w.spells(), ActiveDays: e.Verdict.ActiveDays, Trials: e.Trials.Daily(), PriorTrials: c.PriorTrials}
	d.Parts = []DayPart{{1, d.Net, s.dailyReturns(w.first), record.exposure[w.first:]}}
	j := must(c.Gates.Judge(d, c.Resampling))
	got := map[string]Gate{}
	for _, g := range append(j.Enough, j.Others...) {
		got[g.Name] = g
	}
	for _, g := range e.Verdict.Gates {
		if g.Name != "profit" && got[g.Name] != g {
			t.Errorf("%+v, want %+v", got[g.Name], g)
		}
	}
	// Two halves of a record are the whole.
	d.Parts = []DayPart{{0.5, d.Net, d.Parts[0].Own, d.Parts[0].Exposure}, {0.5, d.Net, d.Parts[0].Own, d.Parts[0].Exposure}}
	if halves := must(c.Gates.Judge(d, c.Resampling)); !near(halves.Alpha.Lower, j.Alpha.Lower) || !near(halves.Timing.Mean, j.Timing.Mean) {
		t.Errorf("%+v, want %+v", halves.Alpha, j.Alpha)
	}
	d.AuditErrors, d.Unsound, d.Parts[1].Own = UnknownAudit, 2, nil
	if _, err := c.Gates.Judge(d, c.Resampling); !errors.Is(err, inference.ErrLengths) {
		t.Error(err)
	}
	d.Parts = d.Parts[:1]
	bad := must(c.Gates.Judge(d, c.Resampling)).Others
	data, causality := bad[len(bad)-1], bad[len(bad)-2]
	if data.Pass || !math.IsNaN(data.Value) || causality.Pass || causality.Value != 2 || data.Reason() == "" || (Gate{Pass: true}).Reason() != "" {
		t.Errorf("%+v", bad)
	}
}
