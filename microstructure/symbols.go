package microstructure

import (
	"fmt"
	"slices"
	"strings"
)

// ParseSymbols reads symbols separated by commas. Each is a name, and is there
// once.
func ParseSymbols(list string) ([]string, error) {
	var out []string
	for _, item := range strings.Split(list, ",") {
		symbol := strings.TrimSpace(item)
		if err := CheckName("symbol", symbol); err != nil {
			return nil, fmt.Errorf("symbols %q, a list such as BTCUSDT,ETHUSDT: %w", list, err)
		}
		if slices.Contains(out, symbol) {
			return nil, fmt.Errorf("symbols %q: %s is there twice", list, symbol)
		}
		out = append(out, symbol)
	}
	return out, nil
}
