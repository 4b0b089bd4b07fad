package command

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/result"
)

func TestStudyKeepsWhatIsNotItsOwn(t *testing.T) {
	data, out := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "8", "--trades-per-bar", "8")
	args := []string{"study", "--data", data, "--out", out, "--test-start", "2025-11-05"}
	mine := map[string]string{"trades_mine.csv": "a", "null_mine.csv": "b", "bars_mine.parquet": "c", "ic_robust_mine.csv": "d", "equity.parquet": "mine"}
	for name, text := range mine {
		if err := os.WriteFile(filepath.Join(out, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before := files(t, data)
	_, progress, err := tickbook(t, args...)
	if err == nil || !strings.Contains(err.Error(), "equity.parquet in the way") || !strings.Contains(err.Error(), "move it away") {
		t.Fatalf("error %v", err)
	}
	if progress != "" {
		t.Errorf("work was done before the error: %s", progress)
	}
	sameFiles(t, "the data after a refusal", files(t, data), before)
	sameFiles(t, "the results after a refusal", files(t, out), mine)

	delete(mine, "equity.parquet")
	if err := os.Rename(filepath.Join(out, "equity.parquet"), filepath.Join(out, "equity_mine.parquet")); err != nil {
		t.Fatal(err)
	}
	mine["equity_mine.parquet"] = "mine"
	mustRun(t, args...)
	if err := result.Check(t.Context(), out); err != nil {
		t.Error(err)
	}
	first := files(t, out)
	// Fewer sources, and a study that stops early: only its own tables go.
	mustRun(t, append(args, "--sources", "okx_futures")...)
	second := files(t, out)
	if _, ok := second["bars_binance_futures.parquet"]; ok || second["bars_okx_futures.parquet"] != first["bars_okx_futures.parquet"] {
		t.Error("the tables are not those of the second study")
	}
	for name, text := range mine {
		if first[name] != text || second[name] != text {
			t.Errorf("%s was touched", name)
		}
	}

	// A table from elsewhere is found out, said, and moved.
	if err := os.WriteFile(filepath.Join(out, "sweep.csv"), []byte(first["sweep.csv"]+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, warning, err := tickbook(t, append(args, "--sources", "okx_futures")...)
	if err != nil || !strings.Contains(warning, "mixed results: sweep.csv is not the file that summary.json lists") {
		t.Errorf("%v, %s", err, warning)
	}
	if !strings.Contains(warning, "sweep.csv was changed since the study before, and is kept as "+filepath.Join(out, "sweep.csv.changed")) {
		t.Error(warning)
	}
	second["sweep.csv.changed"] = first["sweep.csv"] + "\n"
	sameFiles(t, "after a mixed set", files(t, out), second)
}

// TestKilledStudy kills a study at random moments and runs it to its end.
func TestKilledStudy(t *testing.T) {
	binary := buildBinary(t)
	data, want := t.TempDir(), t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "12", "--trades-per-bar", "8")
	args := func(out string) []string {
		return []string{"study", "--data", data, "--out", out, "--test-start", "2025-11-08"}
	}
	run := func(out string) string {
		text, err := exec.Command(binary, args(out)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return string(text)
	}
	run(want) // fills the cache, too
	start := time.Now()
	run(want)
	whole := time.Since(start)
	r := rand.New(rand.NewPCG(3, 3))
	out := filepath.Join(t.TempDir(), "out")
	for i := range 8 {
		cmd := exec.Command(binary, args(out)...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			time.Sleep(time.Duration(r.Float64() * float64(whole)))
		} else {
			awaitTemporary(t, out, whole+10*time.Second)
		}
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
		if i%3 == 2 {
			run(out)
			sameFiles(t, "after a kill", files(t, out), files(t, want))
		}
	}
	run(out)
	sameFiles(t, "after the last kill", files(t, out), files(t, want))
	if err := result.Check(t.Context(), out); err != nil {
		t.Error(err)
	}
}

// awaitTemporary waits until a study begins to write files.
func awaitTemporary(t *testing.T, dir string, patience time.Duration) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Microsecond) {
		if found, _ := filepath.Glob(filepath.Join(dir, ".*.tmp")); len(found) > 0 {
			return
		}
	}
	t.Errorf("no file is being written into %s", dir)
}

func TestSignalsAreAnswered(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	binary := buildBinary(t)
	data, out := t.TempDir(), filepath.Join(t.TempDir(), "out")
	mustRun(t, "synth", "--out", data, "--days", "30", "--trades-per-bar", "30")
	study := []string{"study", "--data", data, "--out", out, "--no-cache", "--null", "15"}
	start := time.Now()
	mustRun(t, study...)
	whole := time.Since(start)
	for name, c := range map[string]struct {
		args []string
		last time.Duration // how long it runs at least
	}{
		"study":     {study, whole},
		"features":  {[]string{"features", "--data", data, "--no-cache", "--repeat", "1000"}, 2 * time.Second},
		"calibrate": {[]string{"calibrate", "--markets", "1000"}, 2 * time.Second},
	} {
		for i := range 5 {
			if err := os.RemoveAll(out); err != nil {
				t.Fatal(err)
			}
			after := c.last * time.Duration(2*i+1) / 10
			took, err := interrupt(t, exec.Command(binary, c.args...), after)
			if took > answer { // once more: the machine may have been busy
				took, err = interrupt(t, exec.Command(binary, c.args...), after)
			}
			if took > answer {
				t.Errorf("%s, interrupted after %v, ended %v later, want %v", name, after, took, answer)
			}
			var exit *exec.ExitError
			ended := errors.As(err, &exit) && (exit.ExitCode() == 130 || exit.ExitCode() == -1) // -1: it had not begun to listen
			if !ended && (err != nil || name != "study") {
				t.Errorf("%s, interrupted after %v: %v, want the exit code 130", name, after, err)
			}
			if !ended {
				continue // it had come to its end
			}
			if left, _ := os.ReadDir(out); len(left) > 0 {
				t.Errorf("%s, interrupted after %v, left %v", name, after, left)
			}
		}
	}
}

// answer is the time within which a signal ends a command.
const answer = 500 * time.Millisecond

// interrupt starts a command, interrupts it after a time, and says how long it
// went on.
func interrupt(t *testing.T, c *exec.Cmd, after time.Duration) (time.Duration, error) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	start := time.Now()
	_ = c.Process.Signal(os.Interrupt) // it may have ended by itself
	err := c.Wait()
	return time.Since(start), err
}

func TestStudiesAtOnce(t *testing.T) {
	binary := buildBinary(t)
	data, alone, out := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "out")
	mustRun(t, "synth", "--out", data, "--days", "8", "--trades-per-bar", "8")
	args := []string{"study", "--data", data, "--test-start", "2025-11-05", "--out"}
	// By the program as well: parquet files name the version of their library,
	// which a test's own program may not know.
	if out, err := exec.Command(binary, append(args, alone)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var studies []*exec.Cmd
	for range 3 {
		c := exec.Command(binary, append(args, out)...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		studies = append(studies, c)
	}
	for _, c := range studies {
		if err := c.Wait(); err != nil {
			t.Error(err)
		}
	}
	sameFiles(t, "three at once", files(t, out), files(t, alone))
	// All of them are one look, and so count nothing against each other.
	r, err := result.ReadLooks(filepath.Join(data, result.LooksFile))
	if studied := evidence.DistinctLooks(r.Looks); len(studied) != 2 || studied[0].Kind != evidence.LookComposite || studied[1].Kind != evidence.LookStudy || r.Damaged != nil || err != nil {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestResultsObeyTheUmask(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no umask")
	}
	binary := buildBinary(t)
	data := t.TempDir()
	mustRun(t, "synth", "--out", data, "--days", "8", "--trades-per-bar", "8")
	for umask, want := range map[string][2]fs.FileMode{"027": {0o640, 0o750}, "002": {0o664, 0o775}} {
		out := filepath.Join(t.TempDir(), "a", "out")
		script := "umask " + umask + `; exec "$@"`
		c := exec.Command("sh", "-c", script, "sh", binary, "study", "--data", data, "--test-start", "2025-11-05", "--out", out)
		if text, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		err := filepath.WalkDir(filepath.Dir(out), func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := e.Info()
			if err != nil {
				return err
			}
			mode := want[0]
			if e.IsDir() {
				mode = want[1]
			}
			if info.Mode().Perm() != mode {
				t.Errorf("umask %s: %s has mode %#o, want %#o", umask, path, info.Mode().Perm(), mode)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
