package evidence

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A LooksCalibration says on which simulated markets the counting of looks is
// tried: those of its cells of a False group, where every claim is false, and
// those of a Real one.
type LooksCalibration struct {
	CalibrationConfig
	Symbols int // studied one after the other, each of which counts those before it
}

// DefaultLooksCalibration is a search over 50 symbols, on markets where the
// truth is exactly on the line, by fees or without an edge and costs, and on
// markets in which 200 trips of two hours net 20 bps each; 200 of each kind.
func DefaultLooksCalibration() LooksCalibration {
	k := LooksCalibration{DefaultCalibrationConfig(), 50}
	k.Cells = nil
	for _, cell := range CalibrationCells() {
		if cell.Group == OnTheLine {
			k.Cells = append(k.Cells, cell)
		}
	}
	for _, s := range NullSimulations() {
		k.Cells = append(k.Cells, NewCell(OnTheLine, s, Gross()))
	}
	twoHours := offers("edge of 20 bps", 20, 200)[2]
	k.Cells = append(k.Cells, NewCell(Living, twoHours, Standard()))
	return k
}

// Validate reports every field that makes no sense, as ErrConfig.
func (k LooksCalibration) Validate() error {
	var c field.Check
	c.Whole("Symbols", k.Symbols, 1, maxRuns)
	truths := map[bool]bool{}
	for _, cell := range k.Cells {
		truths[cell.Group.Real()] = true
	}
	c.That(truths[true] && truths[false], "Cells", "all of one truth", "some with an edge and some without")
	return errors.Join(k.CalibrationConfig.Validate(), c.As(ErrConfig))
}

// LooksCalibrated is what ways of counting looks do to a search over symbols.
type LooksCalibrated struct {
	Config      LooksCalibration
	Line, Edges int // markets without an edge and with one
	Rows        []LooksRow
}

// A LooksRow is one way of counting.
type LooksRow struct {
	Counting string
	Gate     bool // the gate counts so
	// FalseClaims is the mean number of edges that a search over symbols
	// without any claims, an upper bound of the share of searches that claim
	// one, and FalseSE its standard error. NaN for no markets, as all below.
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

// mostLookClaims is the most false claims that a search may make.
const mostLookClaims = 0.05

// Refuted reports whether the gate's counting lets a search make more false
// claims than it may, by two standard errors.
func (r *LooksCalibrated) Refuted() bool {
	for i := range r.Rows {
		if row := &r.Rows[i]; row.Gate && row.FalseClaims-float64(2*row.FalseSE) > mostLookClaims {
			return true
		}
	}
	return false
}

// CalibrateLooks measures searches that study one symbol after the other, each
// of which counts the looks at those before it: where the truth lies exactly on
// the line, and with an edge. kept, progress and ctx are as in Calibrate.
func CalibrateLooks(ctx context.Context, c Config, k LooksCalibration, kept Keeper, progress func(done, total int)) (*LooksCalibrated, error) {
	if err := k.Validate(); err != nil {
		return nil, err
	}
	cells, err := k.run(ctx, c, k.look, kept, progress)
	if err != nil {
		return nil, err
	}
	p := map[bool][]float64{}
	for i := range cells {
		for n := range cells[i].Outcomes {
			real := cells[i].Group.Real()
			p[real] = append(p[real], cells[i].Outcomes[n].P)
		}
	}
	out := &LooksCalibrated{Config: k, Line: len(p[false]), Edges: len(p[true])}
	trials := c.Grid.Len()
	for i, counting := range lookCountings {
		levels := make([]float64, k.Symbols)
		for place := range levels {
			levels[place] = c.Gates.level(counting, trials, place*trials)
		}
		row := LooksRow{Counting: counting.name, Gate: i == len(lookCountings)-1}
		row.FalseClaims, row.FalseSE = meanSE(p[false], func(p float64) float64 { return float64(places(levels, p)) })
		row.Power, _ = meanSE(p[true], func(p float64) float64 { return float64(places(levels, p)) / float64(k.Symbols) })
		row.First, _ = meanSE(p[true], func(p float64) float64 { return float64(places(levels[:1], p)) })
		row.Last, _ = meanSE(p[true], func(p float64) float64 { return float64(places(levels[k.Symbols-1:], p)) })
		out.Rows = append(out.Rows, row)
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

// meanSE is a mean and its standard error, NaN for no values.
func meanSE(x []float64, of func(float64) float64) (mean, se float64) {
	if len(x) == 0 {
		return nan, nan
	}
	squares, n := 0.0, float64(len(x))
	for _, v := range x {
		mean += of(v) / n
		squares += of(v) * of(v) / n
	}
	return mean, math.Sqrt(max(0, squares-mean*mean) / n)
}

// look has the p-value of the best-of-many gate on a market, 1 where another
// gate fails.
func (k LooksCalibration) look(cell Cell, c Config, seed uint64) (Outcome, error) {
	m, c, err := cell.simulate(c, seed)
	if err != nil {
		return Outcome{}, err
	}
	first, last := c.Gates.MaxSPA, c.Gates.Level(1, k.Symbols-1)
	c.Gates.MaxSPA = 1
	e, err := evaluate(m.Market, c, nil, true)
	if err != nil || e.Verdict.Label != Edge {
		return Outcome{P: 1}, err
	}
	spa, _, err := spaAt(e.Trials, last, first, c.Resampling)
	return Outcome{P: spa.Studentised.Consistent.PPlus1}, err
}
