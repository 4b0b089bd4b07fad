package factor

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Study is the tear sheet of every candidate. Lists are by feature, in the
// order of Features, unless they say otherwise.
type Study struct {
	Symbol            string // empty but where a desk sets it
	FirstDay, LastDay string // that were read
	Days, Rows        int
	Bar               time.Duration // length of a row
	Sources           []string
	Features          []string // that were measured
	LeftOut           []LeftOut
	Lags              []int // rows
	Main, Shortest    microstructure.Horizon
	Horizons          []microstructure.Horizon

	Profiles   []Profile
	ICs        []IC // by feature, then horizon
	Contrarian []AllContrarian
	Ladders    []Ladder
	Venues     []Venue // none of one source
	Grouped    []Grouped
	Calm       []Calm
	Deciles    []Deciles // by feature, then horizon
	Decays     []Decay
	Redundancy Redundancy
	Additions  Additions
	Events     []Events
	Tried      Tried
	Chosen     []Choice
}

// lagsOf are the lags of autocorrelation and decay: the nearest rows, an hour
// and a day of bars of five minutes.
func lagsOf(i microstructure.Interval) (out []int) {
	for _, lag := range []int{1, 2, 3, 6, 12, 24, 48, 288} {
		if lag <= max(24, i.PerDay()) {
			out = append(out, lag)
		}
	}
	return out
}

// Run measures every candidate on the days before a test start.
func Run(bars []microstructure.SourceBars, testStartUS int64, c Config, progress func(done, total int)) (*Study, error) {
	p, err := NewPanel(bars, testStartUS, c)
	if err != nil {
		return nil, err
	}
	return p.Measure(c, progress)
}

// Measure is Run for a panel.
func (p *Panel) Measure(c Config, progress func(done, total int)) (*Study, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	s := &Study{
		FirstDay: microstructure.FormatDate(p.StartUS), LastDay: microstructure.FormatDate(p.TimestampUS(p.Len() - 1)), Days: p.Days(), Rows: p.Len(),
		Bar: p.Interval.Duration(), Sources: p.Sources, Features: p.Names, LeftOut: p.LeftOut, Lags: lagsOf(p.Interval), Main: c.Main, Shortest: c.Horizons[0], Horizons: c.Horizons,
	}
	unit := p.spanRows(c)
	if n := p.Len() / unit; n < MinDays {
		return nil, fmt.Errorf("%w: %s have %d spans as long as the longest horizon, of %d at least; leave out the longest horizons", ErrTooShort, text.Plural(p.Days(), "day"), n, MinDays)
	}
	m := &measuring{Panel: p, study: s, config: c, workers: max(1, c.Resampling.Workers)}
	m.correlated()
	m.prepareLadder()
	m.columns()
	m.comparison = p.compare(m.features, m.forward, unit, m.workers)
	var err error
	if s.Redundancy, err = p.redundancy(m.features, c.Alike); err != nil {
		return nil, err
	}
	if s.Tried, err = p.tried(m.comparison, c.Horizons, c); err != nil {
		return nil, err
	}
	n := len(p.Names)
	s.Profiles, s.ICs, s.Ladders, s.Decays = make([]Profile, n), make([]IC, n*len(c.Horizons)), make([]Ladder, n), make([]Decay, n)
	s.Calm, s.Deciles, s.Events = make([]Calm, n), make([]Deciles, n*len(c.Horizons)), make([]Events, n)
	m.grouped = make([][]Grouped, n)
	if len(p.Sources) > 1 {
		s.Venues = make([]Venue, n)
	}
	var report func(i, done, total int)
	if progress != nil {
		report = func(_, done, total int) { progress(done, total) }
	}
	newDo := func() parallel.Do {
		worker := p.correlator(unit)
		return func(_ context.Context, f int) error { return m.feature(f, worker) }
	}
	if err := parallel.Run(context.Background(), n, m.workers, newDo, report); err != nil {
		return nil, err
	}
	labelled(s.Ladders)
	for _, g := range m.grouped {
		s.Grouped = append(s.Grouped, g...)
	}
	contrarian := map[string]bool{}
	for _, name := range c.Contrarian {
		contrarian[name] = true
	}
	for _, h := range c.Horizons {
		s.Contrarian = append(s.Contrarian, allContrarian(s.ICs, contrarian, h.Name))
	}
	if s.Additions, err = p.additions(m.ranks, s.Redundancy, c); err != nil {
		return nil, err
	}
	s.Chosen = choose(s)
	return s, nil
}

// measuring has what several sections need.
type measuring struct {
	*Panel
	study      *Study
	config     Config
	workers    int
	features   []column
	forward    []column   // by horizon, of the leading source
	main       []column   // by source, at the main horizon
	bySource   [][]column // by source, then feature
	ladders    []column   // by rung
	ranks      [][]float64
	groups     []grouping
	comparison comparison
	grouped    [][]Grouped
}

// correlated prepares what is correlated: features and returns.
func (m *measuring) correlated() {
	p, c := m.Panel, m.config
	m.features, m.forward = make([]column, len(p.Names)), make([]column, len(c.Horizons))
	var tasks tasks
	for f := range m.features {
		tasks.add(func() { m.features[f] = newColumn(p.Values[f]) })
	}
	for h := range c.Horizons {
		tasks.add(func() { m.forward[h] = newReturns(p.Closes[0], c.Horizons[h].Bars) })
	}
	tasks.do(m.workers)
}

// prepareLadder prepares the returns of the ladder.
func (m *measuring) prepareLadder() {
	prices := ladderPrices(m.Prices)
	m.ladders = make([]column, len(prices))
	var tasks tasks
	for rung := range prices {
		tasks.add(func() { m.ladders[rung] = newReturns(prices[rung], m.config.Horizons[0].Bars) })
	}
	tasks.do(m.workers)
}

// columns prepares what the other sections need.
func (m *measuring) columns() {
	p, n := m.Panel, len(m.Names)
	m.ranks, m.bySource, m.main = make([][]float64, n), make([][]column, len(p.Sources)), make([]column, len(p.Sources))
	var tasks tasks
	for f := range n {
		tasks.add(func() { m.ranks[f] = p.trailingRank(p.Values[f]) })
	}
	for s := range p.Sources {
		m.bySource[s] = make([]column, n)
		tasks.add(func() { m.main[s] = newReturns(p.Closes[s], m.config.Main.Bars) })
		for f := range n {
			if len(p.Sources) > 1 {
				tasks.add(func() { m.bySource[s][f] = newColumn(p.BySource[s][f]) })
			}
		}
	}
	tasks.add(func() { m.groups = p.groupings() })
	tasks.do(m.workers)
}

// tasks are independent pieces of work.
type tasks []func()

func (t *tasks) add(do func()) { *t = append(*t, do) }

func (t tasks) do(workers int) {
	parallel.For(len(t), workers, func() func(int) { return func(i int) { t[i]() } })
}

// feature measures feature f by itself.
func (m *measuring) feature(f int, c *correlator) (err error) {
	p, s, config := m.Panel, m.study, m.config
	r := config.Resampling
	r.Workers = 1
	s.Profiles[f] = p.profile(f, m.features[f], s.Lags)
	for h, horizon := range config.Horizons {
		at := f*len(config.Horizons) + h
		if s.ICs[at], err = newIC(p.Names[f], p.Values[f], m.forward[h].values, horizon, m.comparison.series[f][h][0].estimate(r)); err != nil {
			return err
		}
		s.Deciles[at] = p.deciles(f, m.ranks[f], horizon, c, config)
	}
	s.Ladders[f] = p.ladder(f, m.features[f], m.ladders, c, r)
	if s.Venues != nil {
		by := make([]column, len(p.Sources))
		for source := range by {
			by[source] = m.bySource[source][f]
		}
		if s.Venues[f], err = p.venue(f, m.features[f], by, m.main, config.Main.Bars, c, config); err != nil {
			return err
		}
	}
	overall := c.ic(m.features[f], m.main[0], nil).value
	if math.IsNaN(overall) {
		overall = 0
	}
	if m.grouped[f], s.Calm[f], err = p.grouped(f, m.features[f], m.main[0], m.groups, m.comparison.block, signOf(overall), c, r); err != nil {
		return err
	}
	s.Decays[f] = p.decay(f, p.Values[f], m.ranks[f], m.main[0], s.Lags, c, r)
	s.Events[f] = p.events(f, m.ranks[f])
	return nil
}
