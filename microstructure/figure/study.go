package figure

import "github.com/tickbook/tickbook/microstructure/reference"

// DecilesOf takes the decile returns out of a study, a panel a horizon; none if
// it stopped before them.
func DecilesOf(s *reference.Study) Deciles {
	d := Deciles{Symbol: s.Config.Symbol}
	if s.DecileReturns == nil {
		return d
	}
	for i, h := range s.Config.Horizons {
		row := DecileReturns{Horizon: h.Name}
		for _, r := range s.DecileReturns[i] {
			row.MeanBps = append(row.MeanBps, r.MeanBps)
		}
		d.Horizons = append(d.Horizons, row)
	}
	return d
}

// SweepOf takes the sweep out of a study; without filters if it stopped before.
func SweepOf(s *reference.Study) Sweep {
	grid := s.Config.Grid
	out := Sweep{Symbol: s.Config.Symbol, FeeBps: s.Config.FeeBps, Thresholds: grid.Thresholds}
	for _, h := range grid.Holdings {
		out.Holdings = append(out.Holdings, h.Name)
	}
	trials := s.Sweep
	if trials == nil {
		return out
	}
	for _, f := range grid.Filters {
		panel := SweepFilter{Name: f.Name}
		for range grid.Thresholds {
			var means []float64
			var counts []int
			for _, t := range trials[:len(grid.Holdings)] {
				means, counts = append(means, t.MeanBps), append(counts, t.N)
			}
			trials = trials[len(grid.Holdings):]
			panel.AvgPnLBps, panel.Trades = append(panel.AvgPnLBps, means), append(panel.Trades, counts)
		}
		out.Filters = append(out.Filters, panel)
	}
	return out
}

// BestOf is the sweep's best configuration, picked in hindsight.
func BestOf(s *reference.Study) Run { return run(s, s.Best, s.BestLedger) }

// WalkForwardOf is the test span's best configuration, picked in hindsight.
func WalkForwardOf(s *reference.Study) Run { return run(s, s.BestTest, s.TestLedger) }

// InOutOf is that configuration in the train and in the test span.
func InOutOf(s *reference.Study) InOut {
	return InOut{s.Config.Symbol, ledger(s.TrainLedger), ledger(s.TestLedger), s.WalkForward.Split.TestStartUS}
}

func run(s *reference.Study, t reference.Trial, l reference.Ledger) Run {
	return Run{s.Config.Symbol, t.Threshold, t.Holding.Name, t.Filter.Name, ledger(l)}
}

func ledger(l reference.Ledger) Ledger {
	var out Ledger
	for _, t := range l {
		out.EntryUS = append(out.EntryUS, t.EntryUS)
		out.NetBps = append(out.NetBps, t.NetBps)
		out.GrossBps = append(out.GrossBps, t.RawBps)
		out.Direction = append(out.Direction, t.Direction)
	}
	return out
}
