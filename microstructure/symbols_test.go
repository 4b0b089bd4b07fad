package microstructure

import (
	"slices"
	"strings"
	"testing"
)

func TestParseSymbols(t *testing.T) {
	if got, err := ParseSymbols("BTCUSDT, ETH-USDT,x.1"); err != nil || !slices.Equal(got, []string{"BTCUSDT", "ETH-USDT", "x.1"}) {
		t.Errorf("%v, %v", got, err)
	}
	for list, want := range map[string]string{"": "it is empty", "A,,B": "it is empty", "A,../B": "A,../B", "A,B,A": "A is there twice"} {
		if _, err := ParseSymbols(list); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", list, err, want)
		}
	}
}
