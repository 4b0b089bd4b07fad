package ingest

import (
	"cmp"
	"fmt"
	"time"
)

// A Listing describes a symbol's instrument at one source.
type Listing struct {
	Instrument string // the source's own name, such as BTC-USDT-SWAP
	// Scale is how many units of the instrument are one of the symbol: its
	// prices are multiplied by it, its quantities divided. SHIB-USDT-SWAP has a
	// scale of 1000 in the data of 1000SHIBUSDT.
	Scale float64
	// ContractSize is the size of one unit of the archives' quantity, in base
	// currency of the instrument or, if InQuote, quote currency; 1 if it is not
	// traded in contracts.
	ContractSize float64
	InQuote      bool
}

// Complete fills in the zero fields of l: the instrument of symbol at source, a
// scale of 1, and the contract size of the days from first on, see
// ContractSize. It reports invalid fields.
func (l Listing) Complete(source, symbol string, first time.Time) (Listing, error) {
	var err error
	if l.Instrument, err = Instrument(source, cmp.Or(l.Instrument, symbol)); err != nil {
		return l, err
	}
	if l.Scale == 0 {
		l.Scale = 1
	}
	size, inQuote, err := ContractSize(source, l.Instrument, first)
	l.InQuote = inQuote
	if l.ContractSize == 0 {
		if err != nil {
			return l, err
		}
		l.ContractSize = size
	}
	if !usable(l.ContractSize) {
		return l, fmt.Errorf("%w: %g is not a size for %s", ErrContractSize, l.ContractSize, l.Instrument)
	}
	if !usable(l.Scale) {
		return l, fmt.Errorf("a scale of %g is not one for %s", l.Scale, l.Instrument)
	}
	return l, nil
}

// usable reports whether a size or scale is in a usable range.
func usable(x float64) bool { return x >= 1e-12 && x <= 1e12 }

// String gives the instrument, with scale and size where they are not 1.
func (l Listing) String() string {
	text := l.Instrument
	if l.Scale != 1 {
		text += fmt.Sprintf("*%g", l.Scale)
	}
	if l.ContractSize != 1 {
		text += fmt.Sprintf(" in contracts of %g", l.ContractSize)
	}
	return text
}
