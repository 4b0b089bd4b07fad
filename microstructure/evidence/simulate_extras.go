package evidence

import (
	"math"
	"math/rand/v2"
)

// extras are what returns have beside volatility, from a stream of their own.
type extras struct {
	rng         *rand.Rand
	tails       float64
	jumps, size float64 // jumps per bar, their standard deviation
	perBar      float64 // drift of each bar
	perVariance float64 // drift of a bar over its variance
}

func (s *Simulation) extras(seed uint64) *extras {
	perDay := float64(s.Interval.PerDay())
	x := &extras{rng: newRand(seed, streamExtras), tails: s.Tails, jumps: s.JumpsPerDay / perDay, size: s.JumpBps / 1e4}
	if s.EvenDrift {
		x.perBar = s.DriftBps / 1e4 / perDay
	} else if s.DriftBps != 0 {
		x.perVariance = s.DriftBps / 1e4 / perDay / s.variance()
	}
	return x
}

// tail makes a normal variable one of Student's t distribution with variance 1,
// by multiplication.
func (x *extras) tail() float64 {
	if x.tails == 0 {
		return 1
	}
	return math.Sqrt((x.tails - 2) / (2 * gamma(x.rng, x.tails/2)))
}

// beside is the part of a return that is not volatility's.
func (x *extras) beside(vol float64) float64 {
	drift := x.perBar + float64(x.perVariance*float64(vol*vol))
	if x.jumps > 0 && x.rng.Float64() < x.jumps {
		return drift + float64(x.size*x.rng.NormFloat64())
	}
	return drift
}

// gamma draws from the gamma distribution of a shape of at least 1 and scale 1.
//
// Source: Marsaglia and Tsang 2000, ACM Transactions on Mathematical Software
// 26(3), 363-372.
func gamma(rng *rand.Rand, shape float64) float64 {
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-rng.Float64()) < x*x/2+d-float64(d*v)+float64(d*math.Log(v)) {
			return d * v
		}
	}
}

// tear takes a share of bars out, in gaps of half an hour on average.
func tear(p *Prices, features [][]float64, share float64, rng *rand.Rand) {
	columns := append([][]float64(nil), features...)
	for _, x := range p.columns() {
		columns = append(columns, *x)
	}
	leave := min(1, p.Interval.Duration().Minutes()/30) // probability that a gap ends
	enter := leave * share / (1 - share)
	torn := false
	for i := range p.Close {
		if torn {
			torn = rng.Float64() >= leave
		} else {
			torn = rng.Float64() < enter
		}
		if torn {
			for _, x := range columns {
				x[i] = nan
			}
		}
	}
}

// long is a signal that asks for a long position in each row, as strongly as a
// configuration may demand.
func long(signal []float64) {
	for i := range signal {
		signal[i] = -1000
	}
}
