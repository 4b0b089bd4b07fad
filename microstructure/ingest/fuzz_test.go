package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// fuzzed are the archives that FuzzConvert writes text into.
var fuzzed = [...]struct{ source, symbol, file string }{
	{"binance_futures", "BTCUSDT", "BTCUSDT-trades-2024-08-08.csv"},
	{"binance_futures", "BTCUSDT", "BTCUSDT-aggTrades-2024-08-08.csv"},
	{"binance_spot", "BTCUSDT", "BTCUSDT-trades-2024-08.csv"},
	{"binance_coin_futures", "BTCUSD_PERP", "BTCUSD_PERP-trades-2024-08-08.csv"},
	{"bybit_futures", "BTCUSDT", "BTCUSDT2024-08-08.csv"},
	{"bybit_futures", "BTCUSD", "BTCUSD2024-08-08.csv"},
	{"okx_futures", "BTCUSDT", "BTC-USDT-SWAP-trades-2024-08-08.csv"},
	{"okx_spot", "BTCUSDT", "BTC-USDT-trades-2024-08-08.csv"},
}

// Whatever an archive holds, the result is valid days or an *Error.
func FuzzConvert(f *testing.F) {
	f.Add(byte(0), umHeader+umRow)
	f.Add(byte(0), "1,50000,2,100000,1723161256322,false\r\n2,5e4,.2,1e4,1723161256323.25,TRUE")
	f.Add(byte(1), "1,50000,2,10,12,1723161256322,false\n")
	f.Add(byte(2), "1,50000.00,2.00,100000.00,1723161256322123,False,True\n")
	f.Add(byte(3), "id,price,qty,base_qty,time,is_buyer_maker\n1,50000.0,3,0.00600000,1723161256322,false\n")
	f.Add(byte(4), bybitHeader+"1723161256.3,BTCUSDT,Buy,1,2,x,a,0,1,2\n1723161256.2,BTCUSDT,Sell,1,2,x,b,0,1,2\n")
	f.Add(byte(5), bybitHeader+"1723161256.3,BTCUSD,Buy,1,2,x,a,0,1,0.5\n")
	f.Add(byte(6), "instrument_name,trade_id,side,price,size,created_time,source\nBTC-USDT-SWAP,12,buy,50000,7,1723161256000,0\nETH-USDT-SWAP,1,,,,,\n")
	f.Add(byte(6), okxOldHeaderGBK+"\n10,BUY,3,2500,1723161256000\n")
	f.Add(byte(7), "BTC-USDT,1,buy,6.2e-07,50000,1723161256000\n")
	f.Fuzz(func(t *testing.T, which byte, text string) {
		a := fuzzed[int(which)%len(fuzzed)]
		path := filepath.Join(t.TempDir(), a.file)
		must(t, os.WriteFile(path, []byte(text), 0o600))
		fuzzOne(t, a.source, a.symbol, path)
	})
}

func fuzzOne(t *testing.T, source, symbol, path string) {
	m := &memory{days: map[string]*memoryDay{}}
	c := DefaultConfig()
	c.Source, c.Symbol, c.NewDay, c.WindowRows, c.TempDir = source, symbol, m.open, 2, t.TempDir()
	r, err := Convert(context.Background(), []string{path, path}, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, failure := range r.Failures {
		var e *Error
		if !errors.As(failure.Err, &e) || e.Problem == "" || e.Remedy == "" {
			t.Fatalf("%v", failure.Err)
		}
		for _, d := range r.Days {
			if slices.Contains(failure.Days, d.Day) {
				t.Fatalf("%s is written, but %v", d.Day, failure.Err)
			}
		}
	}
	for _, d := range r.Days {
		trades := m.days[d.Day].trades
		if int64(trades.Len()) != d.Rows || d.Rows+d.Duplicates+d.LeftOut != d.RowsIn || d.Rows == 0 || d.Duplicates < d.Rows {
			t.Fatalf("%d trades: %+v", trades.Len(), d)
		}
		for _, us := range trades.TimestampUS {
			if dayName(dayOf(us)) != d.Day {
				t.Fatalf("%s on %s", timeText(us), d.Day)
			}
		}
	}
}

// Whatever bytes an archive consists of, the result is days or an *Error.
func FuzzArchive(f *testing.F) {
	for _, name := range []string{"BTCUSDT-trades-2024-08-08.zip", "BTCUSDT-trades-2024-08-08.csv.gz", umName} {
		b, err := os.ReadFile(write(f, name, umHeader+umRow))
		must(f, err)
		f.Add(name, b)
	}
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		if filepath.Dir(path) != dir || os.WriteFile(path, b, 0o600) != nil { // no name for a file
			path = filepath.Join(dir, umName)
			must(t, os.WriteFile(path, b, 0o600))
		}
		fuzzOne(t, "binance_futures", "BTCUSDT", path)
	})
}
