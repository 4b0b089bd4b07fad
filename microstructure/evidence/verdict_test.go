package evidence

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// judged makes a record of days with a mean, and 48 trials, the first of which
// is the record.
func judged(days int, meanBps, costBps float64) *grounds {
	rng, market := newRand(uint64(days), 5), newRand(uint64(days), 6)
	e := &grounds{gates: DefaultGates(), trips: float64(3 * days), activeDays: days, resampling: inference.Resampling{Reps: 499, Seed: 1, Workers: 2}}
	for range days {
		v := meanBps + 10*rng.NormFloat64()
		e.net, e.gross, e.stressNet = append(e.net, v), append(e.gross, v+costBps), append(e.stressNet, v-1)
		e.own, e.exposure = append(e.own, 200*market.NormFloat64()), append(e.exposure, 0)
	}
	e.trials.Days = days
	for k := range 48 {
		t := Trial{ActiveDays: 1, Daily: append([]float64{}, e.net...)}
		for i := range t.Daily {
			if k > 0 {
				t.Daily[i] = -5 + 10*rng.NormFloat64()
			}
		}
		e.trials.Trials = append(e.trials.Trials, t)
	}
	return e
}

// uncertain has a mean within its error, which a round trip a day makes large.
func uncertain() *grounds {
	e := judged(90, 1.2, 5)
	e.trips = 90
	return e
}

// change adds to each day.
func change(daily []float64, bps float64) {
	for i := range daily {
		daily[i] += bps
	}
}

// holds makes the record one unit, or less, of a symbol that rises by 20 bps a
// day, and 8 bps a day of its own where it is short.
func (c *grounds) holds(units float64) {
	for i := range c.own {
		c.own[i] = 20 + c.own[i]/4
		noise := c.net[i] - 8
		if c.net[i] = units*c.own[i] + noise; units < 0 {
			c.net[i] += 36
		}
	}
}

func gateNamed(t *testing.T, v Verdict, name string) Gate {
	t.Helper()
	for _, g := range v.Gates {
		if g.Name == name {
			return g
		}
	}
	t.Fatalf("no gate %s", name)
	return Gate{}
}

// TestAcceptedFindingsAreRepeated: the data gate passes over them, and the
// verdict says why.
func TestAcceptedFindingsAreRepeated(t *testing.T) {
	accepted := []string{"price:a:2025-11-03: a crash at every venue", "side:b: known"}
	for _, c := range []struct {
		of   *grounds
		want Label
	}{{judged(90, 8, 5), Edge}, {uncertain(), NotProven}, {judged(90, -8, 5), NoEdge}} {
		c.of.accepted = accepted
		v, err := c.of.judge()
		if err != nil {
			t.Fatal(err)
		}
		n := len(v.Reasons)
		if v.Label != c.want || !slices.Equal(v.Accepted, accepted) || n < 3 ||
			!slices.Equal(v.Reasons[n-2:], []string{"data: accepted: " + accepted[0], "data: accepted: " + accepted[1]}) {
			t.Errorf("%q: accepted %q, reasons %q", v.Label, v.Accepted, v.Reasons)
		}
	}
}

func TestLabels(t *testing.T) {
	for _, c := range []struct {
		name    string
		of      *grounds
		want    Label
		failing string
	}{
		{"a large edge", judged(90, 8, 5), Edge, ""},
		{"a loss for sure", judged(90, -8, 5), NoEdge, "profit"},
		{"a loss before costs", judged(90, -1, 0), NoEdge, "profit"},
		{"noise after costs", uncertain(), NotProven, "profit"},
		{"few days", judged(7, 8, 5), NotProven, "evidence_days"},
		{"audit with errors", func() *grounds { e := judged(90, 8, 5); e.auditErrors = 3; return e }(), NotProven, "data"},
		{"no audit", func() *grounds { e := judged(90, 8, 5); e.auditErrors = UnknownAudit; return e }(), NotProven, "data"},
		{"a loss in few days", judged(7, -8, 0), NotProven, "evidence_days"},
		{"a loss in few trips", func() *grounds { e := judged(90, -8, 0); e.trips = 29; return e }(), NotProven, "evidence"},
		{"few trips in many spells", func() *grounds { e := judged(90, 8, 5); e.trips, e.spells = 6, 30; return e }(), Edge, ""},
		{"few trips in few spells", func() *grounds { e := judged(90, 8, 5); e.trips, e.spells = 6, 29; return e }(), NotProven, "evidence"},
		{"less than is of interest", func() *grounds { e := judged(90, 0, 0); e.trips = 1000; return e }(), NoEdge, "profit"},
		{"dead at the end", func() *grounds { e := judged(90, 8, 5); change(e.net[60:], -9); return e }(), NotProven, "stability"},
		{"dying at the end", func() *grounds { e := judged(90, 20, 5); change(e.net[60:], -15); return e }(), NotProven, "stability"},
		{"the market's rise", func() *grounds { e := judged(90, 8, 5); e.holds(1); return e }(), NotProven, "market"},
		{"against the market's rise", func() *grounds { e := judged(90, 8, 5); e.holds(-1); return e }(), Edge, ""},
	} {
		v, err := c.of.judge()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if v.Label != c.want {
			t.Errorf("%s: label %q for %v", c.name, v.Label, v.Reasons)
		}
		if c.failing != "" && gateNamed(t, v, c.failing).Pass {
			t.Errorf("%s: the gate %s passes", c.name, c.failing)
		}
		if len(v.Gates) != 8 || len(v.Reasons) == 0 || strings.Contains(strings.Join(v.Reasons, ""), "%!") {
			t.Errorf("%s: %d gates, reasons %q", c.name, len(v.Gates), v.Reasons)
		}
		for _, g := range v.Gates {
			if _, worded := gateForms[g.Name]; !worded {
				t.Errorf("%s: no words for the gate %s", c.name, g.Name)
			}
		}
		quick := *c.of
		quick.scope = labelAlone
		if q, err := quick.judge(); err != nil || q.Label != v.Label {
			t.Errorf("%s: label %q in haste", c.name, q.Label)
		}
	}
}

// A loss under stress is said, and decides nothing.
func TestStressDoesNotGate(t *testing.T) {
	e := judged(90, 8, 5)
	change(e.stressNet, -10)
	v, err := e.judge()
	if err != nil || v.Label != Edge || !(v.StressMeanBps < 0) || !slices.ContainsFunc(v.Reasons, func(s string) bool { return strings.Contains(s, "under stress") }) {
		t.Errorf("%q, %v bps under stress, reasons %q, error %v", v.Label, v.StressMeanBps, v.Reasons, err)
	}
	if v, err := judged(90, 8, 5).judge(); err != nil || strings.Contains(strings.Join(v.Reasons, ""), "stress") {
		t.Errorf("a profit under stress: %q, error %v", v.Reasons, err)
	}
}

// No length of data and no constant profit makes a verdict of NaN or a panic.
func TestThinDataIsNotProven(t *testing.T) {
	for days := range 10 {
		e := judged(days, 1, 1)
		v, err := e.judge()
		if err != nil || v.Label == Edge || v.Label == "" {
			t.Errorf("%d days: %q, error %v", days, v.Label, err)
		}
	}
	e := judged(90, 1, 0)
	for i := range e.net {
		e.net[i], e.gross[i], e.stressNet[i] = 2, 2, 2
		for k := range e.trials.Trials {
			e.trials.Trials[k].Daily[i] = 2
		}
	}
	v, err := e.judge()
	if err != nil || v.Label != NotProven {
		t.Fatalf("constant profit: %q, error %v", v.Label, err)
	}
	text, err := json.Marshal(v.Gates)
	if err != nil || !strings.Contains(string(text), `{"name":"profit","value":null,"threshold":0,"pass":false}`) {
		t.Errorf("%s, error %v", text, err)
	}
}

func TestSmallestEdge(t *testing.T) {
	v, err := judged(90, 1, 1).judge()
	if err != nil {
		t.Fatal(err)
	}
	if want := v.Daily.SE * (1.6448536 + 0.8416212); math.Abs(v.SmallestBps-want) > 1e-5 || !near(v.SmallestByTrip, v.SmallestBps/3) {
		t.Errorf("smallest edge %v, want %v; by round trip %v", v.SmallestBps, want, v.SmallestByTrip)
	}
}

func TestBlocksOfPBO(t *testing.T) {
	for days, want := range map[int]int{0: 0, 7: 0, 8: 2, 15: 2, 16: 4, 62: 14, 64: 16, 92: 16, 1000: 16} {
		if got := DefaultGates().blocks(days); got != want {
			t.Errorf("%d days make %d blocks, want %d", days, got, want)
		}
	}
}

func TestConfigValidate(t *testing.T) {
	if err := DefaultConfig().Validate(); err != nil {
		t.Fatal(err)
	}
	bad := DefaultConfig()
	bad.Grid.Thresholds = []float64{0}
	bad.Folds.PurgeBars = 3
	bad.Gates.MaxSPA = 7
	bad.Fill.SlippageBps = -1
	bad.ICReps = 0
	err := bad.Validate()
	if !errors.Is(err, ErrConfig) {
		t.Fatal(err)
	}
	for _, word := range []string{"Grid.Thresholds[0]", "PurgeBars", "MaxSPA", "SlippageBps", "ICReps"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%v does not mention %s", err, word)
		}
	}
}
