package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestFind(t *testing.T) {
	root := t.TempDir()
	for _, f := range []string{
		"binance/data/futures/um/daily/trades/BTCUSDT/BTCUSDT-trades-2024-08-08.zip",
		"binance/data/futures/um/daily/trades/BTCUSDT/BTCUSDT-trades-2024-08-08.zip.CHECKSUM",
		"binance/data/futures/um/daily/trades/ETHUSDT/ETHUSDT-trades-2024-08-08.zip",
		"binance/data/spot/daily/trades/BTCUSDT/BTCUSDT-trades-2024-08-08.zip",
		"bybit/trading/BTCUSDT/BTCUSDT2024-08-08.csv.gz",
		"bybit/trading/BTCUSDT/BTCUSDT2024-08-08.csv.gz.part",
		"bybit/spot/BTCUSDT/BTCUSDT_2024-08-08.csv.gz",
		"bybit/spot/BTCUSDT/BTCUSDT-2024-08.csv.gz",
		"BTCUSDT_2024-08-09.csv.gz",
		"okx/BTC-USDT-SWAP-trades-2024-08-08.zip",
		"okx/BTC-USDT-trades-2024-08-08.zip",
		"okx/allswap-trades-2022-01-01.zip",
		"notes.csv",
	} {
		path := filepath.Join(root, filepath.FromSlash(f))
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, nil, 0o600))
	}
	for _, c := range []struct {
		source string
		want   []string
	}{
		{"binance_futures", []string{"binance/data/futures/um/daily/trades/BTCUSDT/BTCUSDT-trades-2024-08-08.zip"}},
		{"binance_spot", []string{"binance/data/spot/daily/trades/BTCUSDT/BTCUSDT-trades-2024-08-08.zip"}},
		{"bybit_futures", []string{"bybit/trading/BTCUSDT/BTCUSDT2024-08-08.csv.gz"}},
		{"bybit_spot", []string{"BTCUSDT_2024-08-09.csv.gz", "bybit/spot/BTCUSDT/BTCUSDT-2024-08.csv.gz", "bybit/spot/BTCUSDT/BTCUSDT_2024-08-08.csv.gz"}},
		{"okx_futures", []string{"okx/BTC-USDT-SWAP-trades-2024-08-08.zip", "okx/allswap-trades-2022-01-01.zip"}},
	} {
		got, err := Find(c.source, "BTCUSDT", root)
		must(t, err)
		for i := range got {
			got[i], err = filepath.Rel(root, got[i])
			must(t, err)
			got[i] = filepath.ToSlash(got[i])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", c.source, got)
		}
	}
	if _, err := Find("bybit_futures", "ETHUSDT", root); err == nil {
		t.Error("no archive is not an error")
	}
	notes := filepath.Join(root, "notes.csv")
	if got, err := Find("bybit_futures", "ETHUSDT", notes, notes); err != nil || !slices.Equal(got, []string{notes}) {
		t.Errorf("%q, %v", got, err)
	}
}

// Archives behind symbolic links are found, once each, and a link that leads
// back has an end.
func TestFindThroughLinks(t *testing.T) {
	root, elsewhere := t.TempDir(), t.TempDir()
	const name = "BTCUSDT-trades-2024-08-0%d.zip"
	file := func(dir string, day int) string {
		path := filepath.Join(dir, fmt.Sprintf(name, day))
		must(t, os.WriteFile(path, nil, 0o600))
		return path
	}
	link := func(to, from string) {
		if err := os.Symlink(to, from); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	one := file(root, 1)
	two := file(elsewhere, 2)
	file(elsewhere, 3)
	link(two, filepath.Join(root, fmt.Sprintf(name, 2)))
	link(elsewhere, filepath.Join(root, "more"))
	link(root, filepath.Join(elsewhere, "back"))
	link(filepath.Join(root, "nothing"), filepath.Join(root, fmt.Sprintf(name, 4)))
	link(one, filepath.Join(root, "again-"+fmt.Sprintf(name, 1)))
	got, err := Find("binance_futures", "BTCUSDT", root)
	must(t, err)
	want := []string{fmt.Sprintf(name, 1), fmt.Sprintf(name, 2), fmt.Sprintf(name, 4), "more/" + fmt.Sprintf(name, 3)}
	for i := range want {
		want[i] = filepath.Join(root, want[i])
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestParseName(t *testing.T) {
	for _, c := range []struct {
		name, instrument, date string
		agg, month             bool
	}{
		{"BTCUSDT-trades-2024-08-08.zip", "BTCUSDT", "2024-08-08", false, false},
		{"BTCUSDT-aggTrades-2024-08.zip", "BTCUSDT", "2024-08", true, true},
		{"BTCUSDH222022-01-01.csv.gz", "", "2022-01-01", false, false},
		{"BTC-USD-250926-aggtrades-2025-04-23.zip", "BTC-USD-250926", "2025-04-23", true, false},
		{"1000PEPEUSDT2024-02-29.csv.gz", "", "2024-02-29", false, false},
		{"BTCUSDT_2025-05-19.csv.gz", "BTCUSDT", "2025-05-19", false, false},
		{"BTCUSDT-2022-11.csv.gz", "BTCUSDT", "2022-11", false, true},
	} {
		n, ok := parseName(c.name)
		if !ok || n.instrument != c.instrument || n.date != c.date || n.agg != c.agg || n.month != c.month {
			t.Errorf("%s: %+v, %t", c.name, n, ok)
		}
	}
	for _, name := range []string{"", "trades.csv", "x-2024-13-01.csv", "x-1999-01-01.csv", "2024", "BTCUSDT-trades-20240808.zip"} {
		if n, ok := parseName(name); ok {
			t.Errorf("%s: %+v", name, n)
		}
	}
}
