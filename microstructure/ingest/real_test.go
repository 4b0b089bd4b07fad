package ingest

import (
	"encoding/csv"
	"math"
	"os"
	"path"
	"strconv"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// TestReal compares bars of the recorded trades with bars that were computed
// independently, with exact decimals.
func TestReal(t *testing.T) {
	f, err := os.Open(realFile(t, "reference_5m.csv"))
	must(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	must(t, err)
	want := map[string][]map[string]string{}
	var files []string
	for _, r := range rows[1:] {
		if want[r[0]] == nil {
			files = append(files, r[0])
		}
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = r[i]
		}
		want[r[0]] = append(want[r[0]], m)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			source, symbol := sourceOf(file)
			for _, window := range []int{1 << 18, 100} { // streaming; also with every way to put rows in order
				report, days := convert(t, source, symbol, func(c *Config) { c.WindowRows = window }, realFile(t, file))
				if len(report.Failures) > 0 {
					t.Fatal(report.Failures[0].Err)
				}
				var all microstructure.Trades
				for _, d := range report.Days {
					all.Append(days[d.Day].trades)
				}
				bars, err := microstructure.BuildBars(all, microstructure.IntervalUS)
				if err != nil {
					t.Fatal(err)
				}
				compareBars(t, bars, want[file])
			}
		})
	}
}

func sourceOf(file string) (source, symbol string) {
	dir := path.Base(path.Dir(file))
	switch {
	case strings.HasPrefix(file, "binance/data/futures"):
		return "binance_futures", dir
	case strings.HasPrefix(file, "binance/data/spot"):
		return "binance_spot", dir
	case strings.HasPrefix(file, "bybit"):
		return "bybit_futures", dir
	}
	return "okx_spot", "BTCUSDT"
}

func compareBars(t *testing.T, got []microstructure.Bar, want []map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d bars, want %d", len(got), len(want))
	}
	for i, b := range got {
		w := want[i]
		if ms := strconv.FormatInt(b.TimestampUS/1000, 10); ms != w["bar_start_ms"] {
			t.Errorf("bar %d starts at %s, want %s", i, ms, w["bar_start_ms"])
		}
		if n := strconv.FormatInt(b.TradeCount, 10); n != w["trade_count"] {
			t.Errorf("bar %d has %s trades, want %s", i, n, w["trade_count"])
		}
		// The reference took equal times of files that run backwards in the
		// order in which they happened, as this package does.
		for _, c := range []struct {
			name      string
			got       float64
			tolerance float64
		}{
			{"open", b.Open, 0}, {"high", b.High, 0}, {"low", b.Low, 0}, {"close", b.Close, 0},
			{"volume", b.Volume, 1e-12}, {"buy_volume", b.BuyVolume, 1e-12}, {"sell_volume", b.SellVolume, 1e-12},
			{"quote_volume", b.QuoteVolume, 1e-12},
		} {
			v, err := strconv.ParseFloat(w[c.name], 64)
			must(t, err)
			if math.Abs(c.got-v) > c.tolerance*v {
				t.Errorf("bar %d: %s is %v, want %v", i, c.name, c.got, v)
			}
		}
	}
}

// Together, the neighbouring days of one instrument give each bar once.
func TestRealTogether(t *testing.T) {
	a := realFile(t, "binance/data/spot/daily/trades/BTCUSDT/BTCUSDT-trades-2024-08-08.zip")
	b := realFile(t, "binance/data/spot/daily/trades/BTCUSDT/BTCUSDT-trades-2024-08-09.zip")
	report, days := convert(t, "binance_spot", "BTCUSDT", nil, b, a, b)
	if len(report.Days) != 2 || report.Days[0].Rows != 9738 || report.Days[1].Rows != 10166 || report.Days[1].Duplicates != 10166 {
		t.Errorf("%+v", report.Days)
	}
	if d := days["2024-08-08"]; d.provenance.IDs.Missing != 0 {
		t.Errorf("ids of the recording are contiguous: %+v", d.provenance)
	}
}
