package hostile

import (
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/ingest"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
	"github.com/tickbook/tickbook/microstructure/pooled"
	"github.com/tickbook/tickbook/microstructure/reference"
	"github.com/tickbook/tickbook/microstructure/synth"
)

// sound are values as they should be, to be spoilt.
func sound(t *testing.T) []any {
	config := synth.DefaultConfig()
	config.Days, config.TradesPerBar = 2, 3
	market, err := synth.NewMarket(config)
	if err != nil {
		t.Fatal(err)
	}
	trades, _ := market.Day(0, 0)
	var metadata = func(yield func(string, string) bool) {
		for key, value := range (&microstructure.Provenance{Kind: microstructure.KindTrades, ContractSize: 1, ContractUnit: "base"}).Metadata() {
			if !yield(key, value) {
				return
			}
		}
	}
	simulation := evidence.EdgeSimulations()[0]
	simulation.Days = 6
	simulated, err := simulation.Market(1, evidence.DefaultRegimeRule())
	if err != nil {
		t.Fatal(err)
	}
	studyConfig := reference.DefaultConfig(sample.Symbol)
	studyConfig.MinTrips, studyConfig.MinTestTrips = 5, 0
	evidenceConfig := evidence.DefaultConfig()
	evidenceConfig.Folds.TrainDays, evidenceConfig.Folds.TestDays, evidenceConfig.Folds.MinActiveDays = 2, 1, 1
	evidenceConfig.Resampling, evidenceConfig.ICReps = inference.Resampling{Reps: 19, Seed: 1, Workers: 1}, 9
	null := evidence.NullConfig{Shifts: 1, Seed: 1, Workers: 1}
	calibrated := sample.Calibration(t)
	calibration := calibrated.Config
	calibration.Markets = 1
	thin := sample.Thin(t)
	bootstrap, err := inference.BootstrapMean([]float64{1, -2, 3, 4, -1, 0.5}, 2, evidenceConfig.Resampling)
	if err != nil {
		t.Fatal(err)
	}
	spa, err := inference.SPATest(thin.Evidence.Trials.Daily(), 2, evidenceConfig.Resampling)
	if err != nil {
		t.Fatal(err)
	}
	profits, err := simulated.DayProfits(evidenceConfig)
	if err != nil {
		t.Fatal(err)
	}
	symbols := []pooled.Symbol{{Name: "A", DayProfits: profits}, {Name: "B", DayProfits: profits}}
	together, err := pooled.Run(symbols, pooled.ConfigOf(evidenceConfig))
	if err != nil {
		t.Fatal(err)
	}
	baskets := sample.SymbolsCalibration(t)
	basketConfig := baskets.Config
	basketConfig.Baskets, basketConfig.Cells = 1, basketConfig.Cells[:1]
	return []any{
		symbols, profits, pooled.ConfigOf(evidenceConfig), together, baskets, basketConfig,
		trades, metadata, microstructure.DefaultGrid(),
		microstructure.NewBarBuilder(microstructure.IntervalUS), microstructure.NewBarCutter(microstructure.IntervalUS, func(microstructure.Trades) {}),
		microstructure.Tick("first_price", 0.0, func(t microstructure.Trades, _ float64) float64 { return t.Price[0] }),
		market, config, simulation, simulated, studyConfig, evidenceConfig, null, calibration, calibrated,
		thin, sample.StoppedEarly(t), bootstrap, spa, inference.SharpeOf([]float64{1, -2, 3}), inference.DefaultResampling(),
		evidence.ReferenceOf(thin.Reference), audit.DefaultConfig(), dataset.DefaultConfig(), ingest.DefaultConfig(),
	}
}
