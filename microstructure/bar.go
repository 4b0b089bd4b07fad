package microstructure

// IntervalUS is the usual length of a bar, the reference's: five minutes in µs.
// See Interval for others.
const IntervalUS = 300_000_000

// A Bar aggregates the trades of one source in [TimestampUS, TimestampUS + the
// bar's length), or as many as an Activity says. A bar has at least two trades;
// an interval with fewer has none.
//
// Quantities are in base currency, quote quantities and prices in quote
// currency. Ratios have no unit. The formulas are those of Features.
type Bar struct {
	TimestampUS int64 // opening time, a multiple of the length, UTC; by activity that of the first trade

	VolImbalance      float64 // -1 to 1
	DollarImbalance   float64 // -1 to 1
	LargeImbalance    float64 // -1 to 1
	LargeVolPct       float64 // 0 to 1, a fraction
	CountImbalance    float64 // -1 to 1
	ArrivalRate       float64 // trades/s
	ITICV             float64 // coefficient of variation of inter-trade times, >= 0
	Burstiness        float64 // 1/5 to 1
	TradeAcceleration float64 // -1 to 1
	PriceRange        float64 // fraction of VWAP, >= 0
	CloseVsVWAP       float64 // fraction of VWAP
	KyleLambda        float64 // a correlation, -1 to 1; NaN when the price never moved
	VolProfileSkew    float64 // -1 to 1

	Open, Close, High, Low        float64
	Volume, BuyVolume, SellVolume float64
	QuoteVolume                   float64
	TradeCount                    int64 // >= 2

	// Prices of the first trade at or after a delay into the bar, for fills
	// later than the bar's open; NaN if there is none.
	After100ms, After1s, After5s float64
}

// Takers are prices of a bar by the side of their taker, for orders that pay
// the spread.
type Takers struct {
	// Prices of the first trade whose taker bought, and of the first whose
	// taker sold, from the bar's open on or from a delay later: what an
	// order gets that crosses the spread then. They are looked for within
	// CrossWindowUS of the bar's open, beyond the bar's end if it is
	// shorter; NaN if there is none.
	BuyAtOpen, BuyAfter100ms, BuyAfter1s, BuyAfter5s     float64
	SellAtOpen, SellAfter100ms, SellAfter1s, SellAfter5s float64

	// Prices of the bar's last trade whose taker bought, and of the last
	// whose taker sold; NaN if there is none: where an order may rest from
	// the bar's end on.
	LastBuy, LastSell float64
}

// CrossWindowUS is how long after its opening a bar looks for a trade of each
// side: five minutes in µs.
const CrossWindowUS = 300_000_000
