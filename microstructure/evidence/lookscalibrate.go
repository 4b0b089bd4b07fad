package evidence

import (
	"errors"
	"fmt"
	"math"
	"runtime"

	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A LooksCalibration says on how many simulated markets the counting of looks
// is tried.
type LooksCalibration struct {
	Symbols int // studied one after the other, each of which counts those before it
	Markets int // on which the truth is on the line, of the kinds of Line in turn
	Line    []Cell
	Edges   int // markets with an edge
	Edge    Cell
	Seed    uint64
	Workers int // goroutines; the result does not depend on it
}

// DefaultLooksCalibration is a search over 50 symbols, on 2,000 markets where
// the truth is exactly on the line, by fees or without an edge and costs, and
// 400 in which 200 trips of two hours net 20 bps each.
func DefaultLooksCalibration() LooksCalibration {
	k := LooksCalibration{Symbols: 50, Markets: 2000, Edges: 400, Seed: 1, Workers: runtime.GOMAXPROCS(0)}
	for _, cell := range CalibrationCells() {
		if cell.Group == OnTheLine {
			k.Line = append(k.Line, cell)
		}
	}
	for _, s := range NullSimulations() {
		k.Line = append(k.Line, NewCell(OnTheLine, s, Gross()))
	}
	twoHours := offers("edge of 20 bps", 20, 200)[2]
	k.Edge = NewCell(Living, twoHours, Standard())
	return k
}

// Validate reports every field that makes no sense, as ErrConfig.
func (k LooksCalibration) Validate() error {
	var c field.Check
	c.Whole("Symbols", k.Symbols, 1, maxRuns)
	c.Whole("Markets", k.Markets, 1, maxRuns)
	c.Whole("Edges", k.Edges, 1, maxRuns)
	c.AtLeast("Workers", k.Workers, 1)
	c.That(len(k.Line) > 0, "Line", "empty", "at least one")
	for i, cell := range k.Line {
		cell.check(&c, fmt.Sprintf("Line[%d]", i))
	}
	k.Edge.check(&c, "Edge")
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
	{"not at all", 0, 1}, {"by trials", 1, 1}, {"by trials, earlier ones twice", 2, 1}, {"by level, exponent 1.5", 1, 1.5}, {"by level, exponent 2", 1, 2},
	{fmt.Sprintf("by trials, earlier ones %d times", earlierWeight), earlierWeight, 1},
}

// CalibrateLooks measures searches that study one symbol after the other, each
// of which counts the looks at those before it: where the truth lies exactly on
// the line, and with an edge. progress may be nil.
func CalibrateLooks(c Config, k LooksCalibration, progress func(done, total int)) ([]LooksRow, error) {
	if err := errors.Join(c.Validate(), k.Validate()); err != nil {
		return nil, err
	}
	c.AuditErrors, c.Resampling.Workers = 0, 1
	p := make([]float64, k.Markets+k.Edges)
	err := inParallel(len(p), k.Workers, progress, func(i int) (err error) {
		cell := k.Edge
		if i < k.Markets {
			cell = k.Line[i%len(k.Line)]
		}
		p[i], err = k.pValue(c, cell, k.Seed<<32+uint64(i))
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
func (k LooksCalibration) pValue(c Config, cell Cell, seed uint64) (float64, error) {
	m, c, err := cell.simulate(c, seed)
	if err != nil {
		return 1, err
	}
	first, last := c.Gates.MaxSPA, c.Gates.Level(1, k.Symbols-1)
	c.Gates.MaxSPA = 1
	e, err := evaluate(m.Market, c, nil, true)
	if err != nil || e.Verdict.Label != Edge {
		return 1, err
	}
	spa, _, err := spaAt(e.Trials, last, first, c.Resampling)
	return spa.Studentised.Consistent.PPlus1, err
}
