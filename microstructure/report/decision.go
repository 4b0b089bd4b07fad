package report

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Decision lists what a decision needs beside the label: the edge, what of it
// is luck or the market's, and what it cost on the worst days.
func Decision(v evidence.Verdict, g evidence.Gates) table.Table {
	t := table.New("What a decision needs beside the label", "out of sample, net of costs", "bps per day", "bps per round trip")
	days := float64(v.Daily.N)
	perTrip := func(daily float64) float64 { return perTrip(daily, v.Trips/days) }
	add := func(name string, daily float64) {
		t.Add(name, text.Signed(daily, 2), text.Signed(perTrip(daily), 2))
	}
	addInterval := func(lower, upper float64) {
		t.Add("its "+intervalTitle(g), interval(lower, upper, 2), interval(perTrip(lower), perTrip(upper), 2))
	}
	add("edge: mean profit", v.Daily.Mean)
	addInterval(v.Daily.Lower, v.Daily.Upper)
	add("mean profit of the record's last third", v.Stability.LastBps)
	add("mean profit under stress, where every exit takes", v.StressMeanBps)
	add("shrunk by what luck gives the best of all looks", v.ShrunkBps)
	t.Add("best trial of the whole span, which was chosen after the fact", text.Signed(v.BestBps, 2), "")
	t.Add(fmt.Sprintf("shrunk by what luck gives the best of %s", text.Plural(v.TrialsCounted, "trial")), text.Signed(v.BestShrunkBps, 2), "")
	x := v.Exposure
	hold := math.NaN()
	if v.Daily.N > 0 {
		hold = x.HoldBps / days
	}
	t.Add("buying and holding the symbol", text.Signed(hold, 2), "")
	add("alpha: profit at a return of the symbol of 0", x.Alpha.Mean)
	addInterval(x.Alpha.Lower, x.Alpha.Upper)
	t.Add("beta: share of the symbol's return", text.Signed(x.Beta, 3)+" ± "+text.Number(x.BetaSE, 3), "")
	add("timing: profit beyond holding "+text.Number(x.MeanPosition, 2)+" of the symbol throughout", x.Timing.Mean)
	addInterval(x.Timing.Lower, x.Timing.Upper)
	r := v.Risk
	t.Add("worst day", text.Signed(r.WorstDayBps, 1), "")
	t.Add("mean of the worst 5 % of days (CVaR)", text.Signed(r.CVaRBps, 1), "")
	t.Add("deepest drawdown, by day", text.Signed(r.DrawdownBps, 1), "")
	t.Add("longest time below a peak", text.Plural(r.DrawdownDays, "day"), "")
	t.Note = r.Sentence()
	return t
}

// Survivors lists the configurations that are better than not trading, with all
// others tried beside them.
func Survivors(e *evidence.Evidence) table.Table {
	e = wholeEvidence(e)
	return survivors(&e.Verdict, e.Config.Gates, len(e.Trials.Trials), func(k int) (string, float64, float64) {
		trial := &e.Trials.Trials[k]
		return configuration(trial.Configuration), float64(trial.Trips), trial.NetBps
	})
}

// SearchSurvivors lists the same of a search's trials.
func SearchSurvivors(r *evidence.Searched) table.Table {
	if r == nil {
		return survivors(&evidence.Verdict{}, evidence.Gates{}, 0, nil)
	}
	return survivors(&r.Verdict, r.Config.Gates, len(r.Trials), func(k int) (string, float64, float64) {
		return r.Trials[k].Name, r.Trials[k].Trips, r.Trials[k].NetBps
	})
}

func survivors(v *evidence.Verdict, g evidence.Gates, trials int, of func(int) (name string, trips, netBps float64)) table.Table {
	t := table.New(fmt.Sprintf("Better than not trading: %d of %s", len(v.Survivors), text.Plural(trials, "trial")), "trial", "trips", "net (bps)", "adjusted p-value")
	for _, k := range v.Survivors {
		if k >= 0 && k < trials {
			name, trips, net := of(k)
			t.Add(name, text.Trips(trips), text.Signed(net/trips, 2), pvalue(v.StepM.PValue(k)))
		}
	}
	t.Note = fmt.Sprintf("Whole span, by the stepwise form of SPA (StepM, Romano and Wolf), at the level of the best-of-many gate: with %s confidence, or more where earlier looks count, none of these is there by luck.",
		text.GivenPercent(1-g.MaxSPA))
	if len(v.Survivors) == 0 {
		t.Note = "No trial is shown to be better than not trading by the stepwise form of SPA (StepM, Romano and Wolf)."
	}
	return t
}

// Capacity lists what is left of the edge as orders grow, for an assumed
// constant of impact.
func Capacity(e *evidence.Evidence, impact float64) table.Table {
	return capacity(e.Capacity(impact))
}

// SearchCapacity lists the same of a search.
func SearchCapacity(r *evidence.Searched, impact float64) table.Table {
	return capacity(r.Capacity(impact))
}

func capacity(c evidence.Capacity) table.Table {
	t := table.New("Capacity: what is left of a round trip as orders grow", "share of the bar's volume", "order (quote currency)", "impact (bps)", "net (bps)", "profit per day (quote currency)", "shown")
	for _, p := range c.Points {
		shown := ""
		if p.EnoughShown {
			shown = "✓"
		}
		t.Add(text.GivenPercent(p.Share), text.Rough(p.Quote), text.Number(p.ImpactBps, 2), text.Signed(p.NetBps, 2), text.Number(p.DailyQuote, 1), shown)
	}
	if len(c.Points) == 0 {
		t.Note = "There is no round trip whose size could grow."
		return t
	}
	t.Note = fmt.Sprintf("Assumed, not measured: an order of a share q of a bar's volume moves the price by %s × %s × √q against itself, both ways; %s is the standard deviation of a bar's return. "+
		"The median bar of an entry has a volume of %s. Shown: the lower bound of the mean daily profit is still above 0. ",
		text.Given(c.Impact), text.Number(c.VolatilityBps, 1)+" bps", text.Number(c.VolatilityBps, 1)+" bps", text.Rough(c.VolumeQuote))
	if c.BreakEvenShare > 0 {
		t.Note += fmt.Sprintf("Impact takes the whole profit at %s of the volume.", text.Percent(c.BreakEvenShare))
	} else {
		t.Note += "There is no profit to lose."
	}
	return t
}

// HoldingPower lists the edges that some numbers of round trips show, by
// holding time.
func HoldingPower(e *evidence.Evidence) table.Table {
	trips := []int{50, 100, 200, 400, 1000}
	columns := []string{"holding", "one varies by (bps)", "most made"}
	for _, n := range trips {
		columns = append(columns, text.Count(n)+" trips")
	}
	t := table.New("Smallest edge of a round trip that so many of them show (bps)", columns...)
	whole := wholeEvidence(e)
	g := whole.Config.Gates
	for _, h := range e.HoldingPower() {
		row := []string{h.Holding.Name, text.Number(h.SDBps, 1), text.Count(h.MostTrips)}
		for _, n := range trips {
			row = append(row, text.Number(h.SmallestBps(n, g.Confidence, g.Power), 1))
		}
		t.Add(row...)
	}
	t.Note = fmt.Sprintf("With %s power at %s confidence: %s standard errors of their mean. A round trip varies as the symbol does over the holding time; most made is by one configuration in as many days as the record has.",
		text.GivenPercent(g.Power), text.GivenPercent(g.Confidence), text.Number(evidence.HoldingPower{SDBps: 1}.SmallestBps(1, g.Confidence, g.Power), 2))
	return t
}
