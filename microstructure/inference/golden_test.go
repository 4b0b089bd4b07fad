package inference

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sharedGolden is the full set of golden cases, beside the checkout.
const sharedGolden = "../../../shared/stats/visible"

// goldenDirs are the sets of golden cases: a committed selection, the full set
// when it is there, and any other named in TICKBOOK_GOLDEN (directories
// separated like a PATH).
func goldenDirs() []string {
	dirs := []string{"testdata", sharedGolden}
	return append(dirs, filepath.SplitList(os.Getenv("TICKBOOK_GOLDEN"))...)
}

type goldenCase struct {
	Name      string
	Kind      string
	Input     map[string]any
	Params    map[string]any
	Expected  any
	Value     any
	Tolerance map[string]any
}

// goldenFiles compute, from a case, a tree with at least the fields expected.
// Monte Carlo files compare by themselves.
var goldenFiles = map[string]func(t *testing.T, c goldenCase) any{
	"special_functions":                goldenSpecial,
	"spearman_ic":                      goldenSpearman,
	"newey_west_mean":                  goldenNeweyWest,
	"ic_hac":                           goldenICHAC,
	"block_length":                     goldenBlockLength,
	"stationary_bootstrap":             goldenBootstrap,
	"stationary_bootstrap_monte_carlo": goldenBootstrapMonteCarlo,
	"spa":                              goldenSPA,
	"spa_monte_carlo":                  goldenSPAMonteCarlo,
	"psr":                              goldenPSR,
	"dsr":                              goldenDSR,
	"min_lengths":                      goldenMinLengths,
	"n_eff":                            goldenNEff,
	"pbo":                              goldenPBO,
	"std_corr":                         goldenStdCorr,
	"known_answers":                    goldenKnown,
	"stepm":                            goldenStepM,
	"line_hac":                         goldenLine,
	"multiple":                         goldenMultiple,
	"romano_wolf":                      goldenRomanoWolf,
	"equal_means":                      goldenEqualMeans,
	"linkage":                          goldenLinkage,
	"calibration_slope":                goldenCalibrationSlope,
}

// ownGolden are files that are in testdata alone.
var ownGolden = []string{"stepm", "line_hac", "multiple", "romano_wolf", "equal_means", "linkage", "calibration_slope"}

func TestGolden(t *testing.T) {
	for _, dir := range goldenDirs() {
		for name, compute := range goldenFiles {
			if dir == "testdata" && name == "spa_monte_carlo" { // too large to commit
				continue
			}
			if dir == sharedGolden && slices.Contains(ownGolden, name) {
				continue
			}
			t.Run(filepath.Base(dir)+"/"+name, func(t *testing.T) {
				text, err := os.ReadFile(filepath.Join(dir, name+".json"))
				missing := errors.Is(err, fs.ErrNotExist)
				switch {
				case missing && dir == sharedGolden:
					t.Skipf("no shared/stats/visible/%s.json beside the checkout", name)
				case missing && dir != "testdata":
					t.Skip("no golden file ", filepath.Join(dir, name+".json"))
				case err != nil:
					t.Fatal(err)
				}
				var file struct {
					Tolerance map[string]any
					Cases     []goldenCase
				}
				if err := json.Unmarshal(text, &file); err != nil {
					t.Fatal(err)
				}
				for _, c := range file.Cases {
					want := c.Expected
					if c.Expected == nil {
						want = c.Value
					}
					before := deepCopy(c.Input)
					got := compute(t, c)
					if !reflect.DeepEqual(before, any(c.Input)) {
						t.Errorf("%s: the input was modified", c.Name)
					}
					if got != nil {
						compare(t, c.Name, "value", got, want, c.Tolerance, file.Tolerance)
					}
				}
				t.Logf("%d cases", len(file.Cases))
			})
		}
	}
}

func deepCopy(v any) any {
	text, _ := json.Marshal(v)
	var out any
	_ = json.Unmarshal(text, &out)
	return out
}

// compare walks the expected tree. key is the last field name seen: a list's
// entries share their list's tolerance.
func compare(t *testing.T, path, key string, got, want any, tolerances ...map[string]any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		tree, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s: got %v, want an object", path, got)
			return
		}
		for k, w := range want {
			if g, ok := tree[k]; ok {
				compare(t, path+"."+k, k, g, w, tolerances...)
			} else if !skipped(k, tolerances) {
				t.Errorf("%s.%s: not computed", path, k)
			}
		}
	case []any:
		v := reflect.ValueOf(got)
		if got == nil || v.Kind() != reflect.Slice || v.Len() != len(want) {
			if got == nil || v.Kind() != reflect.Slice {
				t.Errorf("%s: got %v, want %d entries", path, got, len(want))
			} else {
				t.Errorf("%s: got %d entries, want %d", path, v.Len(), len(want))
			}
			return
		}
		for i, w := range want {
			compare(t, fmt.Sprintf("%s[%d]", path, i), key, v.Index(i).Interface(), w, tolerances...)
		}
	case bool:
		if got != any(want) {
			t.Errorf("%s: got %v, want %v", path, got, want)
		}
	default:
		if skipped(key, tolerances) {
			return
		}
		g, w := number(got), number(want)
		abs, rel := allowance(key, tolerances)
		equal := g == w || math.IsNaN(g) && math.IsNaN(w) || math.Abs(g-w) <= abs+rel*math.Abs(w)
		if !equal {
			t.Errorf("%s: got %v, want %v (off by %g)", path, g, w, g-w)
		}
	}
}

// skipped: "info" is for reading, and a sentence is a rule that the Monte Carlo
// functions apply.
func skipped(key string, tolerances []map[string]any) bool {
	for _, tolerance := range tolerances {
		if v, ok := tolerance[key]; ok {
			_, sentence := v.(string)
			return sentence
		}
	}
	return false
}

func allowance(key string, tolerances []map[string]any) (abs, rel float64) {
	for _, tolerance := range tolerances {
		if v, ok := tolerance[key].(map[string]any); ok {
			abs, _ = v["abs"].(float64)
			rel, _ = v["rel"].(float64)
			return abs, rel
		}
	}
	return 0, 0
}

// number reads a value of a tree: null is NaN, "inf" and "-inf" are infinities.
func number(v any) float64 {
	switch v := v.(type) {
	case nil:
		return math.NaN()
	case string:
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			panic("not a number: " + v)
		}
		return f
	case float64:
		return v
	case int:
		return float64(v)
	}
	panic(fmt.Sprintf("not a number: %v", v))
}

func numbers(v any) []float64 {
	list := v.([]any)
	out := make([]float64, len(list))
	for i, x := range list {
		out[i] = number(x)
	}
	return out
}

func integers(v any) []int {
	list := v.([]any)
	out := make([]int, len(list))
	for i, x := range list {
		out[i] = int(x.(float64))
	}
	return out
}

func resamples(v any) [][]int {
	var out [][]int
	for _, row := range v.([]any) {
		out = append(out, integers(row))
	}
	return out
}

// trialsOf turns a list of rows, time down, into one series per trial.
func trialsOf(c goldenCase) [][]float64 {
	rows := c.Input["pnl"].([]any)
	cols := 0
	if n, ok := c.Input["cols"]; ok {
		cols = int(n.(float64))
	} else if len(rows) > 0 {
		cols = len(rows[0].([]any))
	}
	trials := make([][]float64, cols)
	for k := range trials {
		trials[k] = make([]float64, len(rows))
	}
	for t, row := range rows {
		for k, v := range numbers(row) {
			trials[k][t] = v
		}
	}
	return trials
}

func (c goldenCase) in(name string) float64    { return number(c.Input[name]) }
func (c goldenCase) param(name string) float64 { return number(c.Params[name]) }

func (c goldenCase) policy() NaNPolicy {
	if c.Params["nan_policy"] == "gap" {
		return GapNaN
	}
	return DropNaN
}

func (c goldenCase) sharpe() Sharpe {
	s := Sharpe{Ratio: c.in("sharpe"), Skew: c.in("skew"), Kurtosis: c.in("kurtosis")}
	if n, ok := c.Input["n"]; ok {
		s.N = int(number(n))
	}
	return s
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func firstWord(name string) string { return strings.SplitN(name, "_", 2)[0] }
