package report

import (
	"github.com/tickbook/tickbook/microstructure/figure"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// DecileFigure draws mean forward returns by decile of the composite, a panel
// per horizon.
func DecileFigure(s *reference.Study) (*figure.Figure, error) {
	return figure.DecileBars(decileData(s))
}

// SweepFigure draws every configuration of the sweep, a heatmap per filter.
func SweepFigure(s *reference.Study) (*figure.Figure, error) {
	return figure.SweepHeatmaps(sweepData(s))
}

// BestFigure draws the trades of the sweep's best configuration, picked in
// hindsight.
func BestFigure(s *reference.Study) (*figure.Figure, error) {
	return figure.BestConfiguration(runData(s, s.Best, s.BestLedger, firstUS(s)))
}

// WalkForwardFigure draws the trades in the test span of its best
// configuration, picked in hindsight.
func WalkForwardFigure(s *reference.Study) (*figure.Figure, error) {
	return figure.WalkForward(runData(s, s.BestTest, s.TestLedger, splitUS(s)))
}

// InOutFigure draws that configuration in the train and in the test span.
func InOutFigure(s *reference.Study) (*figure.Figure, error) {
	return figure.InOutOfSample(figure.InOut{Symbol: s.Config.Symbol, SplitUS: splitUS(s),
		In: ledgerData(s.TrainLedger, firstUS(s)), Out: ledgerData(s.TestLedger, splitUS(s))})
}

// firstUS is the time of the panel's first row, 0 without one.
func firstUS(s *reference.Study) int64 { return item(whole(s).Panel.TimestampUS, 0) }

// splitUS is the test span's beginning, 0 without one.
func splitUS(s *reference.Study) int64 { return whole(s).WalkForward.Split.TestStartUS }

func decileData(s *reference.Study) figure.Deciles {
	d := figure.Deciles{Symbol: s.Config.Symbol}
	if s.DecileReturns == nil { // the study stopped before
		return d
	}
	for i, h := range s.Config.Horizons {
		row := figure.DecileReturns{Horizon: h.Name}
		for _, r := range item(s.DecileReturns, i) {
			row.MeanBps = append(row.MeanBps, r.MeanBps)
		}
		d.Horizons = append(d.Horizons, row)
	}
	return d
}

func sweepData(s *reference.Study) figure.Sweep {
	grid := s.Config.Grid
	out := figure.Sweep{Symbol: s.Config.Symbol, FeeBps: s.Config.FeeBps, Thresholds: grid.Thresholds}
	for _, h := range grid.Holdings {
		out.Holdings = append(out.Holdings, h.Name)
	}
	trials := s.Sweep
	if trials == nil { // the study stopped before
		return out
	}
	for _, f := range grid.Filters {
		panel := figure.SweepFilter{Name: f.Name}
		for range grid.Thresholds {
			var means []float64
			var counts []int
			for _, t := range firstOf(trials, len(grid.Holdings)) {
				means, counts = append(means, t.MeanBps), append(counts, t.N)
			}
			trials = restAfter(trials, len(grid.Holdings))
			panel.AvgPnLBps, panel.Trades = append(panel.AvgPnLBps, means), append(panel.Trades, counts)
		}
		out.Filters = append(out.Filters, panel)
	}
	return out
}

func runData(s *reference.Study, t reference.Trial, l reference.Ledger, fromUS int64) figure.Run {
	return figure.Run{Symbol: s.Config.Symbol, Threshold: t.Threshold, Holding: t.Holding.Name, VolFilter: t.Filter.Name, Ledger: ledgerData(l, fromUS)}
}

// ledgerData is a ledger of the span that begins at fromUS.
func ledgerData(l reference.Ledger, fromUS int64) figure.Ledger {
	var out figure.Ledger
	if len(l) > 0 {
		out.FromUS = min(fromUS, l[0].EntryUS)
	}
	for _, t := range l {
		out.EntryUS = append(out.EntryUS, t.EntryUS)
		out.NetBps = append(out.NetBps, t.NetBps)
		out.GrossBps = append(out.GrossBps, t.RawBps)
		out.Direction = append(out.Direction, t.Direction)
	}
	return out
}
