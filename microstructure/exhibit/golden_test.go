package exhibit_test

import (
	"testing"

	"github.com/tickbook/tickbook/microstructure/exhibit"
	"github.com/tickbook/tickbook/microstructure/internal/golden"
	"github.com/tickbook/tickbook/microstructure/internal/sample"
)

// The pictures of these data are with package figure.
func TestGolden(t *testing.T) {
	for _, s := range sample.All(t) {
		e := s.Evidence
		var a golden.Album
		for _, of := range []struct {
			name string
			data any
		}{
			{"ICs", exhibit.ICs(sample.Symbol, e)},
			{"Deciles", exhibit.Deciles(sample.Symbol, e)},
			{"Ladder", exhibit.Ladder(sample.Symbol, e)},
			{"Folds", exhibit.Folds(sample.Symbol, e)},
			{"Equity", exhibit.Equity(sample.Symbol, e)},
			{"Surface", exhibit.Surface(sample.Symbol, e)},
			{"Logits", exhibit.Logits(sample.Symbol, e)},
			{"Null", exhibit.Null(sample.Symbol, s.Null, e.Config)},
			{"Power", exhibit.Power(sample.Symbol, e)},
		} {
			a.Add(of.name, golden.Data(of.data))
		}
		a.Compare(t, s.Name+".txt")
	}
}
