package ingest

import (
	"fmt"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// A venue describes how a source names instruments and lays out its archives.
type venue struct {
	name string
	// names maps normalised header fields to their meaning.
	names    map[string]column
	required []column
	// headerless returns the documented order of a file without header whose
	// rows have n fields, nil if there is none; agg reports that the file's
	// name says aggTrades.
	headerless func(n int, agg bool) (columns []column, isAgg bool)
	// instrument is the venue's own name for a common one such as BTCUSDT.
	instrument func(symbol string) (string, error)
	// contract is the size of one unit of an instrument's quantity.
	contract func(instrument string) contract
	// dayStartUS is when the day of an archive begins, from UTC midnight.
	dayStartUS int64
	// mixed is set where one archive may hold several instruments.
	mixed bool
	// ordered is set where ids are numbers which grow with time and identify
	// one trade each, so that they order rows of one µs and distinguish trades.
	ordered bool
	// units are the units of times. Others are read, but reported.
	units timeUnits
	// restarts is set where ids count from the start of each archive, so that
	// they do not identify rows of several archives.
	restarts bool
	// sparse is set where ids are ordered, but not known to be consecutive.
	sparse bool
}

// A contract is the size of one unit of quantity.
type contract struct {
	size  float64 // 0 if unknown
	quote bool    // size is in quote currency: an inverse contract
	from  string  // the first UTC day for which size is known; empty for all days
}

var venues = []*venue{
	&binanceFutures, &binanceSpot, &binanceCoinFutures, &bybitFutures, &bybitSpot, &okxFutures, &okxSpot,
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
	if err := microstructure.CheckName("symbol", symbol); err != nil {
		return "", err
	}
	if upper := strings.ToUpper(symbol); upper != symbol {
		return "", fmt.Errorf("symbol %q: the exchanges' names are in upper case; is it %s?", symbol, upper)
	}
	instrument, err := v.instrument(symbol)
	if err != nil {
		return "", fmt.Errorf("%s: %w", source, err)
	}
	return instrument, nil
}

// ContractSize is the size of one unit of an instrument's quantity on a UTC
// day, and whether it is in quote currency (an inverse contract) or base
// currency. An unknown size is ErrContractSize.
func ContractSize(source, instrument string, day time.Time) (size float64, inQuote bool, err error) {
	v, err := venueOf(source)
	if err != nil {
		return 0, false, err
	}
	c := v.contract(instrument)
	unit := "base currency"
	if c.quote {
		unit = "quote currency"
	}
	remedy := fmt.Sprintf("look up its face value at the exchange and give it as %s=SIZE, in %s", instrument, unit)
	if c.size == 0 {
		return 0, c.quote, fmt.Errorf("%w of %s at %s: %s", ErrContractSize, instrument, source, remedy)
	}
	if date := day.UTC().Format(time.DateOnly); date < c.from {
		return 0, c.quote, fmt.Errorf("%w of %s at %s on %s, as the known one holds from %s on: %s",
			ErrContractSize, instrument, source, date, c.from, remedy)
	}
	return c.size, c.quote, nil
}

// quotes are the quote currencies by which a joined name is split, longer ones
// before those that they end with.
var quotes = []string{"FDUSD", "BUSD", "TUSD", "USDT", "USDC", "USD", "EUR", "TRY", "BTC", "ETH", "BNB"}

// splitSymbol splits a joined name such as BTCUSDT.
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
