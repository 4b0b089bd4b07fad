package evidence

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/text"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A SignalSource makes a signal on a calendar: a value per row, NaN where there
// is none, known at the row's end. Its String names it in every trial.
type SignalSource interface {
	fmt.Stringer
	Values(c *Calendar) ([]float64, error)
}

// A SignalFunc is a signal that a function makes of the columns so far.
type SignalFunc struct {
	Name string
	Of   func(c *Calendar) []float64
}

func (s SignalFunc) String() string { return s.Name }

// Values calls the function.
func (s SignalFunc) Values(c *Calendar) ([]float64, error) {
	if s.Of == nil {
		return nil, fmt.Errorf("%w: signal %q has no function", ErrConfig, s.Name)
	}
	return s.Of(c), nil
}

// A GivenSignal was made elsewhere. How cannot be tested, which the verdict
// says.
type GivenSignal struct {
	Name  string
	Value []float64 // by row
	// Known says when the values were known, for the verdict.
	Known string
}

func (s GivenSignal) String() string { return s.Name }

// Values are those given.
func (s GivenSignal) Values(*Calendar) ([]float64, error) { return s.Value, nil }

// A Search tries each signal with each rule in each filter, on one market.
type Search struct {
	Signals []SignalSource
	Rules   []Rule
	Filters []microstructure.RegimeFilter // in which positions may be opened
}

// Len is the number of trials.
func (s Search) Len() int { return len(s.Signals) * len(s.Rules) * len(s.Filters) }

// Names lists the trials in the order signal, rule, filter.
func (s Search) Names() []string {
	out := make([]string, 0, s.Len())
	for _, signal := range s.Signals {
		for _, rule := range s.Rules {
			for _, filter := range s.Filters {
				out = append(out, fmt.Sprintf("%s; %s; %s", nameOf(signal), nameOf(rule), filter.Name))
			}
		}
	}
	return out
}

// nameOf is a name, empty for a nil one.
func nameOf(x fmt.Stringer) string {
	if x == nil {
		return ""
	}
	return x.String()
}

// Validate reports what is missing, and trials of one name, as ErrConfig.
func (s Search) Validate() error {
	var bad field.Check
	bad.That(len(s.Signals) > 0 && !slices.Contains(s.Signals, nil), "Signals", len(s.Signals), "at least one, none of them nil")
	bad.That(len(s.Rules) > 0 && !slices.Contains(s.Rules, nil), "Rules", len(s.Rules), "at least one, none of them nil")
	bad.That(len(s.Filters) > 0, "Filters", "empty", "at least one, such as all regimes")
	if most := microstructure.MaxConfigurations; s.Len() > most {
		bad.That(false, "Len", s.Len(), fmt.Sprintf("at most %d trials", most))
		return bad.As(ErrConfig)
	}
	seen := map[string]bool{}
	for _, name := range s.Names() {
		bad.That(!seen[name], "trial", fmt.Sprintf("%q twice", name), "each a name of its own")
		seen[name] = true
	}
	return bad.As(ErrConfig)
}

// Digest tells searches apart by their trials, and by the configuration's fills
// and costs.
func (s Search) Digest(c Config) string {
	c.Features, c.Grid, c.Regimes = nil, microstructure.Grid{}, RegimeRule{}
	sum := sha256.Sum256([]byte(c.Digest() + "\n" + strings.Join(s.Names(), "\n")))
	return fmt.Sprintf("%x", sum)[:16]
}

// A SearchTrial is one signal with one rule in one filter, over the whole span.
type SearchTrial struct {
	Name             string
	Trips            int       // positions opened
	Missed           int       // changes of the position that waited for a price
	Daily            []float64 // net profit by day, bps of one unit
	GrossBps, NetBps float64
}

// A Searched is a search judged: each fold trades the trial that did best in
// train, and the gates judge the record and the set of trials.
type Searched struct {
	Search Search
	Config Config
	Market *Market // with the first signal
	Trials []SearchTrial
	Folds  []Fold    // TestTrips and TestNetBps are the record's between the fold's midnights
	Daily  []float64 // net profit of the record by day, from FirstDay on
	Gross  []float64 // the same before costs
	// FirstDay is the first day of the record, of the market.
	FirstDay  int
	Causality []Causality // of every signal and rule that can be tested
	Verdict   Verdict

	markets []*Market // of each signal
}

// RunSearch tries and judges a search on bars. Of the configuration, Features,
// Grid, Horizons and PurgeBars are not used: a rule's positions are marked to
// market at each midnight, so train spans end where test spans begin, and the
// choice of a fold takes over the position. All orders take liquidity.
// progress, which may be nil, is called after each trial.
func RunSearch(bars []microstructure.SourceBars, s Search, c Config, progress func(done, total int)) (*Searched, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if len(bars) > 0 {
		c = c.At(bars[0].Source)
	}
	calendar, err := calendarFor(bars, c)
	if err != nil {
		return nil, err
	}
	out := &Searched{Search: s, Config: c}
	markets, err := s.markets(calendar, c)
	if err != nil {
		return nil, explain(err, bars, c)
	}
	out.Market, out.markets = markets[0], markets
	if out.Causality, err = s.causality(calendar, markets, c.Causality); err != nil {
		return nil, err
	}
	if err := out.judge(markets, progress, false); err != nil {
		return nil, explain(err, bars, c)
	}
	return out, nil
}

// markets are those of each signal, which begin on the same day.
func (s Search) markets(calendar *Calendar, c Config) ([]*Market, error) {
	prices := calendar.Prices()
	regimes, err := c.Regimes.Label(microstructure.PctChange(prices.Close, 1))
	if err != nil {
		return nil, err
	}
	var out []*Market
	first := 0
	for _, signal := range s.Signals {
		values, err := signalValues(signal, calendar)
		if err != nil {
			return nil, err
		}
		m, err := NewMarket(calendar.StartUS, prices, values, regimes.Labels)
		if err != nil {
			return nil, fmt.Errorf("signal %q: %w", signal, err)
		}
		m.LongOnly = c.Shorts == LongOnly
		out, first = append(out, m), max(first, m.FirstDay)
	}
	for _, m := range out {
		m.FirstDay = first
	}
	return out, nil
}

func signalValues(s SignalSource, c *Calendar) (values []float64, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("signal %q panicked: %v", s, p)
		}
	}()
	if values, err = s.Values(c); err != nil {
		return nil, fmt.Errorf("signal %q: %w", s, err)
	}
	if len(values) != c.Len() {
		return nil, fmt.Errorf("%w: signal %q has %d values for %d rows", ErrConfig, s, len(values), c.Len())
	}
	return values, nil
}

// A searcher trades trials, one at a time, and reuses its memory. Rules get
// copies of the columns.
type searcher struct {
	s      *Search
	trader *pathTrader
	record *pathRecord
	view   View
}

func (r *Searched) newSearcher(markets []*Market) *searcher {
	m := markets[0]
	return &searcher{&r.Search, m.pathTrader(r.Config.Fill), m.newPathRecord(), View{StartUS: m.StartUS, Interval: m.Interval}}
}

// path is the positions that trial i wants.
func (w *searcher) path(markets []*Market, i int) ([]float64, error) {
	rules, filters := len(w.s.Rules), len(w.s.Filters)
	m := markets[i/(rules*filters)]
	w.view.Signal = append(w.view.Signal[:0], m.Signal...)
	w.view.Close = append(w.view.Close[:0], m.mark...)
	w.view.Regime = append(w.view.Regime[:0], m.Regime...)
	w.view.Entries = w.s.Filters[i%filters].Regimes
	return positions(w.s.Rules[i/filters%rules], w.view)
}

// judge tries all trials, walks forward and judges. labelOnly spares whatever
// does not decide the label.
func (r *Searched) judge(markets []*Market, progress func(done, total int), labelOnly bool) error {
	m, c := markets[0], r.Config
	names, perDay := r.Search.Names(), m.PerDay()
	from, days := m.FirstDay*perDay, m.Days()-m.FirstDay
	spans, err := c.Folds.Spans(m.FirstDay, m.Days(), m.Interval)
	if err != nil {
		return err
	}
	r.Trials = make([]SearchTrial, len(names))
	trips := make([][]int32, len(names))
	errs := make([]error, len(names))
	workers := runtime.GOMAXPROCS(0)
	if labelOnly {
		workers = 1
	}
	done := counter{total: len(names), progress: progress}
	parallel.For(len(names), workers, func() func(int) {
		w := r.newSearcher(markets)
		return func(i int) {
			defer done.add()
			var path []float64
			if path, errs[i] = w.path(markets, i); errs[i] != nil {
				return
			}
			w.record.reset()
			w.trader.trade(w.record, path, c.Costs, from, m.Len())
			t := SearchTrial{Name: names[i], Trips: w.record.tripsIn(m.FirstDay, m.Days()), Missed: w.record.missed,
				Daily: w.record.net(m.FirstDay, m.Days()), GrossBps: vector.Sum(w.record.gross[m.FirstDay:])}
			t.NetBps = vector.Sum(t.Daily)
			r.Trials[i], trips[i] = t, slices.Clone(w.record.trips)
		}
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	r.FirstDay = spans[0].TestFrom / perDay
	wanted := make([]float64, m.Len())
	w := r.newSearcher(markets)
	r.Folds = nil
	for _, sp := range spans {
		f := r.choose(sp, trips, m.FirstDay, perDay)
		if f.Chosen != NoTrading {
			path, err := w.path(markets, f.Chosen)
			if err != nil {
				return err
			}
			copy(wanted[sp.TestFrom:sp.TestTo], keeping(path, sp.TestFrom)[:sp.TestTo-sp.TestFrom])
		}
		r.Folds = append(r.Folds, f)
	}
	test := r.FirstDay * perDay
	w.record.reset()
	w.trader.trade(w.record, wanted, c.Costs, test, m.Len())
	r.Daily, r.Gross = w.record.net(r.FirstDay, m.Days()), slices.Clone(w.record.gross[r.FirstDay:])
	in := grounds{gates: c.Gates, trials: Trials{FirstDay: m.FirstDay, Days: days}, net: r.Daily, gross: r.Gross, trips: w.record.tripsIn(r.FirstDay, m.Days()),
		priorTrials: c.PriorTrials, auditErrors: c.AuditErrors, accepted: c.AuditAccepted, causality: r.Causality, resampling: c.Resampling, labelOnly: labelOnly, one: len(names) == 1}
	for i := range r.Trials {
		in.trials.Trials = append(in.trials.Trials, Trial{Trips: r.Trials[i].Trips, Daily: r.Trials[i].Daily})
	}
	for _, n := range w.record.trips[r.FirstDay:] {
		if n > 0 {
			in.tradingDays++
		}
	}
	for k := range r.Folds {
		f := &r.Folds[k]
		first, last := f.TestFrom/perDay, f.TestTo/perDay
		f.TestTrips, f.TestNetBps = w.record.tripsIn(first, last), vector.Sum(w.record.net(first, last))
	}
	w.record.reset()
	w.trader.trade(w.record, wanted, c.Stress, test, m.Len())
	in.stressNet = w.record.net(r.FirstDay, m.Days())
	if !labelOnly {
		in.assumptions = r.assumptions()
	}
	r.Verdict, err = in.judge()
	return err
}

// choose is WalkForward's choice among the trials.
func (r *Searched) choose(sp FoldSpan, trips [][]int32, firstDay, perDay int) Fold {
	f := Fold{FoldSpan: sp, Chosen: NoTrading, TrainMeanBps: nan, TrainT: nan}
	first, last := sp.TrainFrom/perDay, sp.TestFrom/perDay
	for k := range r.Trials {
		n := 0
		for _, day := range trips[k][first:last] {
			n += int(day)
		}
		daily := r.Trials[k].Daily[first-firstDay : last-firstDay]
		average := vector.Mean(daily)
		if n < r.Config.Folds.MinTrips || !(average > 0) {
			continue
		}
		if t := tStatistic(daily); t > f.TrainT || f.Chosen == NoTrading && t > 0 {
			f.Chosen, f.TrainTrips, f.TrainMeanBps, f.TrainT = k, n, average, t
		}
	}
	return f
}

// keeping is a path from a row on, with the position kept from before it.
func keeping(path []float64, from int) []float64 {
	if path[from] == path[from] {
		return path[from:]
	}
	out := slices.Clone(path[from:])
	out[0] = 0
	for i := from - 1; i >= 0; i-- {
		if path[i] == path[i] {
			out[0] = path[i]
			break
		}
	}
	return out
}

// assumptions are what the figures take for granted.
func (r *Searched) assumptions() []string {
	out := []string{"every order takes liquidity, at the fill's price of its side"}
	for _, s := range r.Search.Signals {
		if given, ok := s.(GivenSignal); ok {
			out = append(out, fmt.Sprintf("signal %q was made elsewhere, so that it cannot be tested for looking ahead: its values are taken to have been known %s", given.Name, given.Known))
		}
	}
	return out
}

// Null judges the same search on markets without an edge: every signal shifted
// in a circle against prices and regimes, as Null does. It returns how often
// the verdict is "edge". A search that RunSearch did not make is ErrConfig.
// progress may be nil.
func (r *Searched) Null(shifts int, seed uint64, progress func(done, total int)) (Rate, error) {
	if r == nil || len(r.markets) == 0 || r.Market == nil {
		return Rate{}, fmt.Errorf("%w: the search was not made by RunSearch", ErrConfig)
	}
	var bad field.Check
	bad.Whole("shifts", shifts, 1, maxRuns)
	if err := bad.As(ErrConfig); err != nil {
		return Rate{}, err
	}
	if r.Market.Days() < 3 {
		return Rate{}, fmt.Errorf("%w: %s cannot be shifted by a day or more", ErrTooShort, text.Plural(r.Market.Days(), "day"))
	}
	labels := make([]Label, shifts)
	err := inParallel(shifts, runtime.GOMAXPROCS(0), progress, func(i int) error {
		perDay := r.Market.PerDay()
		shift := perDay + newRand(seed, uint64(i)).IntN(r.Market.Len()-2*perDay+1)
		run := Searched{Search: r.Search, Config: r.Config}
		run.Config.AuditErrors, run.Config.Resampling.Workers = 0, 1
		run.Config.Resampling.Seed += uint64(i)
		var markets []*Market
		for _, m := range r.markets {
			markets = append(markets, m.withSignal(rotate(m.Signal, shift)))
		}
		err := run.judge(markets, nil, true)
		labels[i] = run.Verdict.Label
		return err
	})
	if err != nil {
		return Rate{}, err
	}
	edges := 0
	for _, l := range labels {
		if l == Edge {
			edges++
		}
	}
	return NewRate(edges, shifts), nil
}
