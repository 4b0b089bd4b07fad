// Package guard keeps trades in memory that can be made read-only while
// functions of the user work on them, so that a write is a fault instead of
// other trades for whoever reads them next. It imports the root. Start at Get.
package guard

import (
	"sync"
	"unsafe"

	"github.com/tickbook/tickbook/microstructure"
)

// Rows is the number of trades for which an area has room.
const Rows = 1 << 15

// areaBytes is a huge page, in which Rows trades fit. The system makes two of
// them read-only and writable again in 2 µs; it takes 80 µs for as many small
// pages.
const areaBytes = 2 << 20

// A Memory has an area for a batch of trades and one for those of a bar that
// the batch does not finish.
type Memory struct {
	Batch, Carry microstructure.Trades // of Rows rows, whose values are undefined
	pages        []byte
	readOnly     bool
}

// free holds memory for the next Get. Memory is never given back to the system:
// who keeps a slice of it would crash.
var free struct {
	sync.Mutex
	list []*Memory
}

// Get returns writable memory, or nil if the system has none that can be made
// read-only.
func Get() *Memory {
	free.Lock()
	defer free.Unlock()
	if n := len(free.list); n > 0 {
		m := free.list[n-1]
		free.list = free.list[:n-1]
		return m
	}
	pages := newPages(2 * areaBytes)
	if pages == nil {
		return nil
	}
	return &Memory{Batch: tradesIn(pages[:areaBytes]), Carry: tradesIn(pages[areaBytes:]), pages: pages}
}

func tradesIn(area []byte) microstructure.Trades {
	at := func(bytes int) unsafe.Pointer { return unsafe.Pointer(&area[bytes]) }
	return microstructure.Trades{
		TimestampUS:   unsafe.Slice((*int64)(at(0)), Rows),
		Price:         unsafe.Slice((*float64)(at(8*Rows)), Rows),
		Quantity:      unsafe.Slice((*float64)(at(16*Rows)), Rows),
		QuoteQuantity: unsafe.Slice((*float64)(at(24*Rows)), Rows),
		Side:          unsafe.Slice((*microstructure.Side)(at(32*Rows)), Rows),
	}
}

// Put makes the memory writable and leaves it to the next Get.
func (m *Memory) Put() {
	if m == nil || !m.Unlock() {
		return
	}
	free.Lock()
	defer free.Unlock()
	free.list = append(free.list, m)
}

// Holds reports whether trades, one or more, lie in the memory.
func (m *Memory) Holds(t *microstructure.Trades) bool {
	return m != nil && within(t.TimestampUS, m.pages) && within(t.Price, m.pages) && within(t.Quantity, m.pages) &&
		within(t.QuoteQuantity, m.pages) && within(t.Side, m.pages)
}

func within[T any](x []T, pages []byte) bool {
	from, at := uintptr(unsafe.Pointer(&pages[0])), uintptr(unsafe.Pointer(unsafe.SliceData(x)))
	return at >= from && at < from+uintptr(len(pages))
}

// Lock makes the memory read-only, and reports whether it is. With
// debug.SetPanicOnFault a write then panics.
func (m *Memory) Lock() bool {
	m.readOnly = m.readOnly || protect(m.pages, true)
	return m.readOnly
}

// Unlock makes the memory writable, and reports whether it is.
func (m *Memory) Unlock() bool {
	m.readOnly = m.readOnly && !protect(m.pages, false)
	return !m.readOnly
}
