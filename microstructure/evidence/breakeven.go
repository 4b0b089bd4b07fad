package evidence

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A BreakEven is the largest fee of a round trip that the out-of-sample record
// would have paid: its profit per round trip, slippage and funding deducted.
// The record is the one chosen at the study's fees.
type BreakEven struct {
	Bps                float64 // NaN without round trips, as are the others
	LowerBps, UpperBps float64 // of the mean day's interval, two one-sided bounds
	MakerShare         float64 // of the exits, those that paid as a maker
	// Tiers are those of the venue. Tier is the first of them that the record
	// pays, where Pays, at RoundTripBps; otherwise the last one.
	Tiers        int
	Tier         Tier
	Pays         bool
	RoundTripBps float64
}

// breakEven of the record.
func (w *WalkForward) breakEven(m *Market, c Config) (BreakEven, error) {
	b := BreakEven{Bps: nan, LowerBps: nan, UpperBps: nan, MakerShare: nan, RoundTripBps: nan}
	tiers := Tiers(c.Venue)
	b.Tiers, b.Tier = len(tiers), tiers[len(tiers)-1]
	if len(w.trips) == 0 {
		return b, nil
	}
	free := c.Costs
	free.TakerBps, free.MakerBps = 0, 0
	net, _ := w.daily(m, c.Fill, free)
	day, err := meanBounds(net, c.Gates.Confidence, c.Resampling)
	if err != nil {
		return b, err
	}
	trips := w.roundTrips()
	perTrip := float64(len(net)) / trips
	b.Bps, b.LowerBps, b.UpperBps = vector.Sum(net)/trips, day.Lower*perTrip, day.Upper*perTrip
	makers, all := 0.0, 0.0
	for i := range w.trips {
		if all += w.trips[i].size; w.trips[i].maker {
			makers += w.trips[i].size
		}
	}
	b.MakerShare = makers / all
	for _, t := range tiers {
		b.Tier, b.RoundTripBps = t, t.roundTripBps(b.MakerShare)
		if b.Pays = b.RoundTripBps <= b.Bps; b.Pays {
			break
		}
	}
	return b, nil
}

// roundTripBps is the mean fee of round trips of which a share left as makers.
func (t Tier) roundTripBps(makerShare float64) float64 {
	return t.TakerBps + float64(makerShare*t.MakerBps) + float64((1-makerShare)*t.TakerBps)
}

// empty reports whether there was nothing to compute it from.
func (b BreakEven) empty() bool { return b.Tiers == 0 || math.IsNaN(b.Bps) }

// String gives the fee with its interval, and the first tier that asks no more.
func (b BreakEven) String() string {
	if b.empty() {
		return "There is no round trip whose fees could be paid"
	}
	within := ""
	if i := b.Interval(); i != text.Missing {
		within = " (" + i + ")"
	}
	return fmt.Sprintf("The record breaks even at fees of %s bps per round trip%s; the first tier that asks no more: %s",
		text.Number(b.Bps, 2), within, b.FirstTier())
}

// Interval writes the interval of Bps, such as "1.20 to 5.31"; a dash if there
// is none.
func (b BreakEven) Interval() string {
	if b.empty() || math.IsNaN(b.LowerBps) || math.IsNaN(b.UpperBps) {
		return text.Missing
	}
	return text.Number(b.LowerBps, 2) + " to " + text.Number(b.UpperBps, 2)
}

// FirstTier names the first tier that asks no more than Bps, with what it asks;
// or says that none does, with the best.
func (b BreakEven) FirstTier() string {
	if b.empty() {
		return text.Missing
	}
	asks := fmt.Sprintf("%v (%s bps)", b.Tier, text.Number(b.RoundTripBps, 2))
	switch {
	case b.Pays:
		return asks
	case b.Tiers == 1:
		return "none: there is only " + asks
	}
	return fmt.Sprintf("none of %d: the best is %s", b.Tiers, asks)
}
