package pooled

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"runtime"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/chunks"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Truth says of how many symbols of a simulated basket the rule earns.
type Truth string

// The truths. In the first two a claim that the rule generalises is false.
const (
	OnNone Truth = "an edge on none"
	OnOne  Truth = "an edge on one of three"
	OnAll  Truth = "an edge on all three"
)

// A Cell is a kind of basket at costs.
type Cell struct {
	Truth  Truth
	Basket evidence.Basket
	Costs  evidence.Costs
}

// Title names the cell, such as "an edge on none, returns correlated by 0.32, at
// 7 bps".
func (c Cell) Title() string {
	edge := ""
	if c.Truth != OnNone && len(c.Basket.SymbolNetBps) > 0 {
		edge = fmt.Sprintf(" of %v bps", c.Basket.SymbolNetBps[0])
	}
	return fmt.Sprintf("%s%s, returns correlated by %v, at %v bps", c.Truth, edge, c.Basket.Correlation, c.Costs.RoundTripBps())
}

// Key tells cells apart by all that they are made of.
func (c Cell) Key() string { return fmt.Sprintf("%s %+v %+v", c.Truth, c.Basket, c.Costs) }

// Cells are baskets of three symbols with 400 trips of 30 minutes on offer in 92
// days, whose returns correlate so that the daily profits of a rule, which also
// holds what has no trips on offer, do by about 0.3 and 0.8: with an edge on none
// and with one on the first, without fees and at those that leave the others
// nothing, and with one on all at these fees.
func Cells() []Cell {
	var out []Cell
	add := func(t Truth, costs evidence.Costs, netBps ...float64) {
		for _, rho := range []float64{0.32, 0.86} {
			o := evidence.Offer{Days: 92, Holding: microstructure.Horizons()[2], Trips: 400, Volatility: evidence.NullSimulations()[0].Volatility}
			out = append(out, Cell{t, evidence.Basket{Offer: o, Correlation: rho, SymbolNetBps: netBps}, costs})
		}
	}
	for _, costs := range []evidence.Costs{evidence.Gross(), evidence.Standard()} {
		add(OnNone, costs, 0, 0, 0)
		add(OnOne, costs, 20, 0, 0)
	}
	for _, bps := range []float64{5, 10} {
		add(OnAll, evidence.Standard(), bps, bps, bps)
	}
	return out
}

// Part is a part of a calibration: which chunks of baskets it has, and who is
// given them.
type Part = chunks.Part[Cell, Outcome]

// Chunk is the outcomes of some baskets of a cell.
type Chunk = chunks.Chunk[Cell, Outcome]

// A CalibrationConfig says on which simulated baskets the label is tried.
type CalibrationConfig struct {
	Baskets int // of each cell
	Cells   []Cell
	Seed    uint64
	Workers int // goroutines; the result does not depend on it
	// Part has the chunks of baskets to compute, all of them if it is zero.
	Part Part
}

// DefaultCalibrationConfig has 200 baskets of each of Cells.
func DefaultCalibrationConfig() CalibrationConfig {
	return CalibrationConfig{Baskets: 200, Cells: Cells(), Seed: 1, Workers: runtime.GOMAXPROCS(0)}
}

// maxBaskets of a cell.
const maxBaskets = 1_000_000

// Validate reports every field that makes no sense, as evidence.ErrConfig.
func (k CalibrationConfig) Validate() error {
	var c field.Check
	c.Whole("Baskets", k.Baskets, 1, maxBaskets)
	c.AtLeast("Workers", k.Workers, 1)
	c.That(len(k.Cells) > 0, "Cells", "empty", "at least one")
	for i, cell := range k.Cells {
		c.Part(fmt.Sprintf("Cells[%d].Basket", i), cell.Basket.Validate())
		c.Part(fmt.Sprintf("Cells[%d].Costs", i), cell.Costs.Validate())
	}
	return c.As(evidence.ErrConfig)
}

// An Outcome is what was said of one basket.
type Outcome struct {
	Label Label `json:"label"`
	// Bounds reports whether the record is long enough for an interval, by the
	// days with a position, and has one; what follows is 0 if not.
	Bounds      bool     `json:"bounds,omitempty"`
	MeanBps     float64  `json:"mean_bps,omitempty"` // pooled mean daily profit
	LowerBps    float64  `json:"lower_bps,omitempty"`
	UpperBps    float64  `json:"upper_bps,omitempty"`
	Correlation float64  `json:"correlation,omitempty"` // mean one of the symbols' daily profits
	SE          float64  `json:"se,omitempty"`          // sampling error of the pooled mean, bps
	PredictedSE float64  `json:"predicted_se,omitempty"`
	Failed      []string `json:"failed,omitempty"` // gates
}

// judge simulates a basket and judges it.
func (c Cell) judge(config evidence.Config, seed uint64) (Outcome, error) {
	config.Costs, config.Stress, config.Resampling.Seed = c.Costs, c.Costs, seed
	markets, err := c.Basket.Markets(seed, c.Costs.RoundTripBps(), config.Regimes)
	if err != nil {
		return Outcome{}, err
	}
	var symbols []Symbol
	for i, m := range markets {
		p, err := m.DayProfits(config)
		if err != nil {
			return Outcome{}, err
		}
		symbols = append(symbols, Symbol{fmt.Sprint(i), p})
	}
	s, err := Run(symbols, ConfigOf(config))
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Label: s.Label}
	days := 0.0
	for _, g := range s.Gates {
		if !g.Pass {
			out.Failed = append(out.Failed, g.Name)
		}
		if g.Name == "evidence_days" {
			days = g.Value
		}
	}
	if p := &s.Pooled; days >= float64(config.Gates.MinDays) && !math.IsNaN(p.Lower+p.Upper+s.MeanCorrelation+s.PredictedSE) {
		out.Bounds, out.MeanBps, out.LowerBps, out.UpperBps = true, p.Mean, p.Lower, p.Upper
		out.Correlation, out.SE, out.PredictedSE = s.MeanCorrelation, p.SamplingSE, s.PredictedSE
	}
	return out, nil
}

// A Keeper keeps outcomes of a cell's chunk of baskets, so that a run that was
// interrupted goes on.
//
//	Load(c Cell, chunk int) ([]Outcome, error)
//	Save(c Cell, chunk int, outcomes []Outcome) error
//
// Load returns what was kept, none of what is damaged; its error ends the run.
type Keeper = chunks.Keeper[Cell, Outcome]

// A Calibration is how simulated baskets were judged.
type Calibration struct {
	Config CalibrationConfig
	Cells  []CellResult
}

// A CellResult is how the baskets of one cell were judged.
type CellResult struct {
	Cell
	Outcomes []Outcome // by basket; of other parts only those that were kept
}

// Calibrate judges simulated baskets. kept and progress, which counts baskets,
// may be nil. When ctx ends it returns an error at the next basket.
func Calibrate(ctx context.Context, c evidence.Config, k CalibrationConfig, kept Keeper, progress func(done, total int)) (*Calibration, error) {
	if err := errors.Join(c.Validate(), k.Validate()); err != nil {
		return nil, err
	}
	c.AuditErrors, c.PriorTrials, c.Resampling.Workers = 0, 0, 1
	w := chunks.Work[Cell, Outcome]{
		Cells: k.Cells, Title: Cell.Title, Markets: k.Baskets, Workers: k.Workers, Part: k.Part, Progress: progress, Kept: kept,
		Judge: func(cell Cell, basket int) (Outcome, error) { return cell.judge(c, cell.seed(k.Seed)+uint64(basket)) },
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

// seed is that of a cell's baskets: those of two cells are independent.
func (c Cell) seed(seed uint64) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, c.Key()))
	return binary.LittleEndian.Uint64(sum[:])
}
