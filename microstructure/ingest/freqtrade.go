package ingest

import (
	"path"
	"slices"
	"strings"
)

// Freqtrade: trades that it downloaded, feather or parquet, one file per pair
// (DEFAULT_TRADES_COLUMNS and TRADES_DTYPES of its constants).
//
//	timestamp,id,type,side,price,amount,cost
//
// Its traps:
//
//   - timestamp is in ms; a column date, where there is one, says the same.
//   - id is text, also where it is a number; some exchanges give none.
//   - cost is price × amount, and may be missing.
//   - The pair is in the file's name only: BTC_USDT-trades.feather and, of
//     futures, BTC_USDT_USDT-trades.feather.
//   - Candles lie in the same folder, in files such as BTC_USDT-5m.feather.
var freqtradeFormat = fileFormat{
	name: "freqtrade", extensions: append(slices.Clone(featherExtensions), parquetExtensions...),
	known: map[role][]string{
		roleTime: {"timestamp"}, rolePrice: {"price"}, roleQuantity: {"amount"}, roleSide: {"side"}, roleMaker: {},
		roleID: {"id"}, roleQuote: {"cost"}, roleSymbol: {}, roleVenue: {},
	},
	taken:  func(name string) bool { return strings.Contains(path.Base(name), "-trades.") },
	symbol: freqtradePair,
	sides:  usualSides,
}

// freqtradePair is the pair that a file's name begins with, without the
// currency in which futures are settled.
func freqtradePair(file string) string {
	pair, _, ok := strings.Cut(path.Base(file), "-trades.")
	if !ok {
		return ""
	}
	if parts := strings.Split(pair, "_"); len(parts) == 3 {
		pair = parts[0] + "_" + parts[1]
	}
	return pair
}
