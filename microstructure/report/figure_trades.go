package report

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// LadderFigure draws one configuration at every fill, a curve per level of
// costs. The interval of a round trip's profit is that of the mean day's,
// shared among the round trips.
func LadderFigure(symbol string, e *evidence.Evidence) (*figure.Figure, error) {
	return figure.FillLadder(ladderData(symbol, e))
}

// EquityFigure draws the walk-forward's account by bar.
func EquityFigure(symbol string, e *evidence.Evidence) (*figure.Figure, error) {
	return figure.EquityByBar(equityData(symbol, e))
}

// SurfaceFigure draws the sweep with its plateau scores. The best is the
// configuration with the most profit among those that traded often enough to be
// chosen, as in the null control.
func SurfaceFigure(symbol string, e *evidence.Evidence) (*figure.Figure, error) {
	return figure.SweepSurface(surfaceData(symbol, e))
}

// FoldsFigure draws the folds of the walk-forward and the choice of each.
func FoldsFigure(symbol string, e *evidence.Evidence) (*figure.Figure, error) {
	return figure.FoldChart(foldsData(symbol, e))
}

func ladderData(symbol string, e *evidence.Evidence) figure.Ladder {
	out := figure.Ladder{Symbol: symbol, Configuration: e.LadderOf.String()}
	at := map[string]int{}
	for _, r := range e.Ladder {
		i, seen := at[r.Costs.Name]
		if !seen {
			i = len(out.Scenarios)
			at[r.Costs.Name] = i
			out.Scenarios = append(out.Scenarios, figure.LadderScenario{Name: r.Costs.Name, RoundTripBps: r.Costs.RoundTripBps()})
		}
		if i == 0 {
			out.Fills = append(out.Fills, fillName(r.Fill.Time))
		}
		s := &out.Scenarios[i]
		tripsADay := float64(r.Trips) / float64(r.Daily.N)
		s.NetBps = append(s.NetBps, r.NetBps)
		s.LowerBps = append(s.LowerBps, perTrip(r.Daily.Lower, tripsADay))
		s.UpperBps = append(s.UpperBps, perTrip(r.Daily.Upper, tripsADay))
	}
	return out
}

func equityData(symbol string, e *evidence.Evidence) figure.Equity {
	e = wholeEvidence(e)
	b := &e.WalkForward.Account.Bars
	gross, total := make([]float64, len(b.PriceBps)), 0.0
	for i, v := range b.PriceBps {
		total += v
		gross[i] = total
	}
	return figure.Equity{
		Symbol: symbol, Title: "walk-forward, " + text.Plural(len(e.WalkForward.Folds), "test span") + " in one account",
		TimestampUS: b.TimestampUS, NetBps: b.EquityBps, GrossBps: gross, DrawdownBps: b.DrawdownBps,
	}
}

func surfaceData(symbol string, e *evidence.Evidence) figure.Surface {
	e = wholeEvidence(e)
	grid := e.Config.Grid
	out := figure.Surface{Symbol: symbol, CostBps: e.Config.Costs.RoundTripBps(), Thresholds: grid.Thresholds}
	for _, h := range grid.Holdings {
		out.Holdings = append(out.Holdings, h.Name)
	}
	rest, trials := e.Plateaus, e.Trials.Trials
	best := e.Trials.Best(e.Config.Folds.MinActiveDays)
	for _, f := range grid.Filters {
		panel := figure.SurfaceFilter{Name: f.Name}
		for range grid.Thresholds {
			var row []figure.SurfaceCell
			for i, p := range firstOf(rest, len(grid.Holdings)) {
				row = append(row, figure.SurfaceCell{MeanBps: p.MeanBps, Trips: p.Trips, Plateau: p.Score, Edge: p.EdgeOfGrid, Best: i < len(trials) && &trials[i] == best})
			}
			rest, trials = restAfter(rest, len(grid.Holdings)), restAfter(trials, len(grid.Holdings))
			panel.Cells = append(panel.Cells, row)
		}
		out.Filters = append(out.Filters, panel)
	}
	return out
}

func foldsData(symbol string, e *evidence.Evidence) figure.Folds {
	e = wholeEvidence(e)
	w, m := e.WalkForward, e.Market
	out := figure.Folds{Symbol: symbol, Rule: fmt.Sprintf("Left: best in train by its t-statistic, among those with positions on at least %s, and the number of others traded. Right: result in test, net",
		text.Plural(e.Config.Folds.MinActiveDays, "day"))}
	for _, f := range w.Folds {
		row := figure.Fold{
			TrainFromUS: m.TimestampUS(f.TrainFrom), TrainToUS: m.TimestampUS(f.TrainTo),
			TestFromUS: m.TimestampUS(f.TestFrom), TestToUS: m.TimestampUS(f.TestTo), Trips: f.TestTrips, NetBps: f.TestNetBps,
		}
		if n := len(f.Members); n > 0 {
			row.Chosen = configuration(item(w.Configurations, f.Chosen()))
			if n > 1 {
				row.Chosen += fmt.Sprintf(" +%d", n-1)
			}
		}
		out.Folds = append(out.Folds, row)
	}
	return out
}

// perTrip converts bps per day to bps per round trip; NaN without round trips.
func perTrip(daily, tripsADay float64) float64 {
	if !(tripsADay > 0) {
		return math.NaN()
	}
	return daily / tripsADay
}
