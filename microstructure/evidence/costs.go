package evidence

import "github.com/tickbook/tickbook/microstructure/internal/field"

// A Liquidity says whether an order takes or makes liquidity.
type Liquidity uint8

// The kinds. Where fills pay the spread (see FillTime.Crosses), a Maker exit
// rests for a row, is filled if the market trades through its price, and takes
// otherwise; a Touched one is filled already if the market touches it, which
// flatters. Where fills do not, both assume that a resting order is filled at
// the exit price at once, which flatters more.
const (
	Taker Liquidity = iota
	Maker
	Touched
)

func (l Liquidity) String() string {
	switch l {
	case Maker:
		return "maker"
	case Touched:
		return "touched"
	}
	return "taker"
}

// Costs of trading one unit of notional. Entries take.
type Costs struct {
	Name               string
	TakerBps, MakerBps float64 // per side
	Exit               Liquidity
	// FundingBps is the funding that longs pay to shorts at 00:00, 08:00 and
	// 16:00 UTC, per 8 hours.
	FundingBps float64
}

// Gross is trading without costs.
func Gross() Costs { return Costs{Name: "gross", Exit: Maker} }

// VIP is the best published tier of Binance's USD-margined futures (VIP 9:
// taker 1.7 bps, maker 0), the lowest fees without an individual agreement.
func VIP() Costs { return Costs{Name: "vip", TakerBps: 1.7, Exit: Maker} }

// Standard is the study's 7 bps per round trip: taker in (5), maker out (2).
func Standard() Costs { return Costs{Name: "standard", TakerBps: 5, MakerBps: 2, Exit: Maker} }

// Stress is 10 bps per round trip: the exit takes too.
func Stress() Costs { return Costs{Name: "stress", TakerBps: 5, MakerBps: 2, Exit: Taker} }

// ExitBps is the fee of an exit; of one that rests, if it is filled.
func (c Costs) ExitBps() float64 {
	if c.Exit == Taker {
		return c.TakerBps
	}
	return c.MakerBps
}

// RoundTripBps is the fee of an entry and an exit; see ExitBps.
func (c Costs) RoundTripBps() float64 { return c.TakerBps + c.ExitBps() }

// maxChargeBps bounds each charge, 10 %: beyond it the unit must be wrong.
const maxChargeBps = 1000

// Validate reports every field that no venue charges.
func (c Costs) Validate() error {
	var bad field.Check
	bad.Number("TakerBps", c.TakerBps, 0, maxChargeBps)
	bad.Number("MakerBps", c.MakerBps, -maxChargeBps, maxChargeBps)
	bad.Number("FundingBps", c.FundingBps, -maxChargeBps, maxChargeBps)
	bad.That(c.Exit <= Touched, "Exit", c.Exit, "Taker, Maker or Touched")
	return bad.As(ErrConfig)
}
