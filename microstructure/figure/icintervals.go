package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// ICs are rank information coefficients by horizon with their precision by
// three procedures.
type ICs struct {
	Symbol   string
	Horizons []IC
}

// IC is the coefficient at one horizon. A standard error may be NaN: its
// interval is left out.
type IC struct {
	Horizon     string  // such as "15m"
	Value       float64 // -1 to 1; NaN where there is none
	N           int     // bars
	EffectiveN  float64 // independent bars of the same precision
	NaiveSE     float64 // as if bars were independent
	HACSE       float64
	BootstrapSE float64
}

// ICIntervals draws, at each horizon, the coefficient with its 95 % interval
// (1.96 standard errors either way) by three procedures side by side: the
// one that takes bars to be independent, Newey and West's, and the block
// bootstrap.
func ICIntervals(d ICs) (*Figure, error) {
	const name = "IC intervals"
	const apart = 0.16
	var naive, hac, boot []whisker
	labels, words := make([]string, len(d.Horizons)), make([]string, len(d.Horizons))
	for i, h := range d.Horizons {
		if err := checkFinite(name, "IC or standard error at "+h.Horizon, []float64{h.Value, h.NaiveSE, h.HACSE, h.BootstrapSE}); err != nil {
			return nil, err
		}
		at := float64(i)
		naive = append(naive, around(at-apart, h.Value, z95*h.NaiveSE))
		hac = append(hac, around(at, h.Value, z95*h.HACSE))
		boot = append(boot, around(at+apart, h.Value, z95*h.BootstrapSE))
		labels[i] = h.Horizon + "\nn " + text.Count(h.N)
		if !math.IsNaN(h.EffectiveN) && math.Abs(h.EffectiveN) < plausibleLimit {
			labels[i] += ", effective " + text.Number(h.EffectiveN, 0)
		}
		words[i] = fmt.Sprintf("%s %s ± %s", h.Horizon, text.Signed(h.Value, 4), text.Number(z95*h.BootstrapSE, 4))
	}
	lo, hi := extentOf(naive, hac, boot)
	if lo > hi {
		return nil, noData(name, "give at least one horizon with an IC that is not NaN")
	}
	p := newPlot(acrossGrid)
	setNominalAxis(p, labels)
	setSmallRange(&p.Y, min(lo, 0), max(hi, 0))
	p.Y.Label.Text = "Rank IC"
	p.X.Label.Text = "Horizon of the forward return"
	naiveStyle, hacStyle, bootStyle := line(grey, mainWidth), line(skyBlue, mainWidth), line(blue, 2.2)
	zero := rule{at: 0, style: zeroStyle}
	p.Add(zero)
	addWhiskers(p, naive, naiveStyle, 3)
	addWhiskers(p, hac, hacStyle, 3)
	addWhiskers(p, boot, bootStyle, 3.5)
	g := grid{
		title:  d.Symbol + ": rank IC of the signal with forward returns",
		height: 400,
		panels: [][]panel{{{plot: p, title: "95 % intervals by three procedures", legend: []legendEntry{
			{"Naive: bars independent", lineSwatch(naiveStyle)},
			{"HAC (Newey–West)", lineSwatch(hacStyle)},
			{"Block bootstrap", lineSwatch(bootStyle)},
			{"Zero: no relation", zero},
		}}}},
	}
	return g.figure(fmt.Sprintf("%s, with 95 %% intervals as if bars were independent, by HAC and by block bootstrap. By bootstrap: %s.",
		g.title, strings.Join(words, ", "))), nil
}
