package evidence

import (
	"context"
	"errors"
	"reflect"
	"testing"
)

// A search over symbols claims fewer edges where looks count, each the less the
// later it comes, and finds fewer. calibrate --looks measures how many.
func TestCountingLooks(t *testing.T) {
	c, k := DefaultConfig(), DefaultLooksCalibration()
	c.Resampling.Reps = 199
	k.Markets = 1
	edge := k.Cells[len(k.Cells)-1]
	k.Cells = append(k.Cells[:6:6], edge)
	if !testing.Short() {
		k.Markets = 12
	}
	calibrated, err := CalibrateLooks(context.Background(), c, k, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	not, counted := calibrated.Rows[0], calibrated.Rows[len(calibrated.Rows)-1]
	if counted.FalseClaims > not.FalseClaims || counted.Power > not.Power || counted.First != not.First || counted.Last > counted.First || not.Last != not.First || !counted.Gate || not.Gate {
		t.Errorf("%+v\n%+v", not, counted)
	}
	if calibrated.Line != 6*k.Markets || calibrated.Edges != k.Markets || !testing.Short() && !(not.First > 0.4) {
		t.Errorf("%d markets on the line, %d with edges that are easy to see, of which a first look claims %v", calibrated.Line, calibrated.Edges, not.First)
	}
	if calibrated.Refuted() {
		t.Errorf("%v false claims per search over %d symbols, standard error %v", counted.FalseClaims, k.Symbols, counted.FalseSE)
	}
	k.Markets = 1
	k.Workers = 1
	one, err := CalibrateLooks(context.Background(), c, k, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	k.Workers = 3
	if three, err := CalibrateLooks(context.Background(), c, k, nil, nil); err != nil || !reflect.DeepEqual(one.Rows, three.Rows) {
		t.Errorf("%+v with three workers, %+v with one, %v", three, one, err)
	}
	k.Cells = k.Cells[:1]
	if _, err := CalibrateLooks(context.Background(), c, k, nil, nil); !errors.Is(err, ErrConfig) {
		t.Errorf("no market with an edge: error %v", err)
	}
	many := LooksCalibrated{Rows: []LooksRow{{FalseClaims: 1}, {Gate: true, FalseClaims: 0.2, FalseSE: 0.07}}}
	if !many.Refuted() {
		t.Error("0.2 ± 0.07 false claims do not refute 0.05")
	}
}
