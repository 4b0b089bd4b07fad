package evidence

import (
	"fmt"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Kind is a kind of simulated market: a Simulation or an Offer.
type Kind interface {
	Validate() error
	// market simulates one for a configuration, whose fees an Offer adds to what
	// trips gain.
	market(seed uint64, c Config) (*SimulatedMarket, error)
	title() string
	interval() microstructure.Interval
}

func (s Simulation) market(seed uint64, c Config) (*SimulatedMarket, error) {
	return s.Market(seed, c.Regimes)
}
func (s Simulation) title() string                     { return s.Name }
func (s Simulation) interval() microstructure.Interval { return s.Interval }

func (o Offer) market(seed uint64, c Config) (*SimulatedMarket, error) {
	return o.Market(seed, c.Costs.RoundTripBps(), c.Regimes)
}
func (o Offer) title() string                     { return o.Name }
func (o Offer) interval() microstructure.Interval { return microstructure.Interval{} }

// A Group of kinds says what is true of their markets.
type Group string

// The groups. In all but the last three there is no edge to be had; in all but
// the last four a claim of one is counted as false. No procedure can see a
// loss that did not happen within the record, so rare losses are counted apart.
const (
	Honest     Group = "no edge"
	Spread     Group = "spread"
	Dead       Group = "dead edge"
	Rising     Group = "rising market"
	OnTheLine  Group = "on the line"
	RareLosses Group = "rare losses"
	Living     Group = "edge"
	Scarce     Group = "edge, 50 trips"
	Persistent Group = "persistent edge"
)

// Groups lists them.
func Groups() []Group {
	return []Group{Honest, Spread, Dead, Rising, OnTheLine, RareLosses, Living, Scarce, Persistent}
}

// Real reports whether there is an edge.
func (g Group) Real() bool { return slices.Index(Groups(), g) > slices.Index(Groups(), RareLosses) }

// False reports whether a claim of an edge is counted as false.
func (g Group) False() bool { return g != RareLosses && !g.Real() }

// A Cell is a kind of market judged at one level of costs.
type Cell struct {
	Group  Group
	Kind   Kind
	Costs  Costs
	Stress Costs
}

// check reports every field that makes no sense.
func (c Cell) check(bad *field.Check, name string) {
	bad.That(c.Kind != nil, name+".Kind", "nil", "a Simulation or an Offer")
	if c.Kind != nil {
		bad.Part(name+".Kind", c.Kind.Validate())
	}
	bad.Part(name+".Costs", c.Costs.Validate())
	bad.Part(name+".Stress", c.Stress.Validate())
}

// simulate makes a market of the cell, and the configuration that judges it.
func (c Cell) simulate(config Config, seed uint64) (*SimulatedMarket, Config, error) {
	if i := c.Kind.interval(); i != config.Interval {
		config = config.WithInterval(i)
	}
	config.Costs, config.Stress, config.Resampling.Seed = c.Costs, c.Stress, seed
	m, err := c.Kind.market(seed, config)
	if err != nil {
		return nil, config, err
	}
	m.LongOnly = config.Shorts == LongOnly
	return m, config, nil
}

// KindTitle names the kind of market, such as "a bar in 20 missing".
func (c Cell) KindTitle() string {
	if c.Kind == nil {
		return ""
	}
	return c.Kind.title()
}

// Title names the cell, such as "a bar in 20 missing, at 7 bps".
func (c Cell) Title() string {
	return fmt.Sprintf("%s, at %v bps", c.KindTitle(), c.Costs.RoundTripBps())
}

// NewCell is a kind of market at costs, and at the same with every exit taking
// under stress.
func NewCell(g Group, k Kind, costs Costs) Cell {
	stress := costs
	if costs.RoundTripBps() != 0 {
		stress.Name, stress.Exit = "stress", Taker
	}
	return Cell{g, k, costs, stress}
}

// CalibrationCells are all kinds of markets: those without an edge at 7, 1.7
// and 0 bps per round trip, those with one at 7.
func CalibrationCells() []Cell {
	var out []Cell
	add := func(g Group, k Kind, levels ...Costs) {
		for _, costs := range levels {
			out = append(out, NewCell(g, k, costs))
		}
	}
	levels := []Costs{Standard(), VIP(), Gross()}
	for _, s := range honestKinds() {
		add(Honest, s, levels...)
	}
	bouncing, rising := honestKind("spread of 20 bps"), honestKind("always long, market rises 200 bps a day, as much as it is volatile")
	bouncing.SpreadBps = 20
	rising.DriftBps, rising.AlwaysLong = 200, true
	even := rising
	even.Name, even.EvenDrift = "always long, market rises 200 bps a day, as much in calm times", true
	add(Spread, bouncing, levels...)
	for _, o := range offers("edge of 15 bps, gone in the last fifth", 15, 200, 400) {
		o.GoneShare = 0.2
		add(Dead, o, levels...)
	}
	add(Rising, rising, levels...)
	add(Rising, even, levels...)
	for _, o := range offers("nothing left after fees", 0, 50, 200, 400) {
		add(OnTheLine, o, levels...)
	}
	for _, o := range offers("nothing left, 1 trip in 200 loses 3,000 bps", 0, 400) {
		o.LossShare, o.LossBps = 0.005, 3000
		add(RareLosses, o, levels...)
	}
	for _, bps := range []float64{5, 10, 15, 20} {
		name := fmt.Sprintf("edge of %v bps", bps)
		for _, o := range offers(name, bps, 100, 200, 400) {
			add(Living, o, Standard())
		}
		for _, o := range offers(name, bps, 50) {
			add(Scarce, o, Standard())
		}
	}
	for _, s := range EdgeSimulations() {
		add(Persistent, s, Standard())
	}
	return out
}

// honestKind is a market of 92 days without an edge.
func honestKind(name string) Simulation {
	s := NullSimulations()[1]
	s.Name = name
	return s
}

// honestKinds are markets without an edge in which something is as in real
// ones: heavy tails that cluster, jumps, drift, seasons, holes; and of other
// lengths.
func honestKinds() []Simulation {
	out := NullSimulations()
	heavy := honestKind("GARCH with t3 returns")
	heavy.VolatilityPersistence, heavy.Reaction, heavy.Tails = 0.99, 0.05, 3
	jumps := honestKind("three jumps a day of 50 bps")
	jumps.JumpsPerDay, jumps.JumpBps = 3, 50
	drift := honestKind("drift of 100 bps a day")
	drift.DriftBps = 100
	seasons := honestKind("volatility four times as high by day as by night")
	seasons.Season = 0.6
	holes := honestKind("a bar in 20 missing")
	holes.HoleShare = 0.05
	out = append(out, heavy, jumps, drift, seasons, holes)
	for _, days := range []int{10, 45, 365} {
		s := honestKind(fmt.Sprintf("%d days", days))
		s.Days = days
		out = append(out, s)
	}
	hour, _ := microstructure.NewInterval(3_600_000_000)
	long := honestKind("5 years of hourly bars")
	long.Days, long.Interval, long.VolatilityBps = 1826, hour, 35
	return append(out, long)
}

// offers of a net profit per trip, by holding and number of trips in 92 days.
func offers(name string, netBps float64, trips ...int) []Offer {
	var out []Offer
	holdings := microstructure.Horizons()
	for _, at := range []int{1, 3, 4} { // 15 minutes, 1 hour, 2 hours
		for _, n := range trips {
			h := holdings[at]
			out = append(out, Offer{Name: fmt.Sprintf("%s, %s, %d trips", name, h.Name, n), Days: 92, Holding: h, Trips: n, NetBps: netBps, Volatility: bitcoin()})
		}
	}
	return out
}
