package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/figure"
)

// shown is the 95 % interval's being all above or all below 0.
func shown(e factor.Estimate) bool { return e.Lower > 0 || e.Upper < 0 }

const shownAlone = "shown by itself at 5 %"

// broken breaks a feature's name into lines, for the axis below a plot.
func broken(name string) string { return strings.ReplaceAll(name, "_", "\n") }

// strongest are the n features with the most significant trials over all rows.
func strongest(s *factor.Study, n int) []int {
	t := make([]float64, len(s.Features))
	for _, trial := range s.Tried.Trials {
		if f := slices.Index(s.Features, trial.Feature); f >= 0 && trial.Regime == factor.AnyRegime {
			if v := math.Abs(trial.T); v > t[f] {
				t[f] = v
			}
		}
	}
	order := make([]int, len(t))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case t[a] > t[b]:
			return -1
		case t[a] < t[b]:
			return 1
		}
		return 0
	})
	return firstOf(order, n)
}

// seriesOf are the parts of estimates for a plot of intervals.
func seriesOf(name string, list []factor.Estimate) figure.IntervalSeries {
	out := figure.IntervalSeries{Name: name}
	for _, e := range list {
		out.Value, out.Lower, out.Upper = append(out.Value, e.Value), append(out.Lower, e.Lower), append(out.Upper, e.Upper)
	}
	return out
}

// AutocorrelationFigure draws how long each candidate stays what it is.
func AutocorrelationFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Heat{Title: symbol + ": the candidates' autocorrelation", Panel: "Rank autocorrelation by lag", XLabel: "Lag", Label: "Autocorrelation", Decimals: 2, Limit: 1}
	for _, lag := range s.Lags {
		d.Columns = append(d.Columns, spanOf(s, float64(lag)))
	}
	for _, p := range s.Profiles {
		d.Rows, d.Values = append(d.Rows, p.Feature), append(d.Values, p.Autocorrelation)
	}
	return figure.HeatMap(d)
}

// FeatureICFigure draws each feature's correlation at each horizon.
func FeatureICFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Intervals{Title: symbol + ": rank IC of single features", Y: "Rank IC"}
	for _, h := range s.Horizons {
		panel := figure.IntervalPanel{Title: h.Name + " forward"}
		var list []factor.Estimate
		for _, ic := range s.ICs {
			if ic.Horizon == h.Name {
				panel.Labels, list = append(panel.Labels, abbreviated(ic.Feature)), append(list, ic.Estimate)
			}
		}
		panel.Series = []figure.IntervalSeries{seriesOf("", list)}
		d.Panels = append(d.Panels, panel)
	}
	return figure.IntervalPlot(d)
}

// abbreviated shortens a feature's name for half a figure's width: the first
// letters of its words.
func abbreviated(name string) string {
	var out []string
	for _, word := range strings.Split(name, "_") {
		runes := []rune(word)
		out = append(out, string(runes[:min(5, len(runes))]))
	}
	return strings.Join(out, "\n")
}

// DelayLadderFigure draws each feature's correlation by where returns begin.
func DelayLadderFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Heat{Title: symbol + ": the delay ladder", Panel: fmt.Sprintf("Rank IC with the returns of %s", s.Shortest.Name), Columns: factor.RungNames(), XLabel: "Beginning and end of the return",
		Label: "Rank IC", FrameMeans: shownAlone, Decimals: 3}
	for _, l := range s.Ladders {
		var row []float64
		var framed []bool
		for _, e := range l.Rungs {
			row, framed = append(row, e.Value), append(framed, shown(e))
		}
		d.Rows, d.Values, d.Framed = append(d.Rows, l.Feature), append(d.Values, row), append(d.Framed, framed)
	}
	return figure.HeatMap(d)
}

// FeatureVenuesFigure draws each source's features on each source's returns.
func FeatureVenuesFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Heat{Title: symbol + ": features by venue", Panel: fmt.Sprintf("Rank IC, returns of %s", s.Main.Name), XLabel: "Source of the feature → source of the returns", Label: "Rank IC",
		FrameMeans: shownAlone, Decimals: 3}
	for i := range s.Sources {
		for j := range s.Sources {
			d.Columns = append(d.Columns, venueShort(s.Sources[i])+"\n→ "+venueShort(s.Sources[j]))
		}
	}
	d.Columns = append(d.Columns, "consensus\n→ "+venueShort(item(s.Sources, 0)))
	for _, v := range s.Venues {
		var row []float64
		var framed []bool
		for _, of := range v.IC {
			for _, e := range of {
				row, framed = append(row, e.Value), append(framed, shown(e))
			}
		}
		d.Rows, d.Values, d.Framed = append(d.Rows, v.Feature), append(d.Values, append(row, v.Consensus.Value)), append(d.Framed, append(framed, shown(v.Consensus)))
	}
	return figure.HeatMap(d)
}

// venueShort is a source's name up to its market.
func venueShort(source string) string {
	before, _, _ := strings.Cut(source, "_")
	return before
}

// FeatureGroupsFigure draws the correlation of a feature within the groups of
// each kind; of the strongest feature where none is named.
func FeatureGroupsFigure(symbol string, s *factor.Study, feature string) (*figure.Figure, error) {
	if best := strongest(s, 1); feature == "" && len(best) > 0 {
		feature = s.Features[best[0]]
	}
	d := figure.Intervals{Title: fmt.Sprintf("%s: %s by group", symbol, feature), Y: "Rank IC"}
	for _, g := range s.Grouped {
		if g.Feature != feature {
			continue
		}
		panel := figure.IntervalPanel{Title: "By " + g.By, Subtitle: "p that all are equal: " + pvalue(g.Equal.P)}
		var list []factor.Estimate
		for _, group := range g.Groups {
			panel.Labels, list = append(panel.Labels, group.Name), append(list, group.Estimate)
		}
		panel.Series = []figure.IntervalSeries{seriesOf("", list)}
		d.Panels = append(d.Panels, panel)
	}
	return figure.IntervalPlot(d)
}
