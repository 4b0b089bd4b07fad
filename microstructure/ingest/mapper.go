package ingest

import (
	"sync"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// A mapper turns the columns of one file into rows.
type mapper struct {
	sizing
	format  *fileFormat
	fields  []columns.Field // all of the file
	at      mapping
	read    []int      // the fields that are read
	slot    [roles]int // of each role among these; below 0 is none
	fixed   [roles]fixedPoint
	textIDs bool
	drop    bool  // see Format.DropSideless
	fromUS  int64 // times that rows may have
	toUS    int64
	symbols *symbolFilter

	timeNotes
	sides sideCache
	venue string // that the rows are of
	mixed string // another one

	us                     [columns.BatchRows]int64
	price, quantity, quote [columns.BatchRows]float64
	side                   [columns.BatchRows]microstructure.Side
	id                     [columns.BatchRows]uint64
	state                  [columns.BatchRows]rowState
	product                [columns.BatchRows]float64 // of price and quantity
}

// A rowState is the result for a row: the role whose column is wrong, or one of
// these.
type rowState uint8

const (
	good    rowState = 100 + iota
	foreign          // of another symbol
	broken           // it has no columns
	tiny             // its numbers are out of range
	unequal          // its quote quantity is another
)

// newMapper reads the fields that play a role in a file.
func newMapper(f *Format, t table, at mapping, s sizing) *mapper {
	m := &mapper{sizing: s, format: f.kind(), drop: f.DropSideless, fields: t.fields(), at: at, fromUS: firstUS, toUS: lastUS}
	for r := range roles {
		m.slot[r] = -1
		if at[r] < 0 {
			continue
		}
		m.slot[r] = len(m.read)
		m.read = append(m.read, at[r])
		m.textIDs = m.textIDs || r == roleTextID
	}
	m.fixed[rolePrice] = newFixedPoint(m.fields[at[rolePrice]], rolePrice, t.value("price_precision"))
	m.fixed[roleQuantity] = newFixedPoint(m.fields[at[roleQuantity]], roleQuantity, t.value("size_precision"))
	return m
}

// column is that of a role, which there is.
func (m *mapper) column(b *tableBatch, r role) (*columns.Column, *columns.Field) {
	return &b.Columns[m.slot[r]], &m.fields[m.at[r]]
}

// take converts the rows of a batch, column by column. Texts of numbers, which
// take longest, are read by two goroutines.
func (m *mapper) take(b *tableBatch) {
	n := b.Rows
	var other sync.WaitGroup
	other.Go(func() {
		m.decimals(b, roleQuantity, m.quantity[:n])
		m.decimals(b, roleQuote, m.quote[:n])
	})
	m.decimals(b, rolePrice, m.price[:n])
	for i := range m.state[:n] {
		m.state[i] = good
	}
	for _, d := range b.damaged {
		m.state[d.row] = broken
	}
	if m.slot[roleSymbol] >= 0 {
		m.filter(b)
	}
	m.times(b)
	other.Wait()
	m.numbers(b, rolePrice, m.price[:n])
	m.numbers(b, roleQuantity, m.quantity[:n])
	if m.slot[roleSide] >= 0 {
		m.takerSides(b)
	} else {
		m.makers(b)
	}
	m.ids(b)
	if m.slot[roleQuote] >= 0 {
		m.numbers(b, roleQuote, m.quote[:n])
	}
	if m.slot[roleVenue] >= 0 {
		m.venues(b)
	}
}

// wrong marks a row, unless it is already marked.
func (m *mapper) wrong(i int, r role) {
	if m.state[i] == good {
		m.state[i] = rowState(r)
	}
}

// nulls marks the rows without a value.
func (m *mapper) nulls(c *columns.Column, r role) {
	for i, null := range c.Null {
		if null {
			m.wrong(i, r)
		}
	}
}
