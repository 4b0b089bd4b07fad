package report

import (
	"fmt"
	"math"
	"strings"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// observed is the horizon, 15 minutes, at which Observations compares features.
const observed = 1

// Observations are the study's findings, in sentences.
func Observations(s *reference.Study) []string {
	fee := s.Config.FeeBps
	at := min(observed, len(s.Config.Horizons)-1)
	if at < 0 {
		return nil
	}
	h := s.Config.Horizons[at]
	out := []string{singleFeatures(s, h, at)}
	stops := func() []string { return append(out, stopped(s)) }
	if s.Deciles.Of == nil {
		out = append(out, fmt.Sprintf("The composite's IC at %s is %s.", h.Name, text.Signed(item(s.IC, at).IC, 4)))
		return stops()
	}

	spread := reference.ContrarianSpreadBps(item(s.DecileReturns, at))
	out = append(out, fmt.Sprintf("The composite's IC at %s is %s and its decile spread %s, %s the %s of a round trip.",
		h.Name, text.Signed(item(s.IC, at).IC, 4), text.Bps(spread, 2), aboveOrBelow(spread, fee), text.GivenBps(fee)))

	if s.Regimes == nil {
		return stops()
	}
	low := spreadIn(item(s.RegimeSpreads, at), ms.LowVol)
	switch {
	case math.IsNaN(low):
		out = append(out, fmt.Sprintf("There are too few low-volatility bars for a spread of their own at %s.", h.Name))
	case spread > 0:
		out = append(out, fmt.Sprintf("In low volatility the spread at %s is %s, %s times that of all bars.", h.Name, text.Bps(low, 2), text.Number(low/spread, 1)))
	default:
		out = append(out, fmt.Sprintf("In low volatility the spread at %s is %s, against %s of all bars.", h.Name, text.Bps(low, 2), text.Signed(spread, 2)))
	}
	if s.Stopped != nil {
		return stops()
	}
	in, test := s.TrainLedger.Stats().MeanBps, s.TestLedger.Stats().MeanBps
	return append(out, fmt.Sprintf("The configuration that did best in the test span made %s per round trip there, and %s in the train span.",
		text.Bps(test, 2), text.Signed(in, 2)))
}

func aboveOrBelow(a, b float64) string {
	if a > b {
		return "above"
	}
	return "below"
}

func singleFeatures(s *reference.Study, h ms.Horizon, at int) string {
	least, most := math.Inf(1), math.Inf(-1)
	strongest, name := 0.0, "none"
	for i, f := range s.Composite.Features {
		if ic, err := reference.NewRankIC(h, item(s.Composite.Consensus, i), item(s.Forward, at)); err == nil && math.Abs(ic.IC) > math.Abs(strongest) {
			strongest, name = ic.IC, f.Name
		}
		d, err := reference.FullSampleDeciles(item(s.Composite.Consensus, i))
		if err != nil {
			continue
		}
		if returns, err := d.Returns(h, item(s.Forward, at)); err == nil {
			spread := reference.ContrarianSpreadBps(returns)
			least, most = min(least, spread), max(most, spread)
		}
	}
	return fmt.Sprintf("Alone, the composite's features have decile spreads from %s to %s bps at %s; the strongest IC is %s (%s).",
		text.Signed(least, 2), text.Signed(most, 2), h.Name, text.Signed(strongest, 4), name)
}

// stopped states why a study stopped early.
func stopped(s *reference.Study) string {
	if s.Stopped == nil {
		return "The study has not come that far."
	}
	return "The procedure stops early: " + s.Stopped.Error() + "."
}

// Verdict states the reference's verdict, with the best configuration's
// arithmetic.
func Verdict(s *reference.Study) string {
	if s.Stopped != nil {
		return "The reference procedure has no answer: " + s.Stopped.Error() + "."
	}
	b := s.BestTest
	var says string
	switch reference.Judge(b) {
	case reference.Positive:
		closes := whole(s).Panel.LeadClose()
		price := item(closes, len(closes)-1)
		says = fmt.Sprintf("✓ The reference procedure says: positive out-of-sample edge, before slippage. "+
			"It would extrapolate to %s a year in quote currency, trading one unit at the last price of %s.",
			text.Count(int64(math.Round(reference.NaiveAnnualProfit(b, TestDays(s), price)))), text.Count(int64(math.Round(price))))
	case reference.Marginal:
		says = "⚠ The reference procedure says: marginal out of sample. What edge there is may not survive slippage."
	default:
		says = "✗ The reference procedure says: not profitable out of sample at these fees."
	}
	if leader := item(whole(s).Panel.Sources, 0); leader.Spot() {
		says += fmt.Sprintf(" It charges %s per round trip and goes short, though %s is a spot market; the gated verdict has the fees and the rules of the venue, unless told otherwise.",
			text.GivenBps(s.Config.FeeBps), leader.Name)
	}
	return says + fmt.Sprintf(" Best of %d configurations on the test span: %s, %s at %s.",
		len(whole(s).WalkForward.Trials), b.String(), text.Plural(b.N, "round trip"), text.Bps(b.MeanBps, 2))
}

// Caveats name the flaws that make the reference procedure look too good.
func Caveats() string {
	return strings.Join([]string{
		"the best configuration is picked on the span on which it is judged, test span included",
		"regimes and deciles are cut on the full sample",
		"entries are filled at the very close that made the signal",
		"a position still open at the end of a span is dropped",
		"p-values and Sharpe ratios take overlapping returns and trades for independent",
	}, "; ") + "."
}

// Summary is the study in a few lines of text.
func Summary(s *reference.Study) string {
	var b strings.Builder
	p := whole(s).Panel
	fmt.Fprintf(&b, "%s, %s, %s bars of %s\n", s.Config.Symbol, Span(p.TimestampUS), text.Count(p.Len()), strings.Join(ms.SourceNames(p.Sources), ", "))
	fmt.Fprintf(&b, "Strategy: contrarian on the composite of %d features, fixed holding, %s per round trip\n", len(s.Composite.Features), text.GivenBps(s.Config.FeeBps))
	if s.WalkForward != nil {
		fmt.Fprintf(&b, "Best of the sweep, in hindsight: %s: %s\n", s.Best, result(s.Best))
	}
	if s.Stopped == nil {
		fmt.Fprintf(&b, "Best of the test span, in hindsight: %s: %s\n", s.BestTest, result(s.BestTest))
	}
	return b.String()
}

func result(t reference.Trial) string {
	return fmt.Sprintf("%s, %s on average, %s in total, win rate %s", text.Plural(t.N, "round trip"), text.Bps(t.MeanBps, 2), text.Signed(t.TotalBps, 1), text.Percent(t.WinRate))
}
