package ingest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure"
)

// The UTF-8 text of OKX's older header, and the same in GBK.
const (
	okxOldHeader    = "trade_id/撮合id,side/交易方向,size/数量,price/价格,created_time/成交时间"
	okxOldHeaderGBK = "trade_id/\xb4\xe9\xba\xcfid,side/\xbd\xbb\xd2\xd7\xb7\xbd\xcf\xf2,size/\xca\xfd\xc1\xbf,price/\xbc\xdb\xb8\xf1,created_time/\xb3\xc9\xbd\xbb\xca\xb1\xbc\xe4"
)

// TestFormats has one small archive for each way in which a venue writes
// trades. Expected figures are worked out by hand.
func TestFormats(t *testing.T) {
	for _, c := range []struct {
		name, source, symbol, file, text string
		days                             map[string]string
		check                            func(r Report) error
	}{
		{
			name: "um with header", source: "binance_futures", symbol: "BTCUSDT", file: "BTCUSDT-trades-2024-08-08.zip",
			text: "id,price,qty,quote_qty,time,is_buyer_maker\n1,50000.50,0.002,100.00100,1723161256322,false\n2,50000.00,0.001,50.00000,1723161256323,true\n",
			days: map[string]string{"2024-08-08": "23:54:16.322000Z 50000.5 0.002 100.001 1\n23:54:16.323000Z 50000 0.001 50 -1\n"},
		},
		{
			name: "um without header", source: "binance_futures", symbol: "BTCUSDT", file: "BTCUSDT-trades-2021-08-08.zip",
			text: "7,50000.50,0.002,100.00,1628380800000,TRUE",
			days: map[string]string{"2021-08-08": "00:00:00.000000Z 50000.5 0.002 100.001 -1\n"},
		},
		{
			name: "um aggregated", source: "binance_futures", symbol: "BTCUSDT", file: "BTCUSDT-aggTrades-2024-08-08.zip",
			text: "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n1,50000,2,10,12,1723161256322,false\n",
			days: map[string]string{"2024-08-08": "23:54:16.322000Z 50000 2 100000 1\n"},
			check: func(r Report) error {
				if !r.Aggregated || r.Days[0].Kind != microstructure.KindAggTrades {
					return errors.New("merged trades are not marked")
				}
				return nil
			},
		},
		{
			name: "um aggregated without header", source: "binance_futures", symbol: "BTCUSDT", file: "BTCUSDT-aggTrades-2021-08.zip",
			text: "1,50000,2,10,12,1628380800000,false\n",
			days: map[string]string{"2021-08-08": "00:00:00.000000Z 50000 2 100000 1\n"},
		},
		{
			name: "spot in ms", source: "binance_spot", symbol: "BTCUSDT", file: "BTCUSDT-trades-2024-08-08.zip",
			text: "1,50000.00000000,0.00200000,100.0000000000000000,1723161256322,False,True\n",
			days: map[string]string{"2024-08-08": "23:54:16.322000Z 50000 0.002 100 1\n"},
		},
		{
			name: "spot in µs", source: "binance_spot", symbol: "BTCUSDT", file: "BTCUSDT-trades-2025-01-01.zip",
			text: "1,50000.00000000,0.00200000,100.00000000,1735689600000123,True,True\n",
			days: map[string]string{"2025-01-01": "00:00:00.000123Z 50000 0.002 100 -1\n"},
		},
		{
			name: "spot aggregated", source: "binance_spot", symbol: "BTCUSDT", file: "BTCUSDT-aggTrades-2025-01-01.zip",
			text: "1,50000.00000000,0.00200000,7,9,1735689600000123,True,True\n",
			days: map[string]string{"2025-01-01": "00:00:00.000123Z 50000 0.002 100 -1\n"},
		},
		{
			// 3 contracts of 100 USD at 50,000: 300 USD, 0.006 BTC.
			name: "coin-margined BTC", source: "binance_coin_futures", symbol: "BTCUSD", file: "BTCUSD_PERP-trades-2024-08-08.zip",
			text: "id,price,qty,base_qty,time,is_buyer_maker\n1,50000.0,3,0.00600000,1723161256322,false\n",
			days: map[string]string{"2024-08-08": "23:54:16.322000Z 50000 0.006 300 1\n"},
		},
		{
			// 3 contracts of 10 USD at 2,500: 30 USD, 0.012 ETH; quote_qty as
			// USD.
			name: "coin-margined ETH", source: "binance_coin_futures", symbol: "ETHUSD_PERP", file: "ETHUSD_PERP-trades-2024-08-08.zip",
			text: "id,price,qty,quote_qty,time,is_buyer_maker\n1,2500,3,30,1723161256322,true\n",
			days: map[string]string{"2024-08-08": "23:54:16.322000Z 2500 0.012 30 -1\n"},
		},
		{
			name: "coin-margined without header", source: "binance_coin_futures", symbol: "ETHUSD_PERP", file: "ETHUSD_PERP-trades-2021-08-08.zip",
			text: "1,2500,3,0.012,1628380800000,true\n",
			days: map[string]string{"2021-08-08": "00:00:00.000000Z 2500 0.012 30 -1\n"},
		},
		{
			name: "bybit backwards, with noise and RPI", source: "bybit_futures", symbol: "XTZUSDT", file: "XTZUSDT2021-04-17.csv.gz",
			text: "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional,RPI\n" +
				"1618677813.744,XTZUSDT,Buy,0.2,7.22,PlusTick,d,144400000.0,0.2,1.444,0\n" +
				"1618677813.744,XTZUSDT,Buy,0.2,7.219,PlusTick,c,144380000.0,0.2,1.4438,0\n" +
				"1618677808.37,XTZUSDT,Sell,0.49000000000000005,7,MinusTick,b,3.4300000000000006e+08,0.49000000000000005,3.4300000000000006,0\n" +
				"1618677808,XTZUSDT,Sell,273.30002,7,MinusTick,a,191310014000,273.30002,1913.10014,1\n",
			days: map[string]string{"2021-04-17": "16:43:28.000000Z 7 273.30002 1913.10014 -1\n16:43:28.370000Z 7 0.49000000000000005 3.43 -1\n" +
				"16:43:33.744000Z 7.219 0.2 1.4438000000000002 1\n16:43:33.744000Z 7.22 0.2 1.444 1\n"},
		},
		{
			// 611 USD at 16,661: 0.036672… BTC.
			name: "bybit inverse", source: "bybit_futures", symbol: "BTCUSD", file: "BTCUSD2022-11-17.csv.gz",
			text: "timestamp,symbol,side,size,price,tickDirection,trdMatchID,grossValue,homeNotional,foreignNotional\n" +
				"1668728606,BTCUSD,Buy,611,16661.00,ZeroMinusTick,00fcc5e9-d36f-51ae-9906-11f83ed505a7,3.6672468639337374e+06,611,0.036672468639337374\n",
			days: map[string]string{"2022-11-17": "23:43:26.000000Z 16661 0.036672468639337374 611 1\n"},
		},
		{
			// Rows 2 and 3 are two trades.
			name: "bybit spot", source: "bybit_spot", symbol: "BTCUSDT", file: "BTCUSDT_2025-05-19.csv.gz",
			text: "id,timestamp,price,volume,side,rpi\n1,1747612800074,106453.8,0.5,sell,0\n2,1747612800150,106456.5,0.0004,buy,0\n3,1747612800150,106456.5,0.0004,buy,1\n",
			days: map[string]string{"2025-05-19": "00:00:00.074000Z 106453.8 0.5 53226.9 -1\n" + strings.Repeat("00:00:00.150000Z 106456.5 0.0004 42.5826 1\n", 2)},
			check: func(r Report) error {
				if r.Days[0].Duplicates != 0 || len(r.Archives[0].UnknownColumns) != 0 {
					return fmt.Errorf("%+v", r.Days[0])
				}
				return nil
			},
		},
		{
			name: "bybit spot, a month", source: "bybit_spot", symbol: "BTCUSDT", file: "BTCUSDT-2022-11.csv.gz",
			text: "id,timestamp,price,volume,side\n1,1667260800000,20000,2,buy\n2,1667347200001,20001,1,sell\n",
			days: map[string]string{"2022-11-01": "00:00:00.000000Z 20000 2 40000 1\n", "2022-11-02": "00:00:00.001000Z 20001 1 20001 -1\n"},
		},
		{
			name: "okx swap of several instruments, out of order", source: "okx_futures", symbol: "BTCUSDT", file: "BTC-USDT-SWAP-trades-2025-09-01.zip",
			text: "instrument_name,trade_id,side,price,size,created_time,source\n" +
				"BTC-USDT-SWAP,12,buy,50000,7,1756656000001,0\nETH-USDT-SWAP,5,buy,x,7,1756656000000,0\n" +
				"BTC-USDT-SWAP,11,sell,50000.5,100,1756656000001,0\nBTC-USDT-SWAP,10,sell,50000,1,1756655999999,0\n",
			days: map[string]string{"2025-08-31": "15:59:59.999000Z 50000 0.01 500 -1\n16:00:00.001000Z 50000.5 1 50000.5 -1\n16:00:00.001000Z 50000 0.07 3500.0000000000005 1\n"},
			check: func(r Report) error {
				if a := r.Archives[0]; a.OtherInstruments != 1 || a.OutOfOrder != 1 || len(a.UnknownColumns) != 0 || r.Days[0].Coverage != 8./24 {
					return fmt.Errorf("%+v, %+v", a, r.Days[0])
				}
				return nil
			},
		},
		{
			name: "okx in UTF-8 Chinese", source: "okx_futures", symbol: "ETHUSDT", file: "ETH-USDT-SWAP-trades-2022-03-02.zip",
			text: okxOldHeader + "\n10,BUY,3,2500,1646150400000\n",
			days: map[string]string{"2022-03-01": "16:00:00.000000Z 2500 0.3 750 1\n"},
		},
		{
			name: "okx in GBK Chinese with instruments", source: "okx_futures", symbol: "ETH-USDT-SWAP", file: "allswap-trades-2022-03-02.zip",
			text: "instrument_name/\xba\xcf\xd4\xbc," + okxOldHeaderGBK + "\nETH-USDT-SWAP,10,SELL,3,2500,1646150400000\nBTC-USDT-SWAP,10,SELL,3,2500,1646150400000\n",
			days: map[string]string{"2022-03-01": "16:00:00.000000Z 2500 0.3 750 -1\n"},
		},
		{
			name: "okx without header", source: "okx_futures", symbol: "SOLUSDT", file: "allswap-trades-2021-12-02.csv",
			text: "SOL-USDT-SWAP,10,sell,3,200,1638374400000\n",
			days: map[string]string{"2021-12-01": "16:00:00.000000Z 200 3 600 -1\n"},
		},
		{
			name: "okx spot, UTC+8 month", source: "okx_spot", symbol: "BTCUSDT", file: "BTC-USDT-trades-2025-09.zip",
			text: "instrument_name,trade_id,side,price,size,created_time\nBTC-USDT,1,buy,50000,6.2e-07,1756656000000\nBTC-USDT,2,buy,50000,2,1756684800000\n",
			days: map[string]string{"2025-08-31": "16:00:00.000000Z 50000 6.2e-07 0.031 1\n", "2025-09-01": "00:00:00.000000Z 50000 2 100000 1\n"},
		},
		{
			name: "blank line and new columns", source: "binance_futures", symbol: "BTCUSDT", file: "BTCUSDT-trades-2024-08-08.csv",
			text: "id,price,qty,quote_qty,time,is_buyer_maker,mood,Venue Id\n1,50000,2,100000,1723161256322,false,good,7\n\n",
			days: map[string]string{"2024-08-08": "23:54:16.322000Z 50000 2 100000 1\n"},
			check: func(r Report) error {
				if got := strings.Join(r.Archives[0].UnknownColumns, "|"); got != "mood|Venue Id" {
					return fmt.Errorf("unknown columns: %q", got)
				}
				return nil
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, days := convert(t, c.source, c.symbol, nil, write(t, c.file, c.text))
			if len(r.Failures) > 0 {
				t.Fatal(r.Failures[0].Err)
			}
			if len(days) != len(c.days) {
				t.Errorf("%d days, want %d", len(days), len(c.days))
			}
			for day, want := range c.days {
				if days[day] == nil {
					t.Errorf("%s is missing", day)
				} else if got := dump(days[day].trades); got != want {
					t.Errorf("%s:\n%swant\n%s", day, got, want)
				}
			}
			if c.check != nil {
				must(t, c.check(r))
			}
		})
	}
}

func TestInstrument(t *testing.T) {
	for _, c := range [][3]string{
		{"binance_futures", "BTCUSDT", "BTCUSDT"},
		{"binance_coin_futures", "BTCUSD", "BTCUSD_PERP"},
		{"binance_coin_futures", "BTCUSDT", "BTCUSD_PERP"},
		{"binance_coin_futures", "BTCUSD_240628", "BTCUSD_240628"},
		{"bybit_futures", "BTCUSDH23", "BTCUSDH23"},
		{"okx_futures", "BTCUSDT", "BTC-USDT-SWAP"},
		{"okx_futures", "BTCUSD", "BTC-USD-SWAP"},
		{"okx_futures", "BTC-USD-250926", "BTC-USD-250926"},
		{"okx_spot", "ETHBTC", "ETH-BTC"},
		{"okx_spot", "1INCHUSDT", "1INCH-USDT"},
		{"bybit_spot", "BTCUSDT", "BTCUSDT"},
	} {
		if got, err := Instrument(c[0], c[1]); err != nil || got != c[2] {
			t.Errorf("%s at %s is %q, %v; want %s", c[1], c[0], got, err, c[2])
		}
	}
	for _, c := range [][2]string{{"kraken", "BTCUSDT"}, {"okx_spot", "BTC"}, {"okx_spot", "../x"}, {"binance_spot", ""}, {"binance_coin_futures", "ETHBTC"}} {
		if got, err := Instrument(c[0], c[1]); err == nil {
			t.Errorf("%s at %s is %q, want an error", c[1], c[0], got)
		}
	}
	if _, err := Instrument("binance_futures", "btcusdt"); err == nil || !strings.Contains(err.Error(), "is it BTCUSDT?") {
		t.Errorf("lower case: %v", err)
	}
	if _, err := Instrument("okx_futures", "BTCUSDT_251226"); err == nil || !strings.Contains(err.Error(), "okx_futures: ") {
		t.Errorf("the error does not name the source: %v", err)
	}
}

func TestContractSize(t *testing.T) {
	for _, c := range []struct {
		source, instrument string
		size               float64
		quote              bool
	}{
		{"binance_futures", "BTCUSDT", 1, false},
		{"binance_coin_futures", "BTCUSD_PERP", 100, true},
		{"binance_coin_futures", "ETHUSD_240628", 10, true},
		{"bybit_futures", "BTCUSDT", 1, false},
		{"bybit_futures", "BTCPERP", 1, false},
		{"bybit_futures", "BTCUSD", 1, true},
		{"bybit_futures", "BTCUSDZ22", 1, true},
		{"bybit_spot", "BTCUSDT", 1, false},
		{"okx_futures", "ETH-USDT-SWAP", 0.1, false},
		{"okx_futures", "DOGE-USDT-SWAP", 1000, false},
		{"okx_futures", "BTC-USD-SWAP", 100, true},
		{"okx_futures", "SOL-USD-SWAP", 10, true},
		{"okx_spot", "BTC-USDT", 1, false},
	} {
		size, quote, err := ContractSize(c.source, c.instrument, date("2025-11-01"))
		if err != nil || size != c.size || quote != c.quote {
			t.Errorf("%s: %g, %t, %v", c.instrument, size, quote, err)
		}
	}
	for _, c := range []struct{ instrument, day, want string }{
		{"QUUX-USDT-SWAP", "2025-11-01", "QUUX-USDT-SWAP=SIZE, in base currency"},
		{"QUUX-USD-SWAP", "2025-11-01", "QUUX-USD-SWAP=SIZE, in quote currency"},
		{"BTC-USD-260327", "2025-11-01", "BTC-USD-260327=SIZE, in quote currency"},
		{"BTC-USDT-SWAP", "2020-03-20", "on 2020-03-20, as the known one holds from 2020-03-21 on"},
	} {
		size, _, err := ContractSize("okx_futures", c.instrument, date(c.day))
		if size != 0 || !errors.Is(err, ErrContractSize) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s on %s: %g, %v; want %q", c.instrument, c.day, size, err, c.want)
		}
	}
	// The message has no number that could be taken for the answer.
	_, _, err := ContractSize("okx_futures", "QUUX-USDT-SWAP", date("2025-11-01"))
	if strings.ContainsAny(err.Error(), "0123456789") {
		t.Error(err)
	}
}

// Every shipped size has a date, and is one that a contract may have.
func TestOKXContracts(t *testing.T) {
	for instrument, c := range okxContracts {
		from, err := time.Parse(time.DateOnly, c.from)
		digits := strings.Trim(strconv.FormatFloat(c.size, 'f', -1, 64), "0.")
		if err != nil || from.Year() < 2019 || digits != "1" || c.quote || !strings.HasSuffix(instrument, "-SWAP") {
			t.Errorf("%s: %+v, %v", instrument, c, err)
		}
		if strings.Contains(instrument, "-USD-") && c.size != 10 && instrument != "BTC-USD-SWAP" {
			t.Errorf("%s: %g USD", instrument, c.size)
		}
	}
}

func date(text string) time.Time {
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return d
}
