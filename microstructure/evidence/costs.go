package evidence

// A Liquidity says whether an order takes or makes liquidity.
type Liquidity uint8

// The two kinds. A Maker exit assumes that a resting order is filled at the
// exit price at once, which flatters.
const (
	Taker Liquidity = iota
	Maker
)

func (l Liquidity) String() string {
	if l == Maker {
		return "maker"
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

// VIP is the lowest published tier of Binance's USD-margined futures (VIP 9:
// taker 1.7 bps, maker 0), the lowest fees without an individual agreement.
func VIP() Costs { return Costs{Name: "vip", TakerBps: 1.7, Exit: Maker} }

// Standard is the study's 7 bps per round trip: taker in (5), maker out (2).
func Standard() Costs { return Costs{Name: "standard", TakerBps: 5, MakerBps: 2, Exit: Maker} }

// Stress is 10 bps per round trip: the exit takes too.
func Stress() Costs { return Costs{Name: "stress", TakerBps: 5, MakerBps: 2, Exit: Taker} }

// CostScenarios lists the four, cheapest first.
func CostScenarios() []Costs { return []Costs{Gross(), VIP(), Standard(), Stress()} }

// ExitBps is the fee of an exit.
func (c Costs) ExitBps() float64 {
	if c.Exit == Maker {
		return c.MakerBps
	}
	return c.TakerBps
}

// RoundTripBps is the fee of an entry and an exit.
func (c Costs) RoundTripBps() float64 { return c.TakerBps + c.ExitBps() }
