package evidence

import (
	"errors"
	"flag"
	"reflect"
	"testing"
)

var looksMarkets = flag.Int("looks", 0, "markets on which TestCountingLooks measures the counting of looks; 2,000 take ten minutes of two cores")

// A search over symbols claims fewer edges where looks count, each the less the
// later it comes, and finds fewer. With -looks the figures are those of the
// package's documentation.
func TestCountingLooks(t *testing.T) {
	c, k := DefaultConfig(), DefaultLooksCalibration()
	c.Resampling.Reps = 999
	k.Markets, k.Edges = 60, 12
	if *looksMarkets > 0 {
		k.Markets, k.Edges = *looksMarkets, max(1, *looksMarkets/5)
	} else if testing.Short() {
		k.Markets, k.Edges = 9, 3
	}
	rows, err := CalibrateLooks(c, k, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		t.Logf("%s: %.4f (s.e. %.4f) false claims per search; power %.4f, first %.4f, last %.4f", r.Counting, r.FalseClaims, r.FalseSE, r.Power, r.First, r.Last)
	}
	not, counted := rows[0], rows[len(rows)-1]
	if counted.FalseClaims > not.FalseClaims || counted.Power > not.Power || counted.First != not.First || counted.Last > counted.First || not.Last != not.First {
		t.Errorf("%+v\n%+v", not, counted)
	}
	if not.First < 0.3 {
		t.Errorf("of edges that are easy to see, a first look claims %v", not.First)
	}
	if counted.FalseClaims-2*counted.FalseSE > 0.05 {
		t.Errorf("%v false claims per search over %d symbols, standard error %v", counted.FalseClaims, k.Symbols, counted.FalseSE)
	}
	k.Markets, k.Edges, k.Workers = 3, 1, 1
	one, err := CalibrateLooks(c, k, nil)
	if err != nil {
		t.Fatal(err)
	}
	k.Workers = 3
	if three, err := CalibrateLooks(c, k, nil); err != nil || !reflect.DeepEqual(one, three) {
		t.Errorf("%+v with three workers, %+v with one, %v", three, one, err)
	}
	k.Edge = Cell{}
	if _, err := CalibrateLooks(c, k, nil); !errors.Is(err, ErrConfig) {
		t.Errorf("no kind of market: error %v", err)
	}
}
