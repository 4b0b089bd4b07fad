package evidence

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

func source(name string) microstructure.Source { return microstructure.Source{Name: name, Label: name} }

// What was given stays, also where it is what another venue asks, and however
// often a configuration is settled for its source.
func TestGivenFeesStay(t *testing.T) {
	c := DefaultConfig().At(source("binance_spot"))
	for _, costs := range []*Costs{&c.Costs, &c.Stress} {
		costs.TakerBps, costs.MakerBps = 5, 2
	}
	if again := c.At(source("binance_spot")); again.Costs != c.Costs || again.Stress != c.Stress || again.Stress.RoundTripBps() != 10 {
		t.Errorf("costs %+v, stress %+v", again.Costs, again.Stress)
	}
}

func TestCostsOfVenues(t *testing.T) {
	for _, c := range []struct {
		source              string
		taker, maker        float64
		roundTrip, stress   float64
		shorts              Shorts
		scenarios           string
		assumed, notAssumed string
	}{
		{"binance_futures", 5, 2, 7, 10, WithShorts, "gross vip standard stress", "no funding, as there are no data of it", "long only"},
		{"bybit_futures", 5.5, 2, 7.5, 11, WithShorts, "gross standard stress", "resting, tier 0 of bybit_futures as of 2026-10-02", "given"},
		{"kraken_futures", 5, 2, 7, 10, WithShorts, "gross vip standard stress", "tier 0 of binance_futures as of 2026-10-02, since those of kraken_futures are not known", "spot"},
		{"binance_spot", 10, 10, 20, 20, LongOnly, "gross standard stress", "long only, since binance_spot is a spot market", "funding"},
		{"kraken_spot", 10, 10, 20, 20, LongOnly, "gross standard stress", "fees of 10 bps for taking and 10 bps for resting, tier 0 of binance_spot as of 2026-10-02, since", "funding"},
	} {
		of := DefaultConfig().At(source(c.source))
		var names []string
		for _, s := range of.Scenarios() {
			names = append(names, s.Name)
		}
		if of.Costs.TakerBps != c.taker || of.Costs.MakerBps != c.maker || of.Costs.RoundTripBps() != c.roundTrip || of.Stress.RoundTripBps() != c.stress ||
			of.Shorts != c.shorts || strings.Join(names, " ") != c.scenarios {
			t.Errorf("%s: %+v, stress %+v, shorts: %v, scenarios %v", c.source, of.Costs, of.Stress, of.Shorts, names)
		}
		said := strings.Join(of.Assumptions(), "; ")
		if !strings.Contains(said, c.assumed) || strings.Contains(said, c.notAssumed) {
			t.Errorf("%s: assumes %s", c.source, said)
		}
		if again := of.At(source(c.source)); !reflect.DeepEqual(again.Costs, of.Costs) || again.Shorts != of.Shorts {
			t.Errorf("%s: %+v the second time", c.source, again)
		}
	}
}

// What was given stays, at any venue.
func TestGivenCostsStay(t *testing.T) {
	c := DefaultConfig()
	c.Costs = Costs{Name: "mine", TakerBps: 3, MakerBps: -0.5, Exit: Maker}
	c.Stress.TakerBps, c.Stress.FundingBps, c.Fill.SlippageBps, c.Shorts = 4, 1, 0.5, WithShorts
	at := c.At(source("binance_spot"))
	if at.Costs != c.Costs || at.Stress != c.Stress || at.Shorts != WithShorts {
		t.Errorf("%+v, %+v, shorts: %v", at.Costs, at.Stress, at.Shorts)
	}
	for _, want := range []string{"resting, as given", "0.5 bps of slippage", "going short on binance_spot, a spot market, is possible"} {
		if said := strings.Join(at.Assumptions(), "; "); !strings.Contains(said, want) {
			t.Errorf("%q is not in %s", want, said)
		}
	}
	// Funding is no fee, so it does not keep a venue's fees away.
	c = DefaultConfig()
	c.Costs.FundingBps = 1
	if at = c.At(source("bybit_futures")); at.Costs.TakerBps != 5.5 || at.Costs.FundingBps != 1 {
		t.Errorf("%+v", at.Costs)
	}
	if said := strings.Join(at.Assumptions(), "; "); !strings.Contains(said, "longs pay shorts a funding of 1 bps per 8 hours, as there are no data of it") {
		t.Error(said)
	}
	for i, spoil := range []func(*Config){
		func(c *Config) { c.Costs.TakerBps = -1 }, func(c *Config) { c.Stress.TakerBps = math.NaN() }, func(c *Config) { c.Costs.MakerBps = math.Inf(-1) },
		func(c *Config) { c.Costs.FundingBps = math.NaN() }, func(c *Config) { c.Costs.Exit = 9 }, func(c *Config) { c.Shorts = 9 },
		func(c *Config) { c.Fill.SlippageBps = math.Inf(1) },
	} {
		bad := DefaultConfig()
		spoil(&bad)
		if err := bad.Validate(); !errors.Is(err, ErrConfig) {
			t.Errorf("spoilt %d: error %v", i, err)
		}
	}
}

func TestParseShorts(t *testing.T) {
	for _, s := range []Shorts{ShortsByVenue, WithShorts, LongOnly} {
		if got, err := ParseShorts(s.String()); got != s || err != nil {
			t.Errorf("%v becomes %v, error %v", s, got, err)
		}
	}
	if _, err := ParseShorts(""); !errors.Is(err, ErrConfig) {
		t.Error(err)
	}
}

// A market that is long only trades as one whose signal never asks to go short.
func TestLongOnly(t *testing.T) {
	m := spread(simulated(t, shortSimulation(), 3).Market, 3)
	both := must(m.Backtest(configuration(1, 5), DefaultFill(), Standard()))
	positive := slices.ContainsFunc(both.Trips, func(r RoundTrip) bool { return r.Direction < 0 })
	signal := slices.Clone(m.Signal)
	for i, v := range signal {
		if v > 0 {
			signal[i] = 0
		}
	}
	want := must(m.withSignal(signal).Backtest(configuration(1, 5), DefaultFill(), Standard()))
	m.LongOnly = true
	got := must(m.Backtest(configuration(1, 5), DefaultFill(), Standard()))
	if !positive || len(want.Trips) == 0 || !reflect.DeepEqual(got.Trips, want.Trips) || !reflect.DeepEqual(got.Daily, want.Daily) {
		t.Errorf("%d trips, want %d", len(got.Trips), len(want.Trips))
	}
	trials := must(m.Sweep(microstructure.DefaultGrid(), DefaultFill(), Standard()))
	w, err := m.WalkForward(microstructure.DefaultGrid(), DefaultFill(), Standard(), FoldRule{Anchored: true, TrainDays: 6, TestDays: 3, PurgeBars: 73, MinActiveDays: 1, Members: 5})
	if err != nil || len(trials.Trials) == 0 {
		t.Fatal(err)
	}
	for _, trip := range w.Account.Trips {
		if trip.Direction < 0 {
			t.Errorf("%+v", trip)
		}
	}
}
