package command

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// withInput runs the command with a standard input.
func withInput(t *testing.T, input string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, progress bytes.Buffer
	c := root()
	c.SetArgs(args)
	c.SetIn(strings.NewReader(input))
	c.SetOut(&out)
	c.SetErr(&progress)
	err = c.ExecuteContext(context.Background())
	return out.String(), progress.String(), err
}

// resultLines parses standard output, which must be nothing but lines of
// results.
func resultLines(t *testing.T, stdout string) []shard.Line {
	t.Helper()
	var all []shard.Line
	for text := range strings.Lines(stdout) {
		var l shard.Line
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&l); err != nil || l.Key == "" || !strings.HasSuffix(text, "\n") {
			t.Fatalf("%q is no line of results: %v", text, err)
		}
		if l.Error == "" && (!strings.HasPrefix(l.Digest, "sha256:") || len(l.Digest) != len("sha256:")+64 || l.State != shard.Made && l.State != shard.Kept) {
			t.Fatalf("%q says too little", text)
		}
		all = append(all, l)
	}
	return all
}

// byKey are the digests of lines, each of another key and without an error.
func byKey(t *testing.T, lines []shard.Line) map[string]string {
	t.Helper()
	digests := map[string]string{}
	for _, l := range lines {
		if l.Error != "" || digests[l.Key] != "" {
			t.Fatalf("%+v, and before that %q", l, digests[l.Key])
		}
		digests[l.Key] = l.Digest
	}
	return digests
}

// Any number of parts leaves the files of one run, which then finds all of them
// and has nothing to do.
func TestFeaturesInParts(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "8", "--trades-per-bar", "4", "--awkward")
	for _, interval := range []string{"5m", "ticks:50"} {
		one := t.TempDir()
		whole := mustRun(t, "features", "--data", data, "--no-audit", "--interval", interval, "--cache", one)
		var digests map[string]string
		for _, n := range []int{1, 7, 120} {
			parts := t.TempDir()
			args := []string{"features", "--data", data, "--interval", interval, "--cache", parts, "--shard"}
			var lines []shard.Line
			for i := range n {
				lines = append(lines, resultLines(t, mustRun(t, append(args, fmt.Sprintf("%d/%d", i+1, n))...))...)
			}
			got := byKey(t, lines)
			if digests == nil {
				digests = got
			}
			if !maps.Equal(got, digests) {
				t.Errorf("%d parts: digests %v, want %v", n, got, digests)
			}
			sameFiles(t, fmt.Sprint(interval, " in ", n, " parts"), files(t, parts), files(t, one))
			again := mustRun(t, "features", "--data", data, "--no-audit", "--interval", interval, "--cache", parts)
			if want := fmt.Sprintf("0 days built and %d from the cache", len(lines)); !strings.Contains(again, want) || !strings.Contains(whole, fmt.Sprintf("%d days built", len(lines))) {
				t.Errorf("%d parts: want %q:\n%s\nafter\n%s", n, want, again, whole)
			}
			for _, l := range resultLines(t, mustRun(t, append(args, "1/1")...)) {
				if l.State != shard.Kept || l.Digest != digests[l.Key] {
					t.Errorf("a second time: %+v", l)
				}
			}
		}
	}
}

// A list of keys may be of several symbols, in any order, with keys that occur
// twice; --shard deals it out.
func TestFeaturesOfKeys(t *testing.T) {
	data := t.TempDir()
	var want []string
	for _, symbol := range []string{"BTCUSDT", "ETHUSDT"} {
		mustRun(t, "synth", "--out", data, "--symbol", symbol, "--days", "2", "--sources", "a,b", "--trades-per-bar", "4")
		for _, source := range []string{"a", "b"} {
			want = append(want, symbol+"/"+source+"/2025-11-01", symbol+"/"+source+"/2025-11-02")
		}
	}
	list := "\uFEFF" + want[7] + "\r\n\n" + strings.Join(want[:7], "\n") + "\n" + want[0] + "\n  " + want[3]
	var got []string
	for _, part := range []string{"1/3", "2/3", "3/3"} {
		out, stderr, err := withInput(t, list, "features", "--data", data, "--keys", "-", "--shard", part)
		if err != nil {
			t.Fatal(err)
		}
		lines := resultLines(t, out)
		if len(lines) < 2 || len(lines) > 3 || !strings.Contains(stderr, fmt.Sprintf("%d made, 0 kept, 0 failed, of %d keys", len(lines), len(lines))) {
			t.Errorf("part %s: %d lines\n%s", part, len(lines), stderr)
		}
		for _, l := range lines {
			got = append(got, l.Key)
		}
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("keys %q, want %q", got, want)
	}
	if out, _, err := withInput(t, "\n\n", "features", "--data", data, "--keys", "-"); err != nil || out != "" {
		t.Errorf("no keys: %q, %v", out, err)
	}
}

// A study of several symbols finds what parts left in a cache: it adds nothing.
func TestStudyOfSymbolsFindsParts(t *testing.T) {
	if testing.Short() {
		t.Skip("studies two symbols")
	}
	data, cache := t.TempDir(), t.TempDir()
	for i, symbol := range []string{"BTCUSDT", "ETHUSDT"} {
		mustRun(t, "synth", "--out", data, "--symbol", symbol, "--days", "36", "--sources", "a", "--trades-per-bar", "3", "--seed", fmt.Sprint(i+1))
	}
	for _, work := range []string{"features", "audit"} {
		keys := mustRun(t, "plan", "--data", data, "--work", work, "--list")
		for _, part := range []string{"1/2", "2/2"} {
			if _, _, err := withInput(t, keys, work, "--data", data, "--cache", cache, "--keys", "-", "--shard", part); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := files(t, cache)
	mustRun(t, "study", "--data", data, "--sources", "a", "--symbols", "BTCUSDT,ETHUSDT", "--cache", cache, "--out", t.TempDir())
	sameFiles(t, "after the study", files(t, cache), before)
}

func TestBadKeysAreRefusedBeforeWork(t *testing.T) {
	data, cache := t.TempDir(), filepath.Join(t.TempDir(), "cache")
	mustRun(t, "synth", "--out", data, "--days", "1", "--sources", "a", "--trades-per-bar", "4")
	const good = "BTCUSDT/a/2025-11-01"
	list := filepath.Join(t.TempDir(), "list.txt")
	if err := os.WriteFile(list, []byte(good+"\n\nBTCUSDT,a,2025-11-01\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	example := "; write SYMBOL/SOURCE/YYYY-MM-DD, as in BTCUSDT/binance_futures/2025-11-01"
	for _, c := range []struct {
		input, want string
		args        []string
	}{
		{good + "\nBTCUSDT/a\n", `--keys: standard input, row 2: "BTCUSDT/a" is no key: it does not have three parts` + example, nil},
		{"BTCUSDT/a/2025-11-31", `"2025-11-31" is not a date` + example, nil},
		{"BTCUSDT/../2025-11-01", `is not a usable name`, nil},
		{good + "\n" + good + "/x", `row 2: "` + good + `/x" is no key`, nil},
		{"\xff/a/2025-11-01", `is not valid UTF-8`, nil},
		{good + "\n" + strings.Repeat("x", 1<<20), "standard input, row 2: the line is longer than 4096 bytes", nil},
		{"", `list.txt, row 3: "BTCUSDT,a,2025-11-01" is no key`, []string{"--keys", list}},
		{"", "no such file", []string{"--keys", list + "x"}},
		{good, "--keys says what to work on: leave --symbol out", []string{"--keys", "-", "--symbol", "X"}},
		{good, "--keys says what to work on: leave --from out", []string{"--keys", "-", "--from", "2025-11-01"}},
		{good, "--json is of a run in one piece", []string{"--keys", "-", "--json"}},
		{good, "--no-cache is of a run in one piece", []string{"--shard", "1/1", "--no-cache"}},
		{good, "--workers 0: give", []string{"--keys", "-", "--workers", "0"}},
		{good, "no such data directory", []string{"--keys", "-", "--data", list}},
		{"", `--shard "0/3": give a part and the number of parts, such as 2/4`, []string{"--shard", "0/3"}},
		{"", `--shard "4/3": give a part`, []string{"--shard", "4/3"}},
		{"", `--shard "-1/3": give a part`, []string{"--shard", "-1/3"}},
		{"", `--shard "1/99999999999999999999": give a part`, []string{"--shard", "1/99999999999999999999"}},
		{"", `--shard "2/4 ": give a part`, []string{"--shard", "2/4 "}},
		{"", `--shard "x": give a part`, []string{"--shard", "x"}},
	} {
		args := append([]string{"features", "--data", data, "--cache", cache}, c.args...)
		if c.args == nil {
			args = append(args, "--keys", "-")
		}
		out, _, err := withInput(t, c.input, args...)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 1000 || out != "" {
			t.Errorf("%q of %.60q: error %v, want %q; output %q", c.args, c.input, err, c.want, out)
		}
	}
	if _, err := os.Stat(cache); err == nil {
		t.Error("something was written")
	}
}

// Data that are bad are lines, and the others are done.
func TestBadDaysAreLines(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "3", "--sources", "a,b", "--trades-per-bar", "4")
	path := filepath.Join(data, "BTCUSDT", "trades", "a", "2025-11-02.parquet")
	if err := os.WriteFile(path, []byte("PAR1 and no more"), 0o644); err != nil {
		t.Fatal(err)
	}
	twice := filepath.Join(data, "BTCUSDT", "trades", "b")
	if err := os.WriteFile(filepath.Join(twice, "note.parquet"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	list := "BTCUSDT/a/2025-11-01\nBTCUSDT/a/2025-11-02\nBTCUSDT/a/2025-11-03\nBTCUSDT/a/2025-11-04\nBTCUSDT/b/2025-11-01\nBTCUSDT/c/2025-11-01\nNONE/a/2025-11-01\n"
	out, stderr, err := withInput(t, list, "features", "--data", data, "--keys", "-", "--workers", "1")
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	want := map[string]string{
		"BTCUSDT/a/2025-11-01": "", "BTCUSDT/a/2025-11-02": path, "BTCUSDT/a/2025-11-03": "", "BTCUSDT/a/2025-11-04": "fetch or import the day",
		"BTCUSDT/b/2025-11-01": "note.parquet", "BTCUSDT/c/2025-11-01": "no trades of this source", "NONE/a/2025-11-01": `no such symbol "NONE"`,
	}
	lines := resultLines(t, out)
	for _, l := range lines {
		if (l.Error == "") != (want[l.Key] == "") || !strings.Contains(l.Error, want[l.Key]) {
			t.Errorf("%+v, want %q", l, want[l.Key])
		}
	}
	if len(lines) != len(want) || !strings.Contains(stderr, "2 made, 0 kept, 5 failed, of 7 keys") {
		t.Errorf("%d lines\n%s", len(lines), stderr)
	}
}

// Workers with the same keys at once get the same results.
func TestSameKeysAtOnce(t *testing.T) {
	data, alone := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "4", "--sources", "a,b", "--trades-per-bar", "8")
	want := byKey(t, resultLines(t, mustRun(t, "features", "--data", data, "--sources", "a,b", "--cache", alone, "--shard", "1/1")))
	together := t.TempDir()
	var group sync.WaitGroup
	outs := make([]string, 4)
	errs := make([]error, 4)
	for i := range outs {
		group.Go(func() {
			outs[i], _, errs[i] = tickbook(t, "features", "--data", data, "--sources", "a,b", "--cache", together, "--shard", "1/1")
		})
	}
	group.Wait()
	for i := range outs {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		if got := byKey(t, resultLines(t, outs[i])); !maps.Equal(got, want) {
			t.Errorf("worker %d: %v, want %v", i, got, want)
		}
	}
	sameFiles(t, "four at once", files(t, together), files(t, alone))
}

// A cache that cannot be written ends the work with an error and no line.
func TestFaultsAreNoLines(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "2", "--sources", "a", "--trades-per-bar", "4")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	args := []string{"features", "--data", data, "--sources", "a", "--shard", "1/1"}
	out, _, err := tickbook(t, append(args, "--cache", file)...)
	if err == nil || !strings.Contains(err.Error(), "bars cannot be kept in "+file) || !strings.Contains(err.Error(), "run the same again") || out != "" {
		t.Errorf("error %v, output %q", err, out)
	}

	c := root()
	c.SetArgs(args)
	c.SetOut(fullDisk{})
	c.SetErr(&bytes.Buffer{})
	if err := c.ExecuteContext(t.Context()); !errors.Is(err, errFull) || !strings.Contains(err.Error(), "the line of BTCUSDT/a/2025-11-0") {
		t.Errorf("error %v", err)
	}

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	c = root()
	c.SetArgs(args)
	c.SetOut(&bytes.Buffer{})
	c.SetErr(&bytes.Buffer{})
	if err := c.ExecuteContext(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}

var errFull = errors.New("no space left")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

// TestFullDisk fills a small file system, and makes room.
func TestFullDisk(t *testing.T) {
	binary := buildBinary(t)
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("a small file system can be mounted by root on Linux only")
	}
	data, cache, alone := t.TempDir(), t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "6", "--sources", "a", "--trades-per-bar", "4")
	args := []string{"features", "--data", data, "--sources", "a", "--workers", "2", "--shard", "1/1"}
	mustRun(t, append(args, "--cache", alone)...)
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", cache).CombinedOutput(); err != nil {
		t.Skipf("a small file system cannot be mounted: %s", out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", cache).Run() })
	run := func() (lines []shard.Line, stderr string, err error) {
		var out, said bytes.Buffer
		c := exec.Command(binary, append(args, "--cache", cache)...)
		c.Stdout, c.Stderr = &out, &said
		err = c.Run()
		return resultLines(t, out.String()), said.String(), err
	}
	before, stderr, err := run()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != 1 || !strings.Contains(stderr, "no space left on device") || len(before) == 0 || len(before) == 6 {
		t.Fatalf("%d lines, %v\n%s", len(before), err, stderr)
	}
	for name := range files(t, cache) {
		if strings.Contains(name, ".tmp") {
			t.Errorf("%s is left over", name)
		}
	}
	if out, err := exec.Command("mount", "-o", "remount,size=10m", cache).CombinedOutput(); err != nil {
		t.Fatalf("%s", out)
	}
	after, stderr, err := run()
	if err != nil || len(after) != 6 {
		t.Fatalf("%d lines, %v\n%s", len(after), err, stderr)
	}
	for _, l := range after {
		if wasThere := slices.ContainsFunc(before, func(b shard.Line) bool { return b.Key == l.Key }); wasThere && l.State != shard.Kept {
			t.Errorf("%+v was made before", l)
		}
	}
	sameFiles(t, "a disk that was full", files(t, cache), files(t, alone))
}

// TestKilledWorkers kills workers at more and more lines; the last one
// completes what they left.
func TestKilledWorkers(t *testing.T) {
	binary := buildBinary(t)
	data, cache, alone := t.TempDir(), t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "12", "--sources", "a,b", "--trades-per-bar", "200")
	args := []string{"features", "--data", data, "--sources", "a,b", "--shard", "1/1", "--cache"}
	want := byKey(t, resultLines(t, mustRun(t, append(args, alone)...)))
	killed := 0
	for n := range 10 {
		c := exec.Command(binary, append(args, cache)...)
		out, err := c.StdoutPipe()
		must(t, err)
		must(t, c.Start())
		lines := bufio.NewScanner(out)
		for range 2*n + 1 {
			if !lines.Scan() {
				break
			}
			var l shard.Line // lines that came out are whole, and stay true
			if err := json.Unmarshal(lines.Bytes(), &l); err != nil || l.Digest != want[l.Key] {
				t.Fatalf("%q: %v", lines.Bytes(), err)
			}
		}
		must(t, c.Process.Kill())
		if err := c.Wait(); err != nil {
			killed++
		}
	}
	t.Logf("%d of 10 were killed before they were done", killed)
	got := byKey(t, resultLines(t, mustRun(t, append(args, cache)...)))
	if killed < 5 || !maps.Equal(got, want) {
		t.Errorf("%d killed; %v, want %v", killed, got, want)
	}
	sameFiles(t, "killed workers", files(t, cache), files(t, alone))
}

// A file whose time is ahead of this machine's clock is built right. If another
// program wrote it, nothing is kept of it, as it may yet change within a tick
// of its clock.
func TestClockThatDiffers(t *testing.T) {
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "2", "--sources", "a", "--trades-per-bar", "4")
	args := []string{"features", "--data", data, "--sources", "a", "--shard", "1/1"}
	now := byKey(t, resultLines(t, mustRun(t, append(args, "--cache", t.TempDir())...)))
	ahead := time.Now().Add(24 * time.Hour)
	own := filepath.Join(data, "BTCUSDT", "trades", "a", "2025-11-01.parquet")
	must(t, os.Chtimes(own, ahead, ahead))
	foreign := filepath.Join(data, "BTCUSDT", "trades", "a", "2025-11-02.parquet")
	unseal(t, foreign)
	must(t, os.Chtimes(foreign, ahead, ahead))
	for range 2 {
		out, stderr, err := tickbook(t, args...)
		if err != nil {
			t.Fatal(err)
		}
		if got := byKey(t, resultLines(t, out)); !maps.Equal(got, now) {
			t.Errorf("%v, want %v", got, now)
		}
		if !strings.Contains(stderr, "BTCUSDT/a/2025-11-02: the bars are not kept") || strings.Contains(stderr, "2025-11-01: the bars") {
			t.Errorf("it says\n%s", stderr)
		}
	}
	for _, l := range resultLines(t, mustRun(t, args...)) {
		if want := map[string]shard.State{"BTCUSDT/a/2025-11-01": shard.Kept, "BTCUSDT/a/2025-11-02": shard.Made}[l.Key]; l.State != want {
			t.Errorf("%+v, want %s", l, want)
		}
	}
}

// unseal writes a day as another program does.
func unseal(t *testing.T, path string) {
	t.Helper()
	var all microstructure.Trades
	r, err := dataset.OpenTrades(path)
	must(t, err)
	for {
		trades, err := r.Next()
		if err == io.EOF {
			break
		}
		must(t, err)
		all.Append(trades)
	}
	must(t, r.Close())
	type row struct {
		TimestampUS int64   `parquet:"timestamp_us"`
		Price       float64 `parquet:"price"`
		Quantity    float64 `parquet:"quantity"`
		Quote       float64 `parquet:"quote_quantity"`
		Side        int64   `parquet:"side"`
	}
	rows := make([]row, all.Len())
	for i := range rows {
		rows[i] = row{all.TimestampUS[i], all.Price[i], all.Quantity[i], all.QuoteQuantity[i], int64(all.Side[i])}
	}
	must(t, parquet.WriteFile(path, rows))
}
