package shard

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// A Key names the trades of a symbol, a source and a UTC day, the smallest piece
// of work.
type Key struct {
	Symbol, Source string
	Date           string // YYYY-MM-DD
}

// String is SYMBOL/SOURCE/YYYY-MM-DD.
func (k Key) String() string { return k.Symbol + "/" + k.Source + "/" + k.Date }

// ParseKey parses what String returns.
func ParseKey(s string) (Key, error) {
	parts := strings.Split(s, "/")
	if len(parts) != 3 {
		return Key{}, badKey(s, errors.New("it does not have three parts"))
	}
	k := Key{parts[0], parts[1], parts[2]}
	if err := microstructure.CheckName("symbol", k.Symbol); err != nil {
		return Key{}, badKey(s, err)
	}
	if err := microstructure.CheckName("source", k.Source); err != nil {
		return Key{}, badKey(s, err)
	}
	if _, err := time.Parse(time.DateOnly, k.Date); err != nil {
		return Key{}, badKey(s, fmt.Errorf("%q is not a date", k.Date))
	}
	return k, nil
}

// shownBytes of a key that is not one are shown.
const shownBytes = 120

func badKey(s string, err error) error {
	if len(s) > shownBytes {
		s = s[:shownBytes] + "…"
	}
	return fmt.Errorf("%q is no key: %w; write SYMBOL/SOURCE/YYYY-MM-DD, as in BTCUSDT/binance_futures/2025-11-01", s, err)
}
