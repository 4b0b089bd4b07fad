package factor

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

// A Cell is simulated markets of one kind.
type Cell struct {
	Simulation
	Truth Truth
}

// A Truth is what is true of a cell's markets.
type Truth string

// The truths.
const (
	NullTruth    Truth = "nothing foretells returns"
	RelatedTruth Truth = "some features foretell returns"
	BounceTruth  Truth = "bounce alone"
)

// Cells are the markets that a calibration tries.
func Cells() (out []Cell) {
	for _, s := range NullSimulations() {
		out = append(out, Cell{s, NullTruth})
	}
	return append(out, Cell{TrueSimulation(), RelatedTruth}, Cell{BounceSimulation(), BounceTruth})
}

// Part is a part of a calibration: which chunks of markets it has, and who is
// given them.
type Part = chunks.Part[Cell, Outcome]

// Chunk is the outcomes of some markets of a cell.
type Chunk = chunks.Chunk[Cell, Outcome]

// A CalibrationConfig says which markets are tried.
type CalibrationConfig struct {
	Markets int // of each cell
	Cells   []Cell
	Seed    uint64
	Workers int
	// Part has the chunks of markets to compute, all of them if it is zero.
	Part Part
}

// DefaultCalibrationConfig has 200 markets of each of Cells.
func DefaultCalibrationConfig() CalibrationConfig {
	return CalibrationConfig{Markets: 200, Cells: Cells(), Seed: 1, Workers: runtime.GOMAXPROCS(0)}
}

// Validate reports every field that makes no sense, as ErrConfig.
func (k CalibrationConfig) Validate() error {
	var c field.Check
	c.Whole("Markets", k.Markets, 1, 100_000)
	c.AtLeast("Workers", k.Workers, 1)
	c.That(len(k.Cells) > 0, "Cells", "empty", "at least one")
	for i, cell := range k.Cells {
		c.Part(fmt.Sprintf("Cells[%d]", i), cell.Simulation.Validate())
	}
	return c.As(ErrConfig)
}

// A CellResult is what became of the markets of a cell.
type CellResult struct {
	Cell
	Outcomes []Outcome // by market; of other parts only those that were kept
}

// A Calibration is what the tear sheet says of simulated markets.
type Calibration struct {
	Config CalibrationConfig
	Cells  []CellResult
}

// A Keeper keeps the outcomes of a cell's chunk of markets, so that a run that
// was interrupted goes on.
//
//	Load(c Cell, chunk int) ([]Outcome, error)
//	Save(c Cell, chunk int, outcomes []Outcome) error
//
// Load returns what was kept, none of what is damaged; its error ends the run.
type Keeper = chunks.Keeper[Cell, Outcome]

// Calibrate tries the tear sheet on simulated markets. kept and progress, which
// counts markets, may be nil. When ctx ends it returns an error at the next
// market.
func Calibrate(ctx context.Context, c Config, k CalibrationConfig, kept Keeper, progress func(done, total int)) (*Calibration, error) {
	if err := errors.Join(c.Validate(), k.Validate()); err != nil {
		return nil, err
	}
	w := chunks.Work[Cell, Outcome]{
		Cells: k.Cells, Title: Cell.Title, Markets: k.Markets, Workers: k.Workers, Part: k.Part, Progress: progress, Kept: kept,
		Judge: func(cell Cell, market int) (Outcome, error) { return cell.Try(cell.seed(k.Seed)+uint64(market), c) },
	}
	outcomes, err := w.Run(ctx)
	if err != nil {
		return nil, err
	}
	out := &Calibration{Config: k}
	for i, cell := range k.Cells {
		out.Cells = append(out.Cells, CellResult{cell, outcomes[i]})
	}
	return out, nil
}

// Title names the cell.
func (c Cell) Title() string { return c.Name }

// Key tells cells apart by all that they are made of.
func (c Cell) Key() string { return fmt.Sprintf("%s %+v", c.Truth, c.Simulation) }

// seed is that of a cell's markets: those of two cells are independent.
func (c Cell) seed(seed uint64) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, c.Key()))
	return binary.LittleEndian.Uint64(sum[:])
}
