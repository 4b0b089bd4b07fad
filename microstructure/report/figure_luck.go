package report

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// OverfittingFigure draws the logits of the cross-validation behind the
// probability of backtest overfitting.
func OverfittingFigure(symbol string, e *evidence.Evidence) (*figure.Figure, error) {
	return figure.PBOLogits(logitsData(symbol, e))
}

// NullFigure draws the best configuration's profit on shifted data, at the
// study's costs: a panel for the best of all trials over the whole span, and
// one for the reference's pick on its test span if it was run.
func NullFigure(symbol string, n *evidence.NullControl, c evidence.Config) (*figure.Figure, error) {
	return figure.NullDistribution(nullData(symbol, n, c))
}

// PowerFigure draws the power of the profit gate from the record's standard
// error. A record of another length is taken to have the same spread of daily
// profits, so that the smallest edge falls with the root of its days.
func PowerFigure(symbol string, e *evidence.Evidence) (*figure.Figure, error) {
	return figure.PowerCurve(powerData(symbol, e))
}

// CapacityFigure draws what is left of a round trip's profit as orders grow, for
// an assumed constant of impact.
func CapacityFigure(symbol string, e *evidence.Evidence, impact float64) (*figure.Figure, error) {
	return figure.CapacityCurve(capacityData(symbol, e, impact))
}

func capacityData(symbol string, e *evidence.Evidence, impact float64) figure.Capacity {
	c := e.Capacity(impact)
	out := figure.Capacity{Symbol: symbol, Assumed: fmt.Sprintf("%s × %s bps × √share of the volume at entry and exit, which is assumed and not measured",
		text.Given(impact), text.Number(c.VolatilityBps, 1))}
	v := wholeEvidence(e).Verdict
	lower := perTrip(v.Daily.Lower, v.Trips/float64(v.Daily.N))
	for _, p := range c.Points {
		out.Share, out.NetBps, out.LowerBps = append(out.Share, p.Share), append(out.NetBps, p.NetBps), append(out.LowerBps, lower-p.ImpactBps)
	}
	if c.BreakEvenShare > 0 {
		out.BreakEvenShare = c.BreakEvenShare
	}
	return out
}

func logitsData(symbol string, e *evidence.Evidence) figure.Logits {
	e = wholeEvidence(e)
	return figure.Logits{Symbol: symbol, Values: e.Verdict.PBO.Logit, PBO: e.Verdict.PBO.PBO}
}

func nullData(symbol string, n *evidence.NullControl, c evidence.Config) figure.Null {
	out := figure.Null{
		Symbol: symbol, Runs: "signal shifted against prices",
		Panels: []figure.NullPanel{{
			Title: "Best of all trials, whole span", Subtitle: fmt.Sprintf("with positions on at least %s, at %s per round trip", text.Plural(c.Folds.MinActiveDays, "day"), text.GivenBps(c.Costs.RoundTripBps())),
			BestBps: n.BestBps(evidence.Misaligned, c.Costs.Name), ObservedBps: n.ObservedBestBps, PValue: n.PValue,
		}},
	}
	reference := figure.NullPanel{Title: "The reference's pick, on the test span that picked it",
		Subtitle: fmt.Sprintf("at the close that made the signal, at %s per round trip", text.GivenBps(c.Costs.RoundTripBps())), ObservedBps: n.ReferenceObservedBps, PValue: n.ReferenceObservedPV}
	referenceRan := false
	for _, r := range n.Runs {
		if r.Kind == evidence.Misaligned && r.Costs == c.Costs.Name {
			reference.BestBps = append(reference.BestBps, r.ReferenceBestBps)
			referenceRan = referenceRan || r.Reference != ""
		}
	}
	if referenceRan {
		out.Panels = append(out.Panels, reference)
	}
	for _, r := range n.Rates {
		if r.Kind == evidence.Misaligned && r.Costs == c.Costs.Name {
			out.Caption = fmt.Sprintf("Claimed an edge in %s without one, with 95 %% intervals: the gates %s", text.Plural(r.Gated.Runs, "run"), claims(r.Gated))
			if referenceRan {
				out.Caption += fmt.Sprintf("; the reference (“positive”) %s", claims(r.Reference))
			}
		}
	}
	return out
}

func claims(r evidence.Rate) string {
	return text.Count(r.Count) + " = " + shareWithin(r)
}

func powerData(symbol string, e *evidence.Evidence) figure.Power {
	e = wholeEvidence(e)
	const points, lengths = 121, 60
	v, g := &e.Verdict, e.Config.Gates
	have := len(e.WalkForward.Account.Daily)
	out := figure.Power{
		Symbol: symbol, Target: g.Power, SmallestBps: v.SmallestBps, ObservedBps: v.Daily.Mean,
		TripsPerDay: v.Trips / float64(have), Have: have,
	}
	for _, p := range evidence.PowerCurve(v.Daily.SE, g.Confidence, points) {
		out.EdgeBps, out.Chance = append(out.EdgeBps, p.EdgeBps), append(out.Chance, p.Power)
	}
	if !(v.SmallestBps > 0) {
		return out
	}
	longest := max(4*have, evidence.DaysPerYear)
	shortest := min(14, have)
	for i := range lengths {
		t := float64(shortest) * math.Pow(float64(longest)/float64(shortest), float64(i)/(lengths-1))
		out.Days = append(out.Days, t)
		out.SmallestByDays = append(out.SmallestByDays, v.SmallestBps*math.Sqrt(float64(have)/t))
	}
	return out
}
