package command

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"
	"time"
)

// A mirror serves archives as the exchanges do, and counts what is asked of it.
type mirror struct {
	*httptest.Server
	mu    sync.Mutex
	files map[string][]byte // by path, with a slash in front
	asked []string          // method and path
}

func newMirror(t *testing.T) *mirror {
	m := &mirror{files: map[string][]byte{}}
	m.Server = httptest.NewServer(m)
	t.Cleanup(m.Close)
	return m
}

func (m *mirror) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	m.asked = append(m.asked, r.Method+" "+r.URL.Path)
	b, ok := m.files[r.URL.Path]
	m.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
}

// requests counts what was asked since the last call, by method.
func (m *mirror) requests() map[string]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := map[string]int{}
	for _, a := range m.asked {
		method, _, _ := strings.Cut(a, " ")
		n[method]++
	}
	m.asked = nil
	return n
}

// bases are the flags that send every source to the mirror.
func (m *mirror) bases() (flags []string) {
	for _, source := range []string{"binance_futures", "binance_spot", "bybit_futures", "bybit_spot", "okx_futures"} {
		flags = append(flags, "--base-url", source+"="+m.URL)
	}
	return flags
}

func (m *mirror) put(name string, content []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[name] = content
}

// withSum serves a file with its checksum.
func (m *mirror) withSum(name string, content []byte) {
	m.put(name, content)
	m.put(name+".CHECKSUM", fmt.Appendf(nil, "%x  %s\n", sha256.Sum256(content), path.Base(name)))
}

func (m *mirror) remove(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.files, name)
}

// zipOf is a zip of one CSV.
func zipOf(t *testing.T, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(strings.TrimSuffix(path.Base(name), ".zip") + ".csv")
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipOf(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func binancePath(symbol, date string) string {
	return "/data/futures/um/daily/trades/" + symbol + "/" + symbol + "-trades-" + date + ".zip"
}

// binanceRows are trades of a day, one every minute, with ids from first on:
// prices count up from 100, quantities are 2.
func binanceRows(date string, first, n int) string {
	var b strings.Builder
	b.WriteString("id,price,qty,quote_qty,time,is_buyer_maker\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,%d,2,%d,%d,%t\n", first+i, 100+i, 2*(100+i), startMS(date)+int64(i)*60_000, i%2 == 0)
	}
	return b.String()
}

// putBinance serves a day of binanceRows with its checksum.
func (m *mirror) putBinance(t *testing.T, symbol, date string, first, n int) {
	t.Helper()
	name := binancePath(symbol, date)
	m.withSum(name, zipOf(t, name, binanceRows(date, first, n)))
}

// putOKX serves one of OKX's days, which begins at 16:00 UTC of the day before:
// a trade per hour at 2 with a size of 3.
func (m *mirror) putOKX(t *testing.T, instrument, date string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("instrument_name,trade_id,side,price,size,created_time\n")
	for i := range int64(24) {
		fmt.Fprintf(&b, "%s,%d,buy,2,3,%d\n", instrument, startMS(date)/3_600_000+i, startMS(date)+(i-8)*3_600_000)
	}
	name := "/cdn/okex/traderecords/trades/daily/" + strings.ReplaceAll(date, "-", "") + "/" + instrument + "-trades-" + date + ".zip"
	m.put(name, zipOf(t, name, b.String()))
}

func (m *mirror) putBybit(t *testing.T, symbol, date string) {
	t.Helper()
	text := "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional\n" +
		fmt.Sprintf("%d.5,%s,Buy,4,5,PlusTick,a,2000000000,4,20\n", startMS(date)/1000, symbol)
	m.put("/trading/"+symbol+"/"+symbol+date+".csv.gz", gzipOf(t, text))
}

func startMS(date string) int64 {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return day.UnixMilli()
}
