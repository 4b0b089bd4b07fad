package command

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Names that are paths, or that no file system takes, are refused by every
// command that takes a name, before anything is written.
func TestNamesAreChecked(t *testing.T) {
	data, archive := t.TempDir(), filepath.Join(t.TempDir(), "BTCUSDT-trades-2025-01-01.zip")
	mustRun(t, "synth", "--out", data, "--days", "1", "--trades-per-bar", "2")
	before := files(t, data)
	above := t.TempDir()
	out := filepath.Join(above, "a", "b")
	for _, bad := range []string{"", ".", "..", "../../x", "/x", `x\y`, "-x", ".x", "x\x1b[2J", "x\xff", "NUL", strings.Repeat("x", 300)} {
		for what, args := range map[string][]string{
			"synth":           {"synth", "--out", out, "--days", "1", "--symbol", bad},
			"synth source":    {"synth", "--out", out, "--days", "1", "--sources", "ok," + bad},
			"synth label":     {"synth", "--out", out, "--days", "1", "--sources", "ok:" + bad},
			"features":        {"features", "--data", data, "--cache", out, "--symbol", bad},
			"features source": {"features", "--data", data, "--cache", out, "--sources", bad + ":x"},
			"audit":           {"audit", "--data", data, "--cache", out, "--symbol", bad},
			"audit source":    {"audit", "--data", data, "--cache", out, "--sources", bad + ":x"},
			"study":           {"study", "--data", data, "--out", out, "--symbol", bad},
			"study source":    {"study", "--data", data, "--out", out, "--sources", "okx_futures:" + bad},
			"import":          {"import", archive, "--source", "binance_futures", "--out", out, "--symbol", bad},
			"import source":   {"import", archive, "--source", bad, "--out", out, "--symbol", "BTCUSDT"},
			"contract":        {"import", archive, "--source", "okx_futures", "--out", out, "--symbol", "BTCUSDT", "--contract-size", bad + "=1"},
			"instrument":      {"import", archive, "--source", "okx_futures", "--out", out, "--symbol", "BTCUSDT", "--instrument", "okx_futures=" + bad},
			"fetch":           {"fetch", "--from", "2025-01-01", "--to", "2025-01-01", "--out", out, "--symbol", bad},
			"fetch source":    {"fetch", "--from", "2025-01-01", "--to", "2025-01-01", "--out", out, "--source", bad},
		} {
			stdout, stderr, err := tickbook(t, args...)
			switch {
			case err == nil || !says(err, "is not a usable name", "is not known", "write it as"):
				t.Errorf("%s, %.40q: error %v", what, bad, err)
			case strings.Contains(stdout+stderr+err.Error(), "\x1b"):
				t.Errorf("%s prints the control characters of %q", what, bad)
			}
		}
	}
	if left, err := os.ReadDir(above); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	sameFiles(t, "the data", files(t, data), before)
}

// says reports whether an error has one of the texts.
func says(err error, texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(err.Error(), text) })
}

func TestNamesOfAnyScript(t *testing.T) {
	data := t.TempDir()
	args := []string{"--symbol", "币安人生USDT", "--sources", "交易所:所,okx_futures"}
	mustRun(t, append(args, "synth", "--out", data, "--days", "1", "--trades-per-bar", "20")...)
	if out := mustRun(t, append(args, "audit", "--data", data)...); !strings.Contains(out, "交易所") {
		t.Errorf("the audit does not name the source:\n%s", out)
	}
}
