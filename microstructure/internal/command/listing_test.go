package command

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// okxArchive writes the trades of one of OKX's days: 100 contracts at 2 each.
func okxArchive(t *testing.T, dir, instrument, date string) string {
	t.Helper()
	path := filepath.Join(dir, instrument+"-trades-"+date+".csv")
	day, err := dataset.ParseDay(date + ".parquet")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("instrument_name,trade_id,side,price,size,created_time\n%s,1,buy,2,100,%d\n", instrument, day.StartUS/1000+1)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// trades reads a whole day.
func trades(t *testing.T, out, symbol, source, date string) (all microstructure.Trades) {
	t.Helper()
	r, err := dataset.OpenTrades((&dataset.Dataset{Dir: out, Symbol: symbol}).TradesPath(source, date))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for {
		part, err := r.Next()
		if err != nil {
			return all
		}
		all.TimestampUS = append(all.TimestampUS, part.TimestampUS...)
		all.Price = append(all.Price, part.Price...)
		all.Quantity = append(all.Quantity, part.Quantity...)
		all.QuoteQuantity = append(all.QuoteQuantity, part.QuoteQuantity...)
		all.Side = append(all.Side, part.Side...)
	}
}

// A size that was given stays with the data; another one makes the days anew.
func TestContractSizeStaysWithTheData(t *testing.T) {
	archives, out := t.TempDir(), t.TempDir()
	args := func(path string, more ...string) []string {
		return append([]string{"import", path, "--source", "okx_futures", "--symbol", "QUUXUSDT", "--out", out}, more...)
	}
	first := okxArchive(t, archives, "QUUX-USDT-SWAP", "2025-09-02")
	second := okxArchive(t, archives, "QUUX-USDT-SWAP", "2025-09-08")
	_, _, err := tickbook(t, args(first)...)
	if err == nil || !strings.Contains(err.Error(), "QUUX-USDT-SWAP=SIZE, in base currency, with --contract-size") || strings.ContainsAny(err.Error(), "0123456789") {
		t.Errorf("without a size: %v", err)
	}
	for _, bad := range []string{"QUUX-USDT-SWAP", "QUUX-USDT-SWAP=0", "QUUX-USDT-SWAP=x", "QUUX-USDT-SWAP=Inf", "QUUX-USDT-SWAP=NaN", "=5"} {
		if _, _, err := tickbook(t, args(first, "--contract-size", bad)...); err == nil || !strings.Contains(err.Error(), "INSTRUMENT=SIZE") {
			t.Errorf("--contract-size %s: %v", bad, err)
		}
	}
	if _, _, err := tickbook(t, args(first, "--contract-size", "QUX-USDT-SWAP=50")...); err == nil || !strings.Contains(err.Error(), "no source of this run has such an instrument") {
		t.Errorf("an empty size: %v", err)
	}
	mustRun(t, args(first, "--contract-size", "QUUX-USDT-SWAP=50")...)
	mustRun(t, args(second)...)
	for _, date := range []string{"2025-09-02", "2025-09-08"} {
		if got := trades(t, out, "QUUXUSDT", "okx_futures", date); len(got.Quantity) != 1 || got.Quantity[0] != 5000 {
			t.Errorf("%s: %v", date, got.Quantity)
		}
	}
	text, warning, err := tickbook(t, args(second, "--contract-size", "QUUXUSDT=25")...)
	if err != nil || !strings.Contains(text, "days converted 1, current before 0") ||
		!strings.Contains(warning, "okx_futures, QUUXUSDT: 1 days from 2025-09-02 to 2025-09-02 were made of another instrument, scale or contract size than QUUX-USDT-SWAP in contracts of 25") {
		t.Errorf("another size: %v\n%s%s", err, text, warning)
	}
	if got := trades(t, out, "QUUXUSDT", "okx_futures", "2025-09-08").Quantity[0]; got != 2500 {
		t.Errorf("another size: %v", got)
	}
	if text, warning, err := tickbook(t, args(archives)...); err != nil || strings.Contains(warning, "warning") {
		t.Errorf("all of them: %v\n%s%s", err, text, warning)
	}
	if got := trades(t, out, "QUUXUSDT", "okx_futures", "2025-09-02").Quantity[0]; got != 2500 {
		t.Errorf("the size that was given last: %v", got)
	}
}

// A size that the program knows is not taken for one that a user gave: it
// does not hold for days before those that it is known of.
func TestKnownContractSizeHoldsFromItsDay(t *testing.T) {
	archives, out := t.TempDir(), t.TempDir()
	args := []string{"import", okxArchive(t, archives, "PEPE-USDT-SWAP", "2023-05-03"), "--source", "okx_futures", "--symbol", "PEPEUSDT", "--out", out}
	mustRun(t, args...)
	args[1] = okxArchive(t, archives, "PEPE-USDT-SWAP", "2023-05-02")
	if _, _, err := tickbook(t, args...); err == nil || !strings.Contains(err.Error(), "PEPE-USDT-SWAP at okx_futures on 2023-05-02, as the known one holds from 2023-05-03 on") {
		t.Errorf("the day before: %v", err)
	}
}

// An instrument of another name and scale gives the symbol's own unit, and
// later runs know it.
func TestInstrumentStaysWithTheData(t *testing.T) {
	archives, out := t.TempDir(), t.TempDir()
	args := func(path string, more ...string) []string {
		return append([]string{"import", path, "--source", "okx_futures", "--symbol", "1000SHIBUSDT", "--out", out}, more...)
	}
	first := okxArchive(t, archives, "SHIB-USDT-SWAP", "2025-09-02")
	second := okxArchive(t, archives, "SHIB-USDT-SWAP", "2025-09-03")
	if _, _, err := tickbook(t, args(first)...); err == nil || !strings.Contains(err.Error(), "1000SHIB-USDT-SWAP") {
		t.Errorf("without a name: %v", err)
	}
	for _, bad := range []string{"okx_futures", "okx_futures=", "okx_futures=SHIB-USDT-SWAP*", "okx_futures=SHIB-USDT-SWAP*0", "okx_futures=SHIB-USDT-SWAP*+Inf", "okx_futures=A,okx_futures=B", "kraken=X"} {
		if _, _, err := tickbook(t, args(first, "--instrument", bad)...); err == nil || !strings.Contains(err.Error(), "--instrument") {
			t.Errorf("--instrument %s: %v", bad, err)
		}
	}
	mustRun(t, args(first, "--instrument", "okx_futures=SHIB-USDT-SWAP*1000")...)
	mustRun(t, args(second)...)
	for _, date := range []string{"2025-09-02", "2025-09-03"} {
		got := trades(t, out, "1000SHIBUSDT", "okx_futures", date)
		if len(got.Price) != 1 || got.Price[0] != 2000 || math.Abs(got.Quantity[0]-100_000) > 1e-9 || got.QuoteQuantity[0] != 2e8 {
			t.Errorf("%s: %+v", date, got)
		}
	}
}
