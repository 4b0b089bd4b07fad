package ingest

import (
	"encoding/binary"
	"math"
	"math/bits"
	"path"
	"regexp"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// Nautilus: trades of a NautilusTrader catalog, parquet (schema of TradeTick in
// its crate nautilus-serialization, and docs/concepts/data).
//
//	price,size,aggressor_side,trade_id,ts_event,ts_init[,identifier]
//
// Its traps:
//
//   - price and size have changed their types: Decimal128(38, 16) today;
//     before, 8 or 16 bytes, little-endian, in units of 10⁻⁹ or 10⁻¹⁶, by how
//     the program was built; and in the first files whole numbers of 10⁻⁹.
//   - Earlier writers computed these whole numbers from floats, so that the
//     last digits may be off. They are rounded to the precision that the
//     metadata say.
//   - ts_event is the exchange's time, ts_init that of the program's object;
//     both in ns, as TIMESTAMP or, before, as whole numbers.
//   - aggressor_side is BUYER, SELLER or NO_AGGRESSOR; before, 1, 2 and 0.
//   - The instrument, such as BTCUSDT-PERP.BINANCE, is in the metadata and the
//     name of the folder, and newer files have it in the column identifier.
//   - A catalog holds quotes and bars beside trades, in separate folders.
var nautilusFormat = fileFormat{
	name: "nautilus", extensions: parquetExtensions,
	known: map[role][]string{
		roleTime: {"tsevent"}, rolePrice: {"price"}, roleQuantity: {"size"}, roleSide: {"aggressorside"}, roleMaker: {},
		roleID: {"tradeid"}, roleQuote: {}, roleSymbol: {"identifier", "instrumentid"}, roleVenue: {},
	},
	taken: func(name string) bool { return !nautilusOther.MatchString("/" + name) },
	key:   "instrument_id",
	symbol: func(file string) string {
		if folder := path.Base(path.Dir(file)); strings.Contains(folder, ".") && strings.Trim(folder, ".") != "" {
			return folder
		}
		return ""
	},
	same: func(name, instrument string) bool {
		symbol, _, _ := strings.Cut(name, ".")
		return samePlain(strings.TrimSuffix(symbol, "-PERP"), instrument)
	},
	sides:   map[string]microstructure.Side{"buyer": microstructure.Buy, "seller": microstructure.Sell, "buy": microstructure.Buy, "sell": microstructure.Sell},
	numbers: [4]microstructure.Side{0, 0, microstructure.Buy, microstructure.Sell},
	fixed:   true,
}

// nautilusOther matches folders of other kinds of data in a catalog.
var nautilusOther = regexp.MustCompile(`/(quote_tick|quotes|bars?|order_book_\w+|mark_prices?(_update)?|index_prices?(_update)?|funding_rates?(_update)?|instrument\w*|crypto_\w+|currency_pair|option_greeks|custom\w*)(\.parquet)?/`)

// A fixedPoint reads whole numbers that stand for prices and quantities.
type fixedPoint struct {
	scale  int
	signed bool
	// unit is the power of ten of which values are multiples, by the precision
	// in a file's metadata; 1 if they have none.
	unit uint64
}

func newFixedPoint(f columns.Field, r role, precision string) fixedPoint {
	p := fixedPoint{scale: 9, signed: r == rolePrice, unit: 1}
	if f.Kind == columns.Bytes && f.Length == 16 {
		p.scale = 16
	}
	if len(precision) > 0 && len(precision) <= 2 {
		digits := 0
		for _, c := range precision {
			digits = 10*digits + int(c-'0')
		}
		for ; digits >= 0 && digits < p.scale; digits++ {
			p.unit *= 10
		}
	}
	return p
}

// bytes decodes 8 or 16 little-endian bytes; other lengths give NaN.
func (p fixedPoint) bytes(b []byte) float64 {
	switch len(b) {
	case 8:
		v := columns.Int128{Low: binary.LittleEndian.Uint64(b)}
		if p.signed {
			v.High = int64(v.Low) >> 63
		}
		return p.number(v)
	case 16:
		return p.number(columns.Int128{Low: binary.LittleEndian.Uint64(b), High: int64(binary.LittleEndian.Uint64(b[8:]))})
	}
	return math.NaN()
}

// number converts a whole number, rounded to the precision; NaN below 0.
func (p fixedPoint) number(v columns.Int128) float64 {
	if v.High < 0 {
		return math.NaN()
	}
	if p.unit > 1 {
		_, rest := bits.Div64(uint64(v.High)%p.unit, v.Low, p.unit)
		low, borrow := bits.Sub64(v.Low, rest, 0)
		if rest >= p.unit-p.unit/2 {
			var carry uint64
			low, carry = bits.Add64(low, p.unit, 0)
			v.High += int64(carry)
		}
		v.Low = low
		v.High -= int64(borrow)
	}
	return v.Decimal(p.scale)
}
