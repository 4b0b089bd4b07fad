package evidence

import (
	"math"
	"math/rand/v2"
)

// A flow is the features of a simulated market: a pressure that they share,
// and a part of each one's own.
type flow struct {
	features                [][]float64
	rng                     *rand.Rand
	pressure                float64
	own                     []float64
	persistence, innovation float64 // of pressure and own parts; size of the news
	shared, alone           float64
}

func newFlow(s Simulation, n int, w *walk) *flow {
	const count = 6
	f := &flow{features: make([][]float64, count), own: make([]float64, count), rng: w.rng, persistence: s.Persistence,
		innovation: math.Sqrt(1 - float64(s.Persistence*s.Persistence)), shared: math.Sqrt(s.Common), alone: math.Sqrt(1 - s.Common)}
	for k := range f.features {
		f.features[k] = make([]float64, n)
		f.own[k] = w.rng.NormFloat64()
	}
	f.pressure, w.logVol = w.rng.NormFloat64(), s.LogVolatilityStd*w.rng.NormFloat64()
	return f
}

// step is that of bar i, in which there is news.
func (f *flow) step(i int, news float64) {
	f.pressure = float64(f.persistence*f.pressure) + float64(f.innovation*news)
	for k := range f.features {
		f.own[k] = float64(f.persistence*f.own[k]) + float64(f.innovation*f.rng.NormFloat64())
		f.features[k][i] = float64(f.shared*f.pressure) + float64(f.alone*f.own[k])
	}
}
