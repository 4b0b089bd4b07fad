package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// convertRows converts rows, and keeps the days that were closed.
func convertRows(t testing.TB, rows Rows, change func(*Config)) (Report, map[string]*memoryDay, error) {
	t.Helper()
	m := &memory{days: map[string]*memoryDay{}}
	c := DefaultConfig()
	c.Source, c.Symbol, c.NewDay, c.TempDir = "mine", "BTCUSDT", m.open, t.TempDir()
	if change != nil {
		change(&c)
	}
	r, err := ConvertRows(context.Background(), rows, c)
	for name, d := range m.days {
		if !d.closed {
			if !d.aborted {
				t.Errorf("day %s was neither closed nor aborted", name)
			}
			delete(m.days, name)
		}
	}
	return r, m.days, err
}

// batchesOf gives batches one by one.
func batchesOf(batches ...columns.Batch) iter.Seq2[columns.Batch, error] {
	return func(yield func(columns.Batch, error) bool) {
		for _, b := range batches {
			if !yield(b, nil) {
				return
			}
		}
	}
}

// Trades from an iterator give the days of the archive of the same trades: in
// order and shuffled, in pieces of any size, in memory and sorted in files.
func TestRowsEqualArchives(t *testing.T) {
	_, want := convert(t, "binance_futures", "BTCUSDT", nil, write(t, "BTCUSDT-trades-2025-11.zip", ownTrades()))
	var all microstructure.Trades
	var ids []int64
	for _, day := range []string{"2025-11-01", "2025-11-02", "2025-11-03"} {
		all.Append(want[day].trades)
		ids = append(ids, want[day].ids...)
	}
	r := rand.New(rand.NewPCG(1, 2))
	shuffled := microstructure.Trades{}
	var shuffledIDs []int64
	for _, i := range r.Perm(all.Len()) {
		shuffled.Append(all.Slice(i, i+1))
		shuffledIDs = append(shuffledIDs, ids[i])
	}
	for name, c := range map[string]struct {
		trades  microstructure.Trades
		ids     []int64
		inOrder bool
		window  int
	}{
		"in order":           {all, ids, true, 1 << 18},
		"in order, small":    {all, ids, true, 10},
		"unknown order":      {all, ids, false, 1 << 18},
		"shuffled":           {shuffled, shuffledIDs, false, 1 << 18},
		"shuffled, in files": {shuffled, shuffledIDs, false, 10},
	} {
		rows := TradeRows("memory", true, func(yield func(microstructure.Trades, []int64) bool) {
			for at := 0; at < c.trades.Len(); {
				n := min(r.IntN(90), c.trades.Len()-at)
				if !yield(c.trades.Slice(at, at+n), c.ids[at:at+n]) {
					return
				}
				at += n
			}
		})
		rows.InOrder = c.inOrder
		report, got, err := convertRows(t, rows, func(config *Config) { config.WindowRows = c.window })
		if err != nil || len(report.Failures) > 0 || len(got) != 3 {
			t.Errorf("%s: %d days, %+v, %v", name, len(got), report.Failures, err)
			continue
		}
		for day, w := range want {
			if g := got[day]; dump(g.trades) != dump(w.trades) || !slices.Equal(g.ids, w.ids) {
				t.Errorf("%s: %s differs", name, day)
			}
			p := got[day].provenance
			if p.Format != "rows, parquet" || p.Archives[0].Name != "memory" || len(p.Archives[0].SHA256) != 64 || p.Coverage != 1 {
				t.Errorf("%s: %s: %+v", name, day, p)
			}
		}
	}
}

// Columns of record batches, larger than those that are read at a time, and
// with nulls.
func TestRowsOfBatches(t *testing.T) {
	const n = 20_000
	b := columns.Batch{Rows: n, Columns: make([]columns.Column, 5)}
	for i := range int64(n) {
		b.Columns[0].Ints = append(b.Columns[0].Ints, 1_761_955_200_000_000_000+i*1_000_000_000)
		b.Columns[1].Reals = append(b.Columns[1].Reals, 95_000)
		b.Columns[2].Reals = append(b.Columns[2].Reals, 0.5)
		b.Columns[3].Texts = append(b.Columns[3].Texts, []byte([]string{"SELL", "buy"}[i%2]))
		b.Columns[4].Texts = append(b.Columns[4].Texts, fmt.Appendf(nil, "id %d", i))
	}
	fields := []columns.Field{{Name: "ts", Kind: columns.Time, Type: "timestamp[ns]", PerSecond: 1e9}, {Name: "px", Kind: columns.Real, Type: "double"},
		{Name: "sz", Kind: columns.Real, Type: "double"}, {Name: "side", Kind: columns.Text, Type: "string"}, {Name: "id", Kind: columns.Text, Type: "string"}}
	rows := Rows{Name: "batches", Fields: fields, Batches: batchesOf(columns.Batch{Columns: make([]columns.Column, 5)}, b)}
	asked := map[string]int{}
	r, days, err := convertRows(t, rows, func(c *Config) { c.Intent = func(day string) Intent { asked[day]++; return Write } })
	if d := days["2025-11-01"]; err != nil || len(days) != 1 || d.trades.Len() != n || d.ids != nil || d.trades.Side[0] != microstructure.Sell || d.trades.Side[9001] != microstructure.Buy {
		t.Errorf("%+v, %v", r, err)
	}
	if len(asked) != 1 || asked["2025-11-01"] != 1 {
		t.Errorf("days asked for: %v", asked)
	}
	if want := "time = ts (timestamp[ns] in ns, cut to µs, without a zone, taken for UTC)"; len(r.Archives) != 1 || !strings.HasPrefix(r.Archives[0].Columns, want) {
		t.Errorf("%+v", r.Archives)
	}

	b.Columns[1].Null = make([]bool, n)
	b.Columns[1].Null[9001] = true
	rows.Batches = batchesOf(b)
	r, days, err = convertRows(t, rows, nil)
	if err != nil || len(days) != 0 || len(r.Failures) != 1 || !strings.Contains(r.Failures[0].Err.Error(), "batches, row 9001, px: is null") {
		t.Errorf("a null: %+v, %v", r.Failures, err)
	}
	b.Columns[1].Null = nil
	b.Columns[4].Texts[9001] = []byte("id 7")
	rows.Batches = batchesOf(b)
	r, days, err = convertRows(t, rows, nil)
	if err != nil || len(days) != 0 || len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, ErrConflict) {
		t.Errorf("two trades of one id: %+v, %v", r.Failures, err)
	}
}

// What cannot be converted is an error, and leaves no day.
func TestRowsThatCannotBeUsed(t *testing.T) {
	us := []int64{1_761_955_200_000_000, 1_762_041_600_000_000, 1_762_128_000_000_000, 1_761_955_200_000_001}
	trades := microstructure.Trades{TimestampUS: us, Price: []float64{1, 1, 1, 1}, Quantity: []float64{1, 1, 1, 1}, Side: []microstructure.Side{1, 1, 1, 1}}
	whole := TradeRows("memory", false, func(yield func(microstructure.Trades, []int64) bool) { yield(trades, nil) })
	fault := errors.New("a fault of the caller's")
	failing := whole
	failing.Batches = func(yield func(columns.Batch, error) bool) {
		for b := range whole.Batches {
			if !yield(b, nil) {
				return
			}
		}
		yield(columns.Batch{}, fault)
	}
	short := whole
	short.Batches = batchesOf(columns.Batch{Rows: 2, Columns: []columns.Column{{Ints: us[:2]}, {Reals: []float64{1}}, {Reals: []float64{1, 1}}, {Ints: []int64{1, 1}}}})
	few := whole
	few.Batches = batchesOf(columns.Batch{Rows: 2, Columns: make([]columns.Column, 2)})
	none := whole
	none.Batches = batchesOf()
	late := whole
	late.InOrder = true
	nameless := whole
	nameless.Fields = slices.Clone(whole.Fields)
	nameless.Fields[1].Name = "x"
	for want, rows := range map[string]Rows{
		"a fault of the caller's": failing,
		"ingest: of a batch of 2 rows, column price has 1 values and 0 nulls":                                        short,
		"ingest: a batch has 2 columns, not 4":                                                                       few,
		"no trades: there are no rows in memory":                                                                     none,
		"rows are out of order by more than Config.WindowRows, although Rows.InOrder promises otherwise: 2025-11-01": late,
		"memory: no column is known as the price; the file has timestamp_us, x, quantity, side":                      nameless,
	} {
		_, days, err := convertRows(t, rows, nil)
		if err == nil || !strings.Contains(err.Error(), want) || len(days) > 0 {
			t.Errorf("%v, %d days; want %s", err, len(days), want)
		}
	}
	if _, days, err := convertRows(t, whole, nil); err != nil || len(days) != 3 {
		t.Errorf("%d days, %v", len(days), err)
	}
}
