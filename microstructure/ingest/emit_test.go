package ingest

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// TestEmitUnordered compares what a day's writer gets, over several of its
// batches, with the rows one by one.
func TestEmitUnordered(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, ids := range []bool{false, true} {
		for _, c := range []struct {
			contract contract
			scale    float64
		}{{contract{size: 1}, 1}, {contract{size: 1}, 1000}, {contract{size: 1, quote: true}, 1}} {
			var rows []row
			us := int64(20_393 * dayUS)
			for i := range outRows*2 + 5000 {
				if i%1000 < 900 || r.IntN(2) == 0 {
					us += 1 + r.Int64N(100)
				}
				one := row{timeUS: us, price: 1 + r.Float64(), amount: float64(r.IntN(50)), side: microstructure.Buy, order: 1<<orderBits | int64(i)}
				if ids {
					one.id = uint64(i) + 1
				}
				rows = append(rows, one)
			}
			memory := &memory{days: map[string]*memoryDay{}}
			conv := newConverter(context.Background(), Config{NewDay: memory.open})
			conv.venue, conv.contract, conv.scale = &venue{}, c.contract, c.scale
			d := newDay(conv, 20_393)
			for from := 0; from < len(rows); {
				to := min(from+1+r.IntN(20_000), len(rows))
				for to < len(rows) && rows[to].timeUS == rows[to-1].timeUS {
					to++
				}
				must(t, d.emit(slices.Clone(rows[from:to])))
				from = to
			}
			must(t, d.flush())
			must(t, d.closePen())
			var want microstructure.Trades
			zeros := int64(0)
			for _, one := range rows {
				if one.amount == 0 {
					zeros++
					continue
				}
				price, base, quote := one.price*c.scale, one.amount/c.scale, one.amount*one.price
				if c.contract.quote {
					base, quote = one.amount/one.price, one.amount
				}
				want.Append(microstructure.Trades{TimestampUS: []int64{one.timeUS}, Price: []float64{price}, Quantity: []float64{base},
					QuoteQuantity: []float64{quote}, Side: []microstructure.Side{one.side}})
			}
			got := memory.days[dayName(20_393)].trades
			p := d.provenance
			if !slices.Equal(got.TimestampUS, want.TimestampUS) || !slices.Equal(got.Price, want.Price) || !slices.Equal(got.Quantity, want.Quantity) ||
				!slices.Equal(got.QuoteQuantity, want.QuoteQuantity) || !slices.Equal(got.Side, want.Side) {
				t.Errorf("ids %t, %+v: %d trades, want %d", ids, c, got.Len(), want.Len())
			}
			if p.Rows != int64(want.Len()) || p.LeftOut != zeros || p.Duplicates != 0 || p.FirstUS != want.TimestampUS[0] || p.LastUS != want.TimestampUS[want.Len()-1] {
				t.Errorf("ids %t, %+v: provenance %+v", ids, c, p)
			}
		}
	}
}
