package audit

import "github.com/tickbook/tickbook/microstructure"

// duplicateReach is the number of preceding rows of the same time with which a
// row is compared: enough to find a file that was written twice and then
// sorted, and a bound on the work where thousands of rows share a time.
const duplicateReach = 64

// A duplicateCheck counts rows that equal an earlier row of the same time in
// all columns. Exchanges that split an order into equal fills make such rows
// too.
type duplicateCheck struct {
	us    int64
	group []tick
	next  int // next index of the group once it is full
	count int64
}

type tick struct {
	price, quantity, quote float64
	side                   microstructure.Side
}

func (c *duplicateCheck) reset() { *c = duplicateCheck{us: -1 << 63, group: c.group[:0]} }

func (c *duplicateCheck) add(t *microstructure.Trades) {
	n := t.Len()
	price, quantity, quote, side := t.Price[:n], t.Quantity[:n], t.QuoteQuantity[:n], t.Side[:n]
	for i, us := range t.TimestampUS[:n] {
		row := tick{price[i], quantity[i], quote[i], side[i]}
		if us != c.us {
			c.us, c.next = us, 0
			c.group = append(c.group[:0], row)
			continue
		}
		for k := range c.group {
			if c.group[k] == row {
				c.count++
				break
			}
		}
		if len(c.group) < duplicateReach {
			c.group = append(c.group, row)
			continue
		}
		c.group[c.next] = row
		c.next = (c.next + 1) % duplicateReach
	}
}
