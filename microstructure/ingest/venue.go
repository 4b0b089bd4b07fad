package ingest

import (
	"fmt"
	"strings"
)

// A venue is how one source names instruments and lays out its archives.
type venue struct {
	name string
	// names gives the meaning of the header fields that are known, normalised.
	names    map[string]column
	required []column
	// headerless gives the documented order of a file without header whose rows
	// have n fields, nil when there is none; agg tells that the file's name says
	// aggTrades.
	headerless func(n int, agg bool) (columns []column, isAgg bool)
	// instrument is the venue's own name for a common one such as BTCUSDT.
	instrument func(symbol string) (string, error)
	// contract is what one unit of an instrument's quantity stands for; ok is
	// false when that has to be looked up or given.
	contract func(instrument string) (c contract, ok bool)
	// dayStartUS is when the day of an archive begins, from UTC midnight.
	dayStartUS int64
	// mixed tells that one archive may hold several instruments.
	mixed bool
	// ordered tells that ids grow with time, so that they order rows of one µs.
	ordered bool
}

// A contract is what one unit of quantity stands for.
type contract struct {
	size  float64
	quote bool // size is in quote currency: an inverse contract
}

var venues = []*venue{
	&binanceFutures, &binanceSpot, &binanceCoinFutures, &bybitFutures, &okxFutures, &okxSpot,
}

// Sources lists the sources that can be converted.
func Sources() []string {
	names := make([]string, len(venues))
	for i, v := range venues {
		names[i] = v.name
	}
	return names
}

func venueOf(source string) (*venue, error) {
	for _, v := range venues {
		if v.name == source {
			return v, nil
		}
	}
	return nil, fmt.Errorf("source %q is none of %s", source, strings.Join(Sources(), ", "))
}

// Instrument is a source's own name for symbol: BTC-USDT-SWAP for BTCUSDT at
// okx_futures. A name that is the source's own already is returned as it is.
func Instrument(source, symbol string) (string, error) {
	v, err := venueOf(source)
	if err != nil {
		return "", err
	}
	if symbol == "" || strings.ContainsAny(symbol, "/\\,. \t\r\n\"") {
		return "", fmt.Errorf("symbol %q is not a name such as BTCUSDT", symbol)
	}
	return v.instrument(symbol)
}

// ContractSize is what one unit of an instrument's quantity stands for, and
// whether that is quote currency (an inverse contract) or base currency. sizes,
// keyed by instrument, goes before what the package knows. An instrument that
// neither knows is ErrContractSize.
func ContractSize(source, instrument string, sizes map[string]float64) (size float64, inQuote bool, err error) {
	v, err := venueOf(source)
	if err != nil {
		return 0, false, err
	}
	c, known := v.contract(instrument)
	if given, ok := sizes[instrument]; ok {
		c.size, known = given, true
	}
	if !known {
		unit := "base currency"
		if c.quote {
			unit = "quote currency"
		}
		return 0, c.quote, fmt.Errorf("%w: give the size of one contract of %s at %s in %s, for example %s=%s",
			ErrContractSize, instrument, source, unit, instrument, map[bool]string{false: "0.01", true: "100"}[c.quote])
	}
	if !(c.size > 0) || c.size > 1e12 {
		return 0, c.quote, fmt.Errorf("%w: %g is not a size for %s", ErrContractSize, c.size, instrument)
	}
	return c.size, c.quote, nil
}

// quotes are the quote currencies by which a joined name is split, longer ones
// before those that they end with.
var quotes = []string{"FDUSD", "BUSD", "TUSD", "USDT", "USDC", "USD", "EUR", "TRY", "BTC", "ETH", "BNB"}

// splitSymbol takes BTCUSDT apart.
func splitSymbol(symbol string) (base, quote string, ok bool) {
	for _, q := range quotes {
		if base, ok := strings.CutSuffix(symbol, q); ok && base != "" {
			return base, q, true
		}
	}
	return "", "", false
}

func sameName(symbol string) (string, error) { return symbol, nil }

func names(c column, list ...string) map[string]column {
	m := make(map[string]column, len(list))
	for _, n := range list {
		m[n] = c
	}
	return m
}

func merge(maps ...map[string]column) map[string]column {
	m := map[string]column{}
	for _, o := range maps {
		for k, v := range o {
			m[k] = v
		}
	}
	return m
}
