package sample

import (
	"os"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// A recipe says how a study is made.
type recipe struct {
	name      string
	market    synth.Config
	leaveOut  func(source string, day int) bool // a day that has no file
	spoil     func(*dataset.Dataset) error      // the data, once the bars are built and before the audit; or nil
	reference reference.Config
	evidence  evidence.Config
	shifts    int // of the null control
}

// A threshold of 1.75 needs two decimals wherever it is written.
var thresholds = []float64{1, 1.5, 1.75, 2.25}

func market(days int, tradesPerBar, edgeBps float64) synth.Config {
	c := synth.DefaultConfig()
	c.Days, c.TradesPerBar, c.EdgeBps, c.Awkward = days, tradesPerBar, edgeBps, true
	return c
}

func quickEvidence() evidence.Config {
	c := evidence.DefaultConfig()
	c.Folds.TrainDays, c.Folds.TestDays, c.Folds.MinActiveDays = 6, 3, 4
	c.Resampling.Reps, c.Resampling.Workers, c.ICReps = 99, 1, 29
	c.Causality.Cuts = 3
	c.Grid.Thresholds = thresholds
	c.AuditErrors = 0
	return c
}

func seededRecipe() recipe {
	r := recipe{name: "seeded", market: market(34, 40, 6.5), reference: reference.DefaultConfig(Symbol), evidence: quickEvidence(), shifts: 6}
	r.market.Seed = 2
	r.reference.Grid.Thresholds = thresholds
	r.evidence.Fill.SlippageBps, r.evidence.Costs.FundingBps, r.evidence.Stress.FundingBps = 0.25, 0.5, 0.5
	r.evidence.PriorTrials = 24
	return r
}

func thinRecipe() recipe {
	r := recipe{name: "thin", market: market(9, 8, 10), reference: reference.DefaultConfig(Symbol), evidence: quickEvidence(), shifts: 2}
	r.leaveOut = func(source string, day int) bool { return source == "okx_futures" && day == 5 }
	r.reference.MinTrips, r.reference.MinTestTrips = 5, 0
	r.reference.Grid.Thresholds = []float64{1.75, 3}
	r.evidence.Grid.Thresholds = []float64{1.75, 3}
	r.evidence.Folds.TrainDays, r.evidence.Folds.TestDays, r.evidence.Folds.MinActiveDays = 2, 1, 1
	r.evidence.AuditErrors = evidence.UnknownAudit
	return r
}

func stoppedRecipe() recipe {
	r := recipe{name: "stopped", market: market(12, 10, 0), reference: reference.DefaultConfig(Symbol), evidence: quickEvidence()}
	r.reference.Grid.Thresholds = []float64{90, 91.75}
	r.evidence.Grid.Thresholds = []float64{90, 91.75}
	r.spoil = func(d *dataset.Dataset) error {
		day := r.market.Start.AddDate(0, 0, r.market.Days).Format(time.DateOnly)
		return os.WriteFile(d.TradesPath("okx_futures", day), []byte("no parquet"), 0o644)
	}
	return r
}

func calibration() evidence.CalibrationConfig {
	null, edge := evidence.NullSimulations()[0], evidence.EdgeSimulations()[0]
	null.Days, edge.Days = 14, 14
	offer := evidence.Offer{Name: "edge on offer", Days: 14, Holding: microstructure.Horizons()[1], Trips: 200, NetBps: 20, Volatility: null.Volatility}
	return evidence.CalibrationConfig{Markets: 2, Seed: 1, Workers: 1, Cells: []evidence.Cell{
		evidence.NewCell(evidence.Honest, null, evidence.Standard()), evidence.NewCell(evidence.Honest, null, evidence.Gross()),
		evidence.NewCell(evidence.Living, offer, evidence.Standard()), evidence.NewCell(evidence.Persistent, edge, evidence.Standard()),
	}}
}
