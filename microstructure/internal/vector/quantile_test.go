package vector

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestQuantileWithoutAnswer(t *testing.T) {
	for _, c := range []struct {
		sorted []float64
		q      float64
	}{{nil, 0.5}, {[]float64{math.NaN(), 1, 2}, 0.5}, {[]float64{1, 2}, -0.1}, {[]float64{1, 2}, 1.1}, {[]float64{1, 2}, math.NaN()}} {
		if got := Quantile(c.sorted, c.q); !math.IsNaN(got) {
			t.Errorf("quantile %v of %v is %v, want NaN", c.q, c.sorted, got)
		}
	}
}

// Quantiles rise with q from the smallest value to the largest, and at whole
// places are the values there.
func TestQuantileProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7))
	for _, n := range []int{1, 2, 3, 65, 1025} {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		slices.Sort(x)
		last := x[0]
		for i := range 2049 {
			q := float64(i) / 2048
			v := Quantile(x, q)
			if v < last || v > x[n-1] {
				t.Fatalf("%d values: quantile %v is %v, after %v and with a largest value of %v", n, q, v, last, x[n-1])
			}
			last = v
			if place := q * float64(n-1); place == math.Floor(place) && v != x[int(place)] {
				t.Fatalf("%d values: quantile %v is %v, not the value at place %v", n, q, v, place)
			}
		}
		if last != x[n-1] {
			t.Errorf("%d values: quantile 1 is %v, not the largest, %v", n, last, x[n-1])
		}
	}
}

func TestMeanAndDeviation(t *testing.T) {
	x := WithoutNaN([]float64{math.NaN(), 2, 4, math.NaN(), 4, 4, 5, 5, 7, 9})
	if m, sd := Mean(x), SampleStd(x); m != 5 || sd != math.Sqrt(32.0/7) {
		t.Errorf("mean %v and deviation %v, want 5 and the root of 32/7", m, sd)
	}
	for _, short := range [][]float64{nil, {1}} {
		if sd := SampleStd(short); !math.IsNaN(sd) {
			t.Errorf("the deviation of %v is %v", short, sd)
		}
	}
	if m := Mean(nil); !math.IsNaN(m) {
		t.Errorf("the mean of an empty slice is %v", m)
	}
}
