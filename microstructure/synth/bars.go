package synth

import "github.com/tickbook/tickbook/microstructure"

// Bars returns the bars of all days, by source in the order of the
// configuration, as built from files of the market's trades; none for an
// interval below 1 µs. The first source, which is traded, has Takers.
func (m *Market) Bars(intervalUS int64) []microstructure.SourceBars {
	all := make([]microstructure.SourceBars, len(m.cfg.Sources))
	interval, _ := microstructure.NewInterval(intervalUS) // five minutes where bars do not divide a day
	for i, source := range m.cfg.Sources {
		all[i].Source, all[i].Interval = source, interval
		builder := microstructure.NewBarBuilder(intervalUS)
		builder.WantTakers(i == 0)
		for day := range m.cfg.Days {
			if trades, ok := m.Day(i, day); ok && builder.Add(trades) == nil {
				all[i].Bars = append(all[i].Bars, builder.Finish()...)
				all[i].Takers = append(all[i].Takers, builder.Takers()...)
			}
		}
	}
	return all
}
