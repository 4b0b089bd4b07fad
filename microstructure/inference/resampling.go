package inference

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"

	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// Resampling says how many resamples a bootstrap draws and from which random
// numbers. The same Reps and Seed give the same result for any number of
// Workers.
type Resampling struct {
	Reps    int    // resamples, 1 to MaxReps
	Seed    uint64 // of the PCG generators
	Workers int    // goroutines, at least 1
}

// MaxReps is the largest number of resamples: a p-value of 0.05 is known to
// within 0.0003 then.
const MaxReps = 1_000_000

// DefaultResampling draws 2,000 resamples on all processors: a p-value of 0.05
// is then known to within 0.005 (one standard error).
func DefaultResampling() Resampling {
	return Resampling{Reps: 2000, Seed: 1, Workers: runtime.GOMAXPROCS(0)}
}

// Validate reports every field that makes no sense, as ErrResampling.
func (r Resampling) Validate() error {
	var c field.Check
	c.Whole("Reps", r.Reps, 1, MaxReps)
	c.AtLeast("Workers", r.Workers, 1)
	return c.As(ErrResampling)
}

func (r Resampling) check(meanBlock float64) error {
	return errors.Join(r.Validate(), checkBlock(meanBlock))
}

func checkBlock(meanBlock float64) error {
	if math.IsNaN(meanBlock) {
		return fmt.Errorf("%w: the mean block length is NaN", ErrResampling)
	}
	return nil
}

// drawStationary fills indices with the rows of a stationary-bootstrap
// resample.
func drawStationary(rng *rand.Rand, p float64, indices []int) {
	n := len(indices)
	at := 0
	for t := range indices {
		if t == 0 || rng.Float64() <= p {
			at = rng.IntN(n)
		} else if at++; at == n {
			at = 0
		}
		indices[t] = at
	}
}

// restart is the probability that a block ends; a mean block below 1 counts as
// 1.
func restart(meanBlock float64) float64 { return 1 / math.Max(1, meanBlock) }

// chunkReps is the number of resamples that share one generator.
const chunkReps = 32

// inChunks calls do for each chunk of resamples [from, to) with a generator
// that depends on the seed and the chunk's place alone. newWorker makes a
// worker's own do, with its scratch space.
func (r Resampling) inChunks(newWorker func() func(rng *rand.Rand, from, to int)) {
	chunks := (r.Reps + chunkReps - 1) / chunkReps
	parallel.For(chunks, r.Workers, func() func(int) {
		do := newWorker()
		return func(chunk int) {
			do(r.generator(uint64(chunk)), chunk*chunkReps, min((chunk+1)*chunkReps, r.Reps))
		}
	})
}

// generator gives the chunk's generator. Seed and chunk are mixed, because PCG
// states that differ in few bits start alike.
func (r Resampling) generator(chunk uint64) *rand.Rand {
	hi := mix(r.Seed + 0x9e3779b97f4a7c15)
	return rand.New(rand.NewPCG(hi, mix(hi+mix(chunk))))
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
