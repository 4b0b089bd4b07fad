package dataset

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// imported is the provenance of a day as an import gives it.
func imported(rows int) microstructure.Provenance {
	return microstructure.Provenance{
		Source: "alpha", Symbol: "BTCUSDT", Instrument: "BTCUSDT", Day: testDate,
		Kind: microstructure.KindTrades, ContractSize: 1, ContractUnit: microstructure.UnitBase,
		RowsIn: int64(rows) + 2, Rows: int64(rows), Duplicates: 2, FirstUS: testStartUS, LastUS: testStartUS + 1, Coverage: 1,
		IDs:            &microstructure.IDRange{First: 1, Last: 1 + uint64(rows)},
		Archives:       []microstructure.ArchiveUse{{Name: "BTCUSDT-trades-2025-11-01.zip", Bytes: 1234, SHA256: "0123abcd", Rows: int64(rows) + 2}},
		UnknownColumns: []string{"rpi"}, Version: "v1",
	}
}

// A reading is all that a file says.
type reading struct {
	trades microstructure.Trades
	ids    []int64
	info   FileInfo
}

// readDay reads a file, and if all verifies what is not delivered as well.
func readDay(reader *TradesReader, path string, all bool) (r reading, err error) {
	if r.info, err = Inspect(path); err != nil {
		return r, err
	}
	day, err := ParseDay(path)
	if err != nil {
		return r, err
	}
	if err := reader.Reset(day); err != nil {
		return r, err
	}
	defer reader.Close()
	if all {
		reader.VerifyAll()
	} else if r.info.HasIDs {
		if err := reader.ReadIDs(); err != nil {
			return r, err
		}
	}
	for {
		t, err := reader.Next()
		if err == io.EOF {
			return r, nil
		}
		if err != nil {
			return r, err
		}
		r.trades.Append(t)
		r.ids = append(r.ids, reader.IDs()...)
	}
}

// writeDay writes trades that have ids.
func writeDay(t *testing.T, path string, trades microstructure.Trades) {
	t.Helper()
	w, err := CreateTrades(path, imported(trades.Len()))
	if err != nil {
		t.Fatal(err)
	}
	ids := make([]int64, trades.Len())
	for i := range ids {
		ids[i] = int64(7*i + i%5)
	}
	if err := errors.Join(w.AppendWithIDs(trades, ids), w.Close()); err != nil {
		t.Fatal(err)
	}
}

// damageDay reads a day, and builds its bars with and without the cache, with
// each of some changes made to its bytes. It must be refused, or read as it was
// written; and refused where all is verified, unless the change makes it
// another program's.
func damageDay(t *testing.T, path string, changes int, change func(data []byte, i int)) {
	t.Helper()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	reader := &TradesReader{}
	want, err := readDay(reader, path, false)
	if err != nil || !want.info.Own {
		t.Fatalf("the day as it was written: %+v, %v", want.info, err)
	}
	if _, err := readDay(reader, path, true); err != nil {
		t.Fatal(err)
	}
	d := &Dataset{Dir: t.TempDir(), Symbol: "BTCUSDT"}
	changed := d.TradesPath("alpha", testDate)
	if err := os.MkdirAll(filepath.Dir(changed), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(changed, whole, 0o666); err != nil {
		t.Fatal(err)
	}
	configs := []Config{DefaultConfig(), DefaultConfig()}
	configs[1].NoCache = true
	bars, _, err := d.Bars(t.Context(), testSources()[:1], configs[0])
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(changed, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	foreign, refused := 0, 0
	for i := range changes {
		if testing.Short() && i%8 != 0 {
			continue
		}
		data := slices.Clone(whole)
		change(data, i)
		if slices.Equal(data, whole) {
			t.Fatalf("change %d changes nothing", i)
		}
		if _, err := file.WriteAt(data, 0); err != nil {
			t.Fatal(err)
		}
		for _, c := range configs {
			if got, _, err := d.Bars(t.Context(), testSources()[:1], c); err != nil {
				isDamage(t, i, err)
			} else if !same(got, bars) {
				t.Errorf("change %d: other bars", i)
			}
		}
		got, err := readDay(reader, changed, false)
		if err != nil {
			refused++
			isDamage(t, i, err)
		} else {
			own := got.info.Own
			if got.info.Own = true; !reflect.DeepEqual(got, want) {
				t.Errorf("change %d: other trades or another provenance", i)
			}
			if !own {
				foreign++
				continue
			}
		}
		if _, err := readDay(reader, changed, true); err == nil {
			t.Errorf("change %d is not noticed", i)
		} else {
			isDamage(t, i, err)
		}
	}
	if signature := 8 * len(parquetio.CreatedBy); foreign > signature {
		t.Errorf("%d changes make the file another program's, more than its signature has bits, %d", foreign, signature)
	}
	t.Logf("%d of %d changes are refused at once", refused, changes)
}

// isDamage checks the error of a change to a day.
func isDamage(t *testing.T, change int, err error) {
	t.Helper()
	e, ok := errors.AsType[*FileError](err)
	if !ok || e.Path == "" || !strings.Contains(e.Remedy, "again") {
		t.Errorf("change %d: %v", change, err)
	}
}

// TestDamagedDay flips a bit of every byte of small days, one at a time.
func TestDamagedDay(t *testing.T) {
	for _, n := range []int{0, 1, 40} {
		path := filepath.Join(t.TempDir(), testDate+extension)
		trades := testTrades(n)
		if n > 1 {
			trades.QuoteQuantity[n/2] *= 1.5
		}
		writeDay(t, path, trades)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		const step = 7 // another bit from byte to byte
		damageDay(t, path, 8*int(info.Size())/step, func(data []byte, i int) { data[step*i/8] ^= 1 << (step * i % 8) })
	}
}

// TestDamagedLongDay damages days of many pages in ways that disks do.
func TestDamagedLongDay(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, exact := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), testDate+extension)
		trades := testTrades(2*pageRows + 1)
		for i := range trades.Price {
			trades.Price[i] = 95_000 + float64(r.IntN(1<<20))/16 // too many for a dictionary
			trades.QuoteQuantity[i] = trades.Price[i] * trades.Quantity[i]
			if !exact {
				trades.QuoteQuantity[i] *= 1 + float64(i%3)/8
			}
			trades.TimestampUS[i] = testStartUS + int64(i)*1000
		}
		writeDay(t, path, trades)
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		const block = 4 << 10
		size := int(info.Size())
		damageDay(t, path, (size+block-1)/block, func(data []byte, i int) { clear(data[block*i : min(block*(i+1), size)]) })
		damageDay(t, path, 40, func(data []byte, i int) { clear(data[size-block-16*i:][:block]) })
		damageDay(t, path, 40, func(data []byte, _ int) { data[r.IntN(size)] ^= 1 << r.IntN(8) })
	}
}
