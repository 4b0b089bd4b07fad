package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
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

// FeatureDecilesFigure draws each feature's decile spread beside the smallest
// one that the data could have shown.
func FeatureDecilesFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Intervals{Title: fmt.Sprintf("%s: decile spreads D1 − D10, returns of %s", symbol, s.Main.Name), Y: "Spread (bps)"}
	var panel figure.IntervalPanel
	var list []factor.Estimate
	var detectable []factor.Estimate
	for _, x := range s.Deciles {
		if x.Horizon == s.Main.Name {
			panel.Labels, list = append(panel.Labels, broken(x.Feature)), append(list, x.Spread)
			detectable = append(detectable, factor.Estimate{Value: math.Copysign(x.DetectableBps, x.Spread.Value), Lower: math.NaN(), Upper: math.NaN()})
			panel.Title = "Gross; both legs cost " + text.GivenBps(x.LegCostsBps)
		}
	}
	panel.Series = []figure.IntervalSeries{seriesOf("Spread, 95 % interval", list), seriesOf("Smallest detectable, in its direction", detectable)}
	d.Panels = []figure.IntervalPanel{panel}
	return figure.IntervalPlot(d)
}

// FeatureDecayFigure draws the correlation of the strongest features as they
// age, and the cumulative returns after each fifth of the strongest.
func FeatureDecayFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Paths{Title: symbol + ": decay, and what followed", Y: "Rank IC", Mark: math.NaN()}
	aging := figure.PathPanel{Title: "Rank IC of the strongest features by age", X: "Age (rows, logarithm of 1 + rows)"}
	for _, f := range strongest(s, 3) {
		line := figure.Path{Name: s.Features[f]}
		for k, e := range item(s.Decays, f).IC {
			lag := 0
			if k > 0 {
				lag = item(s.Lags, k-1)
			}
			line.X, line.Y = append(line.X, math.Log10(1+float64(lag))), append(line.Y, e.Value)
		}
		aging.Lines = append(aging.Lines, line)
	}
	d.Panels = append(d.Panels, aging)
	for _, f := range strongest(s, 1) {
		panel := figure.PathPanel{Title: "Sum of the next row's returns (bps)", Subtitle: "after each fifth of " + s.Features[f], X: "Days read"}
		for q, sums := range item(s.Decays, f).Cumulative {
			line := figure.Path{Name: fmt.Sprintf("Q%d", q+1), Y: sums}
			for day := range sums {
				line.X = append(line.X, float64(day+1))
			}
			panel.Lines = append(panel.Lines, line)
		}
		d.Panels = append(d.Panels, panel)
	}
	return figure.PathPlot(d)
}

// RedundancyFigure draws the rank correlations of the features, alike ones
// beside each other.
func RedundancyFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	r := s.Redundancy
	d := figure.Heat{Title: symbol + ": features that are one", Panel: "Rank correlation, ordered by clusters", Label: "Rank correlation", FrameMeans: "one cluster", Decimals: 2, Limit: 1}
	for _, i := range r.Order {
		var row []float64
		var framed []bool
		for _, j := range r.Order {
			row, framed = append(row, item(item(r.Rho, i), j)), append(framed, item(r.Cluster, i) == item(r.Cluster, j))
		}
		d.Rows, d.Columns = append(d.Rows, item(r.Features, i)), append(d.Columns, broken(item(r.Features, i)))
		d.Values, d.Framed = append(d.Values, row), append(d.Framed, framed)
	}
	return figure.HeatMap(d)
}

// FeatureAdditionsFigure draws what each feature forecasts alone, and adds.
func FeatureAdditionsFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Intervals{Title: fmt.Sprintf("%s: what each feature adds, out of sample", symbol), Y: "Rank IC of the forecast"}
	panel := figure.IntervalPanel{Title: fmt.Sprintf("Forecasts of the returns of %s", s.Additions.Horizon)}
	var alone, dropped []factor.Estimate
	for _, a := range s.Additions.Features {
		panel.Labels, alone, dropped = append(panel.Labels, broken(a.Feature)), append(alone, a.Alone), append(dropped, a.Dropped)
	}
	panel.Series = []figure.IntervalSeries{seriesOf("Alone", alone), seriesOf("All less all others", dropped)}
	d.Panels = []figure.IntervalPanel{panel}
	return figure.IntervalPlot(d)
}

// FeatureEventsFigure draws the mean price around the extreme deciles of the
// two strongest features.
func FeatureEventsFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Paths{Title: symbol + ": the price around extreme deciles, with 95 % bands", X: "Hours from the event", Y: "From the event's close (bps)", Mark: 0}
	const z95 = 1.959963984540054
	for _, f := range strongest(s, 2) {
		e := item(s.Events, f)
		panel := figure.PathPanel{Title: e.Feature}
		for _, of := range []struct {
			name string
			path factor.Path
		}{{"D1", e.Low}, {"D10", e.High}} {
			if of.path.Events < 2 {
				continue
			}
			line := figure.Path{Name: fmt.Sprintf("%s, %s", of.name, text.Plural(of.path.Events, "event"))}
			for i, mean := range of.path.MeanBps {
				half := z95 * item(of.path.SEBps, i)
				line.X = append(line.X, float64(item(e.Offsets, i))*s.Bar.Hours())
				line.Y, line.Lower, line.Upper = append(line.Y, mean), append(line.Lower, mean-half), append(line.Upper, mean+half)
			}
			panel.Lines = append(panel.Lines, line)
		}
		d.Panels = append(d.Panels, panel)
	}
	return figure.PathPlot(d)
}

// EverythingTriedFigure draws the t-statistics of all trials.
func EverythingTriedFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Heat{Title: symbol + ": everything tried", Panel: fmt.Sprintf("t-statistics of %s trials", text.Count(s.Tried.Count())), XLabel: "Horizon and volatility", Label: "t", FrameMeans: "survives at " + text.GivenPercent(s.Tried.Level) + " over all trials", Decimals: 1}
	perFeature := max(1, s.Tried.Horizons*s.Tried.Regimes)
	for i, trial := range s.Tried.Trials {
		if i < perFeature {
			name, _, _ := strings.Cut(trial.Regime, "_")
			d.Columns = append(d.Columns, trial.Horizon+"\n"+name)
		}
		if i%perFeature == 0 {
			d.Rows, d.Values, d.Framed = append(d.Rows, trial.Feature), append(d.Values, nil), append(d.Framed, nil)
		}
		last := len(d.Rows) - 1
		d.Values[last], d.Framed[last] = append(d.Values[last], trial.T), append(d.Framed[last], trial.RomanoWolf <= s.Tried.Level)
	}
	return figure.HeatMap(d)
}

// FeaturesChosenFigure draws the strongest trial of each feature.
func FeaturesChosenFigure(symbol string, s *factor.Study) (*figure.Figure, error) {
	d := figure.Intervals{Title: symbol + ": what goes on", Y: "Rank IC"}
	panel := figure.IntervalPanel{Title: "Each feature's most significant horizon over all rows"}
	taken, others := make([]factor.Estimate, len(s.Features)), make([]factor.Estimate, len(s.Features))
	nan := math.NaN()
	none := factor.Estimate{Value: nan, Lower: nan, Upper: nan}
	for f, name := range s.Features {
		best, most := none, 0.0
		for _, ic := range s.ICs {
			if t := math.Abs(ic.Value / ic.SE); ic.Feature == name && t > most {
				best, most = ic.Estimate, t
			}
		}
		taken[f], others[f] = none, best
		if item(s.Chosen, f).Taken {
			taken[f], others[f] = best, none
		}
		panel.Labels = append(panel.Labels, broken(name))
	}
	panel.Series = []figure.IntervalSeries{seriesOf("Does not go on", others), seriesOf("Goes on", taken)}
	panel.Subtitle = "The best of several horizons is flattered; whether a feature goes on is decided over everything tried."
	d.Panels = []figure.IntervalPanel{panel}
	return figure.IntervalPlot(d)
}
