package ingest

import (
	"fmt"
	"strings"
)

// Binance:
// data/{spot,futures/um,futures/cm}/{daily,monthly}/{trades,aggTrades}, one zip
// of one CSV per instrument and UTC day or month.
//
//	trades     id,price,qty,quote_qty,time,is_buyer_maker[,is_best_match]
//	cm trades  id,price,qty,base_qty,time,is_buyer_maker
//	aggTrades  agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker[,is_best_match]
//
// Futures files have a header since 2022-08, spot files never; is_best_match is
// spot's. Times are in ms, in spot files since 2025 in µs. When the buyer was
// the maker, the taker sold. The quantity of a coin-margined contract counts
// contracts of 100 USD for BTC and of 10 USD for all others.
var (
	binanceFutures = venue{
		name: "binance_futures", ordered: true, units: inMillis, instrument: sameName, contract: oneBase,
		names: binanceNames, required: binanceRequired,
		headerless: binanceOrder(colQuote, 0),
	}
	binanceSpot = venue{
		name: "binance_spot", ordered: true, units: inMillis | inMicros, instrument: sameName, contract: oneBase,
		names: binanceNames, required: binanceRequired,
		headerless: binanceOrder(colQuote, 1),
	}
	binanceCoinFutures = venue{
		name: "binance_coin_futures", ordered: true, units: inMillis, instrument: coinPerpetual, contract: coinContract,
		names: merge(binanceNames, names(colEither, "quoteqty")), required: binanceRequired,
		headerless: binanceOrder(colEither, 0),
	}
)

var binanceRequired = []column{colID, colPrice, colQuantity, colTime, colMaker}

var binanceNames = merge(
	names(colID, "id", "aggtradeid", "tradeid"),
	names(colPrice, "price"),
	names(colQuantity, "qty", "quantity"),
	names(colQuote, "quoteqty"),
	names(colBase, "baseqty"),
	names(colTime, "time", "transacttime", "timestamp"),
	names(colMaker, "isbuyermaker"),
	names(colSkip, "isbestmatch", "firsttradeid", "lasttradeid", "firstid", "lastid"),
)

// binanceOrder is the order of fields without header; best is 1 where rows end
// with is_best_match. Futures rows that are longer by just that are refused:
// they are of a spot file, whose name is the same.
func binanceOrder(check column, best int) func(int, bool) ([]column, bool) {
	return func(n int, agg bool) ([]column, bool) {
		width := 6 + best
		if agg {
			width++
		}
		switch {
		case n < width || best == 0 && n == width+1:
			return nil, agg
		case agg:
			return append([]column{colID, colPrice, colQuantity, colSkip, colSkip, colTime, colMaker}, make([]column, best)...), true
		}
		return append([]column{colID, colPrice, colQuantity, check, colTime, colMaker}, make([]column, best)...), false
	}
}

func oneBase(string) contract { return contract{size: 1} }

// coinPerpetual is the perpetual contract on symbol's base currency, unless
// symbol is a contract's own name, such as BTCUSD_240628.
func coinPerpetual(symbol string) (string, error) {
	if strings.Contains(symbol, "_") {
		return symbol, nil
	}
	base, quote, ok := splitSymbol(symbol)
	if !ok || (quote != "USD" && quote != "USDT") {
		return "", fmt.Errorf("symbol %q has no coin-margined contract: give a name such as BTCUSD or BTCUSD_PERP", symbol)
	}
	return base + "USD_PERP", nil
}

func coinContract(instrument string) contract {
	if strings.HasPrefix(instrument, "BTCUSD_") {
		return contract{size: 100, quote: true}
	}
	return contract{size: 10, quote: true}
}
