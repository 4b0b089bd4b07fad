package rolling

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/golden"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

func apply(f func(dst, x []float64, window, minPeriods int), x []float64, window, minPeriods int) []float64 {
	dst := make([]float64, len(x))
	f(dst, x, window, minPeriods)
	return dst
}

// TestPandas compares with what pandas 3.1.1 computed (testdata/pandas.json:
// Series.rolling(window, min_periods).mean(), .std() and .rank(pct=True)):
// means and ranks to the bit.
func TestPandas(t *testing.T) {
	text, err := os.ReadFile("testdata/pandas.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name            string
		X               []golden.Number
		Window          int
		MinPeriods      int `json:"min_periods"`
		Mean, Std, Rank []golden.Number
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		x := golden.Floats(c.X)
		compare(t, c.Name+" mean", apply(Mean, x, c.Window, c.MinPeriods), golden.Floats(c.Mean), 0, 0)
		compare(t, c.Name+" std", apply(Std, x, c.Window, c.MinPeriods), golden.Floats(c.Std), 0, 1e-11)
		compare(t, c.Name+" rank", apply(Rank, x, c.Window, c.MinPeriods), golden.Floats(c.Rank), 0, 0)
	}
}

func compare(t *testing.T, name string, got, want []float64, abs, rel float64) {
	t.Helper()
	for i := range want {
		same := got[i] == want[i] || math.IsNaN(got[i]) && math.IsNaN(want[i])
		if !same && !(math.Abs(got[i]-want[i]) <= abs+rel*math.Abs(want[i])) {
			t.Errorf("%s: row %d is %v, want %v", name, i, got[i], want[i])
			return
		}
	}
}

// TestSharedCases runs the golden cases that lie beside the checkout, where
// they do.
func TestSharedCases(t *testing.T) {
	const dir = "../../../../shared/stats/visible/"
	for _, file := range []string{"rolling_rank.json", "rolling_mean_std.json"} {
		text, err := os.ReadFile(dir + file)
		if errors.Is(err, fs.ErrNotExist) {
			t.Skip("no " + file + " beside the checkout")
		}
		if err != nil {
			t.Fatal(err)
		}
		var shared struct {
			Cases []struct {
				Name   string
				Input  struct{ X []golden.Number }
				Params struct {
					Window     int
					MinPeriods int `json:"min_periods"`
				}
				Expected struct {
					Rank []golden.Number `json:"rank_pct"`
					Mean []golden.Number
					Std  []golden.Number `json:"std_sample"`
				}
			}
		}
		if err := json.Unmarshal(text, &shared); err != nil {
			t.Fatal(err)
		}
		for _, c := range shared.Cases {
			x, w, m := golden.Floats(c.Input.X), c.Params.Window, c.Params.MinPeriods
			compare(t, c.Name, apply(Rank, x, w, m), golden.Floats(c.Expected.Rank), 1e-14, 0)
			compare(t, c.Name, apply(Mean, x, w, m), golden.Floats(c.Expected.Mean), 1e-13, 1e-10)
			compare(t, c.Name, apply(Std, x, w, m), golden.Floats(c.Expected.Std), 1e-13, 1e-9)
		}
	}
}

func TestRankProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x := make([]float64, 3000)
	for i := range x {
		x[i] = float64(r.IntN(400))
	}
	const window, minPeriods = 300, 20
	rank := apply(Rank, x, window, minPeriods)
	for i := range x {
		seen := x[max(0, i-window+1) : i+1]
		below, equal := 0, 0
		for _, v := range seen {
			if v < x[i] {
				below++
			} else if v == x[i] {
				equal++
			}
		}
		want := (float64(below) + float64(equal+1)/2) / float64(len(seen))
		if len(seen) < minPeriods {
			want = math.NaN()
		}
		compare(t, "counted", rank[i:i+1], []float64{want}, 0, 0)
	}
	shifted := slices.Clone(x)
	for i := range shifted {
		shifted[i] = math.Exp(x[i] / 100)
	}
	compare(t, "a rising function of x", apply(Rank, shifted, window, minPeriods), rank, 0, 0)
}

func TestQuantilesEqualSortedWindows(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 0))
	series := map[string]func() float64{
		"normal": r.NormFloat64,
		"ties":   func() float64 { return float64(r.IntN(50)) / 7 },
		"missing": func() float64 {
			return []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1, 2, r.Float64(), -r.Float64(), 0}[r.IntN(8)]
		},
		"none": math.NaN,
	}
	q := []float64{0, 0.05, 0.3, 0.5, 0.7, 1, -0.1, 1.1, math.NaN()}
	for name, draw := range series {
		for _, n := range []int{0, 1, 2, 700} {
			x := make([]float64, n)
			for i := range x {
				x[i] = draw()
			}
			for _, w := range []struct{ window, minPeriods int }{{60, 20}, {7, 0}, {1, 1}, {1000, 2}} {
				dst := make([][]float64, len(q))
				for j := range dst {
					dst[j] = make([]float64, n)
				}
				Quantiles(dst, x, w.window, w.minPeriods, q...)
				for i := range x {
					seen := slices.Clone(x[max(0, i-w.window+1) : i+1])
					seen = slices.DeleteFunc(seen, missing)
					slices.Sort(seen)
					for j := range q {
						want := math.NaN()
						if len(seen) >= w.minPeriods {
							want = vector.Quantile(seen, q[j])
						}
						compare(t, fmt.Sprintf("%s, %d rows, %+v, quantile %v of row %d", name, n, w, q[j], i), dst[j][i:i+1], []float64{want}, 0, 0)
					}
				}
			}
			if t.Failed() {
				return
			}
		}
	}
}

func TestZScore(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct{ x, want []float64 }{
		"none":           {nil, nil},
		"one":            {[]float64{7}, []float64{nan}},
		"two":            {[]float64{1, 3}, []float64{nan, 1 / math.Sqrt2}},
		"rising":         {[]float64{1, 2, 3, 4, 5}, []float64{nan, 0.5 / math.Sqrt(0.5), 1, 1, 1}},
		"constant":       {[]float64{0.1, 0.1, 0.1, 0.1}, []float64{nan, 0, 0, 0}},
		"nearly":         {[]float64{0, 0, 3e-12}, []float64{nan, 0, 0.02}},
		"missing values": {[]float64{1, nan, 3, inf, nan}, []float64{nan, nan, 1 / math.Sqrt2, nan, nan}},
	} {
		compare(t, name, apply(ZScore, c.x, 3, 2), c.want, 0, 1e-12)
	}
}

func TestTruncatingTheFutureChangesNoPast(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	x := make([]float64, 500)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	quartile := func(dst, x []float64, window, minPeriods int) {
		Quantiles([][]float64{dst}, x, window, minPeriods, 0.25)
	}
	for _, f := range []func(dst, x []float64, window, minPeriods int){Mean, Std, ZScore, Rank, quartile} {
		whole := apply(f, x, 50, 10)
		for _, n := range []int{0, 1, 9, 10, 50, 51, 499} {
			compare(t, "truncated", apply(f, x[:n], 50, 10), whole[:n], 0, 0)
		}
	}
}

func normal(n int) []float64 {
	r := rand.New(rand.NewPCG(5, 6))
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

func BenchmarkQuantiles(b *testing.B) {
	x := normal(26_496)
	dst := [][]float64{make([]float64, len(x)), make([]float64, len(x))}
	b.ReportAllocs()
	b.SetBytes(int64(8 * len(x)))
	for b.Loop() {
		Quantiles(dst, x, 30*288, 2*288, 0.3, 0.7)
	}
}

func BenchmarkRank(b *testing.B) {
	x := normal(26_496)
	dst := make([]float64, len(x))
	b.ReportAllocs()
	b.SetBytes(int64(8 * len(x)))
	for b.Loop() {
		Rank(dst, x, 864, 288)
	}
}
