package ingest

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// Rows whose quantity is 0 are no trades. Their ids are not missing.
func TestRowsThatAreNoTrades(t *testing.T) {
	row := func(id int, price, quantity, quote string, ms int64) string {
		return fmt.Sprintf("%d,%s,%s,%s,%d,false\n", id, price, quantity, quote, ms)
	}
	text := umHeader +
		row(1, "50000", "0", "0", aug8) + // the first
		row(2, "50000", "2", "100000", aug8+1) +
		row(3, "0", "0", "0", aug8+1) +
		row(4, "50000.0", "0.000", "77", aug8+2) + // what follows from it is not checked
		row(5, "50000", "2", "100000", aug8+3) +
		row(7, "50000", "0e5", "0", aug8+3)
	for _, window := range []int{2, 100} {
		report, days := convert(t, "binance_futures", "BTCUSDT", func(c *Config) { c.WindowRows = window },
			write(t, umName, text), write(t, umName, text))
		if len(report.Failures) > 0 {
			t.Fatal(report.Failures)
		}
		d := report.Days[0]
		if d.Rows != 2 || d.LeftOut != 4 || d.RowsIn != 12 || d.Duplicates != 6 || *d.IDs != (microstructure.IDRange{First: 1, Last: 7, Missing: 1, LeftOut: "AQEBAgIB"}) {
			t.Errorf("%+v, %+v", d, d.IDs)
		}
		if report.Archives[0].LeftOut != 4 || d.FirstUS != aug8*1000+1000 || days[d.Day].ids[0] != 2 {
			t.Errorf("%+v, ids %v", report.Archives[0], days[d.Day].ids)
		}
	}
	for bad, quotes := range map[string]string{
		row(9, "0", "1", "0", aug8):           `price: "0" is not a finite number above zero`,
		row(9, "50000", "-0.1", "0", aug8):    `quantity: "-0.1" is neither zero nor`,
		row(9, "-1", "0", "0", aug8):          `price: "-1" is not`,
		row(9, "50000", "1e-400", "0", aug8):  `quantity: "1e-400" is neither zero nor`,
		row(9, "NaN", "0", "0", aug8):         `price: "NaN"`,
		row(9, "50000", "0", "nothing", aug8): `quote quantity: "nothing" is not a number`,
	} {
		report, days := convert(t, "binance_futures", "BTCUSDT", nil, write(t, umName, text+bad))
		if len(report.Failures) != 1 || len(days) != 0 || !strings.Contains(report.Failures[0].Err.Error(), quotes) {
			t.Errorf("%q: %d days, %v", bad, len(days), report.Failures)
		}
	}
	report, days := convert(t, "bybit_futures", "BTCUSDT", nil, write(t, "BTCUSDT2024-08-08.csv",
		bybitHeader+"1723161256.3,BTCUSDT,Buy,1,2,x,a,0,1,2\n1723161256.3,BTCUSDT,Buy,0,2,x,b,0,0,0\n"))
	if d := report.Days[0]; d.Rows != 1 || d.LeftOut != 1 || len(days) != 1 {
		t.Errorf("%+v", d)
	}
	report, days = convert(t, "binance_futures", "BTCUSDT", nil, write(t, umName, umHeader+row(1, "0", "0", "0", aug8)))
	if len(days) != 0 || len(report.Failures) != 0 || report.Archives[0].LeftOut != 1 {
		t.Errorf("nothing but rows that are no trades: %d days, %+v", len(days), report)
	}
}

// Two different rows of one id are refused, wherever they are. Both are named.
func TestConflicts(t *testing.T) {
	row := func(id int, price int, ms int64) string {
		return fmt.Sprintf("%d,%d,2,%d,%d,false\n", id, price, 2*price, ms)
	}
	var many strings.Builder
	for i := range 500 {
		many.WriteString(row(100+i, 50000, aug8+10+int64(i)))
	}
	bybit := func(id, side string, ms int) string {
		return fmt.Sprintf("1723161256.%03d,BTCUSDT,%s,1,2,x,%s,0,1,2\n", ms, side, id)
	}
	var manyTexts strings.Builder
	for i := range 500 {
		manyTexts.WriteString(bybit(fmt.Sprintf("id %d", i), "Buy", 10+i))
	}
	okx := func(sides ...string) string {
		text := "instrument_name,trade_id,side,price,size,created_time\n"
		for i := range 3 {
			for _, s := range sides {
				text += fmt.Sprintf("BTC-USDT-SWAP,%d,%s,50000,1,%d\n", i+1, s, aug8+int64(i))
			}
		}
		return text
	}
	const zip, other = "BTCUSDT-trades-2024-08-08.zip", "BTCUSDT-trades-2024-08.csv"
	const okxName, bybitName = "BTC-USDT-SWAP-trades-2024-08-08.csv", "BTCUSDT2024-08-08.csv.gz"
	for _, c := range []struct {
		name, source string
		files        [][2]string
		quotes       []string
	}{
		{"at one time", "binance_futures", [][2]string{{zip, umHeader + row(1, 50000, aug8) + row(1, 50001, aug8)}},
			[]string{zip + ", line 3, id: \"1\" two different trades", "2 bought at 50001", "2 bought at 50000", "in line 2;"}},
		{"at two times", "binance_futures", [][2]string{{zip, umHeader + row(1, 50000, aug8) + many.String() + row(1, 50000, aug8+9000)}},
			[]string{zip + ", line 503, id: \"1\"", "in line 2;"}},
		{"the second comes first", "binance_futures", [][2]string{{zip, umHeader + row(1, 50000, aug8+9000) + many.String() + row(1, 50000, aug8)}},
			[]string{zip + ", line 2, id: \"1\"", "in line 503;"}},
		{"in two archives", "binance_futures", [][2]string{{zip, umHeader + row(1, 50000, aug8)}, {other, umHeader + many.String() + row(1, 50001, aug8)}},
			[]string{other + ", line 2, id: \"1\"", "in line 502 of " + other, "download both archives again"}},
		{"a text id at one time", "bybit_futures", [][2]string{{bybitName, bybitHeader + bybit("a1", "Buy", 0) + bybit("b-2", "Buy", 1) + bybit("b-2", "Sell", 1)}},
			[]string{bybitName + ", line 4, id: \"b-2\" two different trades", "1 sold at 2", "1 bought at 2", "in line 3;"}},
		{"a text id at two times", "bybit_futures", [][2]string{{bybitName, bybitHeader + bybit("b-2", "Buy", 1) + manyTexts.String() + bybit("b-2", "Buy", 990)}},
			[]string{bybitName + ", line 503, id: \"b-2\"", "in line 2;"}},
		{"a text id in a file that runs backwards", "bybit_futures", [][2]string{{bybitName, bybitHeader + bybit("b-2", "Buy", 990) + bybit("a", "Buy", 980) + bybit("b-2", "Buy", 970)}},
			[]string{bybitName + ", line 2, id: \"b-2\"", "in line 4;"}},
		{"both sides of each", "okx_futures", [][2]string{{okxName, okx("SELL", "BUY")}},
			[]string{okxName + ", line 3, id: \"1\"", "0.01 bought at 50000", "0.01 sold at 50000", "in line 2"}},
	} {
		for _, window := range []int{2, 1 << 18} {
			t.Run(fmt.Sprint(c.name, "/", window), func(t *testing.T) {
				var paths []string
				for _, f := range c.files {
					paths = append(paths, write(t, f[0], f[1]))
				}
				report, days := convert(t, c.source, "BTCUSDT", func(config *Config) { config.WindowRows = window }, paths...)
				if len(report.Failures) != 1 || len(days) != 0 || !errors.Is(report.Failures[0].Err, ErrConflict) {
					t.Fatalf("%d days, %v", len(days), report.Failures)
				}
				f := report.Failures[0]
				for _, q := range c.quotes {
					if c.name != "in two archives" && !strings.Contains(f.Err.Error(), q) {
						t.Errorf("%v does not show %q", f.Err, q)
					}
				}
				if c.name == "in two archives" && (!strings.Contains(f.Err.Error(), zip) || !strings.Contains(f.Err.Error(), other)) {
					t.Errorf("%v does not name both archives", f.Err)
				}
				if len(f.Days) != 1 || f.Days[0] != "2024-08-08" {
					t.Errorf("lost %v", f.Days)
				}
			})
		}
	}
	double := okx("sell")
	report, days := convert(t, "okx_futures", "BTCUSDT", nil, write(t, okxName, double+strings.TrimPrefix(double, "instrument_name,trade_id,side,price,size,created_time\n")))
	if len(report.Failures) > 0 || len(days) != 1 || report.Days[0].Rows != 3 || report.Days[0].Duplicates != 3 || report.Days[0].IDs.Missing != 0 {
		t.Errorf("equal rows of one id: %v, %+v", report.Failures, report.Days)
	}
}

// A conflict costs its day alone, and nothing when the archive that brought it
// fails.
func TestConflictCostsItsDay(t *testing.T) {
	const day = 86_400_000
	ms := august(4)
	text := umCSV(ms...)
	month := write(t, "BTCUSDT-trades-2024-08.csv", text+strings.Replace(strings.TrimPrefix(umCSV(ms[40]), umHeader), ",2,", ",4,", 1))
	report, days := convert(t, "binance_futures", "BTCUSDT", nil, month)
	if len(report.Failures) != 1 || len(days) != 30 || days["2024-08-11"] != nil {
		t.Errorf("%d days, %v", len(days), report.Failures)
	}
	clash := strings.Replace(umCSV(ms[123]), ",2,", ",4,", 1)
	for name, end := range map[string]string{"read": strings.TrimPrefix(umCSV(aug8+24*day), umHeader), "refused": "x\n"} {
		report, days := convert(t, "binance_futures", "BTCUSDT", nil, write(t, "BTCUSDT-trades-2024-08.csv", text),
			write(t, "BTCUSDT-trades-2024-09-01.csv", strings.Replace(clash, umHeader, map[string]string{"read": umHeader, "refused": "id,price,qty,time,is_buyer_maker\n"}[name], 1)+end))
		if got := days["2024-08-31"] != nil; len(report.Failures) != 1 || got != (name == "refused") {
			t.Errorf("%s: 31 August is written: %t, %v", name, got, report.Failures)
		}
	}
}

func TestIDSet(t *testing.T) {
	if testing.Short() {
		t.Skip("in short mode: a set is filled up to its limit")
	}
	var s, o idSet
	seen := map[uint64]bool{}
	ids := []uint64{5, 4, 6, 5, 1 << 40, 0, 1<<63 - 1, 4096, 4095, 4096, 1 << 40}
	for i := range uint64(20_000) {
		ids = append(ids, 1_000_000+i*i%30_011)
	}
	for _, id := range ids {
		if got := s.add(id); got == seen[id] {
			t.Fatalf("%d is new: %t", id, got)
		}
		seen[id] = true
		if id%3 == 0 {
			o.add(id)
		}
	}
	var without []uint64
	for id := range seen {
		if id%3 != 0 {
			without = append(without, id)
		}
	}
	slices.Sort(without)
	first, last := s.bounds()
	if got := slices.Collect(s.without(&o)); s.len() != int64(len(seen)) || !slices.Equal(got, without) || first != 0 || last != 1<<63-1 {
		t.Errorf("%d ids, %d without the others, from %d to %d", s.len(), len(got), first, last)
	}
	var back idSet
	must(t, back.parseIDs(formatIDs(s.without(&o))))
	if got := slices.Collect(back.without(&idSet{})); !slices.Equal(got, without) {
		t.Errorf("%d ids are written, %d read", len(without), len(got))
	}
	if text := formatIDs((&idSet{}).without(&o)); text != "" || back.parseIDs("") != nil {
		t.Errorf("no ids are %q", text)
	}
	if s.full() {
		t.Error("a small set is full")
	}
	for _, bad := range []string{"x", "gA==", base64.StdEncoding.EncodeToString(binary.AppendUvarint(binary.AppendUvarint(nil, 1<<63), 1)),
		base64.StdEncoding.EncodeToString(binary.AppendUvarint([]byte{0}, 1<<50))} {
		if new(idSet).parseIDs(bad) == nil {
			t.Errorf("%q is read", bad)
		}
	}
	for i := uint64(0); !s.full(); i++ {
		if s.add(i << 20); i > 2*maxIDBlocks {
			t.Fatal("never full")
		}
	}
}

// TestTextIDs compares the set with a map until it is full, and shows that it
// goes on after that.
func TestTextIDs(t *testing.T) {
	var s textIDs
	r := rand.New(rand.NewPCG(3, 3))
	seen := map[uint64]bool{}
	var ids []uint64
	for range 100_000 {
		id := 1 + r.Uint64N(1<<17)
		if r.IntN(2) == 0 {
			id = r.Uint64() | 1
		}
		ids = append(ids, id)
		if s.add(id) == seen[id] {
			t.Fatalf("%d is new: %t", id, !seen[id])
		}
		seen[id] = true
	}
	if testing.Short() {
		t.Skip("in short mode: millions of ids are added")
	}
	for i := uint64(0); s.before == nil; i++ {
		s.add(mix(i) | 1)
	}
	if s.add(ids[0]) {
		t.Error("an id is forgotten that is not the oldest by far")
	}
	for i := uint64(0); i < 2*mostTextIDs; i++ {
		s.add(mix(i) | 1)
	}
	if !s.add(ids[0]) || s.add(ids[0]) || len(s.table)+len(s.before) != 2*mostTextIDs {
		t.Errorf("after %d ids the set has room for %d", 3*mostTextIDs, len(s.table)+len(s.before))
	}
}
