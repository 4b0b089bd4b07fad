package factor

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"

	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
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

// A CalibrationConfig says which markets are tried.
type CalibrationConfig struct {
	Markets int // of each cell
	Cells   []Cell
	Seed    uint64
	Workers int
	// Shard is the part to compute, from 1 to Shards: every Shards-th chunk.
	Shard, Shards int
}

// DefaultCalibrationConfig has 200 markets of each of Cells.
func DefaultCalibrationConfig() CalibrationConfig {
	return CalibrationConfig{Markets: 200, Cells: Cells(), Seed: 1, Workers: runtime.GOMAXPROCS(0), Shard: 1, Shards: 1}
}

// Validate reports every field that makes no sense, as ErrConfig.
func (k CalibrationConfig) Validate() error {
	var c field.Check
	c.Whole("Markets", k.Markets, 1, 100_000)
	c.AtLeast("Workers", k.Workers, 1)
	c.AtLeast("Shards", k.Shards, 1)
	c.Whole("Shard", k.Shard, 1, max(1, k.Shards))
	c.That(len(k.Cells) > 0, "Cells", "empty", "at least one")
	for i, cell := range k.Cells {
		c.Part(fmt.Sprintf("Cells[%d]", i), cell.Simulation.Validate())
	}
	return c.As(ErrConfig)
}

// A CellResult is what became of the markets of a cell.
type CellResult struct {
	Cell
	Outcomes []Outcome
}

// A Calibration is what the tear sheet says of simulated markets.
type Calibration struct {
	Config CalibrationConfig
	Cells  []CellResult
}

// A Keeper keeps the outcomes of a cell's chunk of markets.
type Keeper interface {
	Load(c Cell, chunk int) []Outcome
	Save(c Cell, chunk int, outcomes []Outcome) error
}

// ChunkMarkets is the number of markets in a chunk.
const ChunkMarkets = 10

// Calibrate tries the tear sheet on simulated markets. kept and progress, which
// counts markets, may be nil. When ctx ends it returns an error at the next
// market.
func Calibrate(ctx context.Context, c Config, k CalibrationConfig, kept Keeper, progress func(done, total int)) (*Calibration, error) {
	if err := errors.Join(c.Validate(), k.Validate()); err != nil {
		return nil, err
	}
	chunks := (k.Markets + ChunkMarkets - 1) / ChunkMarkets
	results := make([][]Outcome, len(k.Cells)*chunks)
	newDo := func() parallel.Do {
		return func(ctx context.Context, i int) (err error) {
			cell, chunk := k.Cells[i/chunks], i%chunks
			want := min(ChunkMarkets, k.Markets-chunk*ChunkMarkets)
			results[i], err = cell.chunk(ctx, c, k.Seed, chunk, want, kept, i%k.Shards == k.Shard-1)
			return err
		}
	}
	report := func(_, done, total int) {
		if progress != nil {
			progress(done*k.Markets/chunks, total*k.Markets/chunks)
		}
	}
	if err := parallel.Run(ctx, len(results), k.Workers, newDo, report); err != nil {
		return nil, err
	}
	out := &Calibration{Config: k}
	for i, cell := range k.Cells {
		r := CellResult{Cell: cell}
		for _, outcomes := range results[i*chunks : (i+1)*chunks] {
			r.Outcomes = append(r.Outcomes, outcomes...)
		}
		out.Cells = append(out.Cells, r)
	}
	return out, nil
}

func (c Cell) chunk(ctx context.Context, config Config, seed uint64, chunk, want int, kept Keeper, own bool) ([]Outcome, error) {
	var out []Outcome
	if kept != nil {
		out = kept.Load(c, chunk)
	}
	if len(out) >= want || !own {
		return out[:min(want, len(out))], nil
	}
	for i := len(out); i < want; i++ {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		o, err := c.Try(c.seed(seed)+uint64(chunk*ChunkMarkets+i), config)
		if err != nil {
			return nil, fmt.Errorf("%s, market %d: %w", c.Name, chunk*ChunkMarkets+i, err)
		}
		out = append(out, o)
	}
	if kept != nil {
		return out, kept.Save(c, chunk, out)
	}
	return out, nil
}

// Key tells cells apart by all that they are made of.
func (c Cell) Key() string { return fmt.Sprintf("%s %+v", c.Truth, c.Simulation) }

// seed is that of a cell's markets: those of two cells are independent.
func (c Cell) seed(seed uint64) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, c.Key()))
	return binary.LittleEndian.Uint64(sum[:])
}
