package audit

import (
	"fmt"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// tradeSizes finds a source whose typical trade is far larger or smaller than
// another's, on all days or on some: usually, the contract size is wrong there.
// Archives with quantities in contracts do not give it.
func (j judge) tradeSizes(p *Pair, days []pairDay) {
	factor, least := j.Thresholds.TradeSizeFactor, j.Thresholds.LeastRows
	first, second := j.sourceNamed(p.First), j.sourceNamed(p.Second)
	if min(first.Rows, second.Rows) >= least && beyond(float64(p.TradeSizeRatio), factor) {
		j.findPair(p, Warning, CheckTradeSize, "", "the median trade is %s in quote currency at %s and %s at %s, a factor of %s: was a contract size given wrongly?%s",
			text.Rough(float64(first.MedianTrade)), first.Name, text.Rough(float64(second.MedianTrade)), second.Name, text.Rough(max(float64(p.TradeSizeRatio), 1/float64(p.TradeSizeRatio))), contracts(first, second))
		return
	}
	for _, d := range days {
		if d.rows >= least && beyond(d.tradeSizeRatio, factor) {
			j.findPair(p, Warning, CheckTradeSize, d.date, "the median trade at %s is %s that at %s, unlike on other days: was another contract size given?",
				p.Second, times(d.tradeSizeRatio), p.First).figure("%s", times(d.tradeSizeRatio))
		}
	}
}

// beyond reports whether a ratio is further from 1 than a factor, either way.
func beyond(ratio, factor float64) bool { return ratio > factor || ratio < 1/factor }

// times is "52 times" or "1/52 of", before "that".
func times(ratio float64) string {
	if ratio < 1 {
		return fmt.Sprintf("1/%s of", text.Rough(1/ratio))
	}
	return text.Rough(ratio) + " times"
}

// contracts names the contract sizes that the imports used.
func contracts(sources ...*Source) string {
	var out []string
	for _, s := range sources {
		for k := range s.Days {
			if m := s.Days[k].Import; m != nil && (m.ContractSize != 1 || m.ContractUnit != microstructure.UnitBase) {
				out = append(out, fmt.Sprintf("%s was imported with contracts of %s in %s currency", s.Name, text.Given(m.ContractSize), m.ContractUnit))
				break
			}
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " (" + strings.Join(out, "; ") + ")"
}
