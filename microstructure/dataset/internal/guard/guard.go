// Package guard keeps trades in memory that has two addresses: one to write
// to, and one at which a write is a fault. Functions of the user get the
// latter, so that they cannot change trades for whoever reads them next. It
// imports the root. Start at Get.
package guard

import (
	"sync"
	"unsafe"

	"github.com/tickbook/tickbook/microstructure"
)

// Rows is the number of trades for which an area has room.
const Rows = 1 << 15

// areaBytes is a huge page, in which Rows trades fit: with small pages the
// processor would look up addresses for the two mappings far more often.
const areaBytes = 2 << 20

// memoryBytes holds the two areas of a Memory.
const memoryBytes = 2 * areaBytes

// A Memory has an area for a batch of trades and one for those of a bar that
// the batch does not finish.
type Memory struct {
	Batch, Carry microstructure.Trades // of Rows rows, writable; their values are undefined
	twice        unsafe.Pointer        // memoryBytes to write to, and the same once more to read
}

// free holds memory for the next Get. Memory is never given back to the system:
// who keeps a slice of it would crash.
var free struct {
	sync.Mutex
	list []*Memory
}

// Get returns memory, or nil if the system has none that can be mapped twice.
func Get() *Memory {
	free.Lock()
	defer free.Unlock()
	if n := len(free.list); n > 0 {
		m := free.list[n-1]
		free.list = free.list[:n-1]
		return m
	}
	for _, open := range files {
		if twice := mapTwice(open); twice != nil {
			return newMemory(twice)
		}
	}
	return nil
}

func newMemory(twice unsafe.Pointer) *Memory {
	return &Memory{Batch: tradesAt(twice), Carry: tradesAt(unsafe.Add(twice, areaBytes)), twice: twice}
}

func tradesAt(area unsafe.Pointer) microstructure.Trades {
	return microstructure.Trades{
		TimestampUS:   unsafe.Slice((*int64)(area), Rows),
		Price:         unsafe.Slice((*float64)(unsafe.Add(area, 8*Rows)), Rows),
		Quantity:      unsafe.Slice((*float64)(unsafe.Add(area, 16*Rows)), Rows),
		QuoteQuantity: unsafe.Slice((*float64)(unsafe.Add(area, 24*Rows)), Rows),
		Side:          unsafe.Slice((*microstructure.Side)(unsafe.Add(area, 32*Rows)), Rows),
	}
}

// Put leaves the memory to the next Get.
func (m *Memory) Put() {
	if m == nil {
		return
	}
	free.Lock()
	defer free.Unlock()
	free.list = append(free.list, m)
}

// ReadOnly returns trades, one or more, that lie in the memory, at the address
// where they can only be read: with debug.SetPanicOnFault, a write panics. It
// reports whether they lie there.
func (m *Memory) ReadOnly(t microstructure.Trades) (microstructure.Trades, bool) {
	if m == nil || !within(m, t.TimestampUS) || !within(m, t.Price) || !within(m, t.Quantity) || !within(m, t.QuoteQuantity) || !within(m, t.Side) {
		return microstructure.Trades{}, false
	}
	return microstructure.Trades{
		TimestampUS: readOnly(t.TimestampUS), Price: readOnly(t.Price), Quantity: readOnly(t.Quantity),
		QuoteQuantity: readOnly(t.QuoteQuantity), Side: readOnly(t.Side),
	}, true
}

// within reports whether a column lies where the memory can be written to.
func within[T any](m *Memory, column []T) bool {
	from, at := uintptr(m.twice), uintptr(unsafe.Pointer(unsafe.SliceData(column)))
	return at >= from && at < from+memoryBytes
}

// readOnly is a column without room to append to.
func readOnly[T any](column []T) []T {
	return unsafe.Slice((*T)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(column)), memoryBytes)), len(column))
}
