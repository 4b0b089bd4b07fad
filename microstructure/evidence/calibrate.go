package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"

	"github.com/tickbook/tickbook/microstructure/internal/chunks"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// Part is a part of a calibration: which chunks of markets it has, and who is
// given them.
type Part = chunks.Part[Cell, Outcome]

// Chunk is the outcomes of some markets of a cell.
type Chunk = chunks.Chunk[Cell, Outcome]

// A CalibrationConfig says on which simulated markets the procedures are tried.
type CalibrationConfig struct {
	Markets int // of each cell
	Cells   []Cell
	Seed    uint64
	Workers int // goroutines; the result does not depend on it
	// Part has the chunks of markets to compute, all of them if it is zero.
	// Results of all parts that are kept in one place are the whole's.
	Part Part
}

// Validate reports every field that makes no sense, as ErrConfig.
func (k CalibrationConfig) Validate() error {
	var c field.Check
	c.Whole("Markets", k.Markets, 1, maxRuns)
	c.AtLeast("Workers", k.Workers, 1)
	c.That(len(k.Cells) > 0, "Cells", "empty", "at least one")
	for i, cell := range k.Cells {
		cell.check(&c, fmt.Sprintf("Cells[%d]", i))
	}
	return c.As(ErrConfig)
}

// DefaultCalibrationConfig has 200 markets of each of CalibrationCells.
func DefaultCalibrationConfig() CalibrationConfig {
	return CalibrationConfig{Markets: 200, Cells: CalibrationCells(), Seed: 1, Workers: runtime.GOMAXPROCS(0)}
}

// A Calibration is how the procedures judged simulated markets.
type Calibration struct {
	Config    CalibrationConfig
	Selection Selection // of the study's folds
	Cells     []CellResult
}

// A CellResult is how they judged the markets of one cell.
type CellResult struct {
	Cell
	Outcomes []Outcome // by market; of other parts only those that were kept
}

// A Keeper keeps outcomes of a cell's chunk of markets, so that a run that was
// interrupted goes on.
//
//	Load(c Cell, chunk int) ([]Outcome, error)
//	Save(c Cell, chunk int, outcomes []Outcome) error
//
// Load returns what was kept, none of what is damaged; its error ends the run.
type Keeper = chunks.Keeper[Cell, Outcome]

// Calibrate runs the whole procedures on simulated markets. kept and progress,
// which counts markets, may be nil. When ctx ends it returns an error at the
// next market.
func Calibrate(ctx context.Context, c Config, k CalibrationConfig, kept Keeper, progress func(done, total int)) (*Calibration, error) {
	cells, err := k.run(ctx, c, Cell.judge, kept, progress)
	if err != nil {
		return nil, err
	}
	return &Calibration{Config: k, Selection: c.Folds.Selection, Cells: cells}, nil
}

// A judge simulates a market of a cell and says what came of it.
type judge func(c Cell, config Config, seed uint64) (Outcome, error)

// run judges the markets of all cells.
func (k CalibrationConfig) run(ctx context.Context, c Config, of judge, kept Keeper, progress func(done, total int)) ([]CellResult, error) {
	if err := errors.Join(c.Validate(), k.Validate()); err != nil {
		return nil, err
	}
	c.AuditErrors, c.PriorTrials, c.Resampling.Workers = 0, 0, 1
	w := chunks.Work[Cell, Outcome]{
		Cells: k.Cells, Title: Cell.Title, Markets: k.Markets, Workers: k.Workers, Part: k.Part, Progress: progress, Kept: kept,
		Judge: func(cell Cell, market int) (Outcome, error) { return of(cell, c, cell.seed(k.Seed)+uint64(market)) },
	}
	outcomes, err := w.Run(ctx)
	if err != nil {
		return nil, err
	}
	var out []CellResult
	for i, cell := range k.Cells {
		out = append(out, CellResult{cell, outcomes[i]})
	}
	return out, nil
}

// Key tells cells apart by all that they are made of.
func (c Cell) Key() string {
	return fmt.Sprintf("%s %T%+v %+v %+v", c.Group, c.Kind, c.Kind, c.Costs, c.Stress)
}

// seed is that of a cell's markets: those of two cells are independent.
func (c Cell) seed(seed uint64) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, c.Key()))
	return binary.LittleEndian.Uint64(sum[:])
}
