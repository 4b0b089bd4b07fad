package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAuditCommand(t *testing.T) {
	dir := t.TempDir()
	mustRun(t, "synth", "--out", dir, "--symbol", "X", "--days", "2")
	out := mustRun(t, "audit", "--data", dir, "--symbol", "X")
	for _, want := range []string{"synthetic", "Trades by source", "binance_futures", "Clocks of two sources", "audit: 0 errors, ", "Nothing here speaks against"} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}

	bad := filepath.Join(dir, "X", "trades", "bybit_futures", "2025-11-02.parquet")
	if err := os.WriteFile(bad, []byte("no parquet"), 0o644); err != nil {
		t.Fatal(err)
	}
	out, _, err := tickbook(t, "audit", "--data", dir, "--symbol", "X")
	if err == nil || !strings.Contains(err.Error(), "audit: 1 error, ") {
		t.Errorf("error %v", err)
	}
	if want := "error: readable:bybit_futures:2025-11-02: " + bad; !strings.Contains(out, want) {
		t.Errorf("the output lacks %q:\n%s", want, out)
	}

	out, _, err = tickbook(t, "audit", "--data", dir, "--symbol", "X", "--json")
	var a struct {
		Symbol   string
		Findings []struct{ Severity, Check, Source, Date string }
	}
	if jsonErr := json.Unmarshal([]byte(out), &a); jsonErr != nil {
		t.Fatalf("%v in %s", jsonErr, out)
	}
	if f := a.Findings[0]; err == nil || a.Symbol != "X" || f.Severity != "error" || f.Check != "readable" || f.Source != "bybit_futures" || f.Date != "2025-11-02" {
		t.Errorf("error %v, finding %+v", err, f)
	}

	if _, _, err := tickbook(t, "audit", "--data", dir, "--symbol", "X", "--sources", "okx_futures", "--all", "--no-cache"); err != nil {
		t.Errorf("a source without errors: %v", err)
	}
	for _, args := range [][]string{{"--symbol", "Y"}, {"--symbol", "X", "--sources", "nowhere"}, {"--symbol", "X", "--workers", "0"}} {
		if _, _, err := tickbook(t, append([]string{"audit", "--data", dir}, args...)...); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}
