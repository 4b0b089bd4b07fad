package inference

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
)

// daily are kinds of daily profits of mean 0.
var daily = []struct {
	name string
	of   func(rng *rand.Rand, n int) []float64
}{
	{"independent", func(rng *rand.Rand, n int) []float64 { return dependent(rng, n, 0, false) }},
	{"AR 0.3", func(rng *rand.Rand, n int) []float64 { return dependent(rng, n, 0.3, false) }},
	{"AR 0.5", func(rng *rand.Rand, n int) []float64 { return dependent(rng, n, 0.5, false) }},
	{"GARCH", func(rng *rand.Rand, n int) []float64 { return dependent(rng, n, 0, true) }},
	{"AR 0.3, GARCH", func(rng *rand.Rand, n int) []float64 { return dependent(rng, n, 0.3, true) }},
	{"t3", func(rng *rand.Rand, n int) []float64 { return student3(rng, n) }},
	{"idle on 60 %", func(rng *rand.Rand, n int) []float64 { return idle(rng, n, 0.6) }},
	{"idle on 80 %", func(rng *rand.Rand, n int) []float64 { return idle(rng, n, 0.8) }},
}

// student3 gives independent values of the t distribution with 3 degrees of
// freedom, which has no kurtosis.
func student3(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		square := 0.0
		for range 3 {
			z := rng.NormFloat64()
			square += z * z
		}
		x[i] = rng.NormFloat64() / math.Sqrt(square/3)
	}
	return x
}

// idle gives normal values that are 0 with a probability: days without a trade.
func idle(rng *rand.Rand, n int, probability float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		if rng.Float64() >= probability {
			x[i] = rng.NormFloat64()
		}
	}
	return x
}

// covering counts simulated records of n days that are not idle on too many for
// an interval, and 90 % intervals of these that hold the mean.
func covering(of func(*rand.Rand, int) []float64, n, runs, reps int) (enough, covered int) {
	var mu sync.Mutex
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for run := w; run < runs; run += workers {
				x := of(Resampling{Seed: uint64(run)}.generator(uint64(n)), n)
				i, err := MeanInterval(x, 0.90, Resampling{Reps: reps, Seed: uint64(run), Workers: 1})
				if err != nil {
					panic(err)
				}
				active := 0
				for _, v := range x {
					if v != 0 {
						active++
					}
				}
				mu.Lock()
				if active >= IntervalActiveDays {
					enough++
					if i.Lower <= 0 && i.Upper >= 0 {
						covered++
					}
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return enough, covered
}

// A 90 % interval must cover the mean of a record that is long enough for one
// in 85 to 95 % of cases. With 400 runs the binomial standard error is 1.8
// points, so that the test asks for 80 to 97 %. TICKBOOK_COVERAGE_RUNS prints
// the table of MeanInterval with as many runs.
func TestMeanIntervalCoverage(t *testing.T) {
	runs, reps, sizes := 400, 199, []int{IntervalDays, 60, 90, 200}
	long, _ := strconv.Atoi(os.Getenv("TICKBOOK_COVERAGE_RUNS"))
	if long > 0 {
		runs, reps, sizes = long, 499, []int{20, 30, IntervalDays, 60, 90, 200}
	}
	for _, kind := range daily {
		line := fmt.Sprintf("%-14s", kind.name)
		for _, n := range sizes {
			enough, covered := covering(kind.of, n, runs, reps)
			if enough < runs/10 {
				line += "       –"
				continue
			}
			share := float64(covered) / float64(enough)
			line += fmt.Sprintf("  %5.1f %%", 100*share)
			if tolerance := 3 * math.Sqrt(0.13/float64(enough)); n >= IntervalDays && (share < 0.85-tolerance || share > 0.95+tolerance) {
				t.Errorf("%s, %d days: covers %.3f of %d", kind.name, n, share, enough)
			}
		}
		if long > 0 {
			fmt.Println(line)
		}
	}
}
