package audit

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/tickbook/tickbook/microstructure"
)

// A contentHash identifies the rows of a day, whatever the file's format: 64
// bits over all columns and their order, enough against accidents, but no
// defence against somebody who looks for two days with one hash.
//
// A second hash covers only times of day, prices and quantities; a day shares
// it with its copies under another date or source.
type contentHash struct {
	start  int64 // midnight of the day, in µs
	rows   int64
	sum    uint64 // over rows, of a mix of their values and place
	copied uint64 // the same of times of day, prices and quantities
}

// Odd numbers of random bits (fractions of square roots of primes).
const (
	mixPrice    = 0xbb67ae8584caa73b
	mixQuantity = 0x3c6ef372fe94f82b
	mixQuote    = 0xa54ff53a5f1d36f1
	mixRow      = 0x510e527fade682d1
)

func (h *contentHash) add(t *microstructure.Trades) {
	n := t.Len()
	price, quantity, quote, side := t.Price[:n], t.Quantity[:n], t.QuoteQuantity[:n], t.Side[:n]
	sum, copied, place := h.sum, h.copied, uint64(h.rows)*mixRow
	for i, us := range t.TimestampUS[:n] {
		place += mixRow
		p, q := math.Float64bits(price[i])^mixPrice, math.Float64bits(quantity[i])^mixQuantity
		h1, l1 := bits.Mul64(uint64(us)+place, p)
		h2, l2 := bits.Mul64(q, math.Float64bits(quote[i])^mixQuote+uint64(side[i]))
		sum += h1 ^ l1 ^ bits.RotateLeft64(h2^l2, 32) // rows are independent
		h3, l3 := bits.Mul64(uint64(us-h.start)+place, p^bits.RotateLeft64(q, 32))
		copied += h3 ^ l3
	}
	h.sum, h.copied = sum, copied
	h.rows += int64(n)
}

// String is 16 hexadecimal digits, and empty without rows.
func (h *contentHash) String() string {
	if h.rows == 0 {
		return ""
	}
	sum := (h.sum ^ h.sum>>32) * mixRow
	return fmt.Sprintf("%016x", sum^sum>>29^uint64(h.rows))
}
