package ingest

import (
	"fmt"
	"strings"
)

// OKX: cdn/okex/traderecords/trades/daily/YYYYMMDD/INST-trades-DATE.zip and
// monthly/YYYYMM/. Days and months are those of UTC+8.
//
//	instrument_name,trade_id,side,price,size,created_time[,source]
//
// An older header reads trade_id/撮合id,side/交易方向,size/数量,price/价格,
// created_time/成交时间, with or without an instrument in front, in GBK or UTF-8.
// Files without header have the older order, size before price. One file may
// hold several instruments, and rows are not in time order. side is the
// taker's. Swap sizes count contracts, those of instruments quoted in USD being
// inverse ones.
var (
	okxFutures = venue{
		name: "okx_futures", ordered: true, units: inMillis, mixed: true, dayStartUS: -8 * hourUS,
		names: okxNames, required: okxRequired, headerless: okxOrder,
		instrument: func(symbol string) (string, error) { return okxInstrument(symbol, "-SWAP") },
		contract: func(instrument string) contract {
			c := okxContracts[instrument]
			c.quote = strings.Contains(instrument, "-USD-")
			return c
		},
	}
	okxSpot = venue{
		name: "okx_spot", ordered: true, units: inMillis, mixed: true, dayStartUS: -8 * hourUS,
		names: okxNames, required: okxRequired, headerless: okxOrder, contract: oneBase,
		instrument: func(symbol string) (string, error) { return okxInstrument(symbol, "") },
	}
)

var okxRequired = []column{colID, colSide, colPrice, colQuantity, colTime}

// The names in Chinese stand twice, in UTF-8 and in GBK.
var okxNames = merge(
	names(colInstrument, "instrumentname", "instid", "instrument"),
	names(colID, "tradeid", "撮合id", "\xb4\xe9\xba\xcfid"),
	names(colSide, "side", "交易方向", "\xbd\xbb\xd2\xd7\xb7\xbd\xcf\xf2"),
	names(colPrice, "price", "价格", "\xbc\xdb\xb8\xf1"),
	names(colQuantity, "size", "数量", "\xca\xfd\xc1\xbf"),
	names(colTime, "createdtime", "成交时间", "\xb3\xc9\xbd\xbb\xca\xb1\xbc\xe4"),
	names(colSkip, "source"),
)

func okxOrder(n int, agg bool) ([]column, bool) {
	switch {
	case n == 5:
		return []column{colID, colSide, colQuantity, colPrice, colTime}, agg
	case n >= 6:
		return []column{colInstrument, colID, colSide, colQuantity, colPrice, colTime}, agg
	}
	return nil, agg
}

func okxInstrument(symbol, suffix string) (string, error) {
	if strings.Contains(symbol, "-") {
		return symbol, nil
	}
	base, quote, ok := splitSymbol(symbol)
	if !ok {
		return "", fmt.Errorf("symbol %q does not end with a known quote currency; give the instrument's own name, such as BTC-USDT%s", symbol, suffix)
	}
	return base + "-" + quote + suffix, nil
}
