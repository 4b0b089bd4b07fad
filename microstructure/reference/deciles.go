package reference

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// MinRegimeRows is the number of rows below which a regime's spread is not
// shown.
const MinRegimeRows = 200

// Deciles sorts rows by signal into ten groups.
type Deciles struct {
	Edges []float64 // in order; fewer than 11 when quantiles coincide
	Of    []int     // by row, 0 = strongest sell pressure; -1 without a signal
}

// FullSampleDeciles cuts at the deciles of the whole sample, as the reference
// does. It looks ahead: no trader knew these edges at the time. Edges that
// coincide are merged.
func FullSampleDeciles(signal []float64) (Deciles, error) {
	sorted := vector.WithoutNaN(signal)
	if len(sorted) == 0 {
		return Deciles{}, fmt.Errorf("%w: no row has a signal", ErrTooFewBars)
	}
	slices.Sort(sorted)
	d := Deciles{Edges: quantileEdges(sorted, 10), Of: make([]int, len(signal))}
	if len(d.Edges) < 2 {
		return d, fmt.Errorf("%w: the signal's deciles are all %v", ErrConstant, d.Edges[0])
	}
	for i, v := range signal {
		d.Of[i] = cutIndex(d.Edges, v)
	}
	return d, nil
}

// quantileEdges are the edges of q groups of equal size, as in pandas 3: where
// i/q does not multiply back to i, the probability is moved up one bit.
func quantileEdges(sorted []float64, q int) []float64 {
	var edges []float64
	for i := range q + 1 {
		p := float64(i) * (1 / float64(q))
		if i == q {
			p = 1
		} else if float64(q)*p != float64(i) {
			p = math.Nextafter(p, math.Inf(1))
		}
		e := microstructure.Quantile(sorted, p)
		if len(edges) == 0 || e != edges[len(edges)-1] {
			edges = append(edges, e)
		}
	}
	return edges
}

// cutIndex is the group of v: (edge, edge], the first one closed on both
// sides; -1 for NaN and outside.
func cutIndex(edges []float64, v float64) int {
	if math.IsNaN(v) || v < edges[0] || v > edges[len(edges)-1] {
		return -1
	}
	i, _ := slices.BinarySearch(edges, v)
	return max(i-1, 0)
}

// A DecileReturn is the mean forward return of one decile at one horizon.
type DecileReturn struct {
	Horizon string
	Decile  int // 1 = strongest sell pressure
	N       int // rows
	MeanBps float64
}

// Returns averages forward returns, one per row, by decile. Deciles without a
// row are left out.
func (d Deciles) Returns(h microstructure.Horizon, forward []float64) ([]DecileReturn, error) {
	if err := d.check(len(forward)); err != nil {
		return nil, err
	}
	return d.returns(h, forward, func(int) bool { return true }), nil
}

// check reports a number of rows other than that of the deciles, or a row in
// none of them.
func (d Deciles) check(rows int) error {
	if rows != len(d.Of) {
		return fmt.Errorf("deciles: %w: %d rows have a decile, %d a return or a regime", microstructure.ErrColumnLengths, len(d.Of), rows)
	}
	for i, g := range d.Of {
		if g >= max(len(d.Edges)-1, 0) {
			return fmt.Errorf("deciles: row %d is in group %d of %d", i, g, len(d.Edges)-1)
		}
	}
	return nil
}

func (d Deciles) returns(h microstructure.Horizon, forward []float64, include func(row int) bool) []DecileReturn {
	groups := make([][]float64, max(len(d.Edges)-1, 0))
	for i, v := range forward {
		if g := d.Of[i]; g >= 0 && !math.IsNaN(v) && include(i) {
			groups[g] = append(groups[g], v)
		}
	}
	var out []DecileReturn
	for g, values := range groups {
		if len(values) > 0 {
			out = append(out, DecileReturn{h.Name, g + 1, len(values), vector.Mean(values) * 10000})
		}
	}
	return out
}

// ContrarianSpreadBps is the lowest decile's mean less the highest's: what
// buying sell pressure and selling buy pressure would have earned, gross. It is
// NaN for an empty slice. Holding both legs costs two round trips.
func ContrarianSpreadBps(returns []DecileReturn) float64 {
	if len(returns) == 0 {
		return math.NaN()
	}
	return returns[0].MeanBps - returns[len(returns)-1].MeanBps
}

// A RegimeSpread is the contrarian spread within one regime.
type RegimeSpread struct {
	Horizon   string
	Regime    microstructure.Regime
	N         int     // rows with a signal and a forward return
	SpreadBps float64 // NaN below MinRegimeRows rows
}

// RegimeSpreads returns the spread in each regime but Warmup, of forward
// returns and regimes by row.
func (d Deciles) RegimeSpreads(h microstructure.Horizon, forward []float64, regimes []microstructure.Regime) ([]RegimeSpread, error) {
	if err := errors.Join(d.check(len(forward)), d.check(len(regimes))); err != nil {
		return nil, err
	}
	var out []RegimeSpread
	for _, r := range []microstructure.Regime{microstructure.LowVol, microstructure.Normal, microstructure.HighVol} {
		returns := d.returns(h, forward, func(i int) bool { return regimes[i] == r })
		s := RegimeSpread{Horizon: h.Name, Regime: r, SpreadBps: math.NaN()}
		for _, x := range returns {
			s.N += x.N
		}
		if s.N >= MinRegimeRows {
			s.SpreadBps = ContrarianSpreadBps(returns)
		}
		out = append(out, s)
	}
	return out, nil
}
