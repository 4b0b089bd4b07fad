package guard

import (
	"runtime"
	"runtime/debug"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func get(t *testing.T) *Memory {
	t.Helper()
	m := Get()
	if m == nil {
		if runtime.GOOS == "linux" || runtime.GOOS == "darwin" {
			t.Fatal("no memory")
		}
		t.Skip("this system has no memory that can be made read-only")
	}
	t.Cleanup(m.Put)
	return m
}

// faults reports whether do faults, at memory that is not nil.
func faults(do func()) (fault bool) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		_, fault = recover().(interface{ Addr() uintptr })
	}()
	do()
	return false
}

func TestWritesFault(t *testing.T) {
	m := get(t)
	for _, area := range []*microstructure.Trades{&m.Batch, &m.Carry} {
		testWrites(t, m, area)
	}
}

func testWrites(t *testing.T, m *Memory, all *microstructure.Trades) {
	for i := range Rows {
		all.TimestampUS[i], all.Price[i], all.Quantity[i], all.QuoteQuantity[i], all.Side[i] = int64(i), 1, 2, 3, 1
	}
	writes := []func(at int){
		func(at int) { all.TimestampUS[at]++ }, func(at int) { all.Price[at] = 0 }, func(at int) { all.Quantity[at] = 0 },
		func(at int) { all.QuoteQuantity[at] = 0 }, func(at int) { all.Side[at] = 0 },
		func(at int) { copy(all.Price[at:], []float64{5}) }, func(at int) { clear(all.Side[at:]) },
		func(at int) { slices.Reverse(all.TimestampUS) },
	}
	for range 2 {
		if !m.Lock() {
			t.Fatal("not read-only")
		}
	}
	for i, write := range writes {
		for _, at := range []int{0, 1, Rows / 2, Rows - 1} {
			if !faults(func() { write(at) }) {
				t.Errorf("write %d at %d", i, at)
			}
		}
	}
	for i := range Rows {
		if all.TimestampUS[i] != int64(i) || all.Price[i] != 1 || all.Quantity[i] != 2 || all.QuoteQuantity[i] != 3 || all.Side[i] != 1 {
			t.Fatalf("row %d changed", i)
		}
	}
	for range 2 {
		if !m.Unlock() || faults(func() { writes[0](0) }) {
			t.Error("not writable")
		}
	}
}

func TestMemoryIsUsedAgain(t *testing.T) {
	m := get(t)
	m.Lock()
	m.Put()
	again := Get()
	if again != m || faults(func() { again.Batch.Price[0] = 1 }) {
		t.Error("other memory, or not writable")
	}
	other := get(t)
	part, heap := again.Carry.Slice(Rows-1, Rows), microstructure.Trades{}
	heap.Append(part)
	if !again.Holds(&part) || other.Holds(&part) || again.Holds(&heap) || (*Memory)(nil).Holds(&part) {
		t.Error("Holds")
	}
	if &again.Batch.Price[0] == &other.Batch.Price[0] {
		t.Error("two have one memory")
	}
	(*Memory)(nil).Put()
}
