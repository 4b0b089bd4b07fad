package report

import (
	"testing"

	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/golden"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
)

// What figures draw, in full; golden_figures_test.go has the pictures.
func TestFigureData(t *testing.T) {
	for _, s := range sample.All(t) {
		e := s.Evidence
		var a golden.Album
		for _, of := range []struct {
			name string
			data any
		}{
			{"ICs", icData(sample.Symbol, e)},
			{"Deciles", decileCostsData(sample.Symbol, e)},
			{"Ladder", ladderData(sample.Symbol, e)},
			{"Folds", foldsData(sample.Symbol, e)},
			{"Equity", equityData(sample.Symbol, e)},
			{"Surface", surfaceData(sample.Symbol, e)},
			{"Logits", logitsData(sample.Symbol, e)},
			{"Null", nullData(sample.Symbol, s.Null, e.Config)},
			{"Power", powerData(sample.Symbol, e)},
			{"Capacity", capacityData(sample.Symbol, e, evidence.DefaultImpact)},
		} {
			a.Add(of.name, golden.Data(of.data))
		}
		a.Compare(t, "figuredata/"+s.Name+".txt")
	}
}
