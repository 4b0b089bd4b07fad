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
		t.Skip("this system has no memory that can be mapped twice")
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

// TestWritesFault maps files of every kind, of which Get takes the first that
// the system has.
func TestWritesFault(t *testing.T) {
	get(t)
	for i, open := range files {
		at := mapTwice(open)
		if at == nil {
			t.Fatalf("file %d cannot be mapped", i)
		}
		m := newMemory(at)
		for _, area := range []*microstructure.Trades{&m.Batch, &m.Carry} {
			testWrites(t, m, area)
		}
	}
}

func testWrites(t *testing.T, m *Memory, all *microstructure.Trades) {
	for i := range Rows {
		all.TimestampUS[i], all.Price[i], all.Quantity[i], all.QuoteQuantity[i], all.Side[i] = int64(i), 1, 2, 3, 1
	}
	lent, ok := m.ReadOnly(*all)
	if !ok || lent.Len() != Rows || len(lent.Side) != Rows {
		t.Fatal("not read-only")
	}
	writes := []func(t *microstructure.Trades, at int){
		func(t *microstructure.Trades, at int) { t.TimestampUS[at]++ },
		func(t *microstructure.Trades, at int) { t.Price[at] = 0 },
		func(t *microstructure.Trades, at int) { t.Quantity[at] = 0 },
		func(t *microstructure.Trades, at int) { t.QuoteQuantity[at] = 0 },
		func(t *microstructure.Trades, at int) { t.Side[at] = 0 },
		func(t *microstructure.Trades, at int) { copy(t.Price[at:], []float64{5}) },
		func(t *microstructure.Trades, at int) { clear(t.Side[at:]) },
		func(t *microstructure.Trades, _ int) { slices.Reverse(t.TimestampUS) },
	}
	for i, write := range writes {
		for _, at := range []int{0, 1, Rows / 2, Rows - 1} {
			if !faults(func() { write(&lent, at) }) {
				t.Errorf("write %d at %d", i, at)
			}
		}
	}
	for i := range Rows {
		if all.TimestampUS[i] != int64(i) || all.Price[i] != 1 || all.Quantity[i] != 2 || all.QuoteQuantity[i] != 3 || all.Side[i] != 1 {
			t.Fatalf("row %d changed", i)
		}
	}
	for i, write := range writes {
		if faults(func() { write(all, i) }) {
			t.Errorf("write %d faults where the memory can be written to", i)
		}
	}
	if !slices.Equal(lent.TimestampUS, all.TimestampUS) || !slices.Equal(lent.Price, all.Price) || !slices.Equal(lent.Quantity, all.Quantity) ||
		!slices.Equal(lent.QuoteQuantity, all.QuoteQuantity) || !slices.Equal(lent.Side, all.Side) {
		t.Error("other trades are read than were written")
	}
}

func TestReadOnlyPart(t *testing.T) {
	m, other := get(t), get(t)
	for _, area := range []*microstructure.Trades{&m.Batch, &m.Carry} {
		area.Price[Rows-2], area.Price[Rows-1] = 7, 8
		part := area.Slice(Rows-2, Rows)
		lent, ok := m.ReadOnly(part)
		if !ok || !slices.Equal(lent.Price, []float64{7, 8}) || lent.Len() != 2 || cap(lent.TimestampUS) != 2 || cap(lent.Price) != 2 ||
			cap(lent.Quantity) != 2 || cap(lent.QuoteQuantity) != 2 || cap(lent.Side) != 2 {
			t.Errorf("%v, %t", lent, ok)
		}
		var heap microstructure.Trades
		heap.Append(part)
		mixed := part
		mixed.Side = heap.Side
		for i, elsewhere := range []microstructure.Trades{heap, mixed, lent} {
			if _, ok := m.ReadOnly(elsewhere); ok {
				t.Errorf("trades %d are elsewhere", i)
			}
		}
		if _, ok := other.ReadOnly(part); ok {
			t.Error("in another memory")
		}
		if _, ok := (*Memory)(nil).ReadOnly(part); ok {
			t.Error("in no memory")
		}
	}
}

func TestMemoryIsUsedAgain(t *testing.T) {
	m := get(t)
	m.Put()
	again := Get()
	if again != m {
		t.Error("other memory")
	}
	if other := get(t); &again.Batch.Price[0] == &other.Batch.Price[0] {
		t.Error("two have one memory")
	}
	(*Memory)(nil).Put()
}
