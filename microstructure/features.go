package microstructure

import (
	"reflect"
	"runtime"
	"slices"
	"strings"
)

// A Feature is one number of a bar.
type Feature struct {
	Name string // column name
	Unit string // empty for a ratio
	Doc  string // formula in a line; q = quantities, p = prices, t = times of the bar's n trades
	Of   func(*Bar) float64
	// Of is nil for a column beside the bars; see OwnFeature.
}

// OwnFeature is a column computed by the user, one of the bars' Own.
func OwnFeature(name, doc string) Feature { return Feature{Name: name, Doc: doc} }

// BuiltIn reports whether the feature is the bars' column of its name.
func (f Feature) BuiltIn() bool {
	const library = "github.com/tickbook/tickbook/microstructure."
	if f.Of == nil {
		return false
	}
	if function := runtime.FuncForPC(reflect.ValueOf(f.Of).Pointer()); function == nil || !strings.HasPrefix(function.Name(), library) {
		return false
	}
	var bar Bar // in which each field has another value
	for i, field := range barFields {
		*field.At(&bar) = float64(i + 1)
	}
	at := slices.IndexFunc(barFields, func(b BarField) bool { return b.Name == f.Name })
	return at >= 0 && f.Of(&bar) == *barFields[at].At(&bar)
}

// A BarField is a float field of a bar, to be read or written by its column's
// name.
type BarField struct {
	Name, Unit, Doc string // as those of Feature
	At              func(*Bar) *float64
}

// featureFields are the reference's features. Denominators are at least 1e-10;
// "buy" and "sell" are sums over trades whose taker bought or sold.
var featureFields = []BarField{
	{"vol_imbalance", "", "(buy q - sell q) / q", func(b *Bar) *float64 { return &b.VolImbalance }},
	{"dollar_imbalance", "", "the same of quote quantities, over buy + sell", func(b *Bar) *float64 { return &b.DollarImbalance }},
	{"large_imbalance", "", "the same over trades with q at or above the bar's 90th percentile", func(b *Bar) *float64 { return &b.LargeImbalance }},
	{"large_vol_pct", "", "q of those trades / q", func(b *Bar) *float64 { return &b.LargeVolPct }},
	{"count_imbalance", "", "(buys - sells) / n", func(b *Bar) *float64 { return &b.CountImbalance }},
	{"arrival_rate", "trades/s", "n / (last t - first t), the span at least 1 ms", func(b *Bar) *float64 { return &b.ArrivalRate }},
	{"iti_cv", "", "population standard deviation / mean of the times between trades, the mean at least 1 µs; 0 for n = 2", func(b *Bar) *float64 { return &b.ITICV }},
	{"burstiness", "", "largest share of n in a fifth of [first t, last t]; 1 for n = 2", func(b *Bar) *float64 { return &b.Burstiness }},
	{"trade_acceleration", "", "(trades at or after the span's middle - trades before it) / n", func(b *Bar) *float64 { return &b.TradeAcceleration }},
	{"price_range", "", "(high - low) / VWAP", func(b *Bar) *float64 { return &b.PriceRange }},
	{"close_vs_vwap", "", "(close - VWAP) / VWAP", func(b *Bar) *float64 { return &b.CloseVsVWAP }},
	{"kyle_lambda", "", "correlation of side × q with the price change from the trade before; 0 for n <= 10 or a constant side × q", func(b *Bar) *float64 { return &b.KyleLambda }},
	{"vol_profile_skew", "", "(q at or above (high + low)/2 - q below it) / q", func(b *Bar) *float64 { return &b.VolProfileSkew }},
}

// totalFields are the reference's other columns.
var totalFields = []BarField{
	{"open", "quote", "first price", func(b *Bar) *float64 { return &b.Open }},
	{"close", "quote", "last price", func(b *Bar) *float64 { return &b.Close }},
	{"high", "quote", "largest price", func(b *Bar) *float64 { return &b.High }},
	{"low", "quote", "smallest price", func(b *Bar) *float64 { return &b.Low }},
	{"volume", "base", "q", func(b *Bar) *float64 { return &b.Volume }},
	{"buy_volume", "base", "buy q", func(b *Bar) *float64 { return &b.BuyVolume }},
	{"sell_volume", "base", "sell q", func(b *Bar) *float64 { return &b.SellVolume }},
	{"quote_volume", "quote", "buy + sell quote quantities", func(b *Bar) *float64 { return &b.QuoteVolume }},
}

// delayedFields are fields that the reference lacks.
var delayedFields = []BarField{
	{"after_100ms", "quote", "price of the first trade at or after 100 ms into the bar", func(b *Bar) *float64 { return &b.After100ms }},
	{"after_1s", "quote", "the same at 1 s", func(b *Bar) *float64 { return &b.After1s }},
	{"after_5s", "quote", "the same at 5 s", func(b *Bar) *float64 { return &b.After5s }},
}

var barFields = slices.Concat(featureFields, totalFields, delayedFields)

// A TakerField is a field of Takers, as a BarField is one of a bar.
type TakerField struct {
	Name, Unit, Doc string
	At              func(*Takers) *float64
}

var takerFields = []TakerField{
	{"buy_at_open", "quote", "price of the first trade whose taker bought, within five minutes of the bar's open", func(t *Takers) *float64 { return &t.BuyAtOpen }},
	{"buy_after_100ms", "quote", "the same at or after 100 ms into the bar", func(t *Takers) *float64 { return &t.BuyAfter100ms }},
	{"buy_after_1s", "quote", "the same at 1 s", func(t *Takers) *float64 { return &t.BuyAfter1s }},
	{"buy_after_5s", "quote", "the same at 5 s", func(t *Takers) *float64 { return &t.BuyAfter5s }},
	{"sell_at_open", "quote", "price of the first trade whose taker sold, within five minutes of the bar's open", func(t *Takers) *float64 { return &t.SellAtOpen }},
	{"sell_after_100ms", "quote", "the same at or after 100 ms into the bar", func(t *Takers) *float64 { return &t.SellAfter100ms }},
	{"sell_after_1s", "quote", "the same at 1 s", func(t *Takers) *float64 { return &t.SellAfter1s }},
	{"sell_after_5s", "quote", "the same at 5 s", func(t *Takers) *float64 { return &t.SellAfter5s }},
	{"last_buy", "quote", "price of the last trade whose taker bought", func(t *Takers) *float64 { return &t.LastBuy }},
	{"last_sell", "quote", "price of the last trade whose taker sold", func(t *Takers) *float64 { return &t.LastSell }},
}

// TakerFields are all fields of Takers.
func TakerFields() []TakerField { return slices.Clone(takerFields) }

// BarFields are all float fields of a bar: the thirteen features, then prices
// and volumes, in the order of the reference's table, then DelayedPrices.
func BarFields() []BarField { return slices.Clone(barFields) }

// Features are the reference's thirteen features, in its order.
func Features() []Feature { return features(featureFields) }

// BarColumns are BarFields as features, read-only.
func BarColumns() []Feature { return features(barFields) }

// DelayedPrices are the columns that the reference lacks.
func DelayedPrices() []Feature { return features(delayedFields) }

// features must not be inlined: its functions would be named after a caller in
// another package, and BuiltIn would not know them.
//
//go:noinline
func features(fields []BarField) []Feature {
	out := make([]Feature, len(fields))
	for i, f := range fields {
		out[i] = Feature{f.Name, f.Unit, f.Doc, func(b *Bar) float64 { return *f.At(b) }}
	}
	return out
}

// featuresNamed looks up bar columns by names, which must exist.
func featuresNamed(names ...string) []Feature {
	fields := make([]BarField, len(names))
	for i, name := range names {
		at := slices.IndexFunc(barFields, func(f BarField) bool { return f.Name == name })
		fields[i] = barFields[at]
	}
	return features(fields)
}
