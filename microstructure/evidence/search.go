package evidence

import (
	"fmt"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

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

// Validate reports what is missing, rules with parameters that make no sense,
// and trials of one name, as ErrConfig.
func (s Search) Validate() error {
	var bad field.Check
	bad.That(len(s.Signals) > 0 && !slices.Contains(s.Signals, nil), "Signals", len(s.Signals), "at least one, none of them nil")
	bad.That(len(s.Rules) > 0 && !slices.Contains(s.Rules, nil), "Rules", len(s.Rules), "at least one, none of them nil")
	for i, r := range s.Rules {
		bad.Part(fmt.Sprintf("Rules[%d]", i), validRule(r))
	}
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

// A SearchTrial is one signal with one rule in one filter, over the whole span.
type SearchTrial struct {
	Name             string
	Trips            float64   // round trips: half of the turnover
	ActiveDays       int       // days with a position
	Missed           int       // changes of the position that waited for a price
	Daily            []float64 // net profit by day, bps of one unit
	GrossBps, NetBps float64
}

// A Searched is a search judged: each fold trades the trials that did best in
// train, and the gates judge the record and the set of trials.
type Searched struct {
	Search   Search
	Config   Config
	Market   *Market // with the first signal
	Trials   []SearchTrial
	Folds    []Fold     // TestTrips and TestNetBps are the record's between the fold's midnights
	Daily    []float64  // net profit of the record by day, from FirstDay on
	Gross    []float64  // the same before costs
	Selected []Selected // the record of each selection, the study's included
	Spells   []Spell    // of the record, from flat to flat
	// FirstDay is the first day of the record, of the market.
	FirstDay  int
	Causality []Causality // of every signal and rule that can be tested
	Verdict   Verdict

	markets []*Market // of each signal
	volume  []float64 // of the leading source by row, in quote currency
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
	out.Market, out.markets, out.volume = markets[0], markets, calendar.leadingVolume()
	out.Causality = s.causality(calendar, markets, c.Causality)
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
