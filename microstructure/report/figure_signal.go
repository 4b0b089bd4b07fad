package report

import (
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/figure"
)

// ICFigure draws the information coefficients with their intervals by three
// procedures.
func ICFigure(symbol string, e *evidence.Evidence) (*figure.Figure, error) {
	return figure.ICIntervals(icData(symbol, e))
}

// DecileCostsFigure draws the decile means with their errors, against the costs
// of trading them.
func DecileCostsFigure(symbol string, e *evidence.Evidence) (*figure.Figure, error) {
	return figure.DecileErrorBars(decileCostsData(symbol, e))
}

func icData(symbol string, e *evidence.Evidence) figure.ICs {
	out := figure.ICs{Symbol: symbol}
	for _, r := range e.IC {
		out.Horizons = append(out.Horizons, figure.IC{
			Horizon: r.Horizon.Name, Value: r.IC, N: r.N, EffectiveN: r.EffectiveN,
			NaiveSE: r.SENaive, HACSE: r.SEHAC, BootstrapSE: r.SEBoot,
		})
	}
	return out
}

func decileCostsData(symbol string, e *evidence.Evidence) figure.DecileCosts {
	out := figure.DecileCosts{Symbol: symbol, RoundTripBps: e.Config.Costs.RoundTripBps()}
	for i := range e.Deciles {
		d := &e.Deciles[i]
		row := figure.DecileInterval{Horizon: d.Horizon.Name, SpreadBps: d.SpreadBps, SpreadSEBps: d.SpreadSEBps}
		for _, m := range d.Deciles {
			row.MeanBps, row.SEBps = append(row.MeanBps, m.MeanBps), append(row.SEBps, m.SEBps)
		}
		out.Horizons = append(out.Horizons, row)
	}
	return out
}
