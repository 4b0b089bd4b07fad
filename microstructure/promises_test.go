package microstructure

import (
	"errors"
	"math"
	"slices"
	"testing"
)

func TestBarsOfWhatIsNotValid(t *testing.T) {
	sound := denseTrades(2, 20)
	if _, err := BuildBars(sound, 0); err == nil {
		t.Error("bars of 0 µs are built")
	}
	short := sound
	short.Price = short.Price[1:]
	if _, err := BuildBars(short, IntervalUS); !errors.Is(err, ErrColumnLengths) {
		t.Errorf("a price is missing: %v", err)
	}
	unsorted := sound.Slice(0, sound.Len())
	unsorted.TimestampUS = slices.Clone(unsorted.TimestampUS)
	slices.Reverse(unsorted.TimestampUS)
	if _, err := BuildBars(unsorted, IntervalUS); !isTradeError(err, 1, "timestamp_us") {
		t.Errorf("times fall: %v", err)
	}
	free := sound.Slice(0, sound.Len())
	free.Price = slices.Clone(free.Price)
	free.Price[7] = math.Inf(1)
	if _, err := BuildBars(free, IntervalUS); !isTradeError(err, 7, "price") {
		t.Errorf("an infinite price: %v", err)
	}
}

func isTradeError(err error, row int, column string) bool {
	e, ok := errors.AsType[*TradeError](err)
	return ok && e.Row == row && e.Column == column
}

func TestBuilderRefusesAndGoesOn(t *testing.T) {
	all := denseTrades(4, 20)
	want := mustBuild(t, all)
	b := NewBarBuilder(IntervalUS)
	if err := b.Add(all.Slice(0, 45)); err != nil {
		t.Fatal(err)
	}
	if err := b.Add(all.Slice(3, 9)); !isTradeError(err, 0, "timestamp_us") {
		t.Errorf("trades of the past: %v", err)
	}
	short := all.Slice(45, 60)
	short.Side = nil
	if err := b.Add(short); !errors.Is(err, ErrColumnLengths) {
		t.Errorf("no sides: %v", err)
	}
	if err := b.Add(all.Slice(45, all.Len())); err != nil {
		t.Fatal(err)
	}
	if got := b.Finish(); !equalBars(got, want) {
		t.Error("what was refused has changed the bars")
	}
	if err := NewBarBuilder(-1).Add(all); err == nil {
		t.Error("bars of less than nothing are built")
	}
}

func TestSliceOfTrades(t *testing.T) {
	trades := denseTrades(1, 10)
	for _, c := range []struct{ from, to, want int }{{0, 10, 10}, {3, 5, 2}, {-4, 2, 2}, {8, 99, 2}, {5, 3, 0}, {99, 100, 0}, {math.MinInt, math.MaxInt, 10}} {
		if got := trades.Slice(c.from, c.to); got.Len() != c.want || len(got.Side) != c.want {
			t.Errorf("[%d, %d) has %d trades, want %d", c.from, c.to, got.Len(), c.want)
		}
	}
}

func TestRegimesThatAreNone(t *testing.T) {
	if got := Regime(7).String(); got != "Regime(7)" {
		t.Errorf("%q", got)
	}
	if got := CountRegimes([]Regime{Normal, 7, 255, Warmup, Normal}); got != [4]int{0, 2, 0, 1} {
		t.Errorf("%v", got)
	}
	if AllRegimes.Has(200) || NewRegimeSet(200) != 0 {
		t.Error("a regime that is none is in a set")
	}
}

func TestReturnsOverNoRows(t *testing.T) {
	x := []float64{1, 2, 4}
	for _, rows := range []int{-1, math.MinInt, 3, math.MaxInt} {
		for name, got := range map[string][]float64{"changes": PctChange(x, rows), "forward returns": ForwardReturns(x, rows)} {
			if len(got) != 3 || !math.IsNaN(got[0]) || !math.IsNaN(got[1]) || !math.IsNaN(got[2]) {
				t.Errorf("%s over %d rows: %v", name, rows, got)
			}
		}
	}
	if got := Quantile(x, -0.5); !math.IsNaN(got) {
		t.Errorf("the quantile of -0.5 is %v", got)
	}
}

func TestFeatureGroups(t *testing.T) {
	names := func(f []Feature) (out []string) {
		for _, f := range f {
			out = append(out, f.Name)
		}
		return out
	}
	if n := len(Features()); n != 13 {
		t.Errorf("%d features", n)
	}
	if got := names(BarColumns()); !slices.Equal(got[:13], names(Features())) || !slices.Equal(got[21:], names(DelayedPrices())) {
		t.Errorf("columns %v", got)
	}
	for _, name := range names(SignalFeatures()) {
		if !slices.Contains(names(PanelFeatures()), name) {
			t.Errorf("the signal takes %s, which a panel does not keep", name)
		}
	}
	BarFields()[0].Name = "another"
	if BarFields()[0].Name != "vol_imbalance" {
		t.Error("a caller has changed the fields of all")
	}
}

func TestPanelsThatDoNotFit(t *testing.T) {
	p, err := JoinPanel([]SourceBars{{Source: Source{"a", "a"}, Bars: barsAt(0, 1, 2)}, {Source: Source{"b", "b"}, Bars: barsAt(0, 1, 2)}})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Validate(); err != nil {
		t.Error(err)
	}
	closes := featuresNamed("close")[0]
	for _, source := range []int{-1, 2, math.MaxInt} {
		if got := p.Column(source, closes); len(got) != 3 || !math.IsNaN(got[0]) {
			t.Errorf("source %d has closes %v", source, got)
		}
	}
	p.Bars[1] = p.Bars[1][:2]
	if err := p.Validate(); !errors.Is(err, ErrColumnLengths) {
		t.Errorf("a bar is missing: %v", err)
	}
	if got := p.Consensus(closes); got[1] != 101 || !math.IsNaN(got[2]) {
		t.Errorf("consensus of what there is: %v", got)
	}
	if err := (&Panel{}).Validate(); !errors.Is(err, ErrNoCommonBars) {
		t.Errorf("no source: %v", err)
	}
	twice := SourceBars{Source: Source{"a", "a"}, Bars: barsAt(0, 1, 1)}
	if _, err := JoinPanel([]SourceBars{twice}); err == nil {
		t.Error("a panel of bars that come twice")
	}
}

func TestGridReportsEveryBadPart(t *testing.T) {
	if err := DefaultGrid().Validate(); err != nil {
		t.Error(err)
	}
	bad := Grid{Filters: DefaultGrid().Filters, Thresholds: []float64{1, 0, math.NaN()}, Holdings: []Horizon{{"none", 0}}}
	joined, ok := bad.Validate().(interface{ Unwrap() []error })
	if !ok || len(joined.Unwrap()) != 3 {
		t.Errorf("want two thresholds and the holding: %v", bad.Validate())
	}
	many := DefaultGrid()
	many.Thresholds = slices.Repeat([]float64{1}, MaxConfigurations)
	if many.Validate() == nil {
		t.Error("too many configurations are fine")
	}
}
