package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// FillLadder lists one configuration at every fill, net of each level of costs.
func FillLadder(e *evidence.Evidence) table.Table {
	columns := []string{"fill", "trips", "missed", "late", "rested"}
	var rows [][]string
	at := map[evidence.FillTime]int{}
	for _, r := range e.Ladder {
		i, seen := at[r.Fill.Time]
		if !seen {
			i = len(rows)
			at[r.Fill.Time] = i
			rested := text.Missing
			if r.Fill.Time.Crosses() {
				rested = text.Percent(float64(r.Rested) / float64(r.Trips))
			}
			rows = append(rows, []string{fillName(r.Fill.Time), text.Count(r.Trips), text.Count(r.MissedEntries), text.Count(r.LateExits), rested})
		}
		if i == 0 {
			columns = append(columns, r.Costs.Name+", "+text.GivenBps(r.Costs.RoundTripBps()))
		}
		rows[i] = append(rows[i], text.Signed(r.NetBps, 2))
	}
	t := table.New("Fill ladder (bps per round trip): "+configuration(e.LadderOf), columns...)
	for _, row := range rows {
		t.Add(row...)
	}
	t.Note = fmt.Sprintf("Whole span. Same close is the reference's fill, which no trader gets; the study's is: %s. "+
		"Cross: a buy at the first price at which a taker bought, a sell at the first at which one sold, so that the spread is paid. "+
		"Missed: entries without a price. Late: exits that waited for one. Rested: of the exits that cost a maker's fee, those that were filled while they rested; the others, and all under stress, cross.",
		fillName(e.Config.Fill.Time))
	return t
}

// Exits lists the out-of-sample record with each kind of exit.
func Exits(e *evidence.Evidence) table.Table {
	e = wholeEvidence(e)
	t := table.New("Exits of the out-of-sample record", "a resting order is filled", "trips", "rested", "gross (bps)", "net (bps)", "mean daily profit (bps)", "90 % interval")
	for _, x := range e.Exits {
		t.Add(exitName(x.Kind), text.Trips(x.Trips), text.Percent(x.RestedShare()), text.Signed(x.GrossBps, 2), text.Signed(x.NetBps, 2),
			text.Signed(x.Daily.Mean, 2), interval(x.Daily.Lower, x.Daily.Upper, 2))
	}
	t.Note = "The folds' choices are the same. Exits rest for a bar at the last price of the side that has to come to them, at a maker's fee, and take in the next bar what did not come. " +
		"The study's is the second; the truth lies between the first, where the whole queue before the order is served at once, and the last, where no order rests."
	if len(e.Exits) == 0 {
		t.Note = "The fills do not pay the spread, so an exit is filled at their price."
	}
	return t
}

func exitName(kind evidence.Liquidity) string {
	switch kind {
	case evidence.Maker:
		return "when traded through"
	case evidence.Touched:
		return "when touched"
	}
	return "never: it takes"
}

// OutOfSample describes the walk-forward's stitched record.
func OutOfSample(e *evidence.Evidence) table.Table {
	e = wholeEvidence(e)
	a, v := &e.WalkForward.Account, &e.Verdict
	gross, fees, slippage, funding := 0.0, 0.0, 0.0, 0.0
	for _, r := range a.Trips {
		gross, fees = gross+r.Size*r.GrossBps, fees+r.Size*r.FeeBps
		slippage, funding = slippage+r.Size*r.SlippageBps, funding+r.Size*r.FundingBps
	}
	s := e.OutOfSample
	t := table.New("Out-of-sample record, all test spans in one account", "net of costs", "")
	t.Add("days", text.Count(len(a.Daily)))
	t.Add("days with a position", text.Count(a.ActiveDays))
	t.Add("round trips: half of the turnover", text.Trips(a.RoundTrips))
	t.Add("orders to enter", text.Count(len(a.Trips)))
	t.Add("spells from flat to flat", text.Count(len(a.Spells)))
	t.Add("entries missed for want of a price", text.Count(a.MissedEntries))
	t.Add("exits delayed for want of a price", text.Count(a.LateExits))
	t.Add("price return (bps)", text.Signed(gross, 1))
	t.Add("fees (bps)", text.Number(fees, 1))
	t.Add("slippage and funding (bps)", text.Number(slippage+funding, 1))
	t.Add("fees of a round trip at which it breaks even (bps)", breakEvenBps(v.BreakEven))
	t.Add("their "+intervalTitle(e.Config.Gates), v.BreakEven.Interval())
	t.Add("first fee tier that it pays", v.BreakEven.FirstTier())
	t.Add("net profit (bps)", text.Signed(a.TotalBps(), 1))
	t.Add("mean daily profit (bps)", text.Signed(v.Daily.Mean, 2))
	t.Add("its "+intervalTitle(e.Config.Gates), interval(v.Daily.Lower, v.Daily.Upper, 2))
	t.Add("max drawdown, open losses included (bps)", text.Signed(a.MaxDrawdownBps(), 1))
	t.Add("Sharpe ratio of daily profit, a year of 365 days", text.Number(s.Annual, 2))
	t.Add("its "+text.GivenPercent(s.Confidence)+" interval", interval(s.Lower, s.Upper, 2))
	for _, o := range a.Open() {
		if t.Note != "" {
			t.Note += "; "
		}
		t.Note += fmt.Sprintf("%s %s since %s, %s so far", direction(o.Direction), text.Given(o.Size), time.UnixMicro(o.EntryUS).UTC().Format("2 Jan 2006 15:04"), text.Bps(o.Size*o.NetBps, 1))
	}
	if t.Note != "" {
		t.Note = "Still open at the end, marked at the last close: " + t.Note + "."
	}
	if len(a.Trips) == 0 {
		t.Note += "No configuration was worth trading in any train span."
	}
	return t
}

// Selections lists the out-of-sample record of each selection.
func Selections(e *evidence.Evidence) table.Table {
	e = wholeEvidence(e)
	return selections(e.Selected, e.Config)
}

// SearchSelections lists the same of a search.
func SearchSelections(r *evidence.Searched) table.Table {
	if r == nil {
		return selections(nil, evidence.Config{})
	}
	return selections(r.Selected, r.Config)
}

func selections(selected []evidence.Selected, c evidence.Config) table.Table {
	t := table.New("What a fold may trade of what did best in train", "traded", "trips", "net (bps)", "mean daily profit (bps)", intervalTitle(c.Gates))
	for _, s := range selected {
		r := c.Folds
		r.Selection = s.Selection
		t.Add(selection(r), text.Trips(s.Trips), text.Signed(s.NetBps, 2), text.Signed(s.Daily.Mean, 2), interval(s.Daily.Lower, s.Daily.Upper, 2))
	}
	t.Note = "Out of sample, net of costs, at the same folds. The study's is " + selection(c.Folds) + ", set beforehand; the others are no choice after the fact."
	return t
}

func breakEvenBps(b evidence.BreakEven) string {
	if b.Tiers == 0 {
		return text.Missing
	}
	return text.Number(b.Bps, 2)
}

func direction(d int) string {
	if d > 0 {
		return "long"
	}
	return "short"
}

// Plateaus lists the n configurations with the largest net profit per round
// trip among those that traded often enough to be chosen, with their
// neighbours.
func Plateaus(e *evidence.Evidence, n int) table.Table {
	t := table.New("",
		"vol filter", "threshold", "holding", "trips", "net (bps)", "neighbours (bps)", "of them positive", "score", "")
	t.Note = "Neighbours are one step away in threshold or holding. Score: of the plateau, the neighbours' mean over the cell's own, 1 on a plateau, 0 or less on a lone peak; it has no meaning for a loss."
	var rows []evidence.Plateau
	silent := 0
	for _, p := range e.Plateaus {
		if p.Trips == 0 {
			silent++
		}
		if p.ActiveDays >= e.Config.Folds.MinActiveDays {
			rows = append(rows, p)
		}
	}
	slices.SortStableFunc(rows, func(a, b evidence.Plateau) int { return cmp.Compare(b.MeanBps, a.MeanBps) })
	best := firstOf(rows, n)
	t.Caption = fmt.Sprintf("The %d with the most profit per round trip, of %d configurations with positions on at least %s", len(best), len(rows), text.Plural(e.Config.Folds.MinActiveDays, "day"))
	for _, p := range best {
		mark := ""
		if p.EdgeOfGrid {
			mark = "edge of grid"
		}
		t.Add(p.Filter.Name, text.Threshold(p.Threshold), p.Holding.Name, text.Count(p.Trips), text.Signed(p.MeanBps, 2),
			text.Signed(p.NeighbourBps, 2), text.Percent(p.PositiveShare), text.Number(p.Score, 2), mark)
	}
	t.Note += fmt.Sprintf(" %s never traded.", text.Plural(silent, "configuration"))
	return t
}

// Folds lists the choice and the result of each fold.
func Folds(e *evidence.Evidence) table.Table {
	e = wholeEvidence(e)
	w := e.WalkForward
	caption := "Walk-forward in " + text.Plural(len(w.Folds), "fold")
	if len(w.Folds) > 0 {
		caption += ", " + Span([]int64{e.Market.TimestampUS(w.Folds[0].TrainFrom), e.Market.TimestampUS(e.Market.Len() - 1)})
	}
	t := table.New(caption,
		"train", "test", "best in train", "days", "bps per day", "t", "traded", "test trips", "net (bps)")
	for _, f := range w.Folds {
		row := []string{days(e.Market, f.TrainFrom, f.TrainTo), days(e.Market, f.TestFrom, f.TestTo), "no trading", text.Missing, text.Missing, text.Missing, text.Count(len(f.Members)), text.Missing, text.Missing}
		if len(f.Members) > 0 {
			best := f.Members[0]
			copy(row[2:], []string{configuration(item(w.Configurations, best.Place)), text.Count(best.TrainDays), text.Signed(best.TrainMeanBps, 2), text.Number(best.TrainT, 2),
				text.Count(len(f.Members)), text.Trips(f.TestTrips), text.Signed(f.TestNetBps, 1)})
		}
		t.Add(row...)
	}
	t.Note = "Days with a position, bps per day and t are those of the best one in the train span. Traded: " + selection(e.Config.Folds) + ", or as many as are worth it. " + choices(w)
	return t
}

// days writes first and last day of rows [from, to).
func days(m *evidence.Market, from, to int) string {
	day := func(row int) string { return time.UnixMicro(m.TimestampUS(row)).UTC().Format("2 Jan") }
	return day(from) + " – " + day(max(from, to-1))
}

// choices states in how many folds each configuration was traded.
func choices(w *evidence.WalkForward) string {
	counts := w.Counts()
	said := fmt.Sprintf("In how many folds: no trading %d", counts[len(counts)-1])
	for k, n := range counts[:len(counts)-1] {
		if n > 0 {
			said += fmt.Sprintf("; %s %d", configuration(w.Configurations[k]), n)
		}
	}
	return said + "."
}
