package ingest

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	umHeader = "id,price,qty,quote_qty,time,is_buyer_maker\n"
	umRow    = "1,50000,2,100000,1723161256322,false\n"
	umName   = "BTCUSDT-trades-2024-08-08.csv"
)

func TestBadText(t *testing.T) {
	long := strings.Repeat("7", 1<<20)
	for _, c := range []struct {
		name, text string
		line       int64
		is         error  // may be nil
		quotes     string // what the error must show
	}{
		{"empty", "", 0, ErrNoTrades, "empty"},
		{"only a BOM", "\ufeff", 0, ErrNoTrades, "empty"},
		{"only line ends", "\r\n\n\r\n", 0, ErrNoTrades, "empty"},
		{"UTF-16", "\xff\xfei\x00d\x00", 1, nil, "UTF-16"},
		{"a BOM in the middle", umHeader + "\ufeff" + umRow, 2, nil, "whole number"},
		{"a lone CR", umHeader + strings.Replace(umRow, ",", ",\r", 1), 2, nil, `"\r50000"`},
		{"only a header", umHeader, 0, ErrNoTrades, "no rows"},
		{"missing column", "id,price,quote_qty,time,is_buyer_maker\n" + umRow, 1, ErrHeader, "id,price,quote_qty,time,is_buyer_maker"},
		{"doubled column", "id,price,price,qty,quote_qty,time,is_buyer_maker\n" + umRow, 1, ErrHeader, "id,price,price,qty"},
		{"neither header nor row", "hello,world\n" + umRow, 1, ErrHeader, "hello,world"},
		{"letters in price", umHeader + umRow + "2,5o000,2,100000,1723161256322,false\n", 3, nil, `"5o000"`},
		{"letters in quantity", umHeader + "2,50000,2x,100000,1723161256322,false\n", 2, nil, `"2x"`},
		{"letters in quote", umHeader + "2,50000,2,1O0000,1723161256322,false\n", 2, nil, `"1O0000"`},
		{"letters in id", umHeader + "a2,50000,2,100000,1723161256322,false\n", 2, nil, `"a2"`},
		{"empty price", umHeader + "2,,2,100000,1723161256322,false\n", 2, nil, "empty"},
		{"zero price", umHeader + "2,0,2,100000,1723161256322,false\n", 2, nil, "above zero"},
		{"negative price", umHeader + "2,-1,2,100000,1723161256322,false\n", 2, nil, `"-1"`},
		{"NaN", umHeader + "2,NaN,2,100000,1723161256322,false\n", 2, nil, `"NaN"`},
		{"infinite", umHeader + "2,50000,inf,100000,1723161256322,false\n", 2, nil, `"inf"`},
		{"overflowing", umHeader + "2,1e308,1e308,100000,1723161256322,false\n", 2, nil, "1e308"},
		{"underflowing", umHeader + "2,1e-308,1e-308,0,1723161256322,false\n", 2, nil, "1e-308"},
		{"unknown side", umHeader + "2,50000,2,100000,1723161256322,maybe\n", 2, nil, `"maybe"`},
		{"long side", umHeader + "2,50000,2,100000,1723161256322,falsey\n", 2, nil, `"falsey"`},
		{"too few fields", umHeader + "2,50000,2,100000,1723161256322\n", 2, nil, "5 fields, not 6"},
		{"too many fields", umHeader + "2,50000,2,100000,1723161256322,true,true\n", 2, nil, "7 fields, not 6"},
		{"another year", umHeader + "2,50000,2,100000,1691538856322,true\n", 2, nil, "2023-08-08"},
		{"wrong unit", umHeader + "2,50000,2,100000,17231612563220,true\n", 2, nil, "file's date, 2024-08-08"},
		{"quote off by 1 %", umHeader + "2,50000,2,101000,1723161256322,true\n", 2, nil, "contract size"},
		{"quote zero", umHeader + "2,50000,2,0,1723161256322,true\n", 2, nil, "contract size"},
		{"a line of 1 MB", umHeader + "2," + long + ",2,100000,1723161256322,true\n", 2, ErrLimit, "line 2, price: \"2,7"},
		{"a long line of many fields", umHeader + strings.Repeat("2,", 1<<17) + "\n", 2, ErrLimit, "line 2, field 32769: \"2,2"},
		{"a header of 1 MB", long + "\n", 1, ErrLimit, "line 1, field 1: \"7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, days := convert(t, "binance_futures", "BTCUSDT", nil, write(t, umName, c.text))
			checkFailure(t, r, days, c.line, c.is, c.quotes)
		})
	}
}

func checkFailure(t *testing.T, r Report, days map[string]*memoryDay, line int64, is error, quotes string) {
	t.Helper()
	if len(r.Failures) != 1 || len(days) != 0 || len(r.Days) != 0 {
		t.Fatalf("%d failures, %d days", len(r.Failures), len(days))
	}
	err := r.Failures[0].Err
	var e *Error
	if !errors.As(err, &e) || e.Line != line || e.Archive == "" {
		t.Errorf("line %d is named, want %d: %v", e.Line, line, err)
	}
	if is != nil && !errors.Is(err, is) {
		t.Errorf("%v is not %v", err, is)
	}
	if !strings.Contains(err.Error(), quotes) || len(err.Error()) > 600 {
		t.Errorf("%.700v does not show %q", err, quotes)
	}
}

func TestBadVenues(t *testing.T) {
	for _, c := range []struct{ name, source, symbol, file, text, quotes string }{
		{"side never heard of", "bybit_futures", "BTCUSDT", "BTCUSDT2024-08-08.csv", bybitHeader + "1723161256.3,BTCUSDT,Hold,1,2,x,a,0,1,2\n", `"Hold"`},
		{"linear size in USD", "bybit_futures", "BTCUSDT", "BTCUSDT2024-08-08.csv", bybitHeader + "1723161256.3,BTCUSDT,Buy,100,50000,x,a,0,0.002,100\n", "contract size"},
		{"another instrument", "bybit_futures", "BTCUSDT", "BTCUSDT2024-08-08.csv", bybitHeader + "1723161256.3,ETHUSDT,Buy,1,2,x,a,0,1,2\n", "none of which is of BTCUSDT"},
		{"contract size of another", "binance_coin_futures", "BTCUSD_PERP", "BTCUSD_PERP-trades-2024-08-08.csv", "1,50000,3,0.0006,1723161256322,true\n", "contract size of 100"},
		{"another instrument by name", "binance_futures", "BTCUSDT", "ETHUSDT-trades-2024-08-08.csv", umHeader + umRow, "ETHUSDT, not of BTCUSDT"},
		{"nothing names the instrument", "okx_futures", "BTCUSDT", "2022-03-02.csv", okxOldHeader + "\n10,BUY,3,2500,1646150400000\n", "which instrument"},
		{"no date", "binance_futures", "BTCUSDT", "trades.csv", umHeader + umRow, "no date"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, days := convert(t, c.source, c.symbol, nil, write(t, c.file, c.text))
			if len(r.Failures) != 1 || len(days) != 0 || !strings.Contains(r.Failures[0].Err.Error(), c.quotes) {
				t.Errorf("%d days, %v; want an error with %q", len(days), r.Failures, c.quotes)
			}
		})
	}
}

const bybitHeader = "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional\n"

// A bad archive takes out its day, and the neighbours go on as if it were not
// there.
func TestBadArchives(t *testing.T) {
	day := func(d string, at ...string) string {
		text := umHeader
		for _, a := range at {
			text += strings.Replace(umRow, "1723161256322", a, 1)
		}
		return write(t, "BTCUSDT-trades-"+d+".zip", text)
	}
	before, after := day("2024-08-07", "1723030000000"), day("2024-08-09", "1723170000000")
	// The bad one has rows of its neighbours too, before it turns bad.
	rows := umHeader
	for i := range 400 {
		rows += strings.Repeat(strings.Replace(umRow, "1723161256322", []string{"1723161256322", "1723030000001", "1723170000001"}[i%3], 1), 100)
	}
	good, err := os.ReadFile(write(t, "BTCUSDT-trades-2024-08-08.zip", rows))
	must(t, err)
	goodGzip, err := os.ReadFile(write(t, "BTCUSDT-trades-2024-08-08.csv.gz", rows))
	must(t, err)
	zipOf := func(names ...string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, n := range names {
			w, err := z.Create(n)
			must(t, err)
			if !strings.HasSuffix(n, "/") {
				_, err = w.Write([]byte(umHeader + umRow))
				must(t, err)
			}
		}
		must(t, z.Close())
		return b.Bytes()
	}
	flipped := bytes.Clone(good)
	flipped[len(flipped)/3] ^= 0xff
	bomb, err := os.ReadFile(write(t, "BTCUSDT-trades-2024-08-08.zip", umHeader+strings.Repeat(umRow, 500_000)))
	must(t, err)
	for _, c := range []struct {
		name, file string
		bytes      []byte
		is         error
	}{
		{"truncated zip", "BTCUSDT-trades-2024-08-08.zip", good[:len(good)/2], zip.ErrFormat},
		{"damaged zip", "BTCUSDT-trades-2024-08-08.zip", flipped, nil},
		{"not a zip", "BTCUSDT-trades-2024-08-08.zip", []byte("<html>busy</html>"), zip.ErrFormat},
		{"nothing in it", "BTCUSDT-trades-2024-08-08.zip", nil, ErrNoTrades},
		{"two members", "BTCUSDT-trades-2024-08-08.zip", zipOf("a.csv", "b.csv"), ErrMembers},
		{"no member", "BTCUSDT-trades-2024-08-08.zip", zipOf(), nil},
		{"path in name", "BTCUSDT-trades-2024-08-08.zip", zipOf("../a.csv"), ErrMembers},
		{"absolute path in name", "BTCUSDT-trades-2024-08-08.zip", zipOf("/a.csv"), ErrMembers},
		{"drive in name", "BTCUSDT-trades-2024-08-08.zip", zipOf(`C:\a.csv`), ErrMembers},
		{"directory", "BTCUSDT-trades-2024-08-08.zip", zipOf("a/"), ErrMembers},
		{"inflates too far", "BTCUSDT-trades-2024-08-08.zip", bomb, ErrLimit},
		{"truncated gzip", "BTCUSDT-trades-2024-08-08.csv.gz", goodGzip[:len(goodGzip)-4], nil},
		{"gzip with a tail", "BTCUSDT-trades-2024-08-08.csv.gz", append(bytes.Clone(goodGzip), "tail"...), nil},
		{"not a gzip", "BTCUSDT-trades-2024-08-08.csv.gz", []byte("id,price"), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := filepath.Join(t.TempDir(), c.file)
			must(t, os.WriteFile(bad, c.bytes, 0o600))
			r, days := convert(t, "binance_futures", "BTCUSDT", nil, before, bad, after)
			if len(r.Failures) != 1 || c.is != nil && !errors.Is(r.Failures[0].Err, c.is) || !strings.Contains(r.Failures[0].Err.Error(), c.file) {
				t.Errorf("failures %v, want %v", r.Failures, c.is)
			}
			if len(days) != 2 || days["2024-08-07"].trades.Len() != 1 || days["2024-08-09"].trades.Len() != 1 {
				t.Errorf("days %v, %+v", days, r.Days)
			}
			if got := r.Failures[0].Days; len(got) != 1 || got[0] != "2024-08-08" {
				t.Errorf("lost days %v", got)
			}
		})
	}
	t.Run("missing file", func(t *testing.T) {
		r, _ := convert(t, "binance_futures", "BTCUSDT", nil, "BTCUSDT-trades-2024-08-08.zip")
		if len(r.Failures) != 1 || !errors.Is(r.Failures[0].Err, os.ErrNotExist) {
			t.Error(r.Failures)
		}
	})
	t.Run("size limit", func(t *testing.T) {
		r, days := convert(t, "binance_futures", "BTCUSDT", func(config *Config) { config.Limits.MaxInflatedBytes = 50 }, before)
		checkFailure(t, r, days, 0, ErrLimit, "above the limit of 50; if the archive is genuine")
	})
}

func TestConfig(t *testing.T) {
	path := write(t, umName, umHeader+umRow)
	open := (&memory{days: map[string]*memoryDay{}}).open
	for name, change := range map[string]func(*Config){
		"source":    func(c *Config) { c.Source = "kraken" },
		"symbol":    func(c *Config) { c.Symbol = "" },
		"writer":    func(c *Config) { c.NewDay = nil },
		"window":    func(c *Config) { c.WindowRows = 0 },
		"limits":    func(c *Config) { c.Limits = Limits{} },
		"contract":  func(c *Config) { c.Source, c.Symbol = "okx_futures", "QUUXUSDT" },
		"failing":   func(c *Config) { c.NewDay = func(string) (DayWriter, error) { return nil, os.ErrPermission } },
		"bad sizes": func(c *Config) { c.Listing.ContractSize = -1 },
	} {
		c := DefaultConfig()
		c.Source, c.Symbol, c.NewDay = "binance_futures", "BTCUSDT", open
		change(&c)
		if _, err := Convert(context.Background(), []string{path}, c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := DefaultConfig()
	c.Source, c.Symbol, c.NewDay = "binance_futures", "BTCUSDT", open
	if _, err := Convert(ctx, []string{path}, c); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
