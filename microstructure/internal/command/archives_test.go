package command

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// realDir holds recorded trades in the exchanges' archive layouts, beside the
// checkout.
const realDir = "../../../../shared/real"

// TestRealArchives downloads recorded trades from loopback, converts them, and
// compares their bars with figures that were computed with exact decimals.
func TestRealArchives(t *testing.T) {
	text, err := os.Open(filepath.Join(realDir, "reference_5m.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no shared/real beside the checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	rows, err := csv.NewReader(text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.FileServer(http.Dir(realDir)))
	defer server.Close()
	out := t.TempDir()
	for _, a := range []struct{ symbol, source, from, to, base string }{
		{"BTCUSDT", "binance_futures", "2024-08-08", "2024-08-08", "binance"},
		{"ETHUSDT", "binance_futures", "2024-08-08", "2024-08-09", "binance"},
		{"BTCUSDT", "binance_spot", "2024-08-08", "2024-08-09", "binance"},
		{"LTCUSDT", "bybit_futures", "2021-04-17", "2021-04-17", "bybit"},
		{"XTZUSDT", "bybit_futures", "2021-04-17", "2021-04-17", "bybit"},
		{"BTCUSDT", "okx_spot", "2022-05-13", "2022-05-13", "okx"},
	} {
		mustRun(t, "fetch", "--symbol", a.symbol, "--source", a.source, "--from", a.from, "--to", a.to,
			"--base-url", a.source+"="+server.URL+"/"+a.base, "--out", out)
	}
	sourceOf := map[string][2]string{
		"binance/data/futures/um/daily/trades/BTCUSDT": {"BTCUSDT", "binance_futures"},
		"binance/data/futures/um/daily/trades/ETHUSDT": {"ETHUSDT", "binance_futures"},
		"binance/data/spot/daily/trades/BTCUSDT":       {"BTCUSDT", "binance_spot"},
		"bybit/trading/LTCUSDT":                        {"LTCUSDT", "bybit_futures"},
		"bybit/trading/XTZUSDT":                        {"XTZUSDT", "bybit_futures"},
		"okx/cdn":                                      {"BTCUSDT", "okx_spot"},
	}
	compared := 0
	for _, row := range rows[1:] {
		r := map[string]string{}
		for i, name := range rows[0] {
			r[name] = row[i]
		}
		for prefix, s := range sourceOf {
			if !strings.HasPrefix(r["file"], prefix) {
				continue
			}
			compared++
			compareBar(t, out, s[0], s[1], r)
		}
	}
	if compared != len(rows)-1 {
		t.Errorf("%d of %d bars were compared", compared, len(rows)-1)
	}
}

func compareBar(t *testing.T, dir, symbol, source string, want map[string]string) {
	t.Helper()
	data := dataset.Dataset{Dir: dir, Symbol: symbol}
	config := dataset.DefaultConfig()
	config.NoCache = true
	all, _, err := data.Bars(context.Background(), []microstructure.Source{{Name: source, Label: "x"}}, config)
	if err != nil {
		t.Fatal(err)
	}
	ms, err := strconv.ParseInt(want["bar_start_ms"], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all[0].Bars {
		b := &all[0].Bars[i]
		if b.TimestampUS != ms*1000 {
			continue
		}
		got := map[string]float64{"high": b.High, "low": b.Low, "volume": b.Volume, "buy_volume": b.BuyVolume, "sell_volume": b.SellVolume,
			"quote_volume": b.QuoteVolume, "trade_count": float64(b.TradeCount)}
		if want["tie_sensitive"] == "0" {
			got["open"], got["close"] = b.Open, b.Close
		}
		for name, v := range got {
			if !closeTo(strconv.FormatFloat(v, 'g', -1, 64), want[name]) {
				t.Errorf("%s %s, bar %s: %s is %v, want %s", symbol, source, want["bar_start_utc"], name, v, want[name])
			}
		}
		return
	}
	if want["trade_count"] != "1" { // a lone trade makes no bar
		t.Errorf("%s %s has no bar at %s", symbol, source, want["bar_start_utc"])
	}
}

// binanceArchive writes a day of futures trades as Binance publishes them.
func binanceArchive(t *testing.T, dir string, day time.Time, rows int) string {
	t.Helper()
	var text bytes.Buffer
	text.WriteString("id,price,qty,quote_qty,time,is_buyer_maker\n")
	r := rand.New(rand.NewPCG(uint64(day.Unix()), 1))
	for i := range rows {
		price, milli := 60000+r.IntN(1000), 1+r.IntN(500)
		fmt.Fprintf(&text, "%d,%d.5,%d.%03d,%s,%d,%t\n", i, price, milli/1000, milli%1000,
			strconv.FormatFloat((float64(price)+0.5)*float64(milli)/1000, 'f', 4, 64),
			day.UnixMilli()+int64(i)*86_400_000/int64(rows), r.IntN(2) == 0)
	}
	name := "BTCUSDT-trades-" + day.Format(time.DateOnly)
	path := filepath.Join(dir, name+".zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	w, err := z.Create(name + ".csv")
	if err == nil {
		_, err = w.Write(text.Bytes())
	}
	if err = errors.Join(err, z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func importArgs(archives, out string) []string {
	return []string{"import", archives, "--source", "binance_futures", "--symbol", "BTCUSDT", "--out", out}
}

// TestKilledImport kills an import at random moments and runs it again: every
// file that anyone sees is the one of the end, whose bytes come out at last,
// with nothing beside them.
func TestKilledImport(t *testing.T) {
	binary := buildBinary(t)
	day := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	ticks := steady(1000, day.UnixMilli(), 61*dayMS/200_000, 200_000)
	var mixed []tick
	for i := range 50_000 {
		mixed = append(mixed, ticks[i], ticks[50_000+i])
	}
	for name, write := range map[string]func(dir string){
		"days": func(dir string) {
			for i := range 6 {
				binanceArchive(t, dir, day.AddDate(0, 0, i), 60_000)
			}
		},
		"months": func(dir string) {
			futures.write(t, dir, "2025-03", ticks[:100_000])
			futures.write(t, dir, "2025-04", ticks[100_000:])
		},
		"a month in disorder": func(dir string) { futures.write(t, dir, "2025-03", mixed) },
	} {
		t.Run(name, func(t *testing.T) {
			archives := t.TempDir()
			write(archives)
			killAndResume(t, binary, func(out string) []string { return importArgs(archives, out) })
		})
	}
}

// Killed fetches leave nothing half either, and the next one completes them.
func TestKilledFetch(t *testing.T) {
	binary, m := buildBinary(t), newMirror(t)
	for i := range 6 {
		m.putBinance(t, "BTCUSDT", fmt.Sprintf("2025-11-0%d", 1+i), 1+1_440*i, 1_440)
	}
	killAndResume(t, binary, func(out string) []string {
		return fetchArgs(m, out, "BTCUSDT", "2025-11-01", "2025-11-06", "--source", "binance_futures")
	})
}

// killAndResume runs the command to its end, then kills it ten times at random
// moments, and compares what the last run leaves.
func killAndResume(t *testing.T, binary string, args func(out string) []string) {
	want := t.TempDir()
	start := time.Now()
	if out, err := exec.Command(binary, args(want)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole, final := time.Since(start), files(t, want)
	r := rand.New(rand.NewPCG(7, 7))
	out := t.TempDir()
	for range 10 {
		cmd := exec.Command(binary, args(out)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.Float64() * float64(whole)))
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
		for name, content := range files(t, out) {
			if strings.HasSuffix(name, ".parquet") && content != final[name] {
				t.Fatalf("%s is another one than in the end", name)
			}
		}
		if r.IntN(2) == 0 {
			if err := errors.Join(os.RemoveAll(out), os.Mkdir(out, 0o755)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if text, err := exec.Command(binary, args(out)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	sameFiles(t, "after ten kills", files(t, out), final)
}

func TestImportKeepsWhatIsGoodAndNamesWhatIsNot(t *testing.T) {
	archives, out := t.TempDir(), t.TempDir()
	day := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	for i := range 3 {
		binanceArchive(t, archives, day.AddDate(0, 0, 4*i), 500)
	}
	broken := filepath.Join(archives, "BTCUSDT-trades-2025-03-05.zip")
	content, err := os.ReadFile(broken)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(broken, content[:len(content)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	text, _, err := tickbook(t, importArgs(archives, out)...)
	for _, want := range []string{"1 archive could not be used", "BTCUSDT-trades-2025-03-05.zip: is not a whole zip", "download the archive again", "(not written: 2025-03-05)"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not show %q\n%s", err, want, text)
		}
	}
	if got := len(files(t, out)); got != 2 {
		t.Errorf("%d files, want the two good days", got)
	}

	if err := os.WriteFile(broken, content, 0o644); err != nil {
		t.Fatal(err)
	}
	before := files(t, out)
	text = mustRun(t, importArgs(archives, out)...)
	if !strings.Contains(text, "converted 1, current before 2") {
		t.Errorf("a rerun converts only what is missing:\n%s", text)
	}
	after := files(t, out)
	for name := range before {
		if after[name] != before[name] {
			t.Errorf("%s was changed", name)
		}
	}
}

func TestFetchListsMissingDays(t *testing.T) {
	archives := t.TempDir()
	dir := filepath.Join(archives, "data/futures/um/daily/trades/BTCUSDT")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	binanceArchive(t, dir, time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), 500)
	requests := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, ".zip") {
			requests++
		}
		http.FileServer(http.Dir(archives)).ServeHTTP(w, r)
	}))
	defer server.Close()
	out := t.TempDir()
	args := []string{"fetch", "--source", "binance_futures", "--from", "2025-03-01", "--to", "2025-03-02",
		"--base-url", "binance_futures=" + server.URL, "--out", out}
	text := mustRun(t, args...)
	if !strings.Contains(text, "1 fetched, 0 were there, 1 missing") || !strings.Contains(text, "missing: "+server.URL) {
		t.Errorf("output:\n%s", text)
	}
	requests = 0
	mustRun(t, args...)
	if requests > 1 { // the missing one is asked for again
		t.Errorf("%d archives were asked for again", requests)
	}
	if _, _, err := tickbook(t, append(args, "--strict")...); err == nil || !strings.Contains(err.Error(), "do not exist") {
		t.Errorf("--strict: error %v", err)
	}
}
