package evidence

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A LooksCalibration says on how many simulated markets the counting of looks
// is tried.
type LooksCalibration struct {
	Symbols int // studied one after the other, each of which counts those before it
	Markets int // without an edge
	Edges   int // markets with one
	EdgeBps float64
	Trips   int // on offer in a market with an edge, of two hours each
	Seed    uint64
	Workers int // goroutines; the result does not depend on it
}

// DefaultLooksCalibration is a search over 50 symbols, on 2,000 markets where
// the truth is on the line, and 400 in which 200 trips of two hours net 20 bps
// each.
func DefaultLooksCalibration() LooksCalibration {
	return LooksCalibration{Symbols: 50, Markets: 2000, Edges: 400, EdgeBps: 20, Trips: 200, Seed: 1, Workers: runtime.GOMAXPROCS(0)}
}

// mostTrips leaves more than two hours to each trip on offer.
const mostTrips = 800

// Validate reports every field that makes no sense, as ErrConfig.
func (k LooksCalibration) Validate() error {
	var c field.Check
	c.Whole("Symbols", k.Symbols, 1, maxRuns)
	c.Whole("Markets", k.Markets, 1, maxRuns)
	c.Whole("Edges", k.Edges, 1, maxRuns)
	c.Number("EdgeBps", k.EdgeBps, 0, 500)
	c.Whole("Trips", k.Trips, 1, mostTrips)
	c.AtLeast("Workers", k.Workers, 1)
	return c.As(ErrConfig)
}

// A LooksRow is what one way of counting looks does to a search over symbols.
type LooksRow struct {
	Counting string
	// FalseClaims is the mean number of edges that a search over symbols
	// without any claims, an upper bound of the share of searches that claim
	// one, and FalseSE its standard error.
	FalseClaims, FalseSE float64
	// Power is the share of real edges that are claimed, over all places of
	// their symbol in the search; First and Last are those at its ends.
	Power, First, Last float64
}

// lookCountings are compared. The gate counts by the last.
var lookCountings = []lookCounting{
	{"not at all", 0, 1}, {"by trials", 1, 1}, {"by level, exponent 1.5", 1, 1.5}, {"by level, exponent 2", 1, 2}, {"by trials, earlier ones three times", 3, 1},
	{fmt.Sprintf("by trials, earlier ones %d times", earlierWeight), earlierWeight, 1},
}

// CalibrateLooks measures searches that study one symbol after the other, each
// of which counts the looks at those before it: where the truth lies exactly on
// the line, which is without an edge and without costs, and with an edge.
// progress may be nil.
func CalibrateLooks(c Config, k LooksCalibration, progress func(done, total int)) ([]LooksRow, error) {
	if err := errors.Join(c.Validate(), k.Validate()); err != nil {
		return nil, err
	}
	c.AuditErrors, c.Resampling.Workers = 0, 1
	p := make([]float64, k.Markets+k.Edges)
	err := inParallel(len(p), k.Workers, progress, func(i int) (err error) {
		p[i], err = k.pValue(c, k.Seed<<32+uint64(i), i >= k.Markets)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []LooksRow
	trials := c.Grid.Len()
	for _, counting := range lookCountings {
		levels := make([]float64, k.Symbols)
		for place := range levels {
			levels[place] = c.Gates.level(counting, trials, place*trials)
		}
		row := LooksRow{Counting: counting.name}
		row.FalseClaims, row.FalseSE = meanSE(p[:k.Markets], func(p float64) float64 { return float64(places(levels, p)) })
		row.Power, _ = meanSE(p[k.Markets:], func(p float64) float64 { return float64(places(levels, p)) / float64(k.Symbols) })
		row.First, _ = meanSE(p[k.Markets:], func(p float64) float64 { return float64(places(levels[:1], p)) })
		row.Last, _ = meanSE(p[k.Markets:], func(p float64) float64 { return float64(places(levels[k.Symbols-1:], p)) })
		out = append(out, row)
	}
	return out, nil
}

// places counts the places in a search at which a p-value passes.
func places(levels []float64, p float64) (n int) {
	for _, level := range levels {
		if p <= level {
			n++
		}
	}
	return n
}

// meanSE is a mean and its standard error.
func meanSE(x []float64, of func(float64) float64) (mean, se float64) {
	squares, n := 0.0, float64(len(x))
	for _, v := range x {
		mean += of(v) / n
		squares += of(v) * of(v) / n
	}
	return mean, math.Sqrt(max(0, squares-mean*mean) / n)
}

// pValue is that of the best-of-many gate on a market, 1 where another gate
// fails.
func (k LooksCalibration) pValue(c Config, seed uint64, edge bool) (float64, error) {
	kinds := NullSimulations()
	s := kinds[seed%uint64(len(kinds))]
	s.Interval = c.Interval
	simulated, err := s.Market(seed, c.Regimes)
	if err != nil {
		return 1, err
	}
	m := simulated.Market
	if edge {
		if m, err = k.offering(m, c, seed); err != nil {
			return 1, err
		}
	} else {
		c.Costs, c.Stress = Gross(), Gross()
	}
	c.Resampling.Seed = seed
	first := c.Gates.MaxSPA
	lowest := c.Gates.Level(1, k.Symbols-1)
	c.Gates.MaxSPA = 1
	e, err := evaluate(m, c, nil, true)
	if err != nil || e.Verdict.Label != Edge {
		return 1, err
	}
	spa, err := spaAt(e.Trials, lowest, first, c.Resampling)
	return spa.Studentised.Consistent.PPlus1, err
}

// offering is the market with so many moments at which a signal beyond every
// threshold is followed by two hours in which the price goes the other way, by
// the edge and the costs of a round trip. Between them the signal is below the
// largest threshold, and noise.
func (k LooksCalibration) offering(m *Market, c Config, seed uint64) (*Market, error) {
	rows := max(1, 2*m.PerDay()/24)
	largest := slices.Max(c.Grid.Thresholds)
	signal := slices.Clone(m.Signal)
	for i, v := range signal {
		signal[i] = max(-0.95*largest, min(0.95*largest, v))
	}
	r := newRand(seed, 2)
	moves := make([]float64, m.Len()) // of the log price, within each row
	first := m.FirstDay * m.PerDay()
	apart := (m.Len() - first) / k.Trips
	for trip := range k.Trips {
		at, side := first+trip*apart+r.IntN(max(1, apart-rows)), 1.0
		if r.IntN(2) == 0 {
			side = -1
		}
		signal[at] = side * largest * (1.05 + 0.2*r.Float64())
		for i := at + 1; i <= at+rows && i < m.Len(); i++ {
			moves[i] -= side * (k.EdgeBps + c.Costs.RoundTripBps()) / 1e4 / float64(rows)
		}
	}
	p := m.Prices
	moved := map[*float64]bool{} // columns may be the same
	for _, column := range p.columns() {
		x := *column
		if moved[&x[0]] {
			continue
		}
		moved[&x[0]] = true
		sum := 0.0
		for i := range x {
			within := moves[i]
			if &x[0] == &p.Open[0] {
				within = 0
			}
			x[i] *= math.Exp(sum + within)
			sum += moves[i]
		}
	}
	out, err := NewMarket(m.StartUS, p, signal, m.Regime)
	if err == nil {
		out.FirstDay = m.FirstDay
	}
	return out, err
}
