package sample

import "github.com/tickbook/tickbook/microstructure"

// disturb plants in each source's trades what an audit must find. Every fifth
// day of the first source repeats its last row twice. The second source has one
// price far from the rest. The third is 2 bps above the others, 12 on one day,
// and on another its quote quantities are a little off.
func disturb(source, day int, t *microstructure.Trades) {
	switch source {
	case 0:
		if last := t.Slice(t.Len()-1, t.Len()); day%5 == 0 {
			t.Append(last)
			t.Append(last)
		}
	case 1:
		if day == 4 {
			t.Price[10] *= 1.2
			t.QuoteQuantity[10] *= 1.2
		}
	case 2:
		above := 1.0002
		if day == 6 {
			above = 1.0012
		}
		for i := range t.Price {
			t.Price[i] *= above
			t.QuoteQuantity[i] *= above
			if day == 2 {
				t.QuoteQuantity[i] *= 1.0004
			}
		}
	}
}
