package inference

import "math"

// BlockLengths are the mean block lengths that make a block bootstrap's
// variance of the mean most precise.
type BlockLengths struct {
	Stationary float64 // for the stationary bootstrap
	Circular   float64 // for the circular block bootstrap
	// What they were computed from; zero when the lengths are NaN.
	QuietRun      int     // lags in a row that must be insignificant
	MaxBandwidth  int     // bound of the lag window
	CriticalValue float64 // of an autocorrelation
	LastLag       int     // last lag before the quiet run; -1 when there is no quiet run
	Bandwidth     int     // of the flat-top lag window
	G             float64 // weighted sum of lag times autocovariance
	LongRunVar    float64 // n times the variance of the mean
	MaxLength     int     // bound of both lengths
}

// BlockLength gives the Politis-White block lengths of x, in observations. With
// e = x - mean and acv_k = (1/n) sum e_t e_{t-k},
//
//	b = (2 g^2/d)^(1/3) n^(1/3),    d = 2 s^2 (stationary), 4/3 s^2 (circular),    at most ceil(min(3 sqrt n, n/3))
//	g = 2 sum_{k=1..m} lam_k k acv_k,    s = acv_0 + 2 sum_{k=1..m} lam_k acv_k
//	lam_k = 1 for k <= m/2, else 2 (1 - k/m)
//
// where the bandwidth m is twice the last lag whose autocorrelation is not
// followed by QuietRun small ones. A length may be below 1; a bootstrap raises
// it to 1. Fewer than 8 values, values that are not finite, or a constant
// series: NaN.
//
// Source: Politis and White 2004, Econometric Reviews 23(1), 53-70; Patton,
// Politis and White 2009, 28(4), 372-375. As in common practice the screening
// autocorrelation at lag i is normalised by the sums of squares of e[i+1:] and
// e[:n-i-1].
func BlockLength(x []float64) BlockLengths {
	n := len(x)
	if n < 8 || !finite(x) || constant(x) {
		return BlockLengths{Stationary: math.NaN(), Circular: math.NaN()}
	}
	size := float64(n)
	r := BlockLengths{
		QuietRun:      max(5, int(math.Log10(size))),
		CriticalValue: 2 * math.Sqrt(math.Log10(size)/size),
		MaxLength:     int(math.Ceil(math.Min(3*math.Sqrt(size), size/3))),
	}
	r.MaxBandwidth = int(math.Ceil(math.Sqrt(size))) + r.QuietRun

	e := centred(x)
	covariance := make([]float64, r.MaxBandwidth+1)
	for k := 0; k <= min(r.MaxBandwidth, n); k++ {
		covariance[k] = dot(e[k:], e[:n-k]) / size
	}
	r.LastLag = lastLag(e, covariance, r.QuietRun, r.CriticalValue)
	r.Bandwidth = r.MaxBandwidth
	if r.LastLag >= 0 {
		r.Bandwidth = min(2*max(r.LastLag, 1), r.MaxBandwidth)
	}
	r.LongRunVar = covariance[0]
	for k := 1; k <= r.Bandwidth; k++ {
		weight := 1.0
		if 2*k > r.Bandwidth {
			weight = 2 * (1 - float64(k)/float64(r.Bandwidth))
		}
		r.G += float64(2 * weight * float64(k) * covariance[k])
		r.LongRunVar += float64(2 * weight * covariance[k])
	}
	square := float64(r.LongRunVar * r.LongRunVar)
	length := func(d float64) float64 {
		return math.Min(math.Cbrt(2*r.G*r.G/d)*math.Cbrt(size), float64(r.MaxLength))
	}
	r.Stationary, r.Circular = length(2*square), length(4.0/3*square)
	return r
}

// lastLag is the first lag that is followed by quiet lags with autocorrelations
// below critical, itself the first of them; -1 when there is none.
func lastLag(e, covariance []float64, quiet int, critical float64) int {
	n, run := len(e), 0
	for i := range covariance {
		if run == quiet {
			return i - quiet
		}
		small := false
		if i+1 < n {
			head, tail := e[:n-i-1], e[i+1:]
			small = math.Abs(covariance[i]*float64(n))/math.Sqrt(dot(tail, tail)*dot(head, head)) < critical
		}
		if small {
			run++
		} else {
			run = 0
		}
	}
	return -1
}
