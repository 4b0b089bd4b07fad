package audit

import "math"

// clockStep is the number of minutes in a step of the first search.
const clockStep = 5

const stepsPerDay = minutesPerDay / clockStep

// limitFactor times the mean magnitude of a source's returns is the limit of
// each return, so that bad prints do not decide a correlation: about four
// standard deviations of a normal distribution.
const limitFactor = 5

// A clockSeries is a source's returns by minute and by step of clockStep
// minutes.
type clockSeries struct {
	minutes, steps returnGrid
	moved          []int // steps with a return, by day
}

func newClockSeries(days []minuteReturns) *clockSeries {
	steps, moved := make([]minuteReturns, len(days)), make([]int, len(days))
	for d, day := range days {
		if len(day) == 0 {
			continue
		}
		steps[d] = make(minuteReturns, stepsPerDay)
		for i, r := range day {
			steps[d][i/clockStep] += r
		}
		for _, r := range steps[d] {
			if r != 0 {
				moved[d]++
			}
		}
	}
	return &clockSeries{newReturnGrid(days, minutesPerDay), newReturnGrid(steps, stepsPerDay), moved}
}

// A returnGrid holds limited returns over spans of equal length.
type returnGrid struct {
	perDay  int
	returns [][]float32 // by day; nil where there are no trades
	squares [][]float32 // sums of the squares of the returns before each, and of all
}

func newReturnGrid(days []minuteReturns, perDay int) returnGrid {
	var n, magnitude float64
	for _, day := range days {
		for _, r := range day {
			if r != 0 {
				n++
				magnitude += math.Abs(float64(r))
			}
		}
	}
	limit := float32(limitFactor * magnitude / max(n, 1))
	g := returnGrid{perDay, make([][]float32, len(days)), make([][]float32, len(days))}
	for d, day := range days {
		if len(day) != perDay {
			continue
		}
		g.returns[d], g.squares[d] = make([]float32, perDay), make([]float32, perDay+1)
		total := 0.0
		for i, r := range day {
			r = max(-limit, min(limit, r))
			total += float64(float64(r) * float64(r))
			g.returns[d][i], g.squares[d][i+1] = r, float32(total)
		}
	}
	return g
}

// lasting is the share of the variance of returns that lasts for an hour, at
// most 1. Returns that revert at once are noise, such as the bounce between bid
// and ask, which no two sources share.
func (g *returnGrid) lasting() float64 {
	perHour := g.perDay / 24
	var short, long float64
	for d, day := range g.returns {
		if day == nil {
			continue
		}
		short += float64(g.squares[d][g.perDay])
		for from := 0; from < g.perDay; from += perHour {
			hour := 0.0
			for _, r := range day[from : from+perHour] {
				hour += float64(r)
			}
			long += float64(hour * hour)
		}
	}
	if short == 0 {
		return 0
	}
	return min(1, long/short)
}

// compare compares the returns of a day with those of y that are lag places
// later, up to a day either way.
func (g *returnGrid) compare(y *returnGrid, day, lag int) (c clockSums) {
	if g.returns[day] == nil {
		return c
	}
	part := func(from, to, otherDay, other int) {
		if from == to || otherDay < 0 || otherDay >= len(y.returns) || y.returns[otherDay] == nil {
			return
		}
		c.n += to - from
		c.xx += float64(g.squares[day][to] - g.squares[day][from])
		c.yy += float64(y.squares[otherDay][other+to-from] - y.squares[otherDay][other])
		c.xy += product(g.returns[day][from:to], y.returns[otherDay][other:])
	}
	if lag < 0 {
		part(0, -lag, day-1, g.perDay+lag)
		part(-lag, g.perDay, day, 0)
	} else {
		part(0, g.perDay-lag, day, lag)
		part(g.perDay-lag, g.perDay, day+1, 0)
	}
	return c
}

// product is the sum of the products of x and the first of y.
func product(x, y []float32) float64 {
	y = y[:len(x)]
	var a, b, c, d float32
	i := 0
	for ; i+4 <= len(x); i += 4 {
		u, v := (*[4]float32)(x[i:i+4]), (*[4]float32)(y[i:i+4])
		a += float32(u[0] * v[0])
		b += float32(u[1] * v[1])
		c += float32(u[2] * v[2])
		d += float32(u[3] * v[3])
	}
	for ; i < len(x); i++ {
		a += float32(x[i] * y[i])
	}
	return float64(a+b) + float64(c+d)
}

// A clockSums holds the sums of the correlation of two series at one lag.
type clockSums struct {
	n          int // returns compared
	xx, yy, xy float64
}

func (c *clockSums) merge(o clockSums) {
	c.n += o.n
	c.xx += o.xx
	c.yy += o.yy
	c.xy += o.xy
}

// correlation is NaN where a side never moves.
func (c *clockSums) correlation() float64 { return c.xy / math.Sqrt(c.xx*c.yy) }

// z is the correlation in standard errors of one of independent returns, and 0
// where there is none.
func (c *clockSums) z() float64 {
	r := c.correlation()
	if math.IsNaN(r) || math.IsInf(r, 0) {
		return 0
	}
	return r * math.Sqrt(float64(c.n))
}
