package command

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// A tick is a row of an exchange's archive. Without a quantity it is no trade.
type tick struct {
	id       int
	ms       int64
	cents    int // price in 1/100
	quantity int // in 1/1000, or contracts
	buy      bool
}

// An exchange is how one source publishes ticks.
type exchange struct {
	source, symbol string
	name           string // of an archive, with % for the date
	header         string
	columns        [5]int  // id, time, price, quantity and side in a row
	unit           float64 // base currency in a unit of quantity, or quote currency if inverse
	inverse        bool
	shiftMS        int64 // of the archives' days, from UTC
	row            func(p tick) string
}

func price(p tick) string    { return fmt.Sprintf("%d.%02d", p.cents/100, p.cents%100) }
func quantity(p tick) string { return fmt.Sprintf("%d.%03d", p.quantity/1000, p.quantity%1000) }
func side(p tick) string     { return map[bool]string{false: "sell", true: "buy"}[p.buy] }

const utc8 = -8 * 3_600_000

var exchanges = []exchange{
	{source: "binance_futures", symbol: "BTCUSDT", name: "BTCUSDT-trades-%.zip", header: "id,price,qty,quote_qty,time,is_buyer_maker", columns: [5]int{0, 4, 1, 2, 5}, unit: 1,
		row: func(p tick) string {
			return fmt.Sprintf("%d,%s,%s,%.5f,%d,%t", p.id, price(p), quantity(p), float64(p.cents)*float64(p.quantity)/1e5, p.ms, !p.buy)
		}},
	{source: "binance_futures", symbol: "BTCUSDT", name: "BTCUSDT-aggTrades-%.csv", columns: [5]int{0, 5, 1, 2, 6}, unit: 1,
		row: func(p tick) string {
			return fmt.Sprintf("%d,%s,%s,%d,%d,%d,%t", p.id, price(p), quantity(p), 2*p.id, 2*p.id+1, p.ms, !p.buy)
		}},
	{source: "binance_spot", symbol: "BTCUSDT", name: "BTCUSDT-trades-%.zip", columns: [5]int{0, 4, 1, 2, 5}, unit: 1,
		row: func(p tick) string {
			return fmt.Sprintf("%d,%s,%s,%.8f,%d000,%t,true", p.id, price(p), quantity(p), float64(p.cents)*float64(p.quantity)/1e5, p.ms, !p.buy)
		}},
	{source: "binance_coin_futures", symbol: "BTCUSD", name: "BTCUSD_PERP-aggTrades-%.zip", columns: [5]int{0, 5, 1, 2, 6}, unit: 100, inverse: true,
		row: func(p tick) string {
			return fmt.Sprintf("%d,%s,%d,1,2,%d,%t", p.id, price(p), p.quantity, p.ms, !p.buy)
		}},
	{source: "bybit_futures", symbol: "BTCUSDT", name: "BTCUSDT%.csv.gz", columns: [5]int{6, 0, 4, 3, 2}, unit: 1,
		header: "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional",
		row: func(p tick) string {
			return fmt.Sprintf("%d.%03d,BTCUSDT,%s,%s,%s,PlusTick,id-%d,1,%s,%.6f", p.ms/1000, p.ms%1000, side(p), quantity(p), price(p), p.id, quantity(p), float64(p.cents)*float64(p.quantity)/1e5)
		}},
	{source: "bybit_spot", symbol: "BTCUSDT", name: "BTCUSDT_%.csv.gz", header: "id,timestamp,price,volume,side,rpi", columns: [5]int{0, 1, 2, 3, 4}, unit: 1,
		row: func(p tick) string {
			return fmt.Sprintf("%d,%d,%s,%s,%s,0", p.id, p.ms, price(p), quantity(p), side(p))
		}},
	{source: "okx_futures", symbol: "BTCUSDT", name: "BTC-USDT-SWAP-trades-%.zip", header: "instrument_name,trade_id,side,price,size,created_time", columns: [5]int{1, 5, 3, 4, 2}, unit: 0.01, shiftMS: utc8,
		row: func(p tick) string {
			return fmt.Sprintf("BTC-USDT-SWAP,%d,%s,%s,%d,%d", p.id, side(p), price(p), p.quantity, p.ms)
		}},
	{source: "okx_spot", symbol: "BTCUSDT", name: "BTC-USDT-trades-%.csv", header: "instrument_name,trade_id,side,price,size,created_time", columns: [5]int{1, 5, 3, 4, 2}, unit: 1, shiftMS: utc8,
		row: func(p tick) string {
			return fmt.Sprintf("BTC-USDT,%d,%s,%s,%s,%d", p.id, side(p), price(p), quantity(p), p.ms)
		}},
}

// write makes an archive of ticks in a directory.
func (e *exchange) write(t *testing.T, dir, date string, ticks []tick) string {
	t.Helper()
	var text bytes.Buffer
	if e.header != "" {
		text.WriteString(e.header + "\n")
	}
	for _, p := range ticks {
		text.WriteString(e.row(p) + "\n")
	}
	path := filepath.Join(dir, strings.Replace(e.name, "%", date, 1))
	var packed bytes.Buffer
	switch filepath.Ext(path) {
	case ".zip":
		z := zip.NewWriter(&packed)
		w, err := z.Create("trades.csv")
		must(t, err)
		_, err = w.Write(text.Bytes())
		must(t, err)
		must(t, z.Close())
	case ".gz":
		z := gzip.NewWriter(&packed)
		_, err := z.Write(text.Bytes())
		must(t, err)
		must(t, z.Close())
	default:
		packed = text
	}
	must(t, os.WriteFile(path, packed.Bytes(), 0o644))
	return path
}

// plainDay is what a plain reader finds of a UTC day.
type plainDay struct {
	rows, buys      int64
	quantity, quote float64
}

// readPlainly is the plain reader that imports are compared with: it knows
// nothing of order, and of rows that come twice it takes the first.
func (e *exchange) readPlainly(t *testing.T, paths []string) map[string]plainDay {
	days, seen := map[string]plainDay{}, map[string]bool{}
	for _, path := range paths {
		for i, r := range e.rows(t, path) {
			if key := r[e.columns[0]]; seen[key] || i == 0 && e.header != "" {
				continue
			} else {
				seen[key] = true
			}
			at, err1 := strconv.ParseFloat(r[e.columns[1]], 64)
			price, err2 := strconv.ParseFloat(r[e.columns[2]], 64)
			quantity, err3 := strconv.ParseFloat(r[e.columns[3]], 64)
			must(t, err1, err2, err3)
			for at > 1e10 {
				at /= 1000
			}
			quantity *= e.unit
			if e.inverse {
				quantity /= price
			}
			if quantity == 0 || price == 0 {
				continue
			}
			date := time.Unix(int64(at), 0).UTC().Format(time.DateOnly)
			d := days[date]
			d.rows, d.quantity, d.quote = d.rows+1, d.quantity+quantity, d.quote+price*quantity
			if side := r[e.columns[4]]; side == "buy" || side == "false" {
				d.buys++
			}
			days[date] = d
		}
	}
	return days
}

// rows unpacks an archive.
func (e *exchange) rows(t *testing.T, path string) [][]string {
	packed, err := os.ReadFile(path)
	must(t, err)
	var in io.Reader = bytes.NewReader(packed)
	switch filepath.Ext(path) {
	case ".zip":
		z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
		must(t, err)
		in, err = z.File[0].Open()
		must(t, err)
	case ".gz":
		in, err = gzip.NewReader(in)
		must(t, err)
	}
	rows, err := csv.NewReader(in).ReadAll()
	must(t, err)
	return rows
}

// market makes ticks of some days, in order; some are no trades.
func (e *exchange) market(r *rand.Rand, firstMS int64, days, perDay int) (ticks []tick) {
	cents := 5_000_000
	step := days * 86_400_000 / (days * perDay)
	for i := range days * perDay {
		cents += r.IntN(2001) - 1000
		p := tick{id: 1_000_000 + i, ms: firstMS + int64(i*step+r.IntN(step)), cents: cents, quantity: 1 + r.IntN(500), buy: r.IntN(2) == 0}
		if !strings.HasPrefix(e.source, "bybit") && i > 0 && r.IntN(4) == 0 {
			p.ms = ticks[i-1].ms // at Bybit, nothing orders trades of one time but the archive
		}
		if r.IntN(30) == 0 {
			p.quantity = 0
		}
		ticks = append(ticks, p)
	}
	return ticks
}

// archiveDate is the date of the archive that a tick belongs into.
func (e *exchange) archiveDate(ms int64) string {
	return time.UnixMilli(ms - e.shiftMS).UTC().Format(time.DateOnly)
}

// plainFiles sums up the files of a source.
func (e *exchange) plainFiles(t *testing.T, out string) map[string]plainDay {
	days := map[string]plainDay{}
	for name := range files(t, out) {
		date := strings.TrimSuffix(filepath.Base(name), ".parquet")
		if filepath.Dir(name) != e.symbol+"/trades/"+e.source || date == filepath.Base(name) {
			continue
		}
		all := trades(t, out, e.symbol, e.source, date)
		d := plainDay{rows: int64(all.Len())}
		for i, side := range all.Side {
			d.quantity += all.Quantity[i]
			d.quote += all.Price[i] * all.Quantity[i]
			if side == microstructure.Buy {
				d.buys++
			}
		}
		days[date] = d
	}
	return days
}

// sameDays compares days but for the rounding of sums.
func sameDays(t *testing.T, what string, got, want map[string]plainDay) {
	t.Helper()
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }
	for date, w := range want {
		if g := got[date]; g.rows != w.rows || g.buys != w.buys || !near(g.quantity, w.quantity) || !near(g.quote, w.quote) {
			t.Errorf("%s, %s: %+v, want %+v", what, date, g, w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d days, want %d", what, len(got), len(want))
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}
