package audit

import "math"

// windowRows is the number of prices in a window.
const windowRows = 32

// A window holds the last windowRows prices, in order of arrival and sorted.
type window struct {
	prices, sorted [windowRows]float64
	n              int // pushed
}

func (w *window) reset() { w.n = 0 }

func (w *window) push(price float64) {
	held, at := min(w.n, windowRows), w.n%windowRows
	if held == windowRows {
		oldest := w.prices[at]
		if oldest == price {
			w.n++
			return
		}
		i := 0
		for w.sorted[i] != oldest {
			i++
		}
		copy(w.sorted[i:], w.sorted[i+1:])
		held--
	}
	i := held
	for ; i > 0 && w.sorted[i-1] > price; i-- {
		w.sorted[i] = w.sorted[i-1]
	}
	w.sorted[i] = price
	w.prices[at] = price
	w.n++
}

// median is NaN before the first price.
func (w *window) median() float64 {
	n := min(w.n, windowRows)
	if n == 0 {
		return math.NaN()
	}
	return (w.sorted[(n-1)/2] + w.sorted[n/2]) / 2
}
