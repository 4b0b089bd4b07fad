package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Calibration lists how often an edge is claimed on simulated markets without
// one, how often on markets with one, and what each gate contributes.
func Calibration(k *evidence.Calibration) []table.Table {
	return []table.Table{falseClaims(k), power(k), gateCosts(k), claimsBySelection(k)}
}

// shareWithin writes a rate with its interval.
func shareWithin(r evidence.Rate) string { return text.PercentWithin(r.Share, r.Lower, r.Upper) }

// countOf writes a rate as a count with its share and interval.
func countOf(r evidence.Rate) string {
	return fmt.Sprintf("%s of %s: %s", text.Count(r.Count), text.Count(r.Runs), shareWithin(r))
}

func falseClaims(k *evidence.Calibration) table.Table {
	t := table.New(fmt.Sprintf("Claims where there is no edge, seed %d", k.Config.Seed),
		"truth", "market", "fees, bps", "“edge” (95 % interval)", "no edge", "not proven", "reference “positive”", "trips out of sample", "net bps each")
	t.Note = "Intervals are Wilson's, two-sided. Each claim is false; rare losses, which no procedure can see before they happen, are not counted in the total."
	for i := range k.Cells {
		r := &k.Cells[i]
		if r.Group.Real() {
			continue
		}
		trips, net := r.Means()
		t.Add(string(r.Group), r.KindTitle(), text.Given(r.Costs.RoundTripBps()), countOf(r.Labelled(evidence.Edge)),
			text.Percent(r.Labelled(evidence.NoEdge).Share), text.Percent(r.Labelled(evidence.NotProven).Share), text.Percent(r.Positive().Share),
			text.Number(trips, 0), text.Signed(net, 1))
	}
	for _, g := range evidence.Groups() {
		if r := k.Pooled(func(of evidence.Group) bool { return of == g }); r.Runs > 0 && !g.Real() {
			t.Add(string(g), "all", "all", countOf(r))
		}
	}
	t.Add("all but rare losses", "all", "all", countOf(k.Pooled(evidence.Group.False)))
	return t
}

func power(k *evidence.Calibration) table.Table {
	t := table.New(fmt.Sprintf("Claims where there is an edge, seed %d", k.Config.Seed),
		"market", "“edge” (95 % interval)", "oracle, all days", "of its power", "oracle, days out of sample", "of its power", "trips out of sample", "net bps each")
	t.Note = "The oracle is the profit gate's test of the one configuration that takes all trips on offer. The procedure cannot trade the days that it trains on first, so that days out of sample are what a choice without fault would have."
	for i := range k.Cells {
		r := &k.Cells[i]
		if !r.Group.Real() {
			continue
		}
		trips, net := r.Means()
		claimed := r.Labelled(evidence.Edge)
		row := []string{r.KindTitle(), countOf(claimed)}
		if all, out := r.Oracle(); r.Group != evidence.Persistent {
			row = append(row, text.Percent(all.Share), text.Percent(claimed.Share/all.Share), text.Percent(out.Share), text.Percent(claimed.Share/out.Share))
		} else {
			row = append(row, text.Missing, text.Missing, text.Missing, text.Missing)
		}
		t.Add(append(row, text.Number(trips, 0), text.Signed(net, 1))...)
	}
	return t
}

// newByGroup is a table with a column per group of markets.
func newByGroup(caption, first string) table.Table {
	columns := []string{first}
	for _, g := range evidence.Groups() {
		columns = append(columns, string(g))
	}
	return table.New(caption, columns...)
}

// addByGroup adds a row to it, in which groups without a rate are missing.
func addByGroup(t *table.Table, first string, rates map[evidence.Group]evidence.Rate, write func(evidence.Rate) string) {
	row := []string{first}
	for _, g := range evidence.Groups() {
		if r, ok := rates[g]; ok {
			row = append(row, write(r))
		} else {
			row = append(row, text.Missing)
		}
	}
	t.Add(row...)
}

func claimsBySelection(k *evidence.Calibration) table.Table {
	t := newByGroup("Share of markets that are claimed to have an edge, by selection in train", "what a fold trades")
	t.Note = "The first is the study's own. The same markets and gates."
	for _, s := range k.SelectionRates() {
		addByGroup(&t, s.Selection, s.Claimed, shareWithin)
	}
	return t
}

func gateCosts(k *evidence.Calibration) table.Table {
	t := newByGroup("Share of markets on which one gate alone decides", "gate")
	fees := evidence.Standard()
	t.Note = fmt.Sprintf("Of an edge, a gate costs that much power; of anything else, it saves as many false claims. What is in brackets does not gate: the shares are those of the claims that it would refuse. The stability gate keeps %s of the living edges that pass all other gates; %s of the dead ones are not claimed at %s.",
		shareWithin(k.Kept()), shareWithin(k.Stopped(fees)), text.GivenBps(fees.RoundTripBps()))
	for _, cost := range k.GateCosts() {
		name := cost.Gate
		if !cost.Gates {
			name = "(" + name + ")"
		}
		addByGroup(&t, name, cost.Alone, func(r evidence.Rate) string { return text.Percent(r.Share) })
	}
	return t
}

// LooksCalibration lists what ways of counting looks do to a search over
// symbols; the gate's own is marked.
func LooksCalibration(k *evidence.LooksCalibrated) table.Table {
	t := table.New(fmt.Sprintf("Searches over %s, one after the other, seed %d", text.Plural(k.Config.Symbols, "symbol"), k.Config.Seed),
		"earlier looks count", "false claims per search", "edges found: first symbol", "last", "mean")
	for i := range k.Rows {
		r := &k.Rows[i]
		name := r.Counting
		if r.Gate {
			name += " (the gate)"
		}
		t.Add(name, text.Number(r.FalseClaims, 3)+" ± "+text.Number(r.FalseSE, 3), text.Percent(r.First), text.Percent(r.Last), text.Percent(r.Power))
	}
	t.Note = fmt.Sprintf("False claims with one standard error, on %s on which the truth is exactly on the line; edges on %s.",
		text.Plural(k.Line, "market"), text.Plural(k.Edges, "market"))
	return t
}
