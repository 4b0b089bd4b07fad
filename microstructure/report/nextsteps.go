package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// NextSteps are the next steps that the outcome of a study suggests, in
// sentences.
func NextSteps(s *reference.Study) []string {
	if s.Stopped != nil {
		return []string{"Give the procedure what it lacks, or look at the gated verdict, which needs other things: " + s.Stopped.Error() + "."}
	}
	b, fee := s.BestTest, s.Config.FeeBps
	gross := b.MeanBps + fee
	var out []string
	switch verdict := reference.Judge(b); {
	case verdict == reference.Positive:
		out = append(out, "Ask first whether it is luck: notebook 04 takes the same bars through later fills, higher costs and gates.",
			"If it lasts there, size positions by volatility, as every round trip here is one unit, in calm and in wild markets alike.")
	case b.MeanBps > 0:
		out = append(out, fmt.Sprintf("Take more days: %s in the test span are too few to tell a mean of %s from luck.", text.Plural(b.N, "round trip"), text.Bps(b.MeanBps, 2)))
	case !(gross > 0):
		out = append(out, fmt.Sprintf("Change the signal, not the costs: before fees a round trip makes %s, so no fee is low enough.", text.Bps(gross, 2)))
	case verdict == reference.Marginal:
		out = append(out, fmt.Sprintf("Look for features that know something else, such as the order book or funding rates: a round trip makes %s before its fee of %s, which leaves nothing for slippage.",
			text.Bps(gross, 2), text.GivenBps(fee)))
	default:
		out = append(out, fmt.Sprintf("Find lower fees or a stronger signal: a round trip makes %s before its fee, so it pays only below that, and the fee is %s.",
			text.Bps(gross, 2), text.GivenBps(fee)))
	}
	if h := s.Config.Grid.Holdings; len(h) > 1 && b.Holding == h[len(h)-1] {
		out = append(out, fmt.Sprintf("Try longer holding periods: %s, the choice of the test span, is the longest of the grid.", b.Holding.Name))
	}
	others := slices.DeleteFunc([]string{"BTCUSDT", "ETHUSDT", "SOLUSDT"}, func(symbol string) bool { return symbol == s.Config.Symbol })
	return append(out, "See whether it holds on other symbols, such as "+strings.Join(others[:2], " or ")+": an effect of the market does not stop at one.")
}
