package factor

import (
	"math"
	"time"
)

// eventSpan is what is looked at before and after an event.
const eventSpan = 2 * time.Hour

// A Path is the mean price around events, in bps of the price at the event.
type Path struct {
	Events  int
	MeanBps []float64 // by Events.Offsets
	SEBps   []float64 // of independent events
}

// Events are the mean paths around the rows in a feature's extreme deciles. The
// spans of two events of a decile do not overlap: of rows that are nearer, the
// first counts.
type Events struct {
	Feature   string
	Offsets   []int // rows from the event, whose close is 0
	Low, High Path  // around rows of decile 1 and of decile 10, by trailing rank
}

func (p *Panel) events(f int, rank []float64) Events {
	half := max(1, int(eventSpan/p.Interval.Duration()))
	out := Events{Feature: p.Names[f]}
	for k := -half; k <= half; k++ {
		out.Offsets = append(out.Offsets, k)
	}
	out.Low = p.path(rank, half, 0)
	out.High = p.path(rank, half, 9)
	return out
}

func (p *Panel) path(rank []float64, half, decile int) Path {
	size := 2*half + 1
	closes := p.Closes[0]
	sums, squares, counts := make([]float64, size), make([]float64, size), make([]float64, size)
	out := Path{MeanBps: make([]float64, size), SEBps: make([]float64, size)}
	for i := half; i+half < len(rank); i++ {
		if math.IsNaN(rank[i]) || decileOf(rank[i]) != decile || math.IsNaN(closes[i]) {
			continue
		}
		out.Events++
		for k := range size {
			if v := (closes[i-half+k]/closes[i] - 1) * 1e4; !math.IsNaN(v) {
				sums[k] += v
				squares[k] += float64(v * v)
				counts[k]++
			}
		}
		i += 2 * half // the next span begins after this one
	}
	for k, n := range counts {
		mean := sums[k] / n
		out.MeanBps[k] = mean
		out.SEBps[k] = math.Sqrt(max(0, squares[k]/n-float64(mean*mean)) / (n - 1)) // 0/0 is NaN
	}
	return out
}
