package ingest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// umCSV is a file of trades at the given ms, numbered by them.
func umCSV(ms ...int64) string {
	var b strings.Builder
	b.WriteString(umHeader)
	for _, t := range ms {
		fmt.Fprintf(&b, "%d,%d,2,%d,%d,false\n", t, 100+t%50, 2*(100+t%50), t)
	}
	return b.String()
}

const aug8 = int64(1723075200000) // 2024-08-08 UTC, ms

// However rows are spread over archives and shuffled, and however small the
// window is, the result is the same.
func TestAnyOrder(t *testing.T) {
	const day = 86_400_000
	r := rand.New(rand.NewPCG(7, 8))
	var all []int64
	for i := range int64(6000) {
		all = append(all, aug8-day+i*(3*day/6000))
	}
	byDay := func(shift, slack int64) (texts [3][]int64) {
		for _, t := range all {
			n := min(max((t+shift-aug8+day+r.Int64N(2*slack+1)-slack)/day, 0), 2)
			texts[n] = append(texts[n], t)
		}
		return texts
	}
	for _, c := range []struct {
		name    string
		shuffle func([]int64)
		slack   int64
		again   bool // every archive twice
	}{
		{"in order", func([]int64) {}, 0, false},
		{"rows in the neighbours' files", func([]int64) {}, day / 2, false},
		{"backwards", slices.Reverse[[]int64], 0, false},
		{"nearly in order", func(v []int64) {
			for i := 0; i+10 < len(v); i += 10 {
				v[i], v[i+9] = v[i+9], v[i]
			}
		}, 1000, false},
		{"shuffled", func(v []int64) { r.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] }) }, day / 2, false},
		{"twice", func(v []int64) { r.Shuffle(len(v), func(i, j int) { v[i], v[j] = v[j], v[i] }) }, day / 3, true},
	} {
		for _, window := range []int{2, 50, 1 << 18} {
			t.Run(fmt.Sprint(c.name, "/", window), func(t *testing.T) {
				var paths []string
				for n, ms := range byDay(0, c.slack) {
					c.shuffle(ms)
					path := write(t, fmt.Sprintf("BTCUSDT-trades-2024-08-%02d.csv", 7+n), umCSV(ms...))
					paths = append(paths, path)
					if c.again {
						paths = append(paths, path)
					}
				}
				report, days := convert(t, "binance_futures", "BTCUSDT", func(config *Config) { config.WindowRows = window }, paths...)
				if len(report.Failures) > 0 || len(days) != 3 {
					t.Fatal(report.Failures, len(days))
				}
				next := 0
				for _, d := range report.Days {
					for _, us := range days[d.Day].trades.TimestampUS {
						if us != all[next]*1000 {
							t.Fatalf("trade %d is at %s", next, timeText(us))
						}
						next++
					}
					if want := d.RowsIn - d.Rows; d.Duplicates != want || c.again && d.Duplicates != d.Rows {
						t.Errorf("%+v", d)
					}
					if (d.MovedIn > 0) != (c.slack > 1000) && c.slack != 1000 {
						t.Errorf("%d rows were moved", d.MovedIn)
					}
				}
				if next != len(all) {
					t.Errorf("%d trades, want %d", next, len(all))
				}
			})
		}
	}
}

// A month goes the same ways, and its days are closed as it is read.
func TestMonth(t *testing.T) {
	var ms []int64
	for i := range int64(31 * 24) {
		ms = append(ms, aug8-7*86_400_000+i*3_600_000)
	}
	late := slices.Clone(ms)
	late[3], late[700] = late[700], late[3] // a row of 1 August near the month's end
	for _, rows := range [][]int64{ms, late} {
		report, days := convert(t, "binance_futures", "BTCUSDT", func(c *Config) { c.WindowRows = 10 },
			write(t, "BTCUSDT-trades-2024-08.csv", umCSV(rows...)))
		if len(days) != 31 || len(report.Days) != 31 || len(report.Failures) != 0 {
			t.Fatalf("%d days, %v", len(days), report.Failures)
		}
		for _, d := range report.Days {
			if d.Rows != 24 || days[d.Day].trades.Len() != 24 || d.Coverage != 1 {
				t.Errorf("%+v", d)
			}
		}
	}
}

// A UTC day needs two of OKX's archives.
func TestTwoArchivesADay(t *testing.T) {
	const header = "instrument_name,trade_id,side,price,size,created_time\n"
	first := write(t, "BTC-USDT-SWAP-trades-2024-08-08.csv", header+fmt.Sprintf("BTC-USDT-SWAP,2,buy,100,1,%d\nBTC-USDT-SWAP,1,buy,100,1,%d\n", aug8+1, aug8))
	second := write(t, "BTC-USDT-SWAP-trades-2024-08-09.csv", header+fmt.Sprintf("BTC-USDT-SWAP,4,buy,100,1,%d\nBTC-USDT-SWAP,3,buy,100,1,%d\n", aug8+80_000_000, aug8+79_000_000))
	report, days := convert(t, "okx_futures", "BTCUSDT", nil, second, first)
	if len(days) != 1 || len(report.Days) != 1 {
		t.Fatalf("%+v", report)
	}
	d := report.Days[0]
	if d.Rows != 4 || d.Coverage != 1 || len(d.Archives) != 2 || *d.IDs != (microstructure.IDRange{First: 1, Last: 4}) {
		t.Errorf("%+v", d)
	}
	if d.Archives[0].Name != "BTC-USDT-SWAP-trades-2024-08-08.csv" || d.ContractSize != 0.01 || d.ContractUnit != microstructure.UnitBase {
		t.Errorf("%+v", d)
	}
	if report, _ := convert(t, "okx_futures", "BTCUSDT", nil, first); report.Days[0].Coverage != 16./24 {
		t.Errorf("coverage of one archive is %g", report.Days[0].Coverage)
	}
}

// Without ids, rows that are the same in everything may be different trades:
// what one archive has twice stays. Of two archives, the one with more counts.
func TestDuplicatesWithoutIDs(t *testing.T) {
	row := "1723161256.3,BTCUSDT,Buy,1,2,x,,0,1,2\n"
	other := "1723161256.3,BTCUSDT,Sell,1,2,x,,0,1,2\n"
	withID := strings.Replace(row, "x,,", "x,a,", 1) + strings.Replace(row, "x,,", "x,b,", 1)
	many := ""
	for i := range 200 {
		many += fmt.Sprintf("1723161256.3,BTCUSDT,Buy,%d,2,x,,0,%d,%d\n", 1+i%100, 1+i%100, 2*(1+i%100))
	}
	for _, c := range []struct {
		name             string
		texts            []string
		rows, duplicates int64
	}{
		{"one archive", []string{row + other + row + strings.Repeat(other, 100)}, 103, 0},
		{"twice", []string{row + row + other, row + row + other}, 3, 3},
		{"other numbers", []string{row + other, row + row + other + other + other, other + other}, 5, 4},
		{"many at once", []string{many, many + row}, 201, 200},
		{"with ids", []string{withID + withID}, 2, 2},
		{"with and without", []string{withID + row, row + withID}, 3, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			var paths []string
			for _, text := range c.texts {
				paths = append(paths, write(t, "BTCUSDT2024-08-08.csv", bybitHeader+text))
			}
			report, days := convert(t, "bybit_futures", "BTCUSDT", nil, paths...)
			if d := report.Days[0]; d.Duplicates != c.duplicates || d.Rows != c.rows || d.IDs != nil || days[d.Day].ids != nil {
				t.Errorf("%+v\n%s", d, dump(days[d.Day].trades))
			}
		})
	}
}

func TestMixedKinds(t *testing.T) {
	const agg = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n1,50000,2,10,12,1723161600000,false\n"
	single := write(t, "BTCUSDT-trades-2024-08-08.csv", umCSV(aug8))
	c := DefaultConfig()
	c.Source, c.Symbol, c.NewDay = "binance_futures", "BTCUSDT", (&memory{days: map[string]*memoryDay{}}).open
	_, err := Convert(context.Background(), []string{single, write(t, "BTCUSDT-aggTrades-2024-08-09.csv", agg)}, c)
	if !errors.Is(err, ErrMismatch) {
		t.Errorf("kinds that differ by name: %v", err)
	}
	report, _ := convert(t, "binance_futures", "BTCUSDT", nil, single, write(t, "BTCUSDT-2024-08-09.csv", agg))
	if len(report.Failures) != 1 || !errors.Is(report.Failures[0].Err, ErrMismatch) {
		t.Errorf("kinds that differ by header: %+v", report)
	}
}
