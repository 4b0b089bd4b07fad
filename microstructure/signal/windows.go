package signal

import (
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/rolling"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// leastOf is the number of values that a window of rows must hold: a third.
func leastOf(rows int) int { return max(1, rows/3) }

// over is a function of a column and a window. A third of the window must have
// values.
func (e Expression) over(name string, window time.Duration, f func(dst, x []float64, rows, least int)) Expression {
	return Expression{fmt.Sprintf("%s(%s, %v)", name, e.text, text.Span(window)), func(v *evaluation) ([]float64, error) {
		rows, err := v.rows(window)
		if err != nil {
			return nil, err
		}
		x, err := v.of(e)
		if err != nil {
			return nil, err
		}
		out := make([]float64, len(x))
		f(out, x, rows, leastOf(rows))
		return out, nil
	}}
}

// Rank is the percentile rank within the window, above 0 and at most 1, ties
// averaged.
func (e Expression) Rank(window time.Duration) Expression {
	return e.over("rank", window, rolling.Rank)
}

// MovingAverage is the mean of the window.
func (e Expression) MovingAverage(window time.Duration) Expression {
	return e.over("average", window, rolling.Mean)
}

// Deviation is the standard deviation (n - 1) within the window.
func (e Expression) Deviation(window time.Duration) Expression {
	return e.over("deviation", window, rolling.Std)
}

// ZScore is the value less the window's mean, over its standard deviation of at
// least 1e-10.
func (e Expression) ZScore(window time.Duration) Expression {
	return e.over("z-score", window, rolling.ZScore)
}

// Lag is the value that long ago.
func (e Expression) Lag(window time.Duration) Expression {
	return e.over("lag", window, func(dst, x []float64, rows, _ int) {
		for i := range dst {
			dst[i] = math.NaN()
			if i >= rows {
				dst[i] = x[i-rows]
			}
		}
	})
}

// Change is the value less the one that long ago.
func (e Expression) Change(window time.Duration) Expression { return e.Minus(e.Lag(window)) }

// Winsorise cuts values at the window's quantiles share and 1 - share.
func (e Expression) Winsorise(window time.Duration, share float64) Expression {
	return e.over(fmt.Sprintf("winsorise %v", share), window, func(dst, x []float64, rows, least int) {
		low, high := make([]float64, len(x)), make([]float64, len(x))
		if !(share >= 0 && share < 0.5) {
			for i := range dst {
				dst[i] = math.NaN()
			}
			return
		}
		rolling.Quantiles([][]float64{low, high}, x, rows, least, share, 1-share)
		for i, v := range x {
			dst[i] = min(max(v, low[i]), high[i])
		}
	})
}

// leastVariance is the variance of Neutralise's other expression up to which it
// counts as constant.
const leastVariance = 1e-20

// Neutralise is what a straight line through the window, of the values against
// another expression's, leaves of the last one. Rows count that have both.
func (e Expression) Neutralise(other Expression, window time.Duration) Expression {
	both := func(f func(x, y float64) float64) Expression {
		return byRow("", []Expression{e, other}, func(row []float64) float64 { return f(row[0], row[1]) })
	}
	mean := func(f func(x, y float64) float64) Expression { return both(f).MovingAverage(window) }
	// Means of products lose digits where means are large against deviations,
	// so both are measured from the first row that has both.
	return Expression{fmt.Sprintf("neutralise(%s, %s, %v)", e.text, other.text, text.Span(window)), func(v *evaluation) ([]float64, error) {
		var x0, y0 float64
		columns, err := v.all([]Expression{e, other})
		if err != nil {
			return nil, err
		}
		for i, x := range columns[0] {
			if y := columns[1][i]; x-x == 0 && y-y == 0 {
				x0, y0 = x, y
				break
			}
		}
		parts, err := v.all([]Expression{
			mean(func(x, y float64) float64 { return x - x0 + 0*y }), mean(func(x, y float64) float64 { return y - y0 + 0*x }),
			mean(func(x, y float64) float64 { return (x - x0) * (y - y0) }), mean(func(x, y float64) float64 { return (y-y0)*(y-y0) + 0*x }),
		})
		if err != nil {
			return nil, err
		}
		out := make([]float64, len(columns[0]))
		for i := range out {
			mx, my := parts[0][i], parts[1][i]
			slope, variance := 0.0, parts[3][i]-my*my
			if variance > leastVariance {
				slope = (parts[2][i] - mx*my) / variance
			}
			out[i] = columns[0][i] - x0 - mx - slope*(columns[1][i]-y0-my)
		}
		return out, nil
	}}
}
