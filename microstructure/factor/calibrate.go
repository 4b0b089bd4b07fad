package factor

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/text"
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

// An Outcome is what the tear sheet says of one market.
type Outcome struct {
	Kept            int  // trials that the step-down test keeps
	Explorable      int  // trials that Benjamini–Yekutieli keeps
	FalseExplorable int  // of them, those of features that foretell nothing
	Found           int  // true features that the step-down test keeps at the shortest horizon
	CopiesTogether  int  // true features in one cluster with their copy
	Bounce          bool // all that is shown at the close is called bounce
}

// Try measures one market.
func (s Simulation) Try(seed uint64, c Config) (Outcome, error) {
	if err := c.Validate(); err != nil {
		return Outcome{}, err
	}
	p, err := s.Panel(seed)
	if err != nil {
		return Outcome{}, err
	}
	if err := p.check(); err != nil {
		return Outcome{}, err
	}
	c.Resampling.Seed, c.Resampling.Workers = seed, 1
	m := &measuring{Panel: p, config: c, workers: 1}
	m.correlated()
	t, err := p.tried(p.compare(m.features, m.forward, p.spanRows(c), 1), c.Horizons, c)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Kept: len(t.Survivors())}
	for _, trial := range t.Explorable() {
		out.Explorable++
		if p.Place(trial.Feature) >= 2*s.True {
			out.FalseExplorable++
		}
	}
	for _, trial := range t.Survivors() {
		if p.Place(trial.Feature) < s.True && trial.Horizon == c.Horizons[0].Name && trial.Regime == AnyRegime {
			out.Found++
		}
	}
	r, err := p.redundancy(m.features, c.Alike)
	if err != nil {
		return Outcome{}, err
	}
	for f := range s.True {
		if r.Cluster[f] == r.Cluster[f+s.True] {
			out.CopiesTogether++
		}
	}
	if s.HalfSpreadBps > 0 {
		out.Bounce = m.bounce()
	}
	return out, nil
}

// bounce reports whether all that is shown at the close is called bounce.
func (m *measuring) bounce() bool {
	m.prepareLadder()
	worker, ladders := m.correlator(m.spanRows(m.config)), make([]Ladder, len(m.features))
	once := m.config.Resampling
	once.Reps = 1 // labels rest on standard errors, which no resample changes
	for f := range ladders {
		ladders[f] = m.ladder(f, m.features[f], m.ladders, worker, once)
	}
	labelled(ladders)
	return AllBounce(ladders)
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

// Keeping is the share of a cell's markets in which any feature is kept.
func (r CellResult) Keeping() evidence.Rate {
	return r.rate(func(o Outcome) bool { return o.Kept > 0 })
}

// Exploring is the same of Benjamini–Yekutieli.
func (r CellResult) Exploring() evidence.Rate {
	return r.rate(func(o Outcome) bool { return o.Explorable > 0 })
}

// Bounced is the share of a cell's markets that are called bounce.
func (r CellResult) Bounced() evidence.Rate {
	return r.rate(func(o Outcome) bool { return o.Bounce })
}

func (r CellResult) rate(is func(Outcome) bool) evidence.Rate {
	n := 0
	for _, o := range r.Outcomes {
		if is(o) {
			n++
		}
	}
	return evidence.NewRate(n, len(r.Outcomes))
}

// Found is the share of true features that are kept at the shortest horizon,
// All that of the markets in which every one is.
func (r CellResult) Found() (each, all evidence.Rate) {
	n := 0
	for _, o := range r.Outcomes {
		n += o.Found
	}
	return evidence.NewRate(n, r.True*len(r.Outcomes)), r.rate(func(o Outcome) bool { return r.True > 0 && o.Found == r.True })
}

// Together is the share of true features that are one with their copy.
func (r CellResult) Together() evidence.Rate {
	n := 0
	for _, o := range r.Outcomes {
		n += o.CopiesTogether
	}
	return evidence.NewRate(n, r.True*len(r.Outcomes))
}

// FalseShare is the mean share of false findings among those to be explored,
// over markets, with its standard error. A market without a finding has none.
func (r CellResult) FalseShare() (mean, se float64) {
	shares := make([]float64, len(r.Outcomes))
	for i, o := range r.Outcomes {
		shares[i] = float64(o.FalseExplorable) / float64(max(1, o.Explorable))
	}
	mean, _, sd := inference.MeanStd(shares)
	return mean, sd / math.Sqrt(float64(len(shares)))
}

// Pooled is Keeping over all cells of a truth.
func (k *Calibration) Pooled(truth Truth) evidence.Rate {
	n, runs := 0, 0
	for _, r := range k.Cells {
		if r.Truth == truth {
			n, runs = n+r.Keeping().Count, runs+len(r.Outcomes)
		}
	}
	return evidence.NewRate(n, runs)
}

// What the targets ask for.
const (
	mostKeptCell = 0.08 // 16 of 200
	mostKept     = 0.06
	mostFalse    = 0.10
	leastFound   = 0.80
	leastBounced = 0.95
)

// Targets are those of the rates. The mean false share, which is no rate of
// markets, is in Sentences.
func (k *Calibration) Targets() []evidence.Target {
	out := []evidence.Target{{Name: "markets without a relation in which a feature is kept", Rate: k.Pooled(NullTruth), Share: mostKept}}
	for _, r := range k.Cells {
		switch r.Truth {
		case NullTruth:
			out = append(out, evidence.Target{Name: "a feature kept, " + r.Name, Rate: r.Keeping(), Share: mostKeptCell, OfCell: true})
		case RelatedTruth:
			each, _ := r.Found()
			out = append(out, evidence.Target{Name: "true features found at the shortest horizon", Rate: each, AtLeast: true, Share: leastFound},
				evidence.Target{Name: "copies clustered with them", Rate: r.Together(), AtLeast: true, Share: leastFound})
		case BounceTruth:
			out = append(out, evidence.Target{Name: "markets of bounce alone that are called bounce", Rate: r.Bounced(), AtLeast: true, Share: leastBounced})
		}
	}
	return out
}

// FalseShares says, per cell, whether the mean false share is as it should be,
// and whether all are.
func (k *Calibration) FalseShares() (sentences []string, refuted bool) {
	for _, r := range k.Cells {
		if r.Truth == BounceTruth || len(r.Outcomes) == 0 {
			continue
		}
		mean, se := r.FalseShare()
		word := "met"
		if mean > mostFalse {
			word = "not met"
		}
		if mean-2*se > mostFalse {
			word, refuted = "refuted", true
		}
		sentences = append(sentences, fmt.Sprintf("%s: mean false share of what is to be explored, %s: %s ± %s, at most %s", word, r.Name,
			text.Percent(mean), strings.TrimSuffix(text.Percent(se), " %"), text.GivenPercent(mostFalse)))
	}
	return sentences, refuted
}
