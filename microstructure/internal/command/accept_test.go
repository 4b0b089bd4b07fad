package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

// change rewrites a day-file.
func change(t *testing.T, path string, edit func(*ms.Trades)) {
	t.Helper()
	r, err := dataset.OpenTrades(path)
	if err != nil {
		t.Fatal(err)
	}
	var all ms.Trades
	for {
		batch, err := r.Next()
		if err != nil {
			break
		}
		all.Append(batch)
	}
	r.Close()
	edit(&all)
	w, err := dataset.CreateTrades(path, ms.Provenance{})
	if err == nil {
		err = w.Append(all)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// badPrice multiplies one price by ten.
func badPrice(t *ms.Trades) {
	t.Price[100] *= 10
	t.QuoteQuantity[100] *= 10
}

// TestAcceptAFinding goes the way of a user whose data are refused: the error
// says how to go on, and what is accepted is repeated everywhere.
func TestAcceptAFinding(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	dir, out := filepath.Join(t.TempDir(), "with space"), t.TempDir()
	mustRun(t, "synth", "--out", dir, "--days", "45", "--trades-per-bar", "8")
	day := filepath.Join(dir, "BTCUSDT", "trades", "binance_futures", "2025-11-03.parquet")
	change(t, day, badPrice)
	const name = "price:binance_futures:2025-11-03"

	_, _, err := tickbook(t, "features", "--data", dir)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"error: " + name + ": 1 price", "tickbook audit --data '" + dir + "' --symbol BTCUSDT --accept NAME --reason TEXT", "--no-audit"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %v\ndoes not say %q", err, want)
		}
	}
	for _, args := range [][]string{
		{"--accept", name}, {"--accept", name, "--reason", " "}, {"--reason", "a reason"}, {"--accept", "price:okx_futures", "--reason", "a reason"},
	} {
		if _, _, err := tickbook(t, append([]string{"audit", "--data", dir}, args...)...); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "BTCUSDT", "accepted.json")); !os.IsNotExist(err) {
		t.Errorf("a file of acceptances without one: %v", err)
	}

	const reason = "seen on the exchange's own page"
	text := mustRun(t, "audit", "--data", dir, "--accept", "price:2025-11-03", "--reason", reason)
	for _, want := range []string{"accepted error: " + name + ": 1 price", "(" + reason + ")", "audit: 0 errors, ", ", 1 accepted", "No day is unfit for a study, given that errors were accepted"} {
		if !strings.Contains(text, want) {
			t.Errorf("audit --accept does not say %q:\n%s", want, text)
		}
	}
	if again := mustRun(t, "audit", "--data", dir); again != text {
		t.Errorf("the next audit says something else:\n%s", again)
	}
	var a struct {
		Accepted []struct{ Severity, Check, Source, Date, Reason string }
	}
	if err := json.Unmarshal([]byte(mustRun(t, "audit", "--data", dir, "--json")), &a); err != nil || len(a.Accepted) != 1 || a.Accepted[0].Reason != reason || a.Accepted[0].Check != "price" {
		t.Errorf("JSON: %+v, %v", a, err)
	}
	_, stderr, err := tickbook(t, "features", "--data", dir)
	if err != nil || !strings.Contains(stderr, "accepted error: "+name) {
		t.Errorf("features: %v\n%s", err, stderr)
	}
	text = mustRun(t, "study", "--data", dir, "--out", out)
	if want := "; accepted: " + name + ": " + reason; !strings.Contains(text, want) {
		t.Errorf("study does not say %q:\n%s", want, text)
	}
	var summary struct {
		Audit   string
		Verdict struct {
			Reasons []string
			Gates   []evidence.Gate
		}
	}
	content, err := os.ReadFile(filepath.Join(out, "summary.json"))
	if err == nil {
		err = json.Unmarshal(content, &summary)
	}
	if err != nil {
		t.Fatal(err)
	}
	data := ""
	for _, g := range summary.Verdict.Gates {
		if g.Name == "data" && g.Pass {
			data = g.Name
		}
	}
	if reasons := strings.Join(summary.Verdict.Reasons, "\n"); data == "" || !strings.Contains(reasons, "data: accepted: "+name+": "+reason) || !strings.Contains(summary.Audit, reason) {
		t.Errorf("summary %+v", summary)
	}

	// Other rows on that day.
	change(t, day, func(t *ms.Trades) { t.Side[0] = -t.Side[0] })
	if _, _, err := tickbook(t, "study", "--data", dir, "--out", out); err == nil || !strings.Contains(err.Error(), "it was accepted for other data ("+reason+")") {
		t.Errorf("other data: error %v", err)
	}
}

func TestAcceptedElsewhere(t *testing.T) {
	dir, own := t.TempDir(), filepath.Join(t.TempDir(), "own.json")
	mustRun(t, "synth", "--out", dir, "--days", "2", "--trades-per-bar", "8")
	change(t, filepath.Join(dir, "BTCUSDT", "trades", "okx_futures", "2025-11-02.parquet"), badPrice)
	if _, _, err := tickbook(t, "features", "--data", dir, "--accepted", own); err == nil || !strings.Contains(err.Error(), own) {
		t.Errorf("error %v, want one about the file that does not exist", err)
	}
	accept := []string{"audit", "--data", dir, "--accept", "price", "--reason", "a reason"}
	if runtime.GOOS != "windows" && os.Getuid() != 0 {
		symbol := filepath.Join(dir, "BTCUSDT")
		if err := os.Chmod(symbol, 0o555); err != nil {
			t.Fatal(err)
		}
		_, _, err := tickbook(t, append(accept, "--no-cache")...)
		os.Chmod(symbol, 0o755)
		if err == nil || !strings.Contains(err.Error(), "--accepted FILE") || !strings.Contains(err.Error(), "permission") {
			t.Errorf("error %v, want one that names --accepted", err)
		}
	}
	mustRun(t, append(accept, "--accepted", own)...)
	mustRun(t, "features", "--data", dir, "--accepted", own)
	_, _, err := tickbook(t, "features", "--data", dir)
	if err == nil {
		t.Error("accepted without the file")
	}
	if _, _, err := tickbook(t, "features", "--data", dir, "--accepted", filepath.Dir(own)); err == nil {
		t.Error("a folder is read as a file of acceptances")
	}
}

// TestNoFlagIsNamedWhereItDoesNotHelp: --no-audit does not read what cannot be
// read, and nor can it be accepted.
func TestNoFlagIsNamedWhereItDoesNotHelp(t *testing.T) {
	dir := t.TempDir()
	mustRun(t, "synth", "--out", dir, "--days", "2", "--trades-per-bar", "8")
	for i, source := range []string{"bybit_futures", "okx_futures"} {
		bad := filepath.Join(dir, "BTCUSDT", "trades", source, "2025-11-02.parquet")
		if err := os.WriteFile(bad, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		_, _, err := tickbook(t, "features", "--data", dir)
		if err == nil || regexp.MustCompile("--no-audit|--accept").MatchString(err.Error()) || !strings.Contains(err.Error(), "copy or download the file again") {
			t.Errorf("error %v", err)
		}
		if also := strings.Contains(err.Error(), "and 1 other file cannot be read either"); also != (i == 1) {
			t.Errorf("%d files: error %v", i+1, err)
		}
		if _, _, err := tickbook(t, "features", "--data", dir, "--no-audit"); err == nil {
			t.Error("--no-audit reads it")
		}
	}
	_, _, err := tickbook(t, "audit", "--data", dir, "--accept", "readable:okx_futures", "--reason", "a reason")
	if err == nil || !strings.Contains(err.Error(), "cannot be accepted, for the file cannot be read") {
		t.Errorf("error %v", err)
	}
}
