package signal

import (
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// leastOf is the number of values that a window of rows must hold: a third.
func leastOf(rows int) int { return max(1, rows/3) }

// rowsOf is a window in rows of the calendar.
func rowsOf(window time.Duration, c *evidence.Calendar) (int, error) {
	h, err := c.Interval.Horizon(window)
	if err != nil {
		return 0, fmt.Errorf("%w: the window %w", ErrExpression, err)
	}
	return h.Bars, nil
}

// windowed is a function of a column and a window. A third of the window must
// have values.
func (e Expression) windowed(name string, window time.Duration, f func(dst, x []float64, rows, least int)) Expression {
	return Expression{fmt.Sprintf("%s(%s, %v)", name, e.text, text.Span(window)), func(c *evidence.Calendar) ([]float64, error) {
		rows, err := rowsOf(window, c)
		if err != nil {
			return nil, err
		}
		x, err := e.Values(c)
		if err != nil {
			return nil, err
		}
		out := make([]float64, len(x))
		f(out, x, rows, leastOf(rows))
		return out, nil
	}, e.own}
}

// Rank is the percentile rank within the window, above 0 and at most 1, ties
// averaged.
func (e Expression) Rank(window time.Duration) Expression {
	return e.windowed("rank", window, rolling.Rank)
}

// MovingAverage is the mean of the window.
func (e Expression) MovingAverage(window time.Duration) Expression {
	return e.windowed("average", window, rolling.Mean)
}

// Deviation is the standard deviation (n - 1) within the window.
func (e Expression) Deviation(window time.Duration) Expression {
	return e.windowed("deviation", window, rolling.Std)
}

// ZScore is the value less the window's mean, over its standard deviation of at
// least 1e-10.
func (e Expression) ZScore(window time.Duration) Expression {
	return e.windowed("z-score", window, rolling.ZScore)
}

// Lag is the value that long ago.
func (e Expression) Lag(window time.Duration) Expression {
	return e.windowed("lag", window, func(dst, x []float64, rows, _ int) {
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

// Winsorise cuts values at the window's quantiles share and 1 - share, of a
// share of at least 0 and below 0.5.
func (e Expression) Winsorise(window time.Duration, share float64) Expression {
	cut := e.windowed(fmt.Sprintf("winsorise %v", share), window, func(dst, x []float64, rows, least int) {
		low, high := make([]float64, len(x)), make([]float64, len(x))
		rolling.Quantiles([][]float64{low, high}, x, rows, least, share, 1-share)
		for i, v := range x {
			dst[i] = min(max(v, low[i]), high[i])
		}
	})
	if !(share >= 0 && share < 0.5) {
		cut.eval = func(*evidence.Calendar) ([]float64, error) {
			return nil, fmt.Errorf("%w: winsorise cannot cut a share of %v: give a number of at least 0 and below 0.5", ErrExpression, share)
		}
	}
	return cut
}

// leastVariance is the variance of Neutralise's other expression up to which it
// counts as constant.
const leastVariance = 1e-20

// Neutralise is what a straight line through the window, of the values against
// another expression's, leaves of the last one. Rows count that have both.
func (e Expression) Neutralise(other Expression, window time.Duration) Expression {
	return Expression{fmt.Sprintf("neutralise(%s, %s, %v)", e.text, other.text, text.Span(window)), func(c *evidence.Calendar) ([]float64, error) {
		rows, err := rowsOf(window, c)
		if err != nil {
			return nil, err
		}
		both, err := columns([]Expression{e, other}, c)
		if err != nil {
			return nil, err
		}
		return neutralised(both[0], both[1], rows), nil
	}, functions([]Expression{e, other})}
}

func neutralised(x, y []float64, rows int) []float64 {
	// Means of products lose digits where means are large against deviations,
	// so both are measured from the first row that has both.
	var x0, y0 float64
	for i := range x {
		if x[i]-x[i] == 0 && y[i]-y[i] == 0 {
			x0, y0 = x[i], y[i]
			break
		}
	}
	product := make([]float64, len(x))
	mean := func(of func(x, y float64) float64) []float64 {
		for i := range product {
			product[i] = of(x[i], y[i])
		}
		out := make([]float64, len(x))
		rolling.Mean(out, product, rows, leastOf(rows))
		return out
	}
	// 0 times the other is NaN where that is missing.
	meanX := mean(func(x, y float64) float64 { return x - x0 + float64(0*y) })
	meanY := mean(func(x, y float64) float64 { return y - y0 + float64(0*x) })
	meanXY := mean(func(x, y float64) float64 { return (x - x0) * (y - y0) })
	meanYY := mean(func(x, y float64) float64 { return float64((y-y0)*(y-y0)) + float64(0*x) })
	out := make([]float64, len(x))
	for i := range out {
		mx, my := meanX[i], meanY[i]
		slope, variance := 0.0, meanYY[i]-float64(my*my)
		if variance > leastVariance {
			slope = (meanXY[i] - float64(mx*my)) / variance
		}
		out[i] = x[i] - x0 - mx - float64(slope*(y[i]-y0-my))
	}
	return out
}
