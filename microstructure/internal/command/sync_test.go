package command

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/atomicfile"
)

// TestDaysAreOnDisk looks at what every command that writes days syncs: each
// file while it has no name yet, the folder when it has, and above that all
// folders that are new.
func TestDaysAreOnDisk(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not sync folders")
	}
	archives := t.TempDir()
	day := time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)
	binanceArchive(t, archives, day, 100)
	binanceArchive(t, archives, day.AddDate(0, 0, 1), 100)
	m := newMirror(t)
	m.putBinance(t, "BTCUSDT", "2025-11-01", 1, 100)
	m.putBinance(t, "BTCUSDT", "2025-11-02", 101, 100)
	defer func() { atomicfile.Sync = (*os.File).Sync }()
	for name, args := range map[string]func(out string) []string{
		"import": func(out string) []string { return importArgs(archives, out) },
		"fetch": func(out string) []string {
			return fetchArgs(m, out, "BTCUSDT", "2025-11-01", "2025-11-02", "--source", "binance_futures")
		},
		"synth": func(out string) []string {
			return []string{"synth", "--out", out, "--days", "2", "--trades-per-bar", "5", "--sources", "binance_futures"}
		},
	} {
		base := t.TempDir()
		out := filepath.Join(base, "new")
		folder := filepath.Join(out, "BTCUSDT", "trades", "binance_futures")
		named := func(date string) bool {
			_, err := os.Stat(filepath.Join(folder, date+".parquet"))
			return err == nil
		}
		var mu sync.Mutex
		unnamed, both := map[string]bool{}, false
		synced := map[string]bool{}
		atomicfile.Sync = func(f *os.File) error {
			mu.Lock()
			defer mu.Unlock()
			synced[f.Name()] = true
			for _, date := range []string{"2025-11-01", "2025-11-02"} {
				if strings.HasPrefix(filepath.Base(f.Name()), "."+date+".parquet.") && !named(date) {
					unnamed[date] = true
				}
			}
			both = both || f.Name() == folder && named("2025-11-01") && named("2025-11-02")
			return f.Sync()
		}
		mustRun(t, args(out)...)
		if len(unnamed) != 2 {
			t.Errorf("%s: only %v were synced before they had their names", name, unnamed)
		}
		if !both {
			t.Errorf("%s: the folder was not synced when both days had their names", name)
		}
		for dir := filepath.Dir(folder); dir != filepath.Dir(base); dir = filepath.Dir(dir) {
			if !synced[dir] {
				t.Errorf("%s: %s was not synced", name, dir)
			}
		}
	}
}
