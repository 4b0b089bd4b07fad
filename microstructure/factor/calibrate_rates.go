package factor

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Keeping is the share of a cell's markets in which any feature is kept.
func (r CellResult) Keeping() evidence.Rate {
	return r.rate(func(o Outcome) bool { return o.Kept > 0 })
}

// Exploring is the same of Benjamini–Yekutieli.
func (r CellResult) Exploring() evidence.Rate {
	return r.rate(func(o Outcome) bool { return o.Explorable > 0 })
}

// Bounced is the share of a cell's markets that are called bounce.
func (r CellResult) Bounced() evidence.Rate {
	return r.rate(func(o Outcome) bool { return o.Bounce })
}

func (r CellResult) rate(is func(Outcome) bool) evidence.Rate {
	n := 0
	for _, o := range r.Outcomes {
		if is(o) {
			n++
		}
	}
	return evidence.NewRate(n, len(r.Outcomes))
}

// Found is the share of true features that are kept at the shortest horizon,
// All that of the markets in which every one is.
func (r CellResult) Found() (each, all evidence.Rate) {
	n := 0
	for _, o := range r.Outcomes {
		n += o.Found
	}
	return evidence.NewRate(n, r.True*len(r.Outcomes)), r.rate(func(o Outcome) bool { return r.True > 0 && o.Found == r.True })
}

// Together is the share of true features that are one with their copy.
func (r CellResult) Together() evidence.Rate {
	n := 0
	for _, o := range r.Outcomes {
		n += o.CopiesTogether
	}
	return evidence.NewRate(n, r.True*len(r.Outcomes))
}

// FalseShare is the mean share of false findings among those to be explored,
// over markets, with its standard error. A market without a finding has none.
func (r CellResult) FalseShare() (mean, se float64) {
	shares := make([]float64, len(r.Outcomes))
	for i, o := range r.Outcomes {
		shares[i] = float64(o.FalseExplorable) / float64(max(1, o.Explorable))
	}
	mean, _, sd := inference.MeanStd(shares)
	return mean, sd / math.Sqrt(float64(len(shares)))
}

// Pooled is Keeping over all cells of a truth.
func (k *Calibration) Pooled(truth Truth) evidence.Rate {
	n, runs := 0, 0
	for _, r := range k.Cells {
		if r.Truth == truth {
			n, runs = n+r.Keeping().Count, runs+len(r.Outcomes)
		}
	}
	return evidence.NewRate(n, runs)
}

// What the targets ask for.
const (
	mostKeptCell = 0.08 // 16 of 200
	mostKept     = 0.06
	mostFalse    = 0.10
	leastFound   = 0.80
	leastBounced = 0.95
)

// Targets are those of the rates. The mean false share, which is no rate of
// markets, is in Sentences.
func (k *Calibration) Targets() []evidence.Target {
	out := []evidence.Target{{Name: "markets without a relation in which a feature is kept", Rate: k.Pooled(NullTruth), Share: mostKept}}
	for _, r := range k.Cells {
		switch r.Truth {
		case NullTruth:
			out = append(out, evidence.Target{Name: "a feature kept, " + r.Name, Rate: r.Keeping(), Share: mostKeptCell})
		case RelatedTruth:
			each, _ := r.Found()
			out = append(out, evidence.Target{Name: "true features found at the shortest horizon", Rate: each, AtLeast: true, Share: leastFound},
				evidence.Target{Name: "copies clustered with them", Rate: r.Together(), AtLeast: true, Share: leastFound})
		case BounceTruth:
			out = append(out, evidence.Target{Name: "markets of bounce alone that are called bounce", Rate: r.Bounced(), AtLeast: true, Share: leastBounced})
		}
	}
	return out
}

// FalseShares says, per cell, whether the mean false share is as it should be,
// and whether all are.
func (k *Calibration) FalseShares() (sentences []string, refuted bool) {
	for _, r := range k.Cells {
		if r.Truth == BounceTruth || len(r.Outcomes) == 0 {
			continue
		}
		mean, se := r.FalseShare()
		word := "met"
		if mean > mostFalse {
			word = "not met"
		}
		if mean-2*se > mostFalse {
			word, refuted = "refuted", true
		}
		sentences = append(sentences, fmt.Sprintf("%s: mean false share of what is to be explored, %s: %s ± %s, at most %s", word, r.Name,
			text.Percent(mean), strings.TrimSuffix(text.Percent(se), " %"), text.GivenPercent(mostFalse)))
	}
	return sentences, refuted
}
