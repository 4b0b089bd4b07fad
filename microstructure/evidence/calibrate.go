package evidence

import (
	"errors"
	"math"
	"runtime"

	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/reference"
)

// A CalibrationConfig says on how many simulated markets the procedures are
// tried.
type CalibrationConfig struct {
	Markets     int // of each kind
	Simulations []Simulation
	Seed        uint64
	Workers     int // goroutines; the result does not depend on it
}

// Validate reports every field that makes no sense, as ErrConfig.
func (k CalibrationConfig) Validate() error {
	var c field.Check
	c.Whole("Markets", k.Markets, 1, maxRuns)
	c.AtLeast("Workers", k.Workers, 1)
	checkSimulations(&c, k.Simulations)
	return c.As(ErrConfig)
}

// DefaultCalibrationConfig has 200 markets of each of NullSimulations and
// EdgeSimulations.
func DefaultCalibrationConfig() CalibrationConfig {
	return CalibrationConfig{200, append(NullSimulations(), EdgeSimulations()...), 1, runtime.GOMAXPROCS(0)}
}

// A CalibrationRow holds the procedures' verdicts on one kind of market at one
// level of costs.
type CalibrationRow struct {
	Simulation Simulation
	Costs      string
	Edge       Rate // gated verdict "edge"
	NoEdge     Rate
	NotProven  Rate
	Reference  Rate // reference verdict "positive"
	Gates      []GateRate
	// MeanTrips and MeanTripBps are the out-of-sample round trips of a market
	// and the net profit of one, over all markets.
	MeanTrips, MeanTripBps float64
}

// A GateRate is how often one gate passed.
type GateRate struct {
	Name string
	Rate
}

// Calibrate runs the whole procedure on simulated markets: those without an
// edge at the study's costs and without any, those with one at the study's
// costs. progress may be nil.
func Calibrate(c Config, k CalibrationConfig, progress func(done, total int)) ([]CalibrationRow, error) {
	if err := errors.Join(c.Validate(), k.Validate()); err != nil {
		return nil, err
	}
	c.AuditErrors, c.Resampling.Workers = 0, 1
	results := make([][]calibrated, len(k.Simulations)*k.Markets)
	err := inParallel(len(results), k.Workers, progress, func(i int) (err error) {
		results[i], err = calibrate(k.Simulations[i/k.Markets], c, k.Seed<<32+uint64(i))
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []CalibrationRow
	for s, simulation := range k.Simulations {
		of := results[s*k.Markets : (s+1)*k.Markets]
		for level := range of[0] {
			out = append(out, calibrationRow(simulation, of, level))
		}
	}
	return out, nil
}

// calibrated is one market's result at one level of costs, without the
// verdict's long lists.
type calibrated struct {
	costs     string
	label     Label
	gates     []Gate
	trips     float64
	netBps    float64
	reference reference.Verdict
}

func calibrate(s Simulation, c Config, seed uint64) ([]calibrated, error) {
	m, err := s.Market(seed, c.Regimes)
	if err != nil {
		return nil, err
	}
	reference, err := m.Reference(c.Grid)
	if err != nil {
		return nil, err
	}
	m.LongOnly = c.Shorts == LongOnly
	c.Resampling.Seed = seed
	levels := []Costs{c.Costs}
	if s.EdgeBps == 0 && c.Costs.RoundTripBps() != 0 {
		levels = append(levels, Gross())
	}
	var out []calibrated
	for _, costs := range levels {
		at := c
		at.Costs = costs
		if costs.RoundTripBps() == 0 {
			at.Stress = costs
		}
		e, err := evaluate(m.Market, at, nil, false)
		if err != nil {
			return nil, err
		}
		r := calibrated{costs: costs.Name, label: e.Verdict.Label, gates: e.Verdict.Gates, trips: e.Verdict.Trips,
			netBps: e.WalkForward.Account.TotalBps()}
		if r.reference, _, err = reference.judge(0, costs.RoundTripBps()); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

func calibrationRow(s Simulation, of [][]calibrated, level int) CalibrationRow {
	runs := len(of)
	labels := map[Label]int{}
	passed := map[string]int{}
	positive, trips, total := 0, 0.0, 0.0
	for _, r := range of {
		x := r[level]
		labels[x.label]++
		for _, g := range x.gates {
			if g.Pass {
				passed[g.Name]++
			}
		}
		if x.reference == reference.Positive {
			positive++
		}
		trips += x.trips
		total += x.netBps
	}
	row := CalibrationRow{Simulation: s, Costs: of[0][level].costs,
		Edge: NewRate(labels[Edge], runs), NoEdge: NewRate(labels[NoEdge], runs), NotProven: NewRate(labels[NotProven], runs),
		Reference: NewRate(positive, runs), MeanTrips: trips / float64(runs), MeanTripBps: math.NaN()}
	if trips > 0 {
		row.MeanTripBps = total / trips
	}
	for _, g := range of[0][level].gates {
		row.Gates = append(row.Gates, GateRate{g.Name, NewRate(passed[g.Name], runs)})
	}
	return row
}
