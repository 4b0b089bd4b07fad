package evidence

import (
	"cmp"
	"errors"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// NoTrading is the index of the choice not to trade.
const NoTrading = -1

// A Fold is the choice in train with its result in test.
type Fold struct {
	FoldSpan
	Members    []Member // the best first; none for the choice not to trade
	TestTrips  float64  // round trips decided in the test span, each counted by its size
	TestNetBps float64  // of those
}

// Chosen is the place of the best member, or NoTrading.
func (f *Fold) Chosen() int {
	if len(f.Members) == 0 {
		return NoTrading
	}
	return f.Members[0].Place
}

// A WalkForward is the out-of-sample record: in each fold the configurations
// chosen in train trade the test span, each with its weight. It is one account:
// positions open at a fold's end are held to their planned exits, and the next
// fold's choice decides when the last of them is closed.
//
// Each member has orders of its own, at their own prices and fees. Nothing is
// netted: where one sells while another buys, both pay. That is what it costs
// to have the exits rest, and the least flattering account of it.
type WalkForward struct {
	Configurations []microstructure.Configuration
	Folds          []Fold
	Account        Account // over the test spans
	candidates     []candidates
	trips          []trip
	first, days    int
}

// WalkForward considers in each train span the configurations with positions
// on enough days and a positive mean daily net profit, in the order of its
// t-statistic (Newey–West), and trades those that the rule selects; none where
// there is none.
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
		c := s.candidates(sp, r)
		w.candidates = append(w.candidates, c)
		w.Folds = append(w.Folds, Fold{FoldSpan: sp, Members: r.Selection.members(c)})
	}
	s.trade(w)
	return w, nil
}

// candidates are the best configurations in train.
func (s *sweeper) candidates(sp FoldSpan, r FoldRule) (out candidates) {
	// Prices stop where the test span begins: an exit that a gap delays beyond
	// it counts as open.
	train := span{sp.TrainFrom, sp.TrainTo, sp.TestFrom}
	perDay := s.market.PerDay()
	first, last := sp.TrainFrom/perDay, sp.TestFrom/perDay
	var count missed
	for k, c := range s.configurations {
		s.run(c, train, &count)
		out.consider(k, s.record.activeDays(first, last), s.record.net(first, last), r)
	}
	return out.best(r.Members)
}

// trade trades what the folds chose.
func (s *sweeper) trade(w *WalkForward) {
	var count missed
	free := 0
	w.trips = nil
	for i := range w.Folds {
		f := &w.Folds[i]
		turnover := 0.0
		f.TestNetBps = 0
		from := max(f.TestFrom, free)
		for _, member := range f.Members {
			c := s.configurations[member.Place]
			next := s.market.walk(c, s.index.of(c), s.execution, span{from, f.TestTo, s.market.Len()}, &count, func(p *position) {
				t := trip{*p, c, member.Weight}
				w.trips = append(w.trips, t)
				turnover += t.turnover()
				charges := s.market.charges(p, s.costs, s.fill.SlippageBps)
				f.TestNetBps += float64(member.Weight * (p.grossBps() - charges.total()))
			})
			free = max(free, next)
		}
		f.TestTrips = roundTrips(turnover)
	}
	slices.SortStableFunc(w.trips, func(a, b trip) int { return cmp.Compare(a.entry, b.entry) })
	w.Account.MissedEntries = count.Entries
}

// under is the record of the same choices at other costs, which may have
// another kind of exit.
func (s *sweeper) under(w *WalkForward, costs Costs) *WalkForward {
	other := *s
	other.costs, other.execution = costs, s.market.execution(s.fill.Time, costs.Exit)
	return other.again(w, w.Folds)
}

// selecting is the record of another selection among the same candidates.
func (s *sweeper) selecting(w *WalkForward, selection Selection) *WalkForward {
	folds := slices.Clone(w.Folds)
	for i := range folds {
		folds[i].Members = selection.members(w.candidates[i])
	}
	return s.again(w, folds)
}

// again is the record of other folds of the same spans.
func (s *sweeper) again(w *WalkForward, folds []Fold) *WalkForward {
	out := &WalkForward{Configurations: w.Configurations, Folds: slices.Clone(folds), candidates: w.candidates, first: w.first, days: w.days}
	s.trade(out)
	return out
}

// book fills the account.
func (w *WalkForward) book(m *Market, fill Fill, costs Costs) {
	missedEntries := w.Account.MissedEntries
	w.Account = m.account(w.trips, costs, fill.SlippageBps, w.first, w.days)
	w.Account.MissedEntries = missedEntries
}

// record is the account by day, without the rows.
func (w *WalkForward) record(m *Market, fill Fill, costs Costs) *record {
	r := m.newRecord()
	for i := range w.trips {
		r.add(m, &w.trips[i].position, w.trips[i].size, costs, fill.SlippageBps)
	}
	return r
}

// daily is the net and gross profit by day.
func (w *WalkForward) daily(m *Market, fill Fill, costs Costs) (net, gross []float64) {
	r := w.record(m, fill, costs)
	return r.net(w.first, m.Days()), r.gross[w.first:]
}

// roundTrips of the record: half of its turnover.
func (w *WalkForward) roundTrips() float64 {
	total := 0.0
	for i := range w.trips {
		total += w.trips[i].turnover()
	}
	return roundTrips(total)
}

// spells counts the times in the market: see Account.Spells.
func (w *WalkForward) spells() int {
	held := make([]HeldRows, len(w.trips))
	for i := range w.trips {
		held[i] = HeldRows{int32(w.trips[i].entry), int32(w.trips[i].exit)}
	}
	return CountSpells(held)
}

// Counts returns in how many folds each configuration was a member; the last
// number is that of folds without trading.
func (w *WalkForward) Counts() []int {
	out := make([]int, len(w.Configurations)+1)
	for i := range w.Folds {
		if len(w.Folds[i].Members) == 0 {
			out[len(w.Configurations)]++
		}
		for _, m := range w.Folds[i].Members {
			if m.Place >= 0 && m.Place < len(w.Configurations) {
				out[m.Place]++
			}
		}
	}
	return out
}

// MostChosen is the configuration that was a member in most folds, the first
// of equals; NoTrading when none ever was.
func (w *WalkForward) MostChosen() int {
	best, most := NoTrading, 0
	for k, n := range w.Counts()[:len(w.Configurations)] {
		if n > most {
			best, most = k, n
		}
	}
	return best
}
