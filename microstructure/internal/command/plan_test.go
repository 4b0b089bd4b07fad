package command

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// The keys of a plan are those that the command works on, and their rows and
// bytes those of the files.
func TestPlanListsWhatIsWorkedOn(t *testing.T) {
	data := t.TempDir()
	for _, symbol := range []string{"BTCUSDT", "ETHUSDT"} {
		mustRun(t, "synth", "--out", data, "--symbol", symbol, "--days", "3", "--sources", "a,b", "--trades-per-bar", "4")
	}
	must(t, os.Remove(filepath.Join(data, "ETHUSDT", "trades", "b", "2025-11-02.parquet")))
	for work, want := range map[string]int{"features": 11, "audit": 6} {
		keys := mustRun(t, "plan", "--data", data, "--work", work, "--list")
		var worked []string
		out, _, err := withInput(t, keys, work, "--data", data, "--keys", "-")
		must(t, err)
		rows := map[string]int64{}
		for _, l := range resultLines(t, out) {
			if l.Error != "" {
				t.Errorf("%s: %+v", work, l)
			}
			worked, rows[l.Key] = append(worked, l.Key), l.Rows
		}
		slices.Sort(worked)
		if listed := strings.Fields(keys); len(listed) != want || !slices.Equal(listed, worked) {
			t.Errorf("%s: listed %q, worked on %q", work, listed, worked)
		}
		file := filepath.Join(t.TempDir(), "plan.csv")
		table := mustRun(t, "plan", "--data", data, "--work", work, "--csv", file, "--rows-per-second", "1000")
		all, total := records(t, file), int64(0)
		for _, r := range all {
			n := int64(number(t, r["rows"]))
			total += n
			if n != rows[r["key"]] || n == 0 || r["assumed"] != "false" || number(t, r["core_hours"]) != float64(n)/1000/3600 || r["archive_bytes"] != "0" {
				t.Errorf("%s: %v, want %d rows", work, r, rows[r["key"]])
			}
		}
		if len(all) != want || !strings.Contains(table, text.Significant(float64(total)/1e6)) {
			t.Errorf("%s: %d rows of keys\n%s", work, len(all), table)
		}
	}
	keys := strings.Fields(mustRun(t, "plan", "--data", data, "--work", "study", "--null", "2", "--list"))
	out, _, err := withInput(t, strings.Join(keys, "\n"), "study", "--data", data, "--sources", "a,b", "--symbols", "BTCUSDT,ETHUSDT", "--null", "2", "--keep", t.TempDir(), "--out", t.TempDir(), "--keys", "-")
	must(t, err)
	var worked []string
	for _, l := range resultLines(t, out) {
		worked = append(worked, l.Key)
	}
	if slices.Sort(worked); len(keys) != 6 || !slices.Equal(keys, worked) {
		t.Errorf("study: listed %q, worked on %q", keys, worked)
	}
	file := filepath.Join(t.TempDir(), "study.csv")
	said := mustRun(t, "plan", "--data", data, "--work", "study", "--null", "2", "--csv", file)
	rows := records(t, file)
	if days := 3.0; len(rows) != 6 || number(t, rows[0]["rows"]) == 0 || rows[1]["rows"] != "0" || number(t, rows[1]["core_hours"]) != nullSecondsPerDay*days/3600 ||
		math.Abs(number(t, rows[0]["core_hours"])-(number(t, rows[0]["rows"])/16e6+evidenceSecondsPerDay*days)/3600) > 1e-12 {
		t.Errorf("study: %v", rows)
	}
	if !strings.Contains(said, "0.0300 s of evidence per day, and 0.000500 s per day and run of the null control") {
		t.Error(said)
	}
	file = filepath.Join(t.TempDir(), "plan.csv")
	mustRun(t, "plan", "--data", data, "--symbol", "ETHUSDT", "--sources", "b", "--from", "2025-11-03", "--csv", file)
	info, err := os.Stat(filepath.Join(data, "ETHUSDT", "trades", "b", "2025-11-03.parquet"))
	must(t, err)
	if all := records(t, file); len(all) != 1 || all[0]["key"] != "ETHUSDT/b/2025-11-03" || number(t, all[0]["bytes"]) != float64(info.Size()) {
		t.Errorf("one day: %v", all)
	}
}

// records reads a CSV file with a header.
func records(t *testing.T, path string) (all []map[string]string) {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	must(t, err)
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, name := range rows[0] {
			record[name] = row[i]
		}
		all = append(all, record)
	}
	return all
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	must(t, err)
	return v
}

// A plan of what is yet to be fetched assumes rows, says so, and says what it
// costs; days that are there have those of their files.
func TestPlanOfFetch(t *testing.T) {
	data := filepath.Join(t.TempDir(), "none")
	args := []string{"plan", "--data", data, "--work", "fetch", "--symbol", "BTCUSDT,ETHUSDT", "--from", "2025-11-01", "--to", "2025-11-10", "--sources", "binance_futures",
		"--rows-per-day", "9e6", "--rows-per-second", "1e6", "--bytes-per-row", "10", "--archive-bytes-per-row", "20", "--usd-per-core-hour", "0.5", "--usd-per-gb-month", "2"}
	said := mustRun(t, args...)
	for _, want := range []string{
		"all", "20", "180", "1.80", "3.60", "0.0500", // 20 days of 9 M rows: 180 s of a core
		"assumed: 1.00 M rows/s and core, 9.00 M rows and 10.0 bytes per row of a day that is not on disk or cannot be read, 20.0 bytes per row of archives",
		"\nThe work costs 0.0250 USD, and a month of storage 10.8 USD.\n",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	keys := strings.Fields(mustRun(t, append(args, "--list")...))
	if len(keys) != 20 || keys[0] != "BTCUSDT/binance_futures/2025-11-01" || keys[19] != "ETHUSDT/binance_futures/2025-11-10" {
		t.Errorf("%q", keys)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("a plan wrote something")
	}
	m := newMirror(t)
	m.putBinance(t, "BTCUSDT", "2025-11-01", 1, 10)
	mustRun(t, fetchArgs(m, data, "BTCUSDT", "2025-11-01", "2025-11-01", "--source", "binance_futures")...)
	file := filepath.Join(t.TempDir(), "plan.csv")
	mustRun(t, append(args, "--csv", file)...)
	if all := records(t, file); all[0]["rows"] != "10" || all[0]["assumed"] != "false" || all[1]["rows"] != "9000000" || all[1]["assumed"] != "true" {
		t.Errorf("%v", all[:2])
	}
}

func TestPlanRefuses(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "1", "--sources", "a", "--trades-per-bar", "2")
	for want, args := range map[string][]string{
		`--work "judge": give one of audit, features, fetch, study`: {"--work", "judge"},
		"--null 5: only --work study has runs":                      {"--null", "5"},
		"--null -1: give 0 to 100000":                               {"--work", "study", "--null", "-1"},
		"--null 200000: give 0 to":                                  {"--work", "study", "--null", "200000"},
		"give --symbol":                                             {"--work", "fetch"},
		"give --from and --to":                                      {"--work", "fetch", "--symbol", "X", "--from", "2025-01-01"},
		"is before its first":                                       {"--work", "fetch", "--symbol", "X", "--from", "2025-01-02", "--to", "2025-01-01"},
		"9,132 days are more than the 5,000":                        {"--work", "fetch", "--symbol", "X", "--from", "2000-01-01", "--to", "2024-12-31"},
		`source "nyse" is not known`:                                {"--work", "fetch", "--symbol", "X", "--from", "2025-01-01", "--to", "2025-01-01", "--sources", "nyse"},
		`no such symbol "X"`:                                        {"--symbol", "X"},
		"--from 2026-01-01: ":                                       {"--from", "2026-01-01"},
		"no trades of this source":                                  {"--sources", "b"},
		"--data " + data + "/none: no such data":                    {"--data", data + "/none"},
		"--rows-per-day 0: give a number above 0":                   {"--rows-per-day", "0"},
		"--rows-per-second 0: give a number":                        {"--rows-per-second", "0"},
		"--bytes-per-row +Inf: give a number":                       {"--bytes-per-row", "Inf"},
		"--usd-per-core-hour -1: give 0 or more":                    {"--usd-per-core-hour", "-1"},
		"--csv: ":                                                   {"--csv", filepath.Join(data, "none", "x.csv")},
	} {
		args = append([]string{"plan", "--data", data}, args...)
		if out, _, err := tickbook(t, args...); err == nil || !strings.Contains(strings.ReplaceAll(err.Error(), "--data: ", "--data "), want) || out != "" {
			t.Errorf("%q: error %v, want %q", args, err, want)
		}
	}
	empty := t.TempDir()
	if _, _, err := tickbook(t, "plan", "--data", empty); err == nil || !strings.Contains(err.Error(), dataset.ErrNoSymbol.Error()) {
		t.Errorf("an empty directory: %v", err)
	}
}
