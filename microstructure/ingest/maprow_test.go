package ingest

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// TestPlainBatches compares the rows of batches that are plain with those of
// row, which has to find no error in them.
func TestPlainBatches(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 6
	plain, spoiled := 0, 0
	m := &mapper{}
	for range 20_000 {
		m.sizing = newSizing(contract{size: 1}, 1)
		m.slot[roleQuote] = r.IntN(2) - 1
		for i := range n {
			m.us[i], m.price[i], m.quantity[i] = int64(i), 1+r.Float64(), r.ExpFloat64()
			m.side[i], m.id[i], m.state[i] = microstructure.Side(1-2*r.IntN(2)), r.Uint64N(3), good
			m.quote[i] = m.price[i]*m.quantity[i] + 0.02*(r.Float64()-0.5)
		}
		i := r.IntN(n)
		switch r.IntN(12) {
		case 0:
			m.state[i] = rowState(r.IntN(120))
		case 1:
			m.price[i] = []float64{0, math.MaxFloat64, math.SmallestNonzeroFloat64}[r.IntN(3)]
		case 2:
			m.quantity[i] = []float64{0, math.MaxFloat64, math.SmallestNonzeroFloat64}[r.IntN(3)]
		case 3:
			m.quote[i] = []float64{0, 2 * m.quote[i], math.NaN()}[r.IntN(3)]
		case 4:
			m.sizing = newSizing(contract{size: 0.01, quote: r.IntN(2) == 0}, 1)
		case 5:
			m.scale = 1000
		case 6:
			m.contract.quote = true
		}
		if !m.plain(n) {
			spoiled++
			continue
		}
		plain++
		var got [n]row
		m.setPlain(got[:2], 0)
		m.setPlain(got[2:], 2)
		for i := range got {
			var want row
			if state := m.row(i, &want); state != good || got[i] != want || want.amount == 0 {
				t.Fatalf("row %d is %+v, want %+v, state %d", i, got[i], want, state)
			}
		}
	}
	if plain < 5000 || spoiled < 5000 {
		t.Errorf("%d batches are plain and %d are not", plain, spoiled)
	}
}
