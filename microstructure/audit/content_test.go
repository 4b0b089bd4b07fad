package audit

import (
	"math"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

func hashOf(t ms.Trades, piece int) string {
	var h contentHash
	for from := 0; from < t.Len(); from += piece {
		part := t.Slice(from, min(from+piece, t.Len()))
		h.add(&part)
	}
	return h.String()
}

// TestContentHash: any change of any value is another content, and pieces are
// not.
func TestContentHash(t *testing.T) {
	trades := tape(1, 500)
	seen := map[string]string{"": "no rows", hashOf(trades, 1<<20): "all"}
	if hashOf(trades, 7) != hashOf(trades, 1<<20) {
		t.Error("pieces change the hash")
	}
	other := func(name string, changed ms.Trades) {
		t.Helper()
		h := hashOf(changed, 100)
		if had, ok := seen[h]; ok {
			t.Errorf("%s has the hash of %s", name, had)
		}
		seen[h] = name
	}
	other("but the last row", trades.Slice(0, 499))
	other("but the first row", trades.Slice(1, 500))
	for _, row := range []int{0, 250, 499} {
		for name, change := range map[string]func(*ms.Trades){
			"a time":              func(t *ms.Trades) { t.TimestampUS[row]++ },
			"a bit of a price":    func(t *ms.Trades) { t.Price[row] = math.Nextafter(t.Price[row], 0) },
			"a bit of a quantity": func(t *ms.Trades) { t.Quantity[row] = math.Nextafter(t.Quantity[row], 0) },
			"a bit of a quote":    func(t *ms.Trades) { t.QuoteQuantity[row] = math.Nextafter(t.QuoteQuantity[row], 0) },
			"a side":              func(t *ms.Trades) { t.Side[row] = -t.Side[row] },
			"two prices": func(t *ms.Trades) {
				a, b := row, (row+1)%500
				t.Price[a], t.Price[b] = t.Price[b], t.Price[a]
			},
		} {
			var changed ms.Trades
			changed.Append(trades)
			change(&changed)
			other(name, changed)
		}
	}
}

// BenchmarkContentHash: bytes are trades.
func BenchmarkContentHash(b *testing.B) {
	trades := tape(1, 1<<15)
	b.SetBytes(int64(trades.Len()))
	var h contentHash
	for b.Loop() {
		h.add(&trades)
	}
}
