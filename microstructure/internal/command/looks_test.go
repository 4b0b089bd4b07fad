package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
)

func TestLooks(t *testing.T) {
	data := t.TempDir()
	if out := mustRun(t, "looks", "--data", data); out != "No look is recorded.\n" {
		t.Errorf("an empty record: %q", out)
	}
	path := filepath.Join(data, result.LooksFile)
	at := time.Date(2026, 2, 1, 9, 0, 0, 0, time.UTC)
	for i, l := range []evidence.Look{
		{Symbol: "BTCUSDT", FromDate: "2025-11-01", ToDate: "2025-12-31", Kind: evidence.LookStudy, Configurations: 48, Verdict: evidence.NoEdge},
		{Symbol: "ETHUSDT", FromDate: "2025-12-01", ToDate: "2026-01-31", Kind: evidence.LookStudy, Configurations: 12, Verdict: evidence.Edge, Family: "majors"},
		{Symbol: "BTCUSDT", FromDate: "2026-01-01", ToDate: "2026-01-31", Kind: evidence.LookFeature, Configurations: 1, Features: []string{"mine a1b2"}},
		{Symbol: "BTCUSDT", FromDate: "2026-01-01", ToDate: "2026-01-31", Kind: evidence.LookSearch, Configurations: 9, Signals: []string{"s"}, Verdict: evidence.NotTaken},
	} {
		l.Time = at.Add(time.Duration(i) * time.Hour)
		_, err := result.EnterLook(path, l)
		must(t, err)
		_, err = result.FinishLook(path, l)
		must(t, err)
	}
	for _, x := range []struct {
		args  []string
		total string
		rows  []string
	}{
		{nil, "4 looks with 61 configurations in all.", []string{"not taken", "mine a1b2", "majors", "no edge"}},
		{[]string{"--symbol", "ETHUSDT,XRPUSDT"}, "1 look with 12 configurations in all.", []string{"majors"}},
		{[]string{"--family", "majors"}, "1 look with 12 configurations in all.", []string{"ETHUSDT"}},
		{[]string{"--to", "2025-11-30"}, "1 look with 48 configurations in all.", []string{"no edge"}},
		{[]string{"--from", "2026-01-31", "--symbol", "BTCUSDT"}, "2 looks with 1 configuration in all.", []string{"not taken", "mine a1b2"}},
		{[]string{"--symbol", "XRPUSDT"}, "No look in " + path + " is one of these.", nil},
	} {
		out := mustRun(t, append([]string{"looks", "--data", data}, x.args...)...)
		last := -1
		for _, row := range x.rows {
			next := strings.Index(out, row)
			if next <= last {
				t.Errorf("%v: %q is not there, or not the next, in\n%s", x.args, row, out)
			}
			last = next
		}
		if !strings.HasSuffix(out, x.total+"\n") {
			t.Errorf("%v: no %q in\n%s", x.args, x.total, out)
		}
	}
	lines := strings.Split(strings.TrimSpace(mustRun(t, "looks", "--looks", path, "--json", "--symbol", "ETHUSDT")), "\n")
	var l evidence.Look
	if err := json.Unmarshal([]byte(lines[0]), &l); err != nil || len(lines) != 1 || l.Verdict != evidence.Edge || l.Family != "majors" || !l.Time.Equal(at.Add(time.Hour)) {
		t.Errorf("%q, %v", lines, err)
	}

	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteString("{\"from_date\":\"soon\"}\n")
	must(t, err)
	must(t, f.Close())
	out, _, err := tickbook(t, "looks", "--data", data)
	if err == nil || err.Error() != path+`, line 8: "{\"from_date\":\"soon\"}" is not a look: from_date "soon" is not a date like 2025-12-01; correct the line, or remove it if the look shall not count` || !strings.Contains(out, "4 looks") {
		t.Errorf("a damaged line: %v\n%s", err, out)
	}
	for want, args := range map[string][]string{
		"give --data DIR, or --looks FILE":                          {},
		"there is no such directory":                                {"--data", filepath.Join(data, "none")},
		"no such file":                                              {"--looks", filepath.Join(data, "none")},
		"is a directory, not a regular file: give a file, such as ": {"--looks", data},
		"--to 2025-11-01 is before --from 2025-11-02":               {"--data", data, "--from", "2025-11-02", "--to", "2025-11-01"},
		"--from":                 {"--data", data, "--from", "soon"},
		`unknown command "more"`: {"--data", data, "more"},
	} {
		if _, _, err := tickbook(t, append([]string{"looks"}, args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v, want %q", args, err, want)
		}
	}
}

// Studies and judged signals of one data directory count each other, by way of
// its record.
func TestStudiesAreLooks(t *testing.T) {
	if testing.Short() {
		t.Skip("whole studies take seconds")
	}
	data, out := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "8", "--trades-per-bar", "8")
	args := []string{"study", "--data", data, "--out", out, "--test-start", "2025-11-05"}
	if text := mustRun(t, args...); !strings.Contains(text, "No earlier look counts against this one.") {
		t.Errorf("a first study:\n%s", text)
	}
	for i, more := range [][]string{{"--thresholds", "1,2"}, nil, {"--thresholds", "1,2"}} {
		text := mustRun(t, append(args, more...)...)
		if counts := strings.Contains(text, "1 look at BTCUSDT with 48 configurations counts against the 24 configurations of this one"); counts != (more != nil) {
			t.Errorf("study %d:\n%s", i, text)
		}
	}
	if list := mustRun(t, "looks", "--data", data); !strings.Contains(list, "3 looks with 73 configurations in all.") {
		t.Errorf("the record:\n%s", list)
	}
	// A record that an earlier version kept with the results.
	old := filepath.Join(out, result.LooksFile)
	must(t, os.WriteFile(old, []byte(`{"digest":"d","from_date":"2025-11-01","to_date":"2026-01-31","parameters":"p","configurations":48}`+"\n"), 0o666))
	_, warnings, err := tickbook(t, args...)
	if want := "warning: " + old + " is the record of an earlier version and does not count: append its lines to " + filepath.Join(data, result.LooksFile) + ", or remove it"; err != nil || !strings.Contains(warnings, want) {
		t.Errorf("%v, no %q in %s", err, want, warnings)
	}
	for want, wrong := range map[string][]string{
		"--looks: record of looks: " + data + " is a directory": {"--looks", data},
		"--family: ": {"--family", "../x"},
	} {
		if _, _, err := tickbook(t, append(args, wrong...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error %v", wrong, err)
		}
	}
}
