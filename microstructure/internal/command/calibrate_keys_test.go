package command

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/factor"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/shard"
)

// smallCalibrations are all of them on few markets, with one of their keys.
var smallCalibrations = map[string]struct {
	args []string
	keys int
	key  string
}{
	"markets":  {[]string{"calibrate", "--markets", "12", "--resamples", "19", "--kinds", "10 days"}, 6, "no edge: 10 days, at 1.7 bps/10"},
	"looks":    {[]string{"calibrate", "--looks", "--markets", "1", "--resamples", "19"}, 31, "edge: edge of 20 bps, 2h, 200 trips, at 7 bps/0"},
	"features": {[]string{"calibrate", "features", "--markets", "1", "--resamples", "9", "--kinds", "independent|bounce"}, 2, "bounce alone: bounce alone/0"},
	"symbols":  {[]string{"calibrate", "symbols", "--baskets", "11", "--resamples", "9", "--kinds", "none, .* 0.86, at 0 bps"}, 2, "an edge on none, returns correlated by 0.86, at 0 bps/10"},
}

// Parts that keep their outcomes in one folder leave the files of a run in one
// piece, which then adds nothing to the folder and gives the same tables.
func TestCalibrationsInParts(t *testing.T) {
	for name, c := range smallCalibrations {
		t.Run(name, func(t *testing.T) {
			one := t.TempDir()
			whole := mustRun(t, append(c.args, "--keep", one)...)
			var digests map[string]string
			counts := []int{1, 7, 120}
			if testing.Short() {
				counts = counts[1:2]
			}
			for _, n := range counts {
				keep := t.TempDir()
				into := append(c.args[:len(c.args):len(c.args)], "--keep", keep)
				lines := inParts(t, n, into...)
				got := byKey(t, lines)
				if digests == nil {
					digests = got
				}
				if len(lines) != c.keys || states(lines)[shard.Made] != c.keys || got[c.key] == "" || !maps.Equal(got, digests) {
					t.Errorf("%d parts: %+v", n, lines)
				}
				sameFiles(t, fmt.Sprint(n, " parts"), files(t, keep), files(t, one))
				if tables := mustRun(t, into...); tables != whole {
					t.Errorf("%d parts:\n%s\nwhole:\n%s", n, tables, whole)
				}
				sameFiles(t, fmt.Sprint(n, " parts, then the whole"), files(t, keep), files(t, one))
				if again := inParts(t, n, into...); states(again)[shard.Kept] != c.keys || !maps.Equal(byKey(t, again), digests) {
					t.Errorf("%d parts again: %+v", n, again)
				}
			}
			keys := slices.Sorted(maps.Keys(digests))
			if list := mustRun(t, append(c.args, "--list")...); list != strings.Join(keys, "\n")+"\n" {
				t.Errorf("--list prints %q, want %q", list, keys)
			}
			keep := t.TempDir()
			out, _, err := withInput(t, c.key+"\n\n"+c.key, append(c.args, "--keep", keep, "--keys", "-")...)
			if lines := resultLines(t, out); err != nil || len(lines) != 1 || lines[0].Key != c.key || lines[0].Digest != digests[c.key] || len(files(t, keep)) != 1 {
				t.Errorf("%v, %+v", err, lines)
			}
		})
	}
}

func TestCalibrationsRefuseKeys(t *testing.T) {
	keep, list := filepath.Join(t.TempDir(), "keep"), filepath.Join(t.TempDir(), "keys.txt")
	for name, c := range smallCalibrations {
		must(t, os.WriteFile(list, []byte(c.key+"\n"+c.key+"1\n"), 0o644))
		form := "KIND/MARKET"
		if name == "symbols" {
			form = "KIND/BASKET"
		}
		for want, args := range map[string][]string{
			fmt.Sprintf("--keys: %s, row 2: %q is no key of --", list, c.key+"1"): {"--keys", list, "--keep", keep},
			"write " + form + ", as in \"":                                        {"--keys", list, "--keep", keep},
			"standard input, row 1: \"x\" is no key":                              {"--keys", "-", "--keep", keep},
			`--shard "3/2": give a part`:                                          {"--shard", "3/2", "--keep", keep},
			"--shard and --keys compute a part, which only --keep has a use for":  {"--keys", "-"},
			"--check is of a run in one piece":                                    {"--shard", "1/2", "--keep", keep, "--check"},
			"--csv is of a run in one piece":                                      {"--shard", "1/2", "--keep", keep, "--csv", list},
			"[keys list]":                                                         {"--keys", "-", "--list"},
		} {
			args = append(c.args[:len(c.args):len(c.args)], args...)
			if out, _, err := withInput(t, "x\n", args...); err == nil || !strings.Contains(err.Error(), want) || out != "" {
				t.Errorf("%q: error %v, want %q", args, err, want)
			}
		}
	}
	if _, err := os.Stat(keep); err == nil {
		t.Error("something was kept")
	}
}

// A line that cannot be written ends the work.
func TestCalibrationWithoutOutput(t *testing.T) {
	c := root()
	small := smallCalibrations["markets"]
	c.SetArgs(append(small.args[:len(small.args):len(small.args)], "--keep", t.TempDir(), "--shard", "1/1"))
	c.SetOut(fullDisk{})
	c.SetErr(&bytes.Buffer{})
	if err := c.ExecuteContext(t.Context()); !errors.Is(err, errFull) || !strings.Contains(err.Error(), "the line of no edge: 10 days, at ") || !strings.Contains(err.Error(), "run the same again") {
		t.Errorf("error %v", err)
	}
}

// No two cells of a calibration have the same name, which their keys are made of.
func TestCalibrationKeysAreDistinct(t *testing.T) {
	markets := evidence.DefaultCalibrationConfig()
	looks := evidence.DefaultLooksCalibration()
	features := calibrationKeys[factor.Cell, factor.Outcome]{cells: factor.Cells(), name: featureName, markets: 25}
	symbols := calibrationKeys[pooled.Cell, pooled.Outcome]{cells: pooled.Cells(), name: pooled.Cell.Title, markets: 25}
	markets.Markets, looks.Markets = 25, 25
	for name, c := range map[string]struct {
		keys  []string
		cells int
	}{
		"markets": {marketKeys(markets, "").all(), len(markets.Cells)}, "looks": {marketKeys(looks.CalibrationConfig, "").all(), len(looks.Cells)},
		"features": {features.all(), len(factor.Cells())}, "symbols": {symbols.all(), len(pooled.Cells())},
	} {
		if distinct := len(slices.Compact(slices.Clone(c.keys))); distinct != 3*c.cells || len(c.keys) != distinct {
			t.Errorf("%s: %d keys, %d distinct, of %d cells", name, len(c.keys), distinct, c.cells)
		}
	}
}
