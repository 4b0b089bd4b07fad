package report

import "math"

// A description sums up the values of a series that are not NaN.
type description struct {
	n                      int
	mean, std, least, most float64
}

func describe(x []float64) description {
	d := description{least: math.Inf(1), most: math.Inf(-1)}
	for _, v := range x {
		if v == v {
			d.n++
			d.mean += v
			d.least, d.most = min(d.least, v), max(d.most, v)
		}
	}
	d.mean /= float64(d.n)
	for _, v := range x {
		if v == v {
			d.std += (v - d.mean) * (v - d.mean)
		}
	}
	d.std = math.Sqrt(d.std / float64(d.n-1))
	return d
}
