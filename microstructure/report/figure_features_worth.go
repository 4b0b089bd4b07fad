package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

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
