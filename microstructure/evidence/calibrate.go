package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/tickbook/tickbook/microstructure/internal/chunks"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A CalibrationConfig says on which simulated markets the procedures are tried.
type CalibrationConfig struct {
	Markets int // of each cell
	Cells   []Cell
	Seed    uint64
	Workers int // goroutines; the result does not depend on it
	// Shard is the part to compute, from 1 to Shards: every Shards-th chunk of
	// markets. Results of all shards that are kept in one place are the whole's.
	Shard, Shards int
	// Only, unless nil, chooses the chunks to compute, in place of Shard.
	Only func(c Cell, chunk int) bool
	// Finished, unless nil, is given each chunk of the part when it is there,
	// never concurrently.
	Finished func(ChunkResult)
}

// A ChunkResult is a chunk of a cell's markets.
type ChunkResult struct {
	Cell     Cell
	Chunk    int
	Outcomes []Outcome
	Made     bool // computed now, in part at least; otherwise all was kept
	Duration time.Duration
}

// Validate reports every field that makes no sense, as ErrConfig.
func (k CalibrationConfig) Validate() error {
	var c field.Check
	c.Whole("Markets", k.Markets, 1, maxRuns)
	c.AtLeast("Workers", k.Workers, 1)
	c.AtLeast("Shards", k.Shards, 1)
	c.Whole("Shard", k.Shard, 1, max(1, k.Shards))
	c.That(len(k.Cells) > 0, "Cells", "empty", "at least one")
	for i, cell := range k.Cells {
		cell.check(&c, fmt.Sprintf("Cells[%d]", i))
	}
	return c.As(ErrConfig)
}

// DefaultCalibrationConfig has 200 markets of each of CalibrationCells.
func DefaultCalibrationConfig() CalibrationConfig {
	return CalibrationConfig{Markets: 200, Cells: CalibrationCells(), Seed: 1, Workers: runtime.GOMAXPROCS(0), Shard: 1, Shards: 1}
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
	Outcomes []Outcome // by market; of other shards only those that were kept
}

// A Keeper keeps outcomes of a cell's chunk of markets, so that a run that was
// interrupted goes on.
type Keeper interface {
	Load(c Cell, chunk int) []Outcome
	Save(c Cell, chunk int, outcomes []Outcome) error
}

// ChunkMarkets is the number of markets in a chunk.
const ChunkMarkets = chunks.Size

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
		Cells: k.Cells, Title: Cell.Title, Markets: k.Markets, Workers: k.Workers, Shard: k.Shard, Shards: k.Shards, Only: k.Only, Progress: progress, Kept: kept,
		Judge: func(cell Cell, market int) (Outcome, error) { return of(cell, c, cell.seed(k.Seed)+uint64(market)) },
	}
	if k.Finished != nil {
		w.Finished = func(r chunks.Chunk[Cell, Outcome]) { k.Finished(ChunkResult(r)) }
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
