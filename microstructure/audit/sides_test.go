package audit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

// invert mixes up the sides of trades.
func invert(t ms.Trades) ms.Trades {
	t.Side = slices.Clone(t.Side)
	for i := range t.Side {
		t.Side[i] = -t.Side[i]
	}
	return t
}

// withSpread puts prices on the bid or the ask.
func withSpread(t ms.Trades, halfBps float64) ms.Trades {
	t.Price, t.QuoteQuantity = slices.Clone(t.Price), slices.Clone(t.QuoteQuantity)
	for i, side := range t.Side {
		by := 1 + float64(side)*halfBps/1e4
		t.Price[i] *= by
		t.QuoteQuantity[i] *= by
	}
	return t
}

// TestInvertedSides: sides that are inverted are errors wherever the trades are
// enough, at one source or at all, on all days or on one, whether prices carry
// on or swing back; and where they are not enough, a note says so.
func TestInvertedSides(t *testing.T) {
	names := []string{"binance_futures", "bybit_futures", "okx_futures"}
	for _, c := range []struct {
		name                string
		days                int
		perBar, edge, half  float64
		inverted            []int
		from                int // the first day that is inverted
		errors, cannotTells []string
	}{
		{"at one of three", 12, 60, 0, 0, []int{1}, 0, names[1:2], names[2:]},
		{"at all", 12, 60, 0, 0, []int{0, 1, 2}, 0, names, nil},
		{"at all, few trades", 12, 12, 0, 0, []int{0, 1, 2}, 0, names, nil},
		{"at all, too few trades", 2, 4, 0, 0, []int{0, 1, 2}, 0, nil, names},
		{"at two of three", 12, 60, 0, 0, []int{0, 1}, 0, names[:2], names[2:]},
		{"at all, prices swing back", 12, 60, 5, 0, []int{0, 1, 2}, 0, nil, names},
		{"nowhere, prices swing back", 12, 60, 5, 0, nil, 0, nil, names},
		{"nowhere, prices swing far back", 12, 60, 12, 0, nil, 0, nil, nil},
		{"at all, with a spread", 2, 12, 0, 1, []int{0, 1, 2}, 0, names, nil},
		{"at all, with a spread, prices swing back", 2, 12, 5, 1, []int{0, 1, 2}, 0, names, nil},
		{"nowhere, with a spread, prices swing back", 12, 60, 5, 1, nil, 0, nil, nil},
		{"on a day", 4, 60, 0, 1, []int{2}, 3, []string{names[2] + ":" + date(3)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			all := simulated(t, c.days, c.perBar, c.edge, 5)
			for i := range all {
				all[i] = withSpread(all[i], c.half)
			}
			for _, i := range c.inverted {
				from, _ := slices.BinarySearch(all[i].TimestampUS, midnight(c.from))
				wrong := invert(all[i].Slice(from, all[i].Len()))
				all[i] = all[i].Slice(0, from)
				all[i].Append(wrong)
			}
			var errors, cannotTells []string
			a := dataOf(t, all).run()
			for _, f := range find(a, CheckSide) {
				about := strings.TrimPrefix(f.Name(), "side:")
				switch {
				case f.Severity == Error:
					errors = append(errors, about)
				case strings.HasPrefix(f.Message, "cannot tell"):
					cannotTells = append(cannotTells, about)
				}
			}
			if fmt.Sprint(errors, cannotTells) != fmt.Sprint(c.errors, c.cannotTells) {
				t.Errorf("errors %v, cannot tell %v; want %v and %v\n%v", errors, cannotTells, c.errors, c.cannotTells, find(a, CheckSide))
			}
		})
	}
}
