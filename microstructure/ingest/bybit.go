package ingest

import "regexp"

// Bybit: trading/SYM/SYMDATE.csv.gz, one gzip per instrument and UTC day.
//
//	timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional[,RPI]
//
// Times are seconds with decimals. Older files run backwards in time: they are
// read as if from their end, so that trades of one instant keep the order in
// which they happened. side is the taker's. size is in base currency, or in USD
// for an inverse contract, whose symbol ends with USD or with USD and the code
// of a delivery month, such as BTCUSDH23. The id is text, without an order.
// Linear files give base and quote quantity as home and foreign notional,
// inverse ones the other way round.
var bybitFutures = venue{
	name: "bybit_futures", units: inSeconds, instrument: sameName,
	names: merge(
		names(colTime, "timestamp"),
		names(colInstrument, "symbol"),
		names(colSide, "side"),
		names(colQuantity, "size"),
		names(colPrice, "price"),
		names(colTextID, "trdmatchid"),
		names(colHome, "homenotional"),
		names(colForeign, "foreignnotional"),
		names(colSkip, "tickdirection", "grossvalue", "rpi"),
	),
	required: []column{colTime, colInstrument, colSide, colQuantity, colPrice},
	headerless: func(n int, agg bool) ([]column, bool) {
		if n < 10 || agg {
			return nil, agg
		}
		return []column{colTime, colInstrument, colSide, colQuantity, colPrice, colSkip, colTextID, colSkip, colHome, colForeign}, false
	},
	contract: func(instrument string) contract {
		return contract{size: 1, quote: bybitInverse.MatchString(instrument)}
	},
}

var bybitInverse = regexp.MustCompile(`USD([FGHJKMNQUVXZ]\d\d)?$`)

// Bybit spot: spot/SYM/SYM_DATE.csv.gz and SYM-MONTH.csv.gz, one gzip per
// instrument and UTC day or month.
//
//	id,timestamp,price,volume,side[,rpi]
//
// Times are in ms. side is the taker's. The id counts the rows of its file.
var bybitSpot = venue{
	name: "bybit_spot", instrument: sameName, contract: oneBase, restarts: true,
	names: merge(
		names(colRowID, "id"),
		names(colTime, "timestamp"),
		names(colPrice, "price"),
		names(colQuantity, "volume"),
		names(colSide, "side"),
		names(colSkip, "rpi"),
	),
	required:   []column{colRowID, colTime, colPrice, colQuantity, colSide},
	headerless: func(_ int, agg bool) ([]column, bool) { return nil, agg },
}
