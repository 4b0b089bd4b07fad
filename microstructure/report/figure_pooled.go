package report

import (
	"fmt"

	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/pooled"
)

// PooledFigure draws the mean daily profit of each symbol, and the pooled one.
func PooledFigure(s *pooled.Study) (*figure.Figure, error) {
	d := forestOf(s, "Mean daily net profit by symbol", "Out of sample, the same configurations on every symbol; squares by weight")
	if s != nil {
		for i := range s.Symbols {
			x := &s.Symbols[i]
			d.Rows = append(d.Rows, figure.ForestRow{Name: x.Name, Value: x.Daily.Mean, Lower: x.Daily.Lower, Upper: x.Daily.Upper, Weight: x.Weight})
		}
	}
	return figure.ForestPlot(d)
}

// LeaveOneOutFigure draws the mean of the others without each of the symbols.
func LeaveOneOutFigure(s *pooled.Study) (*figure.Figure, error) {
	d := forestOf(s, "Mean daily net profit of the others, leaving one symbol out", "A rule that generalises keeps every interval above zero")
	if s != nil {
		for i := range s.Symbols {
			x := &s.Symbols[i].Without
			d.Rows = append(d.Rows, figure.ForestRow{Name: "without " + s.Symbols[i].Name, Value: x.Mean, Lower: x.Lower, Upper: x.Upper})
		}
	}
	return figure.ForestPlot(d)
}

func forestOf(s *pooled.Study, title, subtitle string) figure.Forest {
	if s == nil {
		return figure.Forest{}
	}
	p := &s.Pooled
	return figure.Forest{
		Title: title, Subtitle: subtitle, Label: "Mean daily profit (bps)", Intervals: fmt.Sprintf("%s intervals", text.GivenPercent(2*s.Config.Gates.Confidence-1)),
		Pooled: figure.ForestRow{Name: "pooled", Value: p.Mean, Lower: p.Lower, Upper: p.Upper, Weight: 1},
	}
}

// PooledCorrelationFigure draws the correlations of the symbols' daily profits.
func PooledCorrelationFigure(s *pooled.Study) (*figure.Figure, error) {
	d := figure.Heat{Title: "Correlation of daily net profits", Label: "Correlation", Limit: 1, Decimals: 2}
	if s == nil {
		return figure.HeatMap(d)
	}
	d.Panel, d.Values = fmt.Sprintf("Out of sample; the effective number of symbols is %s", text.Number(s.Effective, 2)), s.Correlation
	for i := range s.Symbols {
		d.Rows = append(d.Rows, s.Symbols[i].Name)
	}
	d.Columns = d.Rows
	return figure.HeatMap(d)
}
