package audit

import (
	"math"
	"slices"
)

// MaxLagMinutes is the largest lag, in either direction, of the comparison of
// two sources' returns by minute: a day.
const MaxLagMinutes = minutesPerDay

const (
	stepLags = 2*stepsPerDay + 1
	// leastSteps is the least overlap of two sources: four hours.
	leastSteps = 48
	// clockRise is the largest ratio of the correlation without a lag to that
	// at a lag: between sources that trade seldom, the peak is flat.
	clockRise = 0.8
)

// A clockSearch looks for the lag at which the returns of two sources correlate
// most, up to a day either way.
//
// A search by minute over all of these lags would take longer than reading the
// days. So there are two: by steps of five minutes, and by minute around the
// step found.
type clockSearch struct {
	x, y *clockSeries
	z    float64 // Thresholds.ClockZ

	// Found by run: the lag over all days, and that of each.
	all  lag
	days []lag
}

func (c *clockSearch) run() {
	total, today := make([]clockSums, stepLags), make([]clockSums, stepLags)
	every := make([]int, len(c.x.moved))
	for d := range every {
		every[d] = d
		for k := range today {
			today[k] = c.x.steps.compare(&c.y.steps, d, k-stepsPerDay)
			total[k].merge(today[k])
		}
		l := lag{peak: math.NaN(), zero: math.NaN()}
		if min(c.x.moved[d], c.y.moved[d]) >= stepsPerDay/2 { // else few returns decide
			l = c.peak(today, every[d:d+1])
		}
		c.days = append(c.days, l)
	}
	c.all = c.peak(total, every)
}

// peak returns the lag with the largest correlation over the given days, or
// zero unless that correlation and its excess over the one at zero are
// significant.
func (c *clockSearch) peak(sums []clockSums, days []int) lag {
	const zero = stepsPerDay
	clear := c.z * noise(sums)
	best := zero
	for k := 1; k <= stepsPerDay; k++ {
		for _, at := range []int{zero + k, zero - k} {
			if sums[at].n >= leastSteps && sums[at].z() > sums[best].z() {
				best = at
			}
		}
	}
	atZero := c.byMinute(days, 0)
	none := lag{peak: atZero.correlation(), zero: atZero.correlation(), clear: sums[zero].z() >= clear}
	if sums[best].z() < clear {
		return none
	}
	minutes, there := 0, atZero
	for m := (best - zero - 2) * clockStep; m <= (best-zero+2)*clockStep; m++ {
		if m < -MaxLagMinutes || m > MaxLagMinutes {
			continue
		}
		if s := c.byMinute(days, m); s.z() > there.z() {
			minutes, there = m, s
		}
	}
	from, to := &atZero, &there
	if best < zero-1 || best > zero+1 { // steps have less noise
		from, to = &sums[zero], &sums[best]
	}
	if to.z()-from.z() < math.Sqrt2*clear || from.correlation() > clockRise*to.correlation() {
		return none
	}
	return lag{seconds: 60 * minutes, peak: there.correlation(), zero: atZero.correlation(), clear: true}
}

// byMinute compares returns by minute at a lag.
func (c *clockSearch) byMinute(days []int, lag int) (s clockSums) {
	for _, d := range days {
		s.merge(c.x.minutes.compare(&c.y.minutes, d, lag))
	}
	return s
}

// noise is the standard deviation of z over all lags, estimated from the median
// magnitude, which a peak at some of them does not change. It is above 1 where
// a few wild hours decide.
func noise(sums []clockSums) float64 {
	var z []float64
	for k := range sums {
		if sums[k].n >= leastSteps {
			z = append(z, math.Abs(sums[k].z()))
		}
	}
	if len(z) == 0 {
		return 1
	}
	slices.Sort(z)
	const ofNormal = 0.6745 // the median magnitude of a standard normal variable
	return max(1, sortedMedian(z)/ofNormal)
}

// enough reports whether the data suffice to show that the returns of two
// sources of one symbol correlate: half of the correlation that the lasting
// part of their returns allows is twice what is significant.
func (c *clockSearch) enough() bool {
	moved := func(s *clockSeries) (n int) {
		for _, m := range s.moved {
			n += m
		}
		return n
	}
	expected := 0.5 * math.Sqrt(c.x.steps.lasting()*c.y.steps.lasting()*float64(min(moved(c.x), moved(c.y))))
	return expected >= 2*c.z
}
