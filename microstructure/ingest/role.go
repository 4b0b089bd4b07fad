package ingest

import (
	"strings"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A role is the meaning of a column of a user's own file.
type role uint8

const (
	roleTime role = iota
	rolePrice
	roleQuantity
	roleSide
	roleMaker
	roleID
	roleTextID
	roleQuote
	roleSymbol
	roleVenue
	roles
)

// roleNames are the names of the roles in Format.Columns.
var roleNames = [roles]string{"time", "price", "quantity", "side", "maker", "id", "text_id", "quote", "symbol", "venue"}

// usualNames are the names by which columns are found that Format.Columns does
// not name, as plainName writes them.
var usualNames = [roles][]string{
	roleTime: {"timestampus", "timestamp", "timestampms", "timestampns", "time", "ts", "tsevent", "tsexchange", "exchangets", "exchangetimestamp",
		"datetime", "date", "t", "eventtime", "tradetime", "tradets", "tradetimestamp", "transacttime", "createdtime", "createdat"},
	rolePrice:    {"price", "px", "p", "tradeprice", "lastprice", "fillprice"},
	roleQuantity: {"quantity", "qty", "q", "size", "sz", "amount", "volume", "vol", "v", "tradesize", "tradeqty", "tradequantity", "basequantity", "baseqty", "baseamount", "basevolume", "lastqty"},
	roleSide:     {"side", "takerside", "aggressorside", "aggressor", "direction", "tradeside", "takerdirection"},
	roleMaker:    {"isbuyermaker", "buyerismaker", "buyermaker", "m"},
	roleID:       {"id", "tradeid", "tid", "aggtradeid", "trdmatchid", "execid"},
	roleQuote:    {"quotequantity", "quoteqty", "quotevolume", "quoteamount", "cost", "notional", "turnover"},
	roleSymbol:   {"symbol", "instrument", "instrumentname", "instrumentid", "instid", "pair", "ticker", "productid", "market"},
	roleVenue:    {"exchange", "venue"},
}

// exactNames are those of the project's own layout: they win over other
// candidates.
var exactNames = [roles]string{roleTime: "timestamp_us", rolePrice: "price", roleQuantity: "quantity", roleQuote: "quote_quantity"}

// plainName is a column's name in lower case, letters and digits only.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case r < 0x80 && !('a' <= r && r <= 'z' || '0' <= r && r <= '9'):
			return -1
		}
		return r
	}, name)
}

// serves reports whether values of a kind can play the role.
func (f *Format) serves(r role, k columns.Kind) bool {
	switch r {
	case roleTime:
		return k == columns.Time || k == columns.Whole || k == columns.Real || k == columns.Text
	case rolePrice, roleQuantity, roleQuote:
		return k == columns.Real || k == columns.Whole || k == columns.Text || k == columns.Bytes && f.kind().fixed
	case roleSide:
		return k == columns.Text || k == columns.Whole || k == columns.Real
	case roleMaker:
		return k == columns.Flag || k == columns.Whole || k == columns.Text
	case roleID:
		return k == columns.Whole || k == columns.Real || k == columns.Text
	}
	return k == columns.Text
}
