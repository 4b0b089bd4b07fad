package command

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// daysFrom are dates in a row.
func daysFrom(first string, n int) (dates []string) {
	for i := range n {
		dates = append(dates, microstructure.FormatDate(dayStart(first)+int64(i)*microstructure.DayUS))
	}
	return dates
}

// inParts runs a command for each of n parts, and returns all lines.
func inParts(t *testing.T, n int, args ...string) (all []shard.Line) {
	t.Helper()
	for i := range n {
		out := mustRun(t, append(slices.Clone(args), "--shard", fmt.Sprintf("%d/%d", i+1, n))...)
		all = append(all, resultLines(t, out)...)
	}
	return all
}

// states counts lines by state, and those with an error.
func states(lines []shard.Line) map[shard.State]int {
	n := map[shard.State]int{}
	for _, l := range lines {
		n[l.State]++
	}
	return n
}

// Any number of parts leaves the archives and the days of one run. A day that
// the exchange does not have is a line.
func TestFetchInParts(t *testing.T) {
	m := newMirror(t)
	days := daysFrom("2025-03-01", 13)
	for i, d := range days {
		if i == 4 {
			continue // the exchange does not have it
		}
		m.putBinance(t, "BTCUSDT", d, 1+1500*i, 1500) // the last trades are of the next day
		m.putBybit(t, "BTCUSDT", d)
	}
	for _, d := range daysFrom("2025-03-01", 14) {
		m.putOKX(t, "BTC-USDT-SWAP", d)
	}
	one := t.TempDir()
	mustRun(t, fetchArgs(m, one, "BTCUSDT", days[0], days[12])...)
	var digests map[string]string
	for _, n := range []int{1, 7, 120} {
		out := t.TempDir()
		args := fetchArgs(m, out, "BTCUSDT", days[0], days[12])
		lines := inParts(t, n, args...)
		got := map[string]string{}
		for _, l := range lines {
			if got[l.Key] = l.Digest; (l.Error != "") != strings.HasSuffix(l.Key, "bit_futures/"+days[4]) && l.Key != "BTCUSDT/binance_futures/"+days[4] {
				t.Errorf("%d parts: %+v", n, l)
			}
			if l.Error != "" && !strings.Contains(l.Error, "the exchange has no archive of that day") {
				t.Errorf("%d parts: %+v", n, l)
			}
		}
		if digests == nil {
			digests = got
		}
		if len(lines) != 39 || !maps.Equal(got, digests) {
			t.Errorf("%d parts: %d lines, digests %v, want %v", n, len(lines), got, digests)
		}
		sameFiles(t, fmt.Sprint(n, " parts"), files(t, out), files(t, one))
		again := inParts(t, n, args...)
		if s := states(again); s[shard.Made] != 0 || s[shard.Kept] != states(lines)[shard.Made] {
			t.Errorf("%d parts again: %v after %v", n, s, states(lines))
		}
		if text := mustRun(t, args...); strings.Count(text, "days converted 0, current before") != 3 {
			t.Errorf("%d parts, then the whole:\n%s", n, text)
		}
		sameFiles(t, fmt.Sprint(n, " parts, then the whole"), files(t, out), files(t, one))
	}
}

// Keys may be of several symbols; the span is that of all.
func TestFetchOfKeys(t *testing.T) {
	m, out := newMirror(t), t.TempDir()
	for _, symbol := range []string{"BTCUSDT", "ETHUSDT"} {
		for i, d := range daysFrom("2025-03-01", 3) {
			m.putBinance(t, symbol, d, 1+10*i, 10)
		}
	}
	args := append([]string{"fetch", "--from", "2025-03-01", "--to", "2025-03-03", "--out", out, "--keys", "-"}, m.bases()...)
	list := "ETHUSDT/binance_futures/2025-03-03\nBTCUSDT/binance_futures/2025-03-01\n"
	stdout, stderr, err := withInput(t, list, args...)
	lines := resultLines(t, stdout)
	if err != nil || len(lines) != 2 || lines[0].Key != "BTCUSDT/binance_futures/2025-03-01" || lines[0].Rows != 10 || lines[1].State != shard.Made || !strings.Contains(stderr, "2 made, 0 kept, 0 failed, of 2 keys") {
		t.Errorf("%v, %+v\n%s", err, lines, stderr)
	}
	before := files(t, out)
	m.requests()
	for want, bad := range map[string][]string{
		"2025-03-04 is not within --from 2025-03-01 --to 2025-03-03": args,
		"leave --source out":              append(args[:len(args):len(args)], "--source", "okx_futures"),
		"--plan is of a run in one piece": append(args[:len(args):len(args)], "--plan"),
		"is before the first":             append(args[:len(args):len(args)], "--from", "2025-03-05", "--to", "2025-03-04", "--shard", "1/1", "--keys", ""),
		"more than the 5000":              append(args[:len(args):len(args)], "--to", "9999-03-05", "--shard", "1/1", "--keys", ""),
		"whatever their clocks say":       append(args[:len(args):len(args)], "--to", "yesterday"),
		`--from "" is not a date`:         {"fetch", "--to", "2025-03-03", "--out", out, "--shard", "1/1"},
		`standard input, row 1: source "nyse" is not known; there are b`: append(args[:len(args):len(args)], "--strict"),
	} {
		input := "BTCUSDT/binance_futures/2025-03-04\n"
		if strings.Contains(want, "nyse") {
			input = "BTCUSDT/nyse/2025-03-01\n"
		}
		stdout, _, err := withInput(t, input, bad...)
		if err == nil || !strings.Contains(err.Error(), want) || stdout != "" {
			t.Errorf("%q: error %v, want %q; output %q", bad, err, want, stdout)
		}
	}
	sameFiles(t, "what was refused", files(t, out), before)
	if n := m.requests(); len(n) > 0 {
		t.Errorf("asked %v", n)
	}
}

// An exchange that does not answer is a fault: its days have no line, the
// others' have, and the next run completes them. A wrong checksum is a line.
func TestFetchFaults(t *testing.T) {
	m, out := newMirror(t), t.TempDir()
	for i, d := range daysFrom("2025-03-01", 3) {
		m.putBinance(t, "BTCUSDT", d, 1+10*i, 10)
		m.putBybit(t, "BTCUSDT", d)
	}
	broken := binancePath("BTCUSDT", "2025-03-03")
	m.put(broken+".CHECKSUM", []byte(strings.Repeat("0", 64)+"  x\n"))
	busy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "86400")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer busy.Close()
	args := []string{"fetch", "--symbol", "BTCUSDT", "--source", "binance_futures,bybit_futures", "--from", "2025-03-01", "--to", "2025-03-03", "--out", out,
		"--shard", "1/1", "--base-url", "binance_futures=" + m.URL, "--base-url", "bybit_futures="}
	args[len(args)-1] += busy.URL
	stdout, _, err := tickbook(t, args...)
	lines := resultLines(t, stdout)
	if err == nil || !strings.Contains(err.Error(), "BTCUSDT/bybit_futures/2025-03-01: ") || !strings.Contains(err.Error(), "503") || !strings.Contains(err.Error(), "run the same again") {
		t.Errorf("error %v", err)
	}
	if s := states(lines); len(lines) != 3 || s[shard.Made] != 2 || !strings.Contains(lines[2].Error, "checksum") || lines[2].Key != "BTCUSDT/binance_futures/2025-03-03" {
		t.Errorf("%+v", lines)
	}
	m.putBinance(t, "BTCUSDT", "2025-03-03", 21, 10)
	args[len(args)-1] = "bybit_futures=" + m.URL
	if lines = resultLines(t, mustRun(t, args...)); len(lines) != 6 || states(lines)[""] != 0 {
		t.Errorf("then: %+v", lines)
	}
	one := t.TempDir()
	mustRun(t, fetchArgs(m, one, "BTCUSDT", "2025-03-01", "2025-03-03", "--source", "binance_futures,bybit_futures")...)
	sameFiles(t, "after faults", files(t, filepath.Join(out, "BTCUSDT")), files(t, filepath.Join(one, "BTCUSDT")))
}

func TestImportInParts(t *testing.T) {
	archives := t.TempDir()
	for i, d := range daysFrom("2025-03-01", 13) {
		if i == 6 {
			continue
		}
		name := "BTCUSDT-trades-" + d + ".zip"
		must(t, os.WriteFile(filepath.Join(archives, name), zipOf(t, name, binanceRows(d, 1+1500*i, 1500)), 0o644))
	}
	for what, args := range map[string][]string{
		"archives": {"import", archives, "--source", "binance_futures", "--symbol", "BTCUSDT"},
		"files":    {"import", ownFiles + "pandas.parquet", "--format", "parquet", "--source", "mine", "--symbol", "BTCUSDT"},
	} {
		one := t.TempDir()
		mustRun(t, append(args[:len(args):len(args)], "--out", one)...)
		for _, n := range []int{1, 7, 120} {
			out := t.TempDir()
			into := append(args[:len(args):len(args)], "--out", out)
			lines := inParts(t, n, into...)
			digests := byKey(t, lines)
			sameFiles(t, fmt.Sprint(what, " in ", n, " parts"), files(t, out), files(t, one))
			if want := len(files(t, one)); states(lines)[shard.Made] != want {
				t.Errorf("%s in %d parts: %v of %d days", what, n, states(lines), want)
			}
			if again := inParts(t, n, into...); states(again)[shard.Kept] != len(lines) || !maps.Equal(byKey(t, again), digests) {
				t.Errorf("%s in %d parts again: %+v", what, n, again)
			}
		}
	}
}

// Workers with the same days at once leave the bytes of one.
func TestImportSameKeysAtOnce(t *testing.T) {
	archives, one, out := t.TempDir(), t.TempDir(), t.TempDir()
	for i, d := range daysFrom("2025-03-01", 4) {
		name := "BTCUSDT-trades-" + d + ".zip"
		must(t, os.WriteFile(filepath.Join(archives, name), zipOf(t, name, binanceRows(d, 1+1400*i, 1400)), 0o644))
	}
	args := []string{"import", archives, "--source", "binance_futures", "--symbol", "BTCUSDT", "--shard", "1/1", "--out"}
	want := byKey(t, resultLines(t, mustRun(t, append(args, one)...)))
	outs, errs := make([]string, 4), make([]error, 4)
	var group sync.WaitGroup
	for i := range outs {
		group.Go(func() { outs[i], _, errs[i] = tickbook(t, append(args[:len(args):len(args)], out)...) })
	}
	group.Wait()
	for i := range outs {
		must(t, errs[i])
		if got := byKey(t, resultLines(t, outs[i])); !maps.Equal(got, want) {
			t.Errorf("worker %d: %v, want %v", i, got, want)
		}
	}
	sameFiles(t, "four at once", files(t, out), files(t, one))
}

// A row that cannot be read costs its day, which is a line; so do a file of
// another program, and a day of which nothing was given.
func TestImportedLines(t *testing.T) {
	archives, out := t.TempDir(), t.TempDir()
	for i, d := range daysFrom("2025-03-01", 4) {
		name, rows := "BTCUSDT-trades-"+d+".zip", binanceRows(d, 1+10*i, 10)
		if i == 1 {
			rows = strings.Replace(rows, ",103,", ",-103,", 1)
		}
		must(t, os.WriteFile(filepath.Join(archives, name), zipOf(t, name, rows), 0o644))
	}
	foreign := filepath.Join(out, "BTCUSDT", "trades", "binance_futures", "2025-03-03.parquet")
	must(t, os.MkdirAll(filepath.Dir(foreign), 0o755), os.WriteFile(foreign, []byte("not ours"), 0o644))
	args := []string{"import", archives, "--source", "binance_futures", "--symbol", "BTCUSDT", "--out", out, "--keys", "-"}
	var list strings.Builder
	for _, d := range daysFrom("2025-03-01", 6) {
		fmt.Fprintf(&list, "BTCUSDT/binance_futures/%s\n", d)
	}
	stdout, stderr, err := withInput(t, list.String(), args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	want := map[string]string{"01": "", "02": "-103", "03": foreign + " cannot be read", "04": "", "05": "", "06": "no file that was given has rows of 2025-03-06"}
	lines := resultLines(t, stdout)
	for _, l := range lines {
		if w := want[l.Key[len(l.Key)-2:]]; (w == "") != (l.Error == "") || !strings.Contains(l.Error, w) {
			t.Errorf("%+v, want %q", l, w)
		}
	}
	if len(lines) != 6 || lines[4].Rows != 0 || lines[0].Rows != 10 {
		t.Errorf("%+v", lines)
	}
	for input, want := range map[string]string{
		"ETHUSDT/binance_futures/2025-03-01": "ETHUSDT/binance_futures/2025-03-01 is not of --symbol and --source",
		"BTCUSDT/2025-03-01":                 "is no key",
	} {
		if stdout, _, err := withInput(t, input, args...); err == nil || !strings.Contains(err.Error(), "standard input, row 1: ") || !strings.Contains(err.Error(), want) || stdout != "" {
			t.Errorf("%s: %v", input, err)
		}
	}
}
