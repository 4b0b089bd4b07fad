package synth

import "github.com/tickbook/tickbook/microstructure"

// Bars gives the bars of all days, by source in the order of the configuration,
// as they would come from files of the market's trades. Bars of less than 1 µs
// there are none.
func (m *Market) Bars(intervalUS int64) []microstructure.SourceBars {
	all := make([]microstructure.SourceBars, len(m.cfg.Sources))
	for i, source := range m.cfg.Sources {
		all[i].Source = source
		builder := microstructure.NewBarBuilder(intervalUS)
		for day := range m.cfg.Days {
			if trades, ok := m.Day(i, day); ok && builder.Add(trades) == nil {
				all[i].Bars = append(all[i].Bars, builder.Finish()...)
			}
		}
	}
	return all
}
