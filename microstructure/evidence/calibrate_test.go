package evidence

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
)

// fewCells are three kinds of markets, quick to judge.
func fewCells() (Config, CalibrationConfig) {
	c := DefaultConfig()
	c.Resampling.Reps = 99
	edge, null := EdgeSimulations()[0], NullSimulations()[0]
	edge.Days, edge.EdgeBps, null.Days = 60, 15, 40
	offer := offers("offer", 20, 400)[0]
	offer.Days = 60
	k := CalibrationConfig{Markets: 3, Seed: 3, Workers: 1, Cells: []Cell{
		NewCell(Honest, null, Gross()), NewCell(Living, offer, Standard()), NewCell(Persistent, edge, Standard()),
	}}
	return c, k
}

func calibrated(t *testing.T, c Config, k CalibrationConfig, kept Keeper) *Calibration {
	t.Helper()
	return must(Calibrate(t.Context(), c, k, kept, nil))
}

func TestCalibrationDoesNotDependOnWorkers(t *testing.T) {
	c, k := fewCells()
	one := calibrated(t, c, k, nil)
	k.Workers = 3
	most := 0
	three := must(Calibrate(t.Context(), c, k, nil, func(done, total int) { most = max(most, 100*done/total) }))
	if fmt.Sprint(one.Cells) != fmt.Sprint(three.Cells) || most != 100 {
		t.Errorf("one worker:\n%+v\nthree:\n%+v\n%d %% done", one.Cells, three.Cells, most)
	}
	for _, r := range one.Cells {
		if n := r.Labelled(Edge).Count + r.Labelled(NoEdge).Count + r.Labelled(NotProven).Count; n != k.Markets {
			t.Errorf("%s: %d labels of %d markets", r.Title(), n, k.Markets)
		}
	}
	if null, edge := &one.Cells[0], &one.Cells[2]; null.Labelled(Edge).Count != 0 || edge.Labelled(Edge).Count == 0 || edge.Positive().Count != 3 {
		t.Errorf("noise %+v, edge %+v", null.Outcomes, edge.Outcomes)
	}
	if all, out := one.Cells[1].Oracle(); all.Count != 3 || out.Count != 3 {
		t.Errorf("the oracle sees %d and %d of 3 edges of 20 bps", all.Count, out.Count)
	}
	k.Seed = 4
	if other := calibrated(t, c, k, nil); fmt.Sprint(one.Cells) == fmt.Sprint(other.Cells) {
		t.Error("another seed gives the same outcomes")
	}
}

// memory is a Keeper, which counts what it saves.
type memory struct {
	mu    sync.Mutex
	kept  map[string][]Outcome
	saves int
}

func (m *memory) key(c Cell, chunk int) string { return fmt.Sprint(c.Key(), chunk) }

func (m *memory) Load(c Cell, chunk int) ([]Outcome, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.kept[m.key(c, chunk)], nil
}

func (m *memory) Save(c Cell, chunk int, outcomes []Outcome) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[m.key(c, chunk)] = outcomes
	m.saves++
	return nil
}

// Parts that keep in one place, and a run that goes on, give what one run
// gives; and compute nothing twice.
func TestCalibrationGoesOn(t *testing.T) {
	c, k := fewCells()
	c.Folds.TrainDays, c.Resampling.Reps = 30, 19
	k.Cells, k.Markets = k.Cells[:2], 12
	whole := fmt.Sprint(calibrated(t, c, k, nil).Cells)

	m := &memory{kept: map[string][]Outcome{}}
	for part := range 3 {
		some := k
		some.Part.Only = func(c Cell, chunk int) bool { return (chunk+len(c.Title()))%3 == part }
		calibrated(t, c, some, m)
	}
	if got := fmt.Sprint(calibrated(t, c, k, m).Cells); got != whole || m.saves != 4 {
		t.Errorf("parts:\n%s\nwhole:\n%s\n%d chunks saved, want 4", got, whole, m.saves)
	}

	m = &memory{kept: map[string][]Outcome{}}
	few := k
	few.Markets = 4
	calibrated(t, c, few, m)
	ctx, stop := context.WithCancelCause(t.Context())
	interrupted := errors.New("interrupted")
	if _, err := Calibrate(ctx, c, k, m, func(done, _ int) { stop(interrupted) }); !errors.Is(err, interrupted) {
		t.Errorf("an interrupted run returns %v", err)
	}
	if got := fmt.Sprint(calibrated(t, c, k, m).Cells); got != whole {
		t.Errorf("went on:\n%s\nwhole:\n%s", got, whole)
	}
}

func TestCalibrationCells(t *testing.T) {
	names, groups := map[string]bool{}, map[Group]int{}
	for _, cell := range CalibrationCells() {
		if err := errors.Join(cell.Kind.Validate(), cell.Costs.Validate(), cell.Stress.Validate()); err != nil {
			t.Errorf("%s: %v", cell.Title(), err)
		}
		if names[cell.Title()] {
			t.Errorf("%s twice", cell.Title())
		}
		names[cell.Title()] = true
		groups[cell.Group]++
		if cell.Costs.RoundTripBps() > 0 && !(cell.Stress.RoundTripBps() > cell.Costs.RoundTripBps()) {
			t.Errorf("%s: %v under stress", cell.Title(), cell.Stress)
		}
	}
	for _, g := range Groups() {
		if groups[g] == 0 {
			t.Errorf("no cell of %q", g)
		}
	}
}

func TestCalibrationIsRefused(t *testing.T) {
	for name, change := range map[string]func(*CalibrationConfig){
		"no markets": func(k *CalibrationConfig) { k.Markets = 0 },
		"no cells":   func(k *CalibrationConfig) { k.Cells = nil },
		"no kind":    func(k *CalibrationConfig) { k.Cells = []Cell{{}} },
		"no workers": func(k *CalibrationConfig) { k.Workers = 0 },
	} {
		c, k := fewCells()
		change(&k)
		if _, err := Calibrate(t.Context(), c, k, nil, nil); !errors.Is(err, ErrConfig) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Rates by hand, of outcomes by hand.
func TestCalibrationRates(t *testing.T) {
	outcomes := func(labels ...Label) (out []Outcome) {
		for _, l := range labels {
			o := Outcome{Label: l}
			if l != Edge {
				o.Failed = []string{"profit", "market"}
			}
			out = append(out, o)
		}
		return out
	}
	k := &Calibration{Cells: []CellResult{
		{Cell{Group: Honest}, outcomes(Edge, NoEdge, NotProven, NotProven)},
		{Cell{Group: Dead, Costs: Standard()}, outcomes(Edge, NotProven)},
		{Cell{Group: RareLosses}, outcomes(Edge, Edge)},
		{Cell{Group: Living}, outcomes(Edge, Edge, Edge, NotProven)},
		{Cell{Group: Scarce}, nil},
	}}
	k.Cells[1].Outcomes[1].Failed = []string{"stability"}
	k.Cells[3].Outcomes[3].Failed = []string{"stability"}
	k.Cells[3].Outcomes[0].Shown = []string{HighPBO}
	for i := range k.Cells[3].Outcomes {
		k.Cells[3].Outcomes[i].OracleOut = true
	}
	if r := k.Pooled(Group.False); r.Count != 2 || r.Runs != 6 {
		t.Errorf("false claims %+v", r)
	}
	kept, stopped := k.Kept(), k.Stopped(Standard())
	if none := k.Stopped(VIP()); none.Runs != 0 {
		t.Errorf("%+v at fees of none", none)
	}
	if kept.Count != 3 || kept.Runs != 4 || stopped.Count != 1 || stopped.Runs != 2 {
		t.Errorf("kept %+v, stopped %+v", kept, stopped)
	}
	costs := map[string]GateCost{}
	for _, c := range k.GateCosts() {
		costs[c.Gate] = c
	}
	if len(costs) != 6 || costs["profit"].Alone[Honest].Count != 0 || costs["stability"].Alone[Dead].Count != 1 || costs["stability"].Alone[Living].Share != 0.25 ||
		costs[HighPBO].Alone[Living].Share != 0.25 || costs[HighPBO].Gates || costs[StressLoss].Gates || costs[StressLoss].Alone[Living].Count != 0 || costs[LowDSR].Alone[Living].Count != 0 || !costs["profit"].Gates {
		t.Errorf("%+v", costs)
	}
	met := map[string]bool{}
	for _, target := range k.Targets() {
		met[target.Name] = target.Met()
	}
	if met["false claims"] || met["dead edges that are not claimed at 7 bps"] || met["living edges that the stability gate keeps"] || !met["share of the oracle's claims"] {
		t.Errorf("%v", met)
	}
	many := Target{Rate: NewRate(30, 200), Share: 0.09}
	if many.Met() || !many.Refuted() || (Target{Rate: NewRate(19, 200), Share: 0.09}).Refuted() {
		t.Error("30 of 200 refute 9 %, 19 do not")
	}
}
