package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Where bars are rare, the verdict says which source limits them, and not that
// days are missing.
func TestStudyOfAThinMarket(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	data, out := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--trades-per-bar", "1.5", "--days", "92", "--seed", "4")
	args := []string{"study", "--data", data, "--out", out}
	text := mustRun(t, args...)
	for _, want := range []string{
		"Verdict: not proven",
		"none of 92 days begins with one; 837 of 26,496 rows have a bar of every source (binance_futures has 10,714, bybit_futures 5,707, okx_futures 3,572)",
		"within three days, where a rank takes 288 and a signal 288 ranks",
		"; okx_futures limits them most: without it ",
		"; without bybit_futures and okx_futures 10,714, and ",
		"To leave out what limits the honest procedure: --sources binance_futures:bn\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("study does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "add days") || strings.Contains(text, "longer span") {
		t.Errorf("a longer span is asked for:\n%s", text)
	}
	left := mustRun(t, append(args, "--sources", "binance_futures:bn")...)
	if strings.Contains(left, "too few days with a signal") || !strings.Contains(left, "evidence, days: ") {
		t.Errorf("the sources that are said to be enough are not:\n%s", left)
	}
}

// Where one source ends early, so does the span of all, and that is said.
func TestStudyOfASourceThatEndsEarly(t *testing.T) {
	data, out := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--trades-per-bar", "8", "--days", "40")
	paths, err := filepath.Glob(filepath.Join(data, "BTCUSDT", "trades", "bybit_futures", "2025-*.parquet"))
	if err != nil || len(paths) != 40 {
		t.Fatal(paths, err)
	}
	for _, path := range paths[15:] {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"study", "--data", data, "--out", out}
	text := mustRun(t, args...)
	for _, want := range []string{"days leave nothing to test after 30 days of training", ", none after 2025-11-15, okx_futures ",
		"; bybit_futures limits them most: without it ", " days to trade on\n", "--sources binance_futures:bn,okx_futures:okx\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("study does not say %q:\n%s", want, text)
		}
	}
	_, _, err = tickbook(t, append(args, "--test-start", "2025-12-01")...)
	if want := "to leave out what limits them: --sources binance_futures:bn,okx_futures:okx"; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}
