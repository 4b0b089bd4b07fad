package command

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/shard"
)

// Any number of parts leaves the figures of one run, which then reads nothing
// and finds the same.
func TestAuditInParts(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "9", "--trades-per-bar", "4", "--awkward")
	one := t.TempDir()
	found := mustRun(t, "audit", "--data", data, "--cache", one)
	var digests map[string]string
	for _, n := range []int{1, 7, 120} {
		parts := t.TempDir()
		args := []string{"audit", "--data", data, "--cache", parts}
		lines := inParts(t, n, args...)
		got := byKey(t, lines)
		if digests == nil {
			digests = got
		}
		if len(lines) != 9 || states(lines)[shard.Made] != 9 || !maps.Equal(got, digests) || got["BTCUSDT/all/2025-11-09"] == "" {
			t.Errorf("%d parts: %+v, want %v", n, lines, digests)
		}
		sameFiles(t, fmt.Sprint(n, " parts"), files(t, parts), files(t, one))
		if again := inParts(t, n, args...); states(again)[shard.Kept] != 9 || !maps.Equal(byKey(t, again), digests) {
			t.Errorf("%d parts again: %+v", n, again)
		}
		if after := mustRun(t, args...); after != found {
			t.Errorf("%d parts: found\n%s\nwant\n%s", n, after, found)
		}
	}
}

func TestAuditOfKeys(t *testing.T) {
	data := t.TempDir()
	for _, symbol := range []string{"BTCUSDT", "ETHUSDT"} {
		mustRun(t, "synth", "--out", data, "--symbol", symbol, "--days", "3", "--sources", "a,b", "--trades-per-bar", "4")
	}
	bad := filepath.Join(data, "ETHUSDT", "trades", "b", "2025-11-02.parquet")
	must(t, os.WriteFile(bad, []byte("PAR1"), 0o644))
	list := "ETHUSDT/all/2025-11-01\nETHUSDT/all/2025-11-02\nBTCUSDT/all/2025-11-03\nBTCUSDT/all/2025-11-04\nNONE/all/2025-11-01\n"
	out, stderr, err := withInput(t, list, "audit", "--data", data, "--keys", "-")
	must(t, err)
	want := map[string]string{"ETHUSDT/all/2025-11-01": "", "ETHUSDT/all/2025-11-02": bad, "BTCUSDT/all/2025-11-03": "",
		"BTCUSDT/all/2025-11-04": "no source of BTCUSDT has a file of that day", "NONE/all/2025-11-01": "no such symbol"}
	lines := resultLines(t, out)
	for _, l := range lines {
		if (want[l.Key] == "") != (l.Error == "") || !strings.Contains(l.Error, want[l.Key]) {
			t.Errorf("%+v, want %q", l, want[l.Key])
		}
	}
	if len(lines) != len(want) || !strings.Contains(stderr, "2 made, 0 kept, 3 failed, of 5 keys") {
		t.Errorf("%d lines\n%s", len(lines), stderr)
	}
	before := files(t, data)
	for want, c := range map[string][2]string{
		`row 1: "BTCUSDT/a/2025-11-01" is no key of an audit, which compares the sources of a day: write SYMBOL/all/YYYY-MM-DD`: {"BTCUSDT/a/2025-11-01", "--keys=-"},
		"--json is of a run in one piece": {"BTCUSDT/all/2025-11-01", "--json"},
		"leave --symbol out":              {"BTCUSDT/all/2025-11-01", "--symbol=X"},
	} {
		if out, _, err := withInput(t, c[0], "audit", "--data", data, "--keys", "-", c[1]); err == nil || !strings.Contains(err.Error(), want) || out != "" {
			t.Errorf("%q: error %v, want %q", c, err, want)
		}
	}
	if _, _, err := withInput(t, list, "audit", "--data", data+"/none", "--keys", "-"); err == nil || !strings.Contains(err.Error(), "no such data directory") {
		t.Errorf("error %v", err)
	}
	sameFiles(t, "what was refused", files(t, data), before)
}

// A cache that cannot be written ends the audit of keys.
func TestAuditFault(t *testing.T) {
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "file")
	mustRun(t, "synth", "--out", data, "--days", "1", "--sources", "a", "--trades-per-bar", "4")
	must(t, os.WriteFile(file, nil, 0o644))
	out, _, err := tickbook(t, "audit", "--data", data, "--cache", file, "--shard", "1/1")
	if err == nil || !strings.Contains(err.Error(), "figures cannot be kept in "+file) || out != "" {
		t.Errorf("error %v, output %q", err, out)
	}
}
