package audit

import "github.com/tickbook/tickbook/microstructure/internal/text"

// sides finds sources, and days of sources, in which prices fall when takers
// buy while they rise elsewhere, or the other way round: buy and sell are mixed
// up. Correlations within chance have no say.
func (j judge) sides() {
	t := &j.Thresholds
	sign := func(z Float) int {
		switch {
		case float64(z) >= t.FlowZ:
			return 1
		case float64(z) <= -t.FlowZ:
			return -1
		}
		return 0
	}
	votes, voters := 0, 0
	for i := range j.Sources {
		if s := sign(j.Sources[i].FlowZ); s != 0 {
			votes, voters = votes+s, voters+1
		}
	}
	expected := 1 // also where sources are at a tie: buying raises prices
	if votes < 0 && voters > 1 {
		expected = -1
	}
	for i := range j.Sources {
		s := &j.Sources[i]
		name, own := s.Name, sign(s.FlowZ)
		switch {
		case own == -expected && voters > 1:
			j.find(Error, CheckSide, name, "", "order-flow imbalance and the same bar's return correlate at %s, with the opposite sign of the other sources: side looks inverted", text.Signed(float64(s.Flow), 2))
			continue
		case own == -1:
			j.find(Warning, CheckSide, name, "", "order-flow imbalance and the same bar's return correlate at %s: prices do not fall when takers buy, so side looks inverted", text.Signed(float64(s.Flow), 2))
			continue
		case voters == 0:
			continue
		}
		for k := range s.Days {
			if d := &s.Days[k]; sign(d.FlowZ) == -expected {
				j.find(Error, CheckSide, name, d.Date, "order-flow imbalance and the same bar's return correlate at %s, on other days or at other sources with the opposite sign: side looks inverted", text.Signed(float64(d.Flow), 2)).
					figure("%s", text.Signed(float64(d.Flow), 2))
			}
		}
	}
}
