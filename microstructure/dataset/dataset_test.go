package dataset

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func TestOpen(t *testing.T) {
	d := testDataset(t, 1)
	if err := os.MkdirAll(filepath.Join(d.Dir, "ETHUSDT", tradesFolder, "alpha"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(d.Dir, "notes"), 0o777); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(d.Dir, "BTCUSDT"); err != nil {
		t.Error(err)
	}
	if _, err := Open(d.Dir, "XRPUSDT"); !errors.Is(err, ErrNoSymbol) || !strings.Contains(err.Error(), `there is "BTCUSDT", "ETHUSDT"`) {
		t.Errorf("unknown symbol: %v", err)
	}
	for _, open := range []func(dir, symbol string) (*Dataset, error){Open, New} {
		if got, err := open(d.Dir, "../"+filepath.Base(d.Dir)+"/BTCUSDT"); !errors.Is(err, microstructure.ErrName) || got != nil {
			t.Errorf("a path as symbol: %v, %v", got, err)
		}
	}
	if _, err := Open(t.TempDir(), "BTCUSDT"); !errors.Is(err, ErrNoSymbol) || !strings.Contains(err.Error(), "there is none") {
		t.Errorf("empty directory: %v", err)
	}
	if _, err := Open(filepath.Join(d.Dir, "none"), "BTCUSDT"); !errors.Is(err, ErrNoDirectory) {
		t.Errorf("no directory: %v", err)
	}
	sources, err := d.Sources()
	if err != nil || !reflect.DeepEqual(sources, []string{"alpha", "beta"}) {
		t.Errorf("sources %v, %v", sources, err)
	}
}

func TestDays(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		dates []string
		err   error
	}{
		{"sorted", []string{"2025-11-02.parquet", "2025-11-01.parquet"}, []string{"2025-11-01", "2025-11-02"}, nil},
		{"capitals", []string{"2025-11-02.PARQUET"}, []string{"2025-11-02"}, nil},
		{"ignored", []string{"2025-11-01.parquet", ".2025-11-01.parquet.0a.tmp", "2025-11-02.parquet.tmp", ".hidden"}, []string{"2025-11-01"}, nil},
		{"none", nil, nil, ErrNoTrades},
		{"only hidden", []string{".2025-11-01.parquet"}, nil, ErrNoTrades},
		{"two of a day", []string{"2025-11-01.parquet", "2025-11-01.PARQUET"}, nil, ErrDoubleDay},
		{"not a date", []string{"2025-11-01.parquet", "trades.parquet"}, nil, ErrFileName},
		{"no such day", []string{"2025-02-29.parquet"}, nil, ErrFileName},
		{"a part of a day", []string{"2025-11-01-1.parquet"}, nil, ErrFileName},
		{"another format", []string{"2025-11-01.csv"}, nil, ErrFileName},
		{"short date", []string{"2025-11-1.parquet"}, nil, ErrFileName},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &Dataset{Dir: t.TempDir(), Symbol: "S"}
			if err := os.MkdirAll(d.TradesDir("a"), 0o777); err != nil {
				t.Fatal(err)
			}
			for _, name := range c.files {
				if err := os.WriteFile(filepath.Join(d.TradesDir("a"), name), nil, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			days, err := d.Days("a")
			if !errors.Is(err, c.err) {
				t.Fatalf("got %v", err)
			}
			var dates []string
			for _, day := range days {
				dates = append(dates, day.Date)
			}
			if !reflect.DeepEqual(dates, c.dates) {
				t.Errorf("got %v", dates)
			}
		})
	}
	d := testDataset(t, 1)
	for _, bad := range []string{"", "..", "../BTCUSDT/trades/alpha", "al\x1bpha"} {
		if _, err := d.Days(bad); !errors.Is(err, microstructure.ErrName) {
			t.Errorf("source %q: %v", bad, err)
		}
	}
	if _, err := (&Dataset{Dir: d.Dir, Symbol: "../" + filepath.Base(d.Dir) + "/BTCUSDT"}).Days("alpha"); !errors.Is(err, microstructure.ErrName) {
		t.Errorf("a path as symbol: %v", err)
	}
	if _, err := d.Days("gamma"); !errors.Is(err, ErrNoTrades) || !strings.Contains(err.Error(), `"alpha", "beta"`) {
		t.Errorf("unknown source: %v", err)
	}
}

func TestSynthetic(t *testing.T) {
	d := testDataset(t, 2)
	if s, err := d.Synthetic([]string{"alpha", "beta"}); s || err != nil {
		t.Errorf("got %v, %v", s, err)
	}
	writeTrades(t, d.TradesPath("beta", "2025-11-02"), later(testTrades(10), dayUS), microstructure.Provenance{Synthetic: "seed 1"})
	if s, err := d.Synthetic([]string{"alpha"}); s || err != nil {
		t.Errorf("alpha: %v, %v", s, err)
	}
	if s, err := d.Synthetic([]string{"alpha", "beta"}); !s || err != nil {
		t.Errorf("beta: %v, %v", s, err)
	}
}

// A folder within a data directory is answered with that directory.
func TestOpenTooDeep(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "BTCUSDT", "trades", "binance_futures")
	if err := os.MkdirAll(source, 0o755); err != nil {
		t.Fatal(err)
	}
	for at := source; at != dir; at = filepath.Dir(at) {
		if _, err := Open(at, "BTCUSDT"); !errors.Is(err, ErrNoSymbol) || !strings.HasSuffix(err.Error(), "data directory "+dir+": give that one") {
			t.Errorf("%s: %v", at, err)
		}
	}
	t.Chdir(filepath.Join(dir, "BTCUSDT"))
	if _, err := Open(".", "BTCUSDT"); err == nil || !strings.Contains(err.Error(), "give that one") {
		t.Error(err)
	}
}
