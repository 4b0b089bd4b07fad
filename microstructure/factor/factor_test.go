package factor

import (
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// quick is a configuration with few resamples and two horizons.
func quick() Config {
	c := DefaultConfig(evidence.DefaultConfig())
	c.Horizons = c.Horizons[:2]
	c.Resampling.Reps, c.Resampling.Workers, c.RowReps = 199, 2, 40
	return c
}

func measured(t *testing.T, s Simulation, seed uint64, c Config) (*Panel, *Study) {
	t.Helper()
	p, err := s.Panel(seed)
	if err != nil {
		t.Fatal(err)
	}
	study, err := p.Measure(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p, study
}

// A correlation by span is Spearman's, over all rows and within a group, and
// its series has it as mean.
func TestCorrelationIsSpearmans(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const n, unit = 700, 60
	x, y, in := make([]float64, n), make([]float64, n), make([]bool, n)
	for i := range x {
		x[i], y[i], in[i] = math.Round(3*rng.NormFloat64()), rng.NormFloat64(), rng.IntN(3) == 0
		if rng.IntN(10) == 0 {
			x[i] = math.NaN()
		}
		if rng.IntN(10) == 0 {
			y[i] = math.NaN()
		}
	}
	c := &correlator{unit, make([]bool, n), make([]float64, n), make([]float64, n)}
	for _, group := range [][]bool{nil, in} {
		gx := slices.Clone(x)
		for i := range gx {
			if group != nil && !group[i] {
				gx[i] = math.NaN()
			}
		}
		want, err := inference.Spearman(gx, y)
		if err != nil {
			t.Fatal(err)
		}
		got := c.ic(newColumn(x), newColumn(y), group)
		mean, _, _ := inference.MeanStd(got.spans)
		if math.Abs(got.value-want.Rho) > 1e-12 || got.rows != want.N || math.Abs(mean-want.Rho) > 1e-12 || len(got.spans) != 12 {
			t.Errorf("%v of %d rows, mean of %d spans %v; Spearman has %v of %d", got.value, got.rows, len(got.spans), mean, want.Rho, want.N)
		}
	}
	if b := c.ic(newColumn(make([]float64, n)), newColumn(y), nil); b.spans != nil || !math.IsNaN(b.value) {
		t.Errorf("of a constant: %+v", b)
	}
}

// The true features of a market are found with their sign, each is one with its
// copy, and one of the two is taken.
func TestTrueFeaturesAreTaken(t *testing.T) {
	s := TrueSimulation()
	s.Days, s.IC = 40, 0.08
	_, study := measured(t, s, 3, quick())
	for f := range s.True {
		copied := f + s.True
		a, b := study.Chosen[f], study.Chosen[copied]
		if study.Redundancy.Cluster[f] != study.Redundancy.Cluster[copied] || a.Taken == b.Taken || a.Sign != 1 || !slices.Contains(a.Survives, "5m") {
			t.Errorf("%+v and its copy %+v", a, b)
		}
		if a.Bounce != NoBounce {
			t.Errorf("%s: %s", a.Feature, a.Bounce)
		}
		if ic := study.ICs[f*2]; ic.Lower > 0.08 || ic.Upper < 0.08 || ic.Rows != s.Days*288-1 {
			t.Errorf("%+v does not hold 0.08", ic)
		}
		if a := study.Additions.Features[f]; !(a.Alone.Value > 0.03) {
			t.Errorf("alone, out of sample: %+v", a)
		}
	}
	if len(study.Taken()) != s.True || study.Additions.All.Lower < 0.03 || study.Redundancy.Clusters != 10 {
		t.Errorf("taken %q, all together %+v, %d clusters", study.Taken(), study.Additions.All, study.Redundancy.Clusters)
	}
	// What a copy adds to its original is little; together they lose much.
	for k, p := range study.Additions.Permutations {
		if len(p.Features) == 2 && !(p.Lost.Value > 2*study.Additions.Features[0].Dropped.Value) {
			t.Errorf("cluster %d, %q: %+v, and one of them %+v", k, p.Features, p.Lost, study.Additions.Features[0].Dropped)
		}
	}
	deciles := study.Deciles[0]
	if !(deciles.Monotonicity > 0.8) || !(deciles.Spread.Upper < 0) || deciles.BreakEvenBps != -deciles.Spread.Value/2 || !(deciles.DetectableBps > deciles.Spread.SE) {
		t.Errorf("deciles %+v", deciles)
	}
}

func TestBounceIsCalledBounce(t *testing.T) {
	s := BounceSimulation()
	s.Days, s.HalfSpreadBps = 40, 2
	_, study := measured(t, s, 4, quick())
	if !AllBounce(study.Ladders) || len(study.Taken()) != 0 {
		t.Errorf("taken %q, labels:", study.Taken())
		for _, l := range study.Ladders {
			t.Logf("%s: %s, %+v", l.Feature, l.Label, l.Lost)
		}
	}
	for _, l := range study.Ladders {
		if l.Label == OnlyBounce && !(l.Rungs[RungClose].Upper < 0 && l.Lost.Upper < 0) {
			t.Errorf("%+v", l)
		}
	}
}

// A market is the same with any number of workers, and from one run to the
// next.
func TestStudyIsReproducible(t *testing.T) {
	s := NullSimulations()[2]
	s.Days, s.Features = 34, 4
	c := quick()
	_, one := measured(t, s, 5, c)
	c.Resampling.Workers = 1
	_, again := measured(t, s, 5, c)
	if !equal(reflect.ValueOf(*one), reflect.ValueOf(*again)) {
		t.Error("two workers and one give other results")
	}
}

// equal is reflect.DeepEqual with NaN equal to itself.
func equal(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Float64:
		return math.Float64bits(a.Float()) == math.Float64bits(b.Float()) || math.IsNaN(a.Float()) && math.IsNaN(b.Float())
	case reflect.Struct:
		for i := range a.NumField() {
			if !equal(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !equal(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	}
	return a.Equal(b)
}

// Nothing at or after the test start changes anything.
func TestNothingAfterTheTestStartIsRead(t *testing.T) {
	bars := barsOf(16, 9)
	start := bars[0].Bars[0].TimestampUS + 12*microstructure.DayUS
	c := quick()
	c.Features = c.Features[:3]
	a, err := Run(bars, start, c, nil)
	if err != nil {
		t.Fatal(err)
	}
	changed := barsOf(16, 9)
	for s := range changed {
		for i := range changed[s].Bars {
			if b := &changed[s].Bars[i]; b.TimestampUS >= start {
				b.Close, b.VolImbalance = 2*b.Close, -b.VolImbalance
			}
		}
	}
	b, err := Run(changed, start, c, nil)
	if err != nil || !equal(reflect.ValueOf(*a), reflect.ValueOf(*b)) {
		t.Errorf("what is later matters, error %v", err)
	}
	if a.LastDay != "2025-11-12" || a.Days != 12 {
		t.Errorf("read %d days to %s", a.Days, a.LastDay)
	}
	if len(a.Venues) != 3 || len(a.Venues[0].IC) != 2 || !a.Venues[0].Known() || a.Additions.Why == "" {
		t.Errorf("venues %+v, additions %q", a.Venues, a.Additions.Why)
	}
}

// barsOf are bars of two sources with prices and three features at random.
func barsOf(days int, seed uint64) []microstructure.SourceBars {
	rng := rand.New(rand.NewPCG(seed, 1))
	const startUS = 1_761_955_200_000_000 // 2025-11-01
	out := make([]microstructure.SourceBars, 2)
	for s := range out {
		out[s].Source = microstructure.DefaultSources()[s]
		price := 100.0
		for i := range days * 288 {
			price *= math.Exp(0.001 * rng.NormFloat64())
			b := microstructure.Bar{TimestampUS: startUS + int64(i)*microstructure.IntervalUS, Open: price, Close: price, High: price, Low: price,
				Volume: 1, QuoteVolume: price, TradeCount: 2, VolImbalance: rng.NormFloat64(), DollarImbalance: rng.NormFloat64(), LargeImbalance: rng.NormFloat64()}
			out[s].Bars = append(out[s].Bars, b)
		}
	}
	return out
}

// Bad input ends in a sentence.
func TestBadInput(t *testing.T) {
	c := quick()
	c.Features = c.Features[:3]
	bars := barsOf(12, 3)
	day := func(n int64) int64 { return bars[0].Bars[0].TimestampUS + n*microstructure.DayUS }
	for name, row := range map[string]struct {
		change func(bars []microstructure.SourceBars) []microstructure.SourceBars
		start  int64
		want   error
		text   string
	}{
		"no bars before":  {nil, day(0), ErrTooShort, "has no bars before 2025-11-01"},
		"two days":        {nil, day(2), ErrTooShort, "there are 2 days before 2025-11-03, of 10 at least"},
		"constant values": {func(b []microstructure.SourceBars) []microstructure.SourceBars { return still(b, 0.5) }, day(12), ErrNothing, "vol_imbalance is constant"},
		"no values":       {func(b []microstructure.SourceBars) []microstructure.SourceBars { return still(b, math.NaN()) }, day(12), ErrNothing, "has no value"},
	} {
		given := barsOf(12, 3)
		if row.change != nil {
			given = row.change(given)
		}
		if _, err := Run(given, row.start, c, nil); !errors.Is(err, row.want) || !strings.Contains(err.Error(), row.text) {
			t.Errorf("%s: %v", name, err)
		}
	}

	// A constant feature and one with holes beside a good one, of one source.
	one := barsOf(12, 3)[:1]
	for i := range one[0].Bars {
		one[0].Bars[i].DollarImbalance = 1
		if i > 300 {
			one[0].Bars[i].LargeImbalance = math.NaN()
		}
	}
	s, err := Run(one, day(12), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Features) != 1 || s.Venues != nil || len(s.LeftOut) != 2 || s.LeftOut[0].Why != "is constant" || s.LeftOut[1].Why != "has values on 2 days, of 10 at least" {
		t.Errorf("measured %q, left out %+v", s.Features, s.LeftOut)
	}

	c.Features = append(c.Features, microstructure.OwnFeature("absent", ""))
	if _, err := Run(bars, day(12), c, nil); err == nil || !strings.Contains(err.Error(), `no column "absent"`) {
		t.Errorf("a feature that the bars lack: %v", err)
	}
}

func still(bars []microstructure.SourceBars, v float64) []microstructure.SourceBars {
	for s := range bars {
		for i := range bars[s].Bars {
			b := &bars[s].Bars[i]
			b.VolImbalance, b.DollarImbalance, b.LargeImbalance = v, v, v
		}
	}
	return bars
}

func TestConfigValidates(t *testing.T) {
	c := DefaultConfig(evidence.DefaultConfig())
	if err := c.Validate(); err != nil || len(c.Features) != 13 || len(c.Contrarian) != 6 || c.Main.Name != "15m" {
		t.Errorf("%v: %d features, %q, %v", err, len(c.Features), c.Contrarian, c.Main)
	}
	bad := Config{}
	if err := bad.Validate(); !errors.Is(err, ErrConfig) {
		t.Error(err)
	}
	c.Features = append(c.Features, c.Features[0])
	if err := c.Validate(); err == nil || !strings.Contains(err.Error(), "different names") {
		t.Error(err)
	}
	if _, err := (Simulation{}).Panel(1); !errors.Is(err, ErrConfig) {
		t.Error(err)
	}
}

// Events of a decile do not overlap, and the price at the event is 0.
func TestEventsDoNotOverlap(t *testing.T) {
	s := NullSimulations()[0]
	s.Days, s.Features = 20, 1
	p, study := measured(t, s, 6, quick())
	e := study.Events[0]
	rank := p.trailingRank(p.Values[0])
	events, last := 0, -1000
	for i := 24; i+24 < len(rank); i++ {
		if rank[i] > 0 && rank[i] <= 0.1-1e-12 && i-last >= 49 {
			events, last = events+1, i
		}
	}
	if e.Low.Events != events || e.Offsets[24] != 0 || e.Low.MeanBps[24] != 0 || e.Low.SEBps[24] != 0 || !(e.Low.SEBps[0] > 0) {
		t.Errorf("%d events, want %d; %+v", e.Low.Events, events, e.Low)
	}
}

// A calibration is the same in parts, and what was kept is not tried again.
func TestCalibrationInParts(t *testing.T) {
	c := quick()
	s := NullSimulations()[0]
	s.Days, s.Features = 12, 2
	k := DefaultCalibrationConfig()
	k.Cells, k.Markets, k.Workers = []Cell{{s, NullTruth}}, 12, 2
	whole, err := Calibrate(t.Context(), c, k, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	kept := keeper{}
	for part := range 2 {
		k.Part.Only = func(_ Cell, chunk int) bool { return chunk == part }
		if _, err := Calibrate(t.Context(), c, k, kept, nil); err != nil {
			t.Fatal(err)
		}
	}
	k.Part.Only = nil
	parts, err := Calibrate(t.Context(), c, k, kept, func(done, total int) {
		if total != 12 {
			t.Errorf("progress to %d", total)
		}
	})
	if err != nil || !reflect.DeepEqual(parts.Cells, whole.Cells) || len(kept) != 2 {
		t.Errorf("parts give %+v, want %+v; error %v", parts.Cells, whole.Cells, err)
	}
	if r := whole.Cells[0]; len(r.Outcomes) != 12 || r.Keeping().Runs != 12 || len(whole.Targets()) != 2 {
		t.Errorf("%+v", r)
	}
}

type keeper map[int][]Outcome

func (k keeper) Load(_ Cell, chunk int) ([]Outcome, error) { return k[chunk], nil }
func (k keeper) Save(_ Cell, chunk int, o []Outcome) error {
	k[chunk] = o
	return nil
}

// The rates of a calibration are those of its outcomes.
func TestRatesOfCalibration(t *testing.T) {
	r := CellResult{Cell{TrueSimulation(), RelatedTruth}, []Outcome{{Kept: 3, Explorable: 4, FalseExplorable: 1, Found: 3, CopiesTogether: 2}, {Bounce: true, Found: 1, CopiesTogether: 3}}}
	each, all := r.Found()
	mean, se := r.FalseShare()
	if r.Keeping().Count != 1 || each.Count != 4 || each.Runs != 6 || all.Count != 1 || r.Together().Count != 5 || r.Bounced().Count != 1 || mean != 0.125 || math.Abs(se-0.125) > 1e-12 {
		t.Errorf("found %+v and %+v, false share %v ± %v", each, all, mean, se)
	}
	k := Calibration{Cells: []CellResult{r, {Cell{BounceSimulation(), BounceTruth}, nil}}}
	if sentences, refuted := k.FalseShares(); refuted || len(sentences) != 1 || !strings.HasPrefix(sentences[0], "not met: mean false share") {
		t.Errorf("%q", sentences)
	}
}
