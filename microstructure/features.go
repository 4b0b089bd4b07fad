package microstructure

// A Feature is one number of a bar.
type Feature struct {
	Name string // column name
	Unit string // empty for a ratio
	Doc  string // formula in a line; q = quantities, p = prices, t = times of the bar's n trades
	Of   func(*Bar) float64
}

// Features are the thirteen of the reference, in its order. Denominators are at
// least 1e-10; "buy" and "sell" are sums over trades whose taker bought or sold.
func Features() []Feature {
	return []Feature{
		{"vol_imbalance", "", "(buy q - sell q) / q", func(b *Bar) float64 { return b.VolImbalance }},
		{"dollar_imbalance", "", "the same of quote quantities, over buy + sell", func(b *Bar) float64 { return b.DollarImbalance }},
		{"large_imbalance", "", "the same over trades with q at or above the bar's 90th percentile", func(b *Bar) float64 { return b.LargeImbalance }},
		{"large_vol_pct", "", "q of those trades / q", func(b *Bar) float64 { return b.LargeVolPct }},
		{"count_imbalance", "", "(buys - sells) / n", func(b *Bar) float64 { return b.CountImbalance }},
		{"arrival_rate", "trades/s", "n / (last t - first t), the span at least 1 ms", func(b *Bar) float64 { return b.ArrivalRate }},
		{"iti_cv", "", "population deviation / mean of the times between trades, the mean at least 1 µs; 0 for n = 2", func(b *Bar) float64 { return b.ITICV }},
		{"burstiness", "", "largest share of n in a fifth of [first t, last t]; 1 for n = 2", func(b *Bar) float64 { return b.Burstiness }},
		{"trade_acceleration", "", "(trades at or after the span's middle - trades before it) / n", func(b *Bar) float64 { return b.TradeAcceleration }},
		{"price_range", "", "(high - low) / VWAP", func(b *Bar) float64 { return b.PriceRange }},
		{"close_vs_vwap", "", "(close - VWAP) / VWAP", func(b *Bar) float64 { return b.CloseVsVWAP }},
		{"kyle_lambda", "", "correlation of side × q with the price change from the trade before; 0 for n <= 10 or a constant side × q", func(b *Bar) float64 { return b.KyleLambda }},
		{"vol_profile_skew", "", "(q at or above (high + low)/2 - q below it) / q", func(b *Bar) float64 { return b.VolProfileSkew }},
	}
}

// BarColumns are all float columns of a bar: the features, then prices and
// volumes, in the order of the reference's table, then DelayedPrices.
func BarColumns() []Feature { return append(referenceColumns(), DelayedPrices()...) }

// DelayedPrices are the columns that the reference does not have.
func DelayedPrices() []Feature {
	return []Feature{
		{"after_100ms", "quote", "price of the first trade at or after 100 ms into the bar", func(b *Bar) float64 { return b.After100ms }},
		{"after_1s", "quote", "the same at 1 s", func(b *Bar) float64 { return b.After1s }},
		{"after_5s", "quote", "the same at 5 s", func(b *Bar) float64 { return b.After5s }},
	}
}

func referenceColumns() []Feature {
	return append(Features(),
		Feature{"open", "quote", "first price", func(b *Bar) float64 { return b.Open }},
		Feature{"close", "quote", "last price", func(b *Bar) float64 { return b.Close }},
		Feature{"high", "quote", "largest price", func(b *Bar) float64 { return b.High }},
		Feature{"low", "quote", "smallest price", func(b *Bar) float64 { return b.Low }},
		Feature{"volume", "base", "q", func(b *Bar) float64 { return b.Volume }},
		Feature{"buy_volume", "base", "buy q", func(b *Bar) float64 { return b.BuyVolume }},
		Feature{"sell_volume", "base", "sell q", func(b *Bar) float64 { return b.SellVolume }},
		Feature{"quote_volume", "quote", "buy + sell quote quantities", func(b *Bar) float64 { return b.QuoteVolume }},
	)
}

// featureNamed looks a bar column up; names are those of the package itself.
func featureNamed(name string) Feature {
	for _, f := range BarColumns() {
		if f.Name == name {
			return f
		}
	}
	panic("microstructure: no feature " + name)
}
