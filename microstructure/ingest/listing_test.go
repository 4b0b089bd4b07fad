package ingest

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"
)

// The same trades under two names, in units of a thousand and of one.
func TestScale(t *testing.T) {
	const header = "instrument_name,trade_id,side,price,size,created_time\n"
	path := write(t, "SHIB-USDT-SWAP-trades-2025-09-02.csv", header+
		"SHIB-USDT-SWAP,1,buy,0.0000125,3,1756744200000\nSHIB-USDT-SWAP,2,sell,0.0000101,0.7,1756744201000\n")
	plain, days := convert(t, "okx_futures", "SHIBUSDT", nil, path)
	want := days["2025-09-01"].trades
	scaled, days := convert(t, "okx_futures", "1000SHIBUSDT", func(c *Config) {
		c.Listing = Listing{Instrument: "SHIB-USDT-SWAP", Scale: 1000}
	}, path)
	got := days["2025-09-01"].trades
	if len(plain.Failures)+len(scaled.Failures) != 0 || got.Len() != 2 || want.Len() != 2 {
		t.Fatal(plain, scaled)
	}
	for i := range got.Len() {
		if got.Price[i] != want.Price[i]*1000 || got.Quantity[i] != want.Quantity[i]/1000 ||
			math.Float64bits(got.QuoteQuantity[i]) != math.Float64bits(want.QuoteQuantity[i]) || got.Side[i] != want.Side[i] {
			t.Errorf("%d: %v %v %v, of %v %v %v", i, got.Price[i], got.Quantity[i], got.QuoteQuantity[i], want.Price[i], want.Quantity[i], want.QuoteQuantity[i])
		}
	}
	if got.Price[0] != 0.0125 || got.Quantity[0] != 3000 || got.QuoteQuantity[0] != 37.5 {
		t.Errorf("%v %v %v", got.Price[0], got.Quantity[0], got.QuoteQuantity[0])
	}
	meta := scaled.Days[0].Metadata()
	if meta["tickbook.instrument"] != "SHIB-USDT-SWAP" || meta["tickbook.scale"] != "1000" || meta["tickbook.contract_size"] != "1e+06" || meta["tickbook.symbol"] != "1000SHIBUSDT" {
		t.Error(meta)
	}
	if _, ok := plain.Days[0].Metadata()["tickbook.scale"]; ok {
		t.Error("a scale of 1 is in the metadata")
	}
}

func TestScaleThatCannotBe(t *testing.T) {
	path := write(t, umName, umHeader+"1,1e300,1e-295,1e5,1723161256322,false\n")
	if r, _ := convert(t, "binance_futures", "BTCUSDT", nil, path); len(r.Failures) != 0 {
		t.Error(r.Failures)
	}
	r, _ := convert(t, "binance_futures", "BTCUSDT", func(c *Config) { c.Listing.Scale = 1e10 }, path)
	if len(r.Failures) != 1 || !strings.Contains(r.Failures[0].Err.Error(), "too small or too large") {
		t.Error(r.Failures)
	}
	for _, scale := range []float64{-1, math.NaN(), math.Inf(1), 5e-324} {
		if _, err := (Listing{Scale: scale}).Complete("binance_futures", "BTCUSDT", date("2025-11-01")); err == nil {
			t.Errorf("a scale of %g is no error", scale)
		}
	}
}

func TestListing(t *testing.T) {
	for _, c := range []struct {
		given        Listing
		source, text string
		want         Listing
	}{
		{Listing{}, "binance_futures", "BTCUSDT", Listing{"BTCUSDT", 1, 1, false}},
		{Listing{}, "okx_futures", "BTC-USDT-SWAP in contracts of 0.01", Listing{"BTC-USDT-SWAP", 1, 0.01, false}},
		{Listing{ContractSize: 5}, "okx_futures", "BTC-USDT-SWAP in contracts of 5", Listing{"BTC-USDT-SWAP", 1, 5, false}},
		{Listing{Instrument: "QUUX-USD-SWAP", ContractSize: 10, Scale: 100}, "okx_futures", "QUUX-USD-SWAP*100 in contracts of 10", Listing{"QUUX-USD-SWAP", 100, 10, true}},
	} {
		got, err := c.given.Complete(c.source, "BTCUSDT", date("2025-11-01"))
		if err != nil || got != c.want || got.String() != c.text {
			t.Errorf("%+v: %+v, %q, %v", c.given, got, got, err)
		}
	}
	if _, err := (Listing{}).Complete("okx_futures", "QUUXUSDT", date("2025-11-01")); !errors.Is(err, ErrContractSize) {
		t.Error(err)
	}
	if _, err := (Listing{Instrument: "btcusdt"}).Complete("bybit_spot", "BTCUSDT", date("2025-11-01")); err == nil {
		t.Error("no instrument, and no error")
	}
}

func TestSpotArchiveOfBybitElsewhere(t *testing.T) {
	const spot = "id,timestamp,price,volume,side,rpi\n1,1747612800074,106453.8,0.5,sell,0\n"
	for source, c := range map[string][3]string{
		"bybit_futures":   {"BTCUSDT_2025-05-19.csv.gz", spot, "are those of bybit_spot"},
		"binance_futures": {"BTCUSDT-trades-2025-05-19.csv.gz", spot, "are those of bybit_spot"},
		"bybit_spot":      {"BTCUSDT2025-05-19.csv.gz", bybitHeader + "1747612800.3,BTCUSDT,Buy,1,2,x,a,0,1,2\n", "are those of bybit_futures"},
	} {
		r, days := convert(t, source, "BTCUSDT", nil, write(t, c[0], c[1]))
		checkFailure(t, r, days, 1, ErrHeader, c[2])
	}
	folder := filepath.Dir(write(t, "BTCUSDT_2025-05-19.csv.gz", spot))
	if _, err := Find("bybit_futures", "BTCUSDT", folder); err == nil || !strings.Contains(err.Error(), "of BTCUSDT at bybit_futures, but of bybit_spot; give") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Find("binance_futures", "BTCUSDT", folder); err == nil || strings.Contains(err.Error(), "but of") {
		t.Errorf("a folder of another exchange: %v", err)
	}
	r, days := convert(t, "bybit_spot", "ETHUSDT", nil, write(t, "BTCUSDT_2025-05-19.csv.gz", spot))
	checkFailure(t, r, days, 1, ErrMismatch, "of BTCUSDT, not of ETHUSDT")
}

// Ids of Bybit's spot archives count from 1 in each, so a trade that two
// archives have cannot be found out.
func TestIDsThatRestart(t *testing.T) {
	const header = "id,timestamp,price,volume,side\n"
	month := write(t, "BTCUSDT-2025-05.csv.gz", header+"1,1747612800074,100,1,sell\n")
	day := write(t, "BTCUSDT_2025-05-19.csv.gz", header+"1,1747612800074,100,1,sell\n")
	next := write(t, "BTCUSDT_2025-05-20.csv.gz", header+"1,1747699199999,100,1,sell\n2,1747699200000,100,1,sell\n")
	c := DefaultConfig()
	c.Source, c.Symbol, c.NewDay = "bybit_spot", "BTCUSDT", (&memory{days: map[string]*memoryDay{}}).open
	if _, err := Convert(context.Background(), []string{day, month}, c); !errors.Is(err, ErrMismatch) {
		t.Errorf("a month and a day of it: %v", err)
	}
	r, days := convert(t, "bybit_spot", "BTCUSDT", nil, day, next)
	if len(r.Failures) != 0 || days["2025-05-19"].trades.Len() != 2 || days["2025-05-20"].trades.Len() != 1 {
		t.Errorf("a row that strayed into the next day: %+v", r)
	}
}
