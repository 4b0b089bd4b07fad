package ingest

import (
	"path"
	"regexp"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// Tardis: CSV data sets of type trades, one gzip per exchange, symbol and day
// (docs.tardis.dev/downloadable-csv-files/data-types).
//
//	exchange,symbol,timestamp,local_timestamp,id,side,price,amount
//
// Times are µs since the epoch, UTC. timestamp is the exchange's, or the time
// of arrival if the exchange gives none. Its traps:
//
//   - Rows are sorted by local_timestamp, the arrival, and a file has the rows
//     that arrived on its day: the first may be of the day before, and
//     neighbours may be out of order by timestamp.
//   - side is the taker's, or "unknown" where the exchange does not say it.
//   - id may be a number, any text, or empty, as the exchange has it.
//   - amount is in the exchange's unit: contracts at many derivatives venues.
//     So a contract size is required where amounts are not known to be in base
//     currency.
var tardisFormat = fileFormat{
	name: "tardis", extensions: csvExtensions, dated: true,
	known: map[role][]string{
		roleTime: {"timestamp"}, rolePrice: {"price"}, roleQuantity: {"amount"}, roleSide: {"side"}, roleMaker: {},
		roleID: {"id"}, roleQuote: {}, roleSymbol: {"symbol"}, roleVenue: {"exchange"},
	},
	taken: func(name string) bool { return !tardisOther.MatchString(path.Base(name)) },
	sides: map[string]microstructure.Side{"buy": microstructure.Buy, "sell": microstructure.Sell},
	base:  func(venue string) bool { return slices.Contains(tardisBase, venue) },
}

// tardisOther matches the names of data sets of other types, which lie beside
// those of trades.
var tardisOther = regexp.MustCompile(`_(incremental_book_L2|book_snapshot_\d+|quotes|book_ticker|derivative_ticker|liquidations|options_chain)_`)

// tardisBase are Tardis' names of venues that have amounts in base currency:
// spot markets, and linear contracts of one unit.
var tardisBase = []string{
	"binance", "binance-us", "binance-futures", "bitfinex", "bitstamp", "bybit-spot", "coinbase", "gate-io", "gemini", "huobi", "kraken", "kucoin", "okex", "upbit",
}
