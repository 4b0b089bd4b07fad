package ingest

import "github.com/tickbook/tickbook/microstructure"

// emit writes sorted rows without duplicates and rows that are not trades. No
// two calls may have rows of the same time.
func (d *day) emit(rows []row) error {
	if err := d.c.ctx.Err(); err != nil {
		return err
	}
	if !d.c.venue.ordered {
		return d.emitUnordered(rows)
	}
	var last *row
	for i := 0; i < len(rows); i++ {
		if n := d.fresh(rows[i:]); n > 0 {
			if err := d.writeAll(rows[i : i+n]); err != nil {
				return err
			}
			i += n - 1
			last = &rows[i]
			continue
		}
		r := &rows[i]
		switch {
		case r.amount == 0:
			d.leaveOut(r)
			continue
		case last != nil && last.same(r):
			d.provenance.Duplicates++
			continue
		case !d.ids.add(r.id):
			return d.conflict(last, r)
		}
		if d.ids.full() {
			return d.spread(r)
		}
		last = r
		if err := d.write(r); err != nil {
			return err
		}
	}
	return nil
}

// fresh counts the trades at the head of rows whose ids are above all before
// them, and adds these ids to the set.
func (d *day) fresh(rows []row) int {
	rows = rows[:min(len(rows), d.ids.room())]
	for i := range rows {
		r := &rows[i]
		if r.amount == 0 || r.id <= d.ids.most {
			return i
		}
		d.ids.add(r.id)
	}
	return len(rows)
}

// emitUnordered is emit at a source whose ids do not order its rows.
func (d *day) emitUnordered(rows []row) error {
	for i := 0; i < len(rows); {
		if n := lone(rows[i:]); n > 0 {
			if err := d.writeAll(rows[i : i+n]); err != nil {
				return err
			}
			i += n
			continue
		}
		j := i + 1
		for j < len(rows) && rows[j].timeUS == rows[i].timeUS {
			j++
		}
		group := rows[i:j]
		if len(group) > 1 {
			group = d.c.doubles.drop(group)
			d.provenance.Duplicates += int64(j - i - len(group))
		}
		for k := range group {
			r := &group[k]
			if r.amount == 0 {
				d.provenance.LeftOut++
				continue
			}
			if r.id != 0 && !d.c.venue.restarts && !d.textIDs.add(r.id) {
				return d.conflict(nil, r)
			}
			if err := d.write(r); err != nil {
				return err
			}
		}
		i = j
	}
	return nil
}

// lone counts the trades at the head of rows that are alone in their instant
// and have no id.
func lone(rows []row) int {
	for i := range rows {
		if r := &rows[i]; r.amount == 0 || r.id != 0 || i+1 < len(rows) && rows[i+1].timeUS == r.timeUS {
			return i
		}
	}
	return len(rows)
}

// leaveOut counts a row that is not a trade.
func (d *day) leaveOut(r *row) {
	if !d.zeroIDs.add(r.id) {
		d.provenance.Duplicates++
		return
	}
	d.provenance.LeftOut++
}

// outRows is the number of trades passed to a writer at a time.
const outRows = 1 << 16

// A batch holds trades for a writer.
type batch struct {
	trades microstructure.Trades // outRows long
	ids    []int64               // likewise
	n      int                   // trades that are there
}

func newBatch() *batch {
	return &batch{ids: make([]int64, outRows), trades: microstructure.Trades{
		TimestampUS:   make([]int64, outRows),
		Price:         make([]float64, outRows),
		Quantity:      make([]float64, outRows),
		QuoteQuantity: make([]float64, outRows),
		Side:          make([]microstructure.Side, outRows),
	}}
}

// begin makes the day's writer, for a first trade.
func (d *day) begin(r *row) error {
	if d.writer != nil {
		return nil
	}
	w, err := d.c.config.NewDay(d.provenance.Day)
	if err != nil {
		return err
	}
	d.writer, d.out = w, d.c.newBatch()
	d.provenance.FirstUS = r.timeUS
	return nil
}

// writeAll is write for each of rows, one or more.
func (d *day) writeAll(rows []row) error {
	if d.c.contract.quote || d.c.scale != 1 {
		for i := range rows {
			if err := d.write(&rows[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if err := d.begin(&rows[0]); err != nil {
		return err
	}
	d.provenance.Rows += int64(len(rows))
	d.provenance.LastUS = rows[len(rows)-1].timeUS
	for len(rows) > 0 {
		o := d.out
		part := rows[:min(len(rows), outRows-o.n)]
		o.set(part)
		if rows = rows[len(part):]; o.n == outRows {
			if err := d.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// set adds rows in base currency.
func (b *batch) set(rows []row) {
	t := b.trades.Slice(b.n, b.n+len(rows))
	us, price, quantity, quote, side := t.TimestampUS[:len(rows)], t.Price[:len(rows)], t.Quantity[:len(rows)], t.QuoteQuantity[:len(rows)], t.Side[:len(rows)]
	ids := b.ids[b.n:][:len(rows)]
	for i := range rows {
		r := &rows[i]
		us[i], price[i], quantity[i], quote[i], side[i], ids[i] = r.timeUS, r.price, r.amount, r.amount*r.price, r.side, int64(r.id)
	}
	b.n += len(rows)
}

func (d *day) write(r *row) error {
	if err := d.begin(r); err != nil {
		return err
	}
	price, base, quote := r.price, r.amount, r.amount*r.price
	if d.c.contract.quote {
		base, quote = r.amount/r.price, r.amount
	}
	if scale := d.c.scale; scale != 1 {
		price, base = price*scale, base/scale // the quote quantity is the same in either unit
	}
	o := d.out
	i, t := o.n, &o.trades
	t.TimestampUS[i], t.Price[i], t.Quantity[i], t.QuoteQuantity[i], t.Side[i] = r.timeUS, price, base, quote, r.side
	o.ids[i] = int64(r.id)
	o.n++
	d.provenance.Rows++
	d.provenance.LastUS = r.timeUS
	if o.n == outRows {
		return d.flush()
	}
	return nil
}

func (d *day) flush() error {
	if err := d.c.ctx.Err(); err != nil {
		return err
	}
	o := d.out
	if o == nil || o.n == 0 {
		return nil
	}
	if d.pen == nil && o.n < outRows { // all of a short day
		err := o.appendTo(d.writer, d.c.venue.ordered)
		o.n = 0
		return err
	}
	if d.pen == nil {
		d.pen = newAppender(d.writer, d.c.venue.ordered, d.c.newBatch())
	}
	var err error
	d.out, err = d.pen.next(o)
	return err
}

// closePen waits until the writer has taken all batches.
func (d *day) closePen() error {
	if d.pen == nil {
		return nil
	}
	free, err := d.pen.finish()
	d.pen = nil
	d.c.spare = append(d.c.spare, free...)
	return err
}
