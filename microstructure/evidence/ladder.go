package evidence

import (
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A Rung is one configuration at one fill and one level of costs, over the
// whole span.
type Rung struct {
	Fill                     Fill
	Costs                    Costs
	Trips                    int
	MissedEntries, LateExits int
	Open                     int     // positions open at the end
	Rested                   int     // exits that were resting orders and were filled
	GrossBps                 float64 // per round trip, before costs; NaN without any, as NetBps
	NetBps                   float64
	Daily                    inference.Interval // mean daily net profit, 90 %
	Sharpe                   DailySharpe
	MaxDrawdownBps           float64
}

// Ladder runs one configuration through all fills and cost scenarios: the
// profit left when fills are later and cost more. The fills have the given
// slippage; SameClose without slippage is the reference's view.
func (m *Market) Ladder(c microstructure.Configuration, slippageBps float64, costs []Costs, r inference.Resampling) ([]Rung, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	var out []Rung
	for _, at := range FillTimes() {
		for _, k := range costs {
			fill := Fill{at, slippageBps}
			a := m.backtest(c, fill, k)
			daily, err := inference.MeanInterval(a.Daily, 0.90, r)
			if err != nil {
				return nil, err
			}
			n, rested := float64(len(a.Trips)), 0
			for _, t := range a.Trips {
				if t.Rested {
					rested++
				}
			}
			out = append(out, Rung{
				Fill: fill, Costs: k, Trips: len(a.Trips), MissedEntries: a.MissedEntries, LateExits: a.LateExits, Open: len(a.Open()), Rested: rested,
				GrossBps: vector.Sum(a.Gross) / n, NetBps: a.TotalBps() / n,
				Daily: daily, Sharpe: NewDailySharpe(a.Daily), MaxDrawdownBps: a.MaxDrawdownBps(),
			})
		}
	}
	return out, nil
}
