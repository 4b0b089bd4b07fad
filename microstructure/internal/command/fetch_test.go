package command

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

func fetchArgs(m *mirror, out, symbol, from, to string, more ...string) []string {
	return slices.Concat([]string{"fetch", "--symbol", symbol, "--from", from, "--to", to, "--out", out}, m.bases(), more)
}

// rowsOf counts the trades of each day of a source.
func rowsOf(t *testing.T, out, symbol, source string) map[string]int {
	t.Helper()
	days, err := sourceDays(&dataset.Dataset{Dir: out, Symbol: symbol}, source)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for _, d := range days {
		rows[d.Date] = len(trades(t, out, symbol, source, d.Date).Price)
	}
	return rows
}

func wantRows(t *testing.T, out, symbol, source string, want map[string]int) {
	t.Helper()
	if got := rowsOf(t, out, symbol, source); !maps.Equal(got, want) {
		t.Errorf("%s of %s: rows %v, want %v", source, symbol, got, want)
	}
}

// An unknown contract size is asked for before anything is asked of a server.
func TestFetchAsksForContractSizesFirst(t *testing.T) {
	m, out := newMirror(t), t.TempDir()
	m.putBinance(t, "QUUXUSDT", "2025-03-01", 1, 10)
	m.putBybit(t, "QUUXUSDT", "2025-03-01")
	m.putOKX(t, "QUUX-USDT-SWAP", "2025-03-01")
	m.putOKX(t, "QUUX-USDT-SWAP", "2025-03-02")
	args := fetchArgs(m, out, "QUUXUSDT", "2025-03-01", "2025-03-01")
	for _, more := range [][]string{nil, {"--plan"}} {
		text, _, err := tickbook(t, append(args, more...)...)
		if err == nil || text != "" || !strings.Contains(err.Error(), "QUUX-USDT-SWAP=SIZE") || strings.ContainsAny(err.Error(), "0123456789") {
			t.Errorf("%v: %v\n%s", more, err, text)
		}
	}
	if n := m.requests(); len(n) != 0 {
		t.Errorf("asked %v", n)
	}
	mustRun(t, append(args, "--contract-size", "QUUX-USDT-SWAP=50")...)
	if got := trades(t, out, "QUUXUSDT", "okx_futures", "2025-03-01"); got.Len() != 24 || got.Quantity[0] != 150 {
		t.Errorf("%+v", got)
	}
	before := files(t, filepath.Join(out, "QUUXUSDT"))
	text := mustRun(t, args...)
	if strings.Count(text, "days converted 0, current before 1") != 3 {
		t.Errorf("the size is not remembered:\n%s", text)
	}
	sameFiles(t, "the size is remembered", files(t, filepath.Join(out, "QUUXUSDT")), before)

	// Another size makes only that source's days anew.
	text = mustRun(t, append(args, "--contract-size", "QUUX-USDT-SWAP=5")...)
	if strings.Count(text, "days converted 0, current before 1") != 2 || strings.Count(text, "days converted 0") != 2 {
		t.Errorf("another size:\n%s", text)
	}
	if got := trades(t, out, "QUUXUSDT", "okx_futures", "2025-03-01"); got.Quantity[0] != 15 {
		t.Errorf("another size: %v", got.Quantity[0])
	}
}

// One token under three names and in two units.
func TestFetchOneTokenUnderThreeNames(t *testing.T) {
	m, out := newMirror(t), t.TempDir()
	m.putBinance(t, "1000SHIBUSDT", "2025-03-01", 1, 10)
	m.putBybit(t, "SHIB1000USDT", "2025-03-01")
	m.putOKX(t, "SHIB-USDT-SWAP", "2025-03-01")
	m.putOKX(t, "SHIB-USDT-SWAP", "2025-03-02")
	mustRun(t, fetchArgs(m, out, "1000SHIBUSDT", "2025-03-01", "2025-03-01",
		"--instrument", "bybit_futures=SHIB1000USDT", "--instrument", "okx_futures=SHIB-USDT-SWAP*1000")...)
	for source, want := range map[string]struct {
		rows                   int
		price, quantity, quote float64
	}{
		"binance_futures": {10, 100, 2, 200},
		"bybit_futures":   {1, 5, 4, 20},
		"okx_futures":     {24, 2000, 3000, 6e6}, // 3 contracts of 1,000,000 at 2
	} {
		got := trades(t, out, "1000SHIBUSDT", source, "2025-03-01")
		if got.Len() != want.rows || got.Price[0] != want.price || got.Quantity[0] != want.quantity || got.QuoteQuantity[0] != want.quote {
			t.Errorf("%s: %+v", source, got)
		}
	}
	text := mustRun(t, fetchArgs(m, out, "1000SHIBUSDT", "2025-03-01", "2025-03-01")...)
	if strings.Count(text, "days converted 0, current before 1") != 3 {
		t.Errorf("the names are not remembered:\n%s", text)
	}
	for _, bad := range [][]string{
		fetchArgs(m, out, "1000SHIBUSDT,BTCUSDT", "2025-03-01", "2025-03-01", "--instrument", "okx_futures=X"),
		fetchArgs(m, out, "BTCUSDT_251226", "2025-03-01", "2025-03-01"),
	} {
		if _, _, err := tickbook(t, bad...); err == nil || !strings.Contains(err.Error(), "one by one") && !strings.Contains(err.Error(), "okx_futures: ") {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func TestFetchOfASymbolThatIsNotThere(t *testing.T) {
	m, out := newMirror(t), t.TempDir()
	m.putBinance(t, "BTCUSDT", "2025-03-01", 1, 188)
	m.putBinance(t, "BTCUSDT", "2025-03-02", 189, 212)
	one := []string{"--source", "binance_futures"}
	for _, more := range [][]string{nil, {"--plan"}} {
		_, _, err := tickbook(t, fetchArgs(m, out, "BTCUDST", "2025-03-01", "2025-03-03", append(one, more...)...)...)
		if err == nil || !strings.Contains(err.Error(), "binance_futures has no archive of BTCUDST from 2025-03-01 to 2025-03-03") ||
			!strings.Contains(err.Error(), "is the name right?") || !strings.Contains(err.Error(), m.URL+binancePath("BTCUDST", "2025-03-01")) {
			t.Errorf("%v: %v", more, err)
		}
	}
	if all := files(t, out); len(all) != 0 {
		t.Errorf("left over: %v", slices.Collect(maps.Keys(all)))
	}
	if _, _, err := tickbook(t, fetchArgs(m, out, "btcusdt", "2025-03-01", "2025-03-03", one...)...); err == nil || !strings.Contains(err.Error(), "is it BTCUSDT?") {
		t.Errorf("lower case: %v", err)
	}
	// One day of three, and of other sources nothing.
	text, _, err := tickbook(t, fetchArgs(m, out, "BTCUSDT", "2025-03-01", "2025-03-03")...)
	if err == nil || !strings.Contains(err.Error(), "bybit_futures has no archive") || !strings.Contains(err.Error(), "okx_futures has no archive of BTC-USDT-SWAP") || strings.Contains(err.Error(), "binance_futures has") {
		t.Errorf("two of three sources: %v", err)
	}
	if !strings.Contains(text, "missing: "+m.URL+binancePath("BTCUSDT", "2025-03-03")) {
		t.Errorf("the missing day is not named:\n%s", text)
	}
	want := map[string]int{"2025-03-01": 188, "2025-03-02": 212}
	wantRows(t, out, "BTCUSDT", "binance_futures", want)
	mustRun(t, fetchArgs(m, out, "BTCUSDT", "2025-03-01", "2025-03-03", one...)...)
	// A span without any archive is no question of the name once there are
	// days.
	mustRun(t, fetchArgs(m, out, "BTCUSDT", "2025-03-08", "2025-03-08", one...)...)
	wantRows(t, out, "BTCUSDT", "binance_futures", want)
}

// The exchange's checksum is wrong: the archive is kept, and import takes it.
func TestFetchWithAWrongChecksum(t *testing.T) {
	m, out := newMirror(t), t.TempDir()
	for i := range 3 {
		m.putBinance(t, "SOLUSDT", fmt.Sprintf("2025-03-%02d", i+1), 1000*i, 10+i)
	}
	wrong := strings.Repeat("0", 64)
	m.put(binancePath("SOLUSDT", "2025-03-02")+".CHECKSUM", []byte(wrong+"  SOLUSDT-trades-2025-03-02.zip\n"))
	m.remove(binancePath("SOLUSDT", "2025-03-03") + ".CHECKSUM")
	args := fetchArgs(m, out, "SOLUSDT", "2025-03-01", "2025-03-03", "--source", "binance_futures")
	start := time.Now()
	text, _, err := tickbook(t, args...)
	if err == nil || !strings.Contains(err.Error(), wrong) || !strings.Contains(err.Error(), "two downloads are the same") || time.Since(start) > 5*time.Second {
		t.Errorf("after %s: %v", time.Since(start), err)
	}
	if !strings.Contains(text, "2 fetched, 0 were there, 0 missing, 1 failed") || !strings.Contains(text, "not verified, the exchange has no checksum of it: SOLUSDT-trades-2025-03-03.zip") {
		t.Error(text)
	}
	wantRows(t, out, "SOLUSDT", "binance_futures", map[string]int{"2025-03-01": 10, "2025-03-03": 12})
	_, command, ok := strings.Cut(err.Error(), ": tickbook ")
	if !ok || !strings.HasPrefix(command, "import ") {
		t.Fatalf("the remedy is not there: %v", err)
	}
	mustRun(t, strings.Fields(command)...)
	wantRows(t, out, "SOLUSDT", "binance_futures", map[string]int{"2025-03-01": 10, "2025-03-02": 11, "2025-03-03": 12})
	if _, _, err := tickbook(t, append(args, "--strict")...); err == nil || !strings.Contains(err.Error(), "2025-03-03.zip: the exchange has no checksum of it") {
		t.Errorf("--strict: %v", err)
	}
}

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{"/a/b-1_2.zip": "/a/b-1_2.zip", "/a b": "'/a b'", "it's": `'it'\''s'`, "": "''", "$x": "'$x'", "é": "é"} {
		if got := shellWord(word); got != want {
			t.Errorf("%q becomes %s, want %s", word, got, want)
		}
	}
}

// An archive that is published anew is noticed where ids were missing, or when
// that is asked.
func TestFetchOfWhatWasPublishedAnew(t *testing.T) {
	for _, flag := range []string{"", "--recheck"} {
		m, out := newMirror(t), t.TempDir()
		name := binancePath("FIXUSDT", "2025-03-01")
		rows := strings.SplitAfter(binanceRows("2025-03-01", 1, 50), "\n")
		short := strings.Join(rows[:41], "") // without the last ten
		if flag == "" {
			short = strings.Join(slices.Concat(rows[:21], rows[31:]), "") // without ten in the middle
		}
		m.withSum(name, zipOf(t, name, short))
		args := fetchArgs(m, out, "FIXUSDT", "2025-03-01", "2025-03-01", "--source", "binance_futures")
		mustRun(t, args...)
		wantRows(t, out, "FIXUSDT", "binance_futures", map[string]int{"2025-03-01": 40})
		if text := mustRun(t, args...); strings.Contains(text, "anew") {
			t.Errorf("nothing was published anew:\n%s", text)
		}
		m.withSum(name, zipOf(t, name, strings.Join(rows, "")))
		m.requests()
		if flag != "" {
			mustRun(t, args...)
			if n := m.requests(); len(n) != 0 {
				t.Errorf("without gaps and without the flag, it asked %v", n)
			}
			args = append(args, flag)
		}
		text := mustRun(t, args...)
		if !strings.Contains(text, "published anew since it was fetched: FIXUSDT-trades-2025-03-01.zip") || !strings.Contains(text, "days converted 1") {
			t.Errorf("%q:\n%s", flag, text)
		}
		wantRows(t, out, "FIXUSDT", "binance_futures", map[string]int{"2025-03-01": 50})
	}
}

// Days that exist in the file of their month only.
func TestFetchOfMonths(t *testing.T) {
	m, out := newMirror(t), t.TempDir()
	var month strings.Builder
	for i := range 31 {
		fmt.Fprintf(&month, "%d,%d,2,%d,%d,%d,true,true\n", i+1, 100+i, i+1, i+1, startMS("2020-05-01")+int64(i)*86_400_000)
	}
	name := "/data/spot/monthly/aggTrades/BTCUSDT/BTCUSDT-aggTrades-2020-05.zip"
	m.withSum(name, zipOf(t, name, month.String()))
	want := map[string]int{}
	for i := range 31 {
		want[fmt.Sprintf("2020-05-%02d", i+1)] = 1
	}
	args := fetchArgs(m, out, "BTCUSDT", "2020-05-01", "2020-05-31", "--source", "binance_spot", "--agg")
	if text := mustRun(t, args...); !strings.Contains(text, "1 fetched, 0 were there, 0 missing, 0 failed") {
		t.Error(text)
	}
	wantRows(t, out, "BTCUSDT", "binance_spot", want)
	m.requests()
	if text := mustRun(t, args...); !strings.Contains(text, "days converted 0, current before 31") || len(m.requests()) != 0 {
		t.Errorf("again:\n%s", text)
	}

	m.put("/spot/BTCUSDT/BTCUSDT-2022-11.csv.gz", gzipOf(t, fmt.Sprintf("id,timestamp,price,volume,side\n1,%d,3,2,buy\n2,%d,4,2,sell\n",
		startMS("2022-11-01"), startMS("2022-11-02"))))
	m.put("/spot/BTCUSDT/BTCUSDT_2022-12-01.csv.gz", gzipOf(t, fmt.Sprintf("id,timestamp,price,volume,side,rpi\n1,%d,5,2,buy,0\n", startMS("2022-12-01"))))
	mustRun(t, fetchArgs(m, out, "BTCUSDT", "2022-11-02", "2022-12-01", "--source", "bybit_spot")...)
	wantRows(t, out, "BTCUSDT", "bybit_spot", map[string]int{"2022-11-02": 1, "2022-12-01": 1})
	if got := trades(t, out, "BTCUSDT", "bybit_spot", "2022-11-02"); got.Price[0] != 4 || got.Quantity[0] != 2 || got.Side[0] != microstructure.Sell {
		t.Errorf("%+v", got)
	}
}

// Fetching day after day gives what one fetch of all days gives.
func TestFetchGoesOn(t *testing.T) {
	m, whole, grown := newMirror(t), t.TempDir(), t.TempDir()
	date := func(i int) string { return time.Date(2025, 3, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly) }
	until := func(out string, i int, more ...string) string {
		t.Helper()
		return mustRun(t, slices.Concat([]string{"fetch", "--symbol", "BTCUSDT,ETHUSDT", "--source", "binance_futures,okx_futures", "--until", date(i), "--out", out}, m.bases(), more)...)
	}
	put := func(i int) {
		for j, symbol := range []string{"BTC", "ETH"} {
			name := binancePath(symbol+"USDT", date(i))
			// The last row of a day is in the next day's archive.
			text := binanceRows(date(i), 1000+100*i, 10+j) + fmt.Sprintf("%d,70,2,140,%d,true\n", 999+100*i, startMS(date(i))-1)
			m.withSum(name, zipOf(t, name, text))
			m.putOKX(t, symbol+"-USDT-SWAP", date(i))
		}
	}
	if _, _, err := tickbook(t, "fetch", "--symbol", "BTCUSDT", "--until", date(0), "--out", grown); err == nil || !strings.Contains(err.Error(), "binance_futures has no day of BTCUSDT yet: say with --from where it begins") {
		t.Errorf("without --from: %v", err)
	}
	put(0)
	for i := range 6 {
		put(i + 1)
		until(grown, i, "--from", date(0))
	}
	if text := until(grown, 5); strings.Count(text, "complete up to "+date(5)) != 4 {
		t.Errorf("nothing is left to do:\n%s", text)
	}
	until(whole, 5, "--from", date(0))
	for _, symbol := range []string{"BTCUSDT", "ETHUSDT"} {
		sameFiles(t, symbol, files(t, filepath.Join(grown, symbol)), files(t, filepath.Join(whole, symbol)))
	}
	wantRows(t, grown, "BTCUSDT", "binance_futures", map[string]int{date(0): 11, date(1): 11, date(2): 11, date(3): 11, date(4): 11, date(5): 10})
	wantRows(t, grown, "ETHUSDT", "okx_futures", map[string]int{date(0): 24, date(1): 24, date(2): 24, date(3): 24, date(4): 24, date(5): 24})
}

func TestFetchUntilYesterday(t *testing.T) {
	m, out := newMirror(t), t.TempDir()
	yesterday := time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly)
	m.putBinance(t, "BTCUSDT", yesterday, 1, 10)
	mustRun(t, slices.Concat([]string{"fetch", "--source", "binance_futures", "--from", yesterday, "--until", "yesterday", "--out", out}, m.bases())...)
	wantRows(t, out, "BTCUSDT", "binance_futures", map[string]int{yesterday: 10})
}

func TestFetchRefusesSpansThatCannotBe(t *testing.T) {
	m, out := newMirror(t), t.TempDir()
	for want, args := range map[string][]string{
		"more than the 5000 that any exchange could have": fetchArgs(m, out, "BTCUSDT", "0001-01-01", "9999-12-31", "--plan"),
		"--from \"\" is not a date":                       {"fetch", "--to", "2025-03-01", "--out", out},
		"to until":                                        {"fetch", "--from", "2025-03-01", "--out", out},
		"--at-once 0: give at least 1":                    fetchArgs(m, out, "BTCUSDT", "2025-03-01", "2025-03-01", "--at-once", "0"),
	} {
		start := time.Now()
		if _, _, err := tickbook(t, args...); err == nil || !strings.Contains(err.Error(), want) || time.Since(start) > time.Second {
			t.Errorf("want %q after %s: %v", want, time.Since(start), err)
		}
	}
	if n := m.requests(); len(n) != 0 {
		t.Errorf("asked %v", n)
	}
}

// Runs of several processes that want the same archives all succeed, and each
// archive is downloaded once.
func TestFetchesTogether(t *testing.T) {
	binary := buildBinary(t)
	m, out, want := newMirror(t), t.TempDir(), t.TempDir()
	for i := range 6 {
		m.putBinance(t, "BTCUSDT", fmt.Sprintf("2025-03-%02d", i+1), 10_000*i, 1000)
	}
	args := func(out string) []string {
		return fetchArgs(m, out, "BTCUSDT", "2025-03-01", "2025-03-06", "--source", "binance_futures")
	}
	mustRun(t, args(want)...)
	m.requests()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if text, err := exec.Command(binary, args(out)...).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, text)
			}
		})
	}
	wg.Wait()
	m.mu.Lock()
	for i := range 6 {
		name := binancePath("BTCUSDT", fmt.Sprintf("2025-03-%02d", i+1))
		n := 0
		for _, a := range m.asked {
			if a == "GET "+name {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s was downloaded %d times", name, n)
		}
	}
	m.mu.Unlock()
	sameFiles(t, "four together", files(t, out), files(t, want))
}

// A signal ends a plan that waits for a server.
func TestSignalEndsAPlan(t *testing.T) {
	binary := buildBinary(t)
	asked := make(chan struct{}, 1)
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case asked <- struct{}{}:
		default:
		}
		<-r.Context().Done()
	}))
	t.Cleanup(silent.Close)
	t.Cleanup(silent.CloseClientConnections)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, binary, "fetch", "--plan", "--source", "binance_futures", "--from", "2020-01-01", "--to", "2025-01-01", "--base-url", "binance_futures="+silent.URL, "--out", t.TempDir())
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-asked:
	case <-ctx.Done():
		t.Fatal("the server was not asked")
	}
	start := time.Now()
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // its code is looked at
	if took := time.Since(start); took > 500*time.Millisecond || c.ProcessState.ExitCode() != 130 {
		t.Errorf("exit code %d after %s", c.ProcessState.ExitCode(), took)
	}
}
