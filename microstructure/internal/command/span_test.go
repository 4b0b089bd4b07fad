package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
)

// A study of a span is that of data that have no other days, to the byte.
func TestStudyOfASpan(t *testing.T) {
	all, alone, out, want := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	for _, dir := range []string{all, alone} {
		mustRun(t, "synth", "--out", dir, "--days", "14", "--trades-per-bar", "8", "--edge-bps", "5")
	}
	days, err := filepath.Glob(filepath.Join(alone, "BTCUSDT", "trades", "*", "*.parquet"))
	if err != nil || len(days) != 3*14 {
		t.Fatal(days, err)
	}
	for _, path := range days {
		if date := strings.TrimSuffix(filepath.Base(path), ".parquet"); date < "2025-11-03" || date > "2025-11-12" {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	span := []string{"--from", "2025-11-03", "--to", "2025-11-12"}
	first := mustRun(t, "features", "--data", all)
	if !strings.Contains(first, "42 days built") {
		t.Errorf("all days:\n%s", first)
	}
	text := mustRun(t, append(span, "study", "--data", all, "--out", out, "--test-start", "2025-11-10")...)
	mustRun(t, "study", "--data", alone, "--out", want, "--test-start", "2025-11-10")
	got := files(t, out)
	var looks [2]evidence.Look
	for i, dir := range []string{all, alone} {
		r, err := result.ReadLooks(filepath.Join(dir, result.LooksFile))
		if err != nil || len(r.Looks) == 0 {
			t.Fatal(r, err)
		}
		looks[i] = r.Looks[len(r.Looks)-1]
	}
	if looks[0].Key() != looks[1].Key() || looks[0].FromDate != "2025-11-03" || looks[0].ToDate != "2025-11-12" {
		t.Errorf("looks %+v, want %+v", looks[0], looks[1])
	}
	other := files(t, want)
	sameFiles(t, "a span", got, other)
	if !strings.Contains(got["summary.json"], `"first_day": "2025-11-03",`) || !strings.Contains(got["summary.json"], `"last_day": "2025-11-12",`) {
		t.Errorf("summary:\n%s", got["summary.json"])
	}
	if !strings.Contains(text, "BTCUSDT, 3 Nov 2025 – 12 Nov 2025") {
		t.Errorf("study:\n%s", text)
	}

	if text := mustRun(t, append(span, "features", "--data", all)...); !strings.Contains(text, "0 days built and 30 from the cache") {
		t.Errorf("features of the span are not those of the cache:\n%s", text)
	}
	of, alike := mustRun(t, append(span, "audit", "--data", all)...), mustRun(t, "audit", "--data", alone)
	if of != alike || !strings.Contains(of, "2025-11-12") {
		t.Errorf("audit of a span:\n%s\nwant\n%s", of, alike)
	}
	for _, open := range [][]string{{"--from", "2025-11-13"}, {"--to", "2025-11-02"}} {
		if text := mustRun(t, append(open, "features", "--data", all)...); !strings.Contains(text, "0 days built and 6 from the cache") {
			t.Errorf("%q:\n%s", open, text)
		}
	}
}

func TestSpansThatDoNotFit(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "4", "--trades-per-bar", "2", "--sources", "a,b")
	for _, date := range []string{"2025-11-01", "2025-11-02"} {
		if err := os.Remove(filepath.Join(data, "BTCUSDT", "trades", "b", date+".parquet")); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(t.TempDir(), "out")
	const there = "a has 4 days, 2025-11-01 to 2025-11-04, b has 2 days, 2025-11-03 to 2025-11-04"
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--from", "soon"}, `--from "soon" is not a date: write it as YYYY-MM-DD`},
		{[]string{"--to", "2025-11-31"}, `--to "2025-11-31" is not a date`},
		{[]string{"--from", "2025-11-03", "--to", "2025-11-02"}, "--from 2025-11-03 --to 2025-11-02: unfit span of days: its last day, 2025-11-02, is before its first, 2025-11-03"},
		{[]string{"--from", "2026-01-01"}, "--from 2026-01-01: unfit span of days: there are no trades from 2026-01-01 on: " + there},
		{[]string{"--to", "2025-10-31"}, "--to 2025-10-31: unfit span of days: there are no trades up to 2025-10-31: " + there},
		{[]string{"--from", "2025-11-01", "--to", "2025-11-02"}, "--from 2025-11-01 --to 2025-11-02: unfit span of days: b has no trades of BTCUSDT from 2025-11-01 to 2025-11-02; " +
			"it has 2 days, 2025-11-03 to 2025-11-04; take other days, or leave it out of --sources"},
	} {
		for _, command := range [][]string{{"audit"}, {"features"}, {"study", "--out", out}} {
			args := append(append(command, "--data", data, "--sources", "a,b"), c.args...)
			if _, _, err := tickbook(t, args...); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q: error %v, want %q", args, err, c.want)
			}
		}
	}
	for _, c := range []struct{ args, want string }{
		{"--test-start 2025-11-01", "--test-start 2025-11-01 leaves nothing to train or nothing to test: there are days from 2025-11-01 to 2025-11-04"},
		{"--test-start 2025-11-05", "--test-start 2025-11-05 leaves nothing to train"},
		{"--test-start 2025-11-03 --from 2025-11-03", "there are days from 2025-11-03 to 2025-11-04"},
		{"--test-start 2025-11-04 --to 2025-11-03", "--test-start 2025-11-04 leaves nothing to train or nothing to test: there are days from 2025-11-01 to 2025-11-03"},
		{"--test-start 2025-11-03 --from 2025-11-03 --to 2025-11-03", "2025-11-03 alone cannot be split; take more days"},
		{"--test-start soon", `--test-start: test start "soon" is not a date`},
	} {
		args := append([]string{"study", "--data", data, "--sources", "a,b", "--out", out}, strings.Fields(c.args)...)
		if _, _, err := tickbook(t, args...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.args, err, c.want)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a command that failed left an output directory")
	}
	// Without a list, the sources are those that have files in the span.
	if text := mustRun(t, "audit", "--data", data, "--to", "2025-11-02", "--json"); !strings.Contains(text, `"name":"a"`) || strings.Contains(text, `"name":"b"`) {
		t.Errorf("audit of the first two days has other sources than a:\n%s", text)
	}
}
