package vector

import (
	"slices"
	"testing"
)

// TestEqualsNumpy compares, to the bit, with numpy 2.4.6 on 1, 1/2, 1/3 and so
// on: x.sum(), np.diff(x).sum() and np.percentile(x, 90). The lengths lie on
// both sides of eight values, of two vectors, and of one and two blocks.
func TestEqualsNumpy(t *testing.T) {
	defer SetLevel(SetLevel(Plain))
	for _, level := range Levels() {
		SetLevel(level)
		for _, c := range []struct {
			n                        int
			sum, steps, percentile90 float64
		}{
			{1, 1.0, 0.0, 1.0},
			{7, 2.5928571428571425, -0.8571428571428572, 0.7000000000000002},
			{8, 2.7178571428571425, -0.875, 0.6499999999999999},
			{9, 2.8289682539682537, -0.888888888888889, 0.6000000000000001},
			{15, 3.3182289932289937, -0.9333333333333333, 0.43333333333333324},
			{16, 3.3807289932289937, -0.9375, 0.41666666666666663},
			{17, 3.439552522640758, -0.9411764705882353, 0.4},
			{127, 5.425334592589172, -0.9921259842519682, 0.07362637362637366},
			{128, 5.433147092589173, -0.9921874999999997, 0.07307692307692305},
			{129, 5.440899030573669, -0.9922480620155034, 0.07252747252747255},
			{136, 5.493542515771517, -0.9926470588235293, 0.06904761904761905},
			{256, 6.124344962817281, -0.9960937499999997, 0.03774928774928775},
			{257, 6.128236013400938, -0.996108949416342, 0.03760683760683761},
			{1000, 7.485470860550345, -0.9989999999999998, 0.009910891089108913},
			{4099, 8.895835961417054, -0.9997560380580627, 0.0024342768975135023},
		} {
			x := make([]float64, c.n)
			for i := range x {
				x[i] = 1 / float64(i+1)
			}
			if got := Sum(x); got != c.sum {
				t.Errorf("%s, %d values: the sum is %v, numpy's is %v", level, c.n, got, c.sum)
			}
			if a, b := Sums(x, x); a != c.sum || b != c.sum {
				t.Errorf("%s, %d values: the sums are %v and %v, numpy's is %v", level, c.n, a, b, c.sum)
			}
			if got := SumOfSteps(x); got != c.steps {
				t.Errorf("%s, %d values: the steps' sum is %v, numpy's is %v", level, c.n, got, c.steps)
			}
			sorted := slices.Clone(x)
			slices.Sort(sorted)
			if got := Quantile(sorted, 0.9); got != c.percentile90 {
				t.Errorf("%d values: the 90th percentile is %v, numpy's is %v", c.n, got, c.percentile90)
			}
			var s Selector
			if c.n < 2 {
				continue
			}
			if got, _ := s.Percentile90(x, x); got != c.percentile90 {
				t.Errorf("%s, %d values: the selector's 90th percentile is %v, numpy's is %v", level, c.n, got, c.percentile90)
			}
		}
	}
}
