package evidence

import (
	"errors"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// NoTrading is the index of the choice not to trade.
const NoTrading = -1

// A Fold is the choice in train with its result in test.
type Fold struct {
	FoldSpan
	Chosen       int     // place among the configurations, or NoTrading
	TrainTrips   int     // of the chosen one; the figures of train are NaN with NoTrading
	TrainMeanBps float64 // mean daily net profit
	TrainT       float64 // its autocorrelation-safe t-statistic
	TestTrips    int     // decided in the test span
	TestNetBps   float64 // of those
}

// A WalkForward is the out-of-sample record: in each fold the configuration
// chosen in train trades the test span. It is one account: a position open at a
// fold's end is held to its planned exit, and the next fold's choice decides
// from then on.
type WalkForward struct {
	Configurations []microstructure.Configuration
	Folds          []Fold
	Account        Account // over the test spans
	trips          []trip
	first, days    int
}

// WalkForward chooses in each train span, among configurations with at least
// MinTrips round trips, the one with the largest t-statistic of daily net
// profit (Newey–West), if its mean is positive; else no trading.
func (m *Market) WalkForward(g microstructure.Grid, fill Fill, costs Costs, r FoldRule) (*WalkForward, error) {
	if err := errors.Join(m.Validate(), g.Validate(), r.Validate()); err != nil {
		return nil, err
	}
	w, err := newSweeper(m, g.Configurations(), fill, costs).walkForward(r)
	if err != nil {
		return nil, err
	}
	w.book(m, fill, costs)
	return w, nil
}

func (s *sweeper) walkForward(r FoldRule) (*WalkForward, error) {
	m := s.market
	spans, err := r.Spans(m.FirstDay, m.Days(), m.Interval)
	if err != nil {
		return nil, err
	}
	w := &WalkForward{Configurations: s.configurations, first: spans[0].TestFrom / m.PerDay()}
	w.days = m.Days() - w.first
	for _, sp := range spans {
		w.Folds = append(w.Folds, s.choose(sp, r.MinTrips))
	}
	s.trade(w)
	return w, nil
}

// trade trades what the folds chose.
func (s *sweeper) trade(w *WalkForward) {
	var count missed
	free := 0
	w.trips = nil
	for i := range w.Folds {
		f := &w.Folds[i]
		f.TestTrips, f.TestNetBps = 0, 0
		if f.Chosen == NoTrading {
			continue
		}
		c := s.configurations[f.Chosen]
		free = s.market.walk(c, s.index.of(c), s.execution, span{max(f.TestFrom, free), f.TestTo, s.market.Len()}, &count, func(p *position) {
			w.trips = append(w.trips, trip{*p, c})
			f.TestTrips++
			charges := s.market.charges(p, s.costs, s.fill.SlippageBps)
			f.TestNetBps += p.grossBps() - charges.total()
		})
	}
	w.Account.MissedEntries = count.Entries
}

// under is the record of the same choices at other costs, which may have
// another kind of exit.
func (s *sweeper) under(w *WalkForward, costs Costs) *WalkForward {
	other := *s
	other.costs, other.execution = costs, s.market.execution(s.fill.Time, costs.Exit)
	out := &WalkForward{Configurations: w.Configurations, Folds: slices.Clone(w.Folds), first: w.first, days: w.days}
	other.trade(out)
	return out
}

func (s *sweeper) choose(sp FoldSpan, minTrips int) Fold {
	f := newFold(sp)
	// Prices stop where the test span begins: an exit that a gap delays beyond
	// it counts as open.
	train := span{sp.TrainFrom, sp.TrainTo, sp.TestFrom}
	perDay := s.market.PerDay()
	first, last := sp.TrainFrom/perDay, sp.TestFrom/perDay
	var count missed
	for k, c := range s.configurations {
		trips, _ := s.run(c, train, &count)
		if trips < minTrips {
			continue
		}
		daily := s.gross[first:last]
		for i := range daily {
			daily[i] -= s.cost[first+i]
		}
		f.consider(k, trips, daily)
	}
	return f
}

func newFold(sp FoldSpan) Fold {
	return Fold{FoldSpan: sp, Chosen: NoTrading, TrainMeanBps: nan, TrainT: nan}
}

// consider chooses trial k if its daily profits in train are the best so far.
func (f *Fold) consider(k, trips int, daily []float64) {
	average := vector.Mean(daily)
	if !(average > 0) {
		return
	}
	if t := tStatistic(daily); t > f.TrainT || f.Chosen == NoTrading && t > 0 {
		f.Chosen, f.TrainTrips, f.TrainMeanBps, f.TrainT = k, trips, average, t
	}
}

// book fills the account.
func (w *WalkForward) book(m *Market, fill Fill, costs Costs) {
	missedEntries := w.Account.MissedEntries
	w.Account = m.account(w.trips, costs, fill.SlippageBps, w.first, w.days)
	w.Account.MissedEntries = missedEntries
}

// daily is the net and gross profit by day, without the account by row.
func (w *WalkForward) daily(m *Market, fill Fill, costs Costs) (net, gross []float64) {
	gross, net = make([]float64, m.Days()), make([]float64, m.Days())
	for i := range w.trips {
		m.addDaily(&w.trips[i].position, gross, net, costs, fill.SlippageBps)
	}
	for i := range net {
		net[i] = gross[i] - net[i]
	}
	return net[w.first:], gross[w.first:]
}

// Counts returns in how many folds each configuration was chosen; the last
// number is that of folds without trading.
func (w *WalkForward) Counts() []int {
	out := make([]int, len(w.Configurations)+1)
	for _, f := range w.Folds {
		switch {
		case f.Chosen == NoTrading:
			out[len(w.Configurations)]++
		case f.Chosen >= 0 && f.Chosen < len(w.Configurations):
			out[f.Chosen]++
		}
	}
	return out
}

// MostChosen is the configuration chosen most often, the first of equals;
// NoTrading when none ever was.
func (w *WalkForward) MostChosen() int {
	best, most := NoTrading, 0
	for k, n := range w.Counts()[:len(w.Configurations)] {
		if n > most {
			best, most = k, n
		}
	}
	return best
}

// tradingDays counts the days with an entry.
func (w *WalkForward) tradingDays(perDay int) int {
	n, last := 0, -1
	for i := range w.trips {
		if d := w.trips[i].entry / perDay; d != last {
			n, last = n+1, d
		}
	}
	return n
}
