package evidence

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/tickbook/tickbook/microstructure/internal/parallel"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

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
	spans, err := c.Folds.Spans(m.FirstDay, m.Days(), m.Interval)
	if err != nil {
		return err
	}
	workers := runtime.GOMAXPROCS(0)
	if labelOnly {
		workers = 1
	}
	trips, err := r.try(markets, workers, progress)
	if err != nil {
		return err
	}
	w := r.newSearcher(markets)
	wanted, err := r.walk(w, markets, spans, trips)
	if err != nil {
		return err
	}
	test := spans[0].TestFrom
	w.trader.trade(w.record, wanted, c.Costs, test, m.Len())
	r.take(w.record, m.PerDay())
	in := grounds{gates: c.Gates, trials: Trials{FirstDay: m.FirstDay, Days: m.Days() - m.FirstDay}, net: r.Daily, gross: r.Gross, trips: w.record.tripsIn(r.FirstDay, m.Days()),
		priorTrials: c.PriorTrials, auditErrors: c.AuditErrors, accepted: c.AuditAccepted, causality: r.Causality, own: m.dailyReturns(r.FirstDay), resampling: c.Resampling, labelOnly: labelOnly}
	for i := range r.Trials {
		in.trials.Trials = append(in.trials.Trials, Trial{Trips: r.Trials[i].Trips, Daily: r.Trials[i].Daily})
	}
	for _, n := range w.record.trips[r.FirstDay:] {
		if n > 0 {
			in.tradingDays++
		}
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

// try trades every trial over the whole span. It returns their trips by day.
func (r *Searched) try(markets []*Market, workers int, progress func(done, total int)) ([][]int32, error) {
	m, names := markets[0], r.Search.Names()
	r.Trials = make([]SearchTrial, len(names))
	trips := make([][]int32, len(names))
	newDo := func() parallel.Do {
		w := r.newSearcher(markets)
		return func(_ context.Context, i int) error {
			path, err := w.path(markets, i)
			if err != nil {
				return err
			}
			w.record.reset()
			w.trader.trade(w.record, path, r.Config.Costs, m.FirstDay*m.PerDay(), m.Len())
			t := SearchTrial{Name: names[i], Trips: w.record.tripsIn(m.FirstDay, m.Days()), Missed: w.record.missed,
				Daily: w.record.net(m.FirstDay, m.Days()), GrossBps: vector.Sum(w.record.gross[m.FirstDay:])}
			t.NetBps = vector.Sum(t.Daily)
			r.Trials[i], trips[i] = t, slices.Clone(w.record.trips)
			return nil
		}
	}
	return trips, parallel.Run(context.Background(), len(names), workers, newDo, func(_, done, total int) {
		if progress != nil {
			progress(done, total)
		}
	})
}

// walk chooses a trial for each fold, and returns the positions that the chosen
// ones want in the test spans.
func (r *Searched) walk(w *searcher, markets []*Market, spans []FoldSpan, trips [][]int32) ([]float64, error) {
	m := markets[0]
	wanted := make([]float64, m.Len())
	r.Folds = nil
	for _, sp := range spans {
		f := r.choose(sp, trips, m.FirstDay, m.PerDay())
		if f.Chosen != NoTrading {
			path, err := w.path(markets, f.Chosen)
			if err != nil {
				return nil, err
			}
			copy(wanted[sp.TestFrom:sp.TestTo], keeping(path, sp.TestFrom))
		}
		r.Folds = append(r.Folds, f)
	}
	r.FirstDay = spans[0].TestFrom / m.PerDay()
	return wanted, nil
}

// take has the profit by day and by fold from a record.
func (r *Searched) take(record *pathRecord, perDay int) {
	days := len(record.gross)
	r.Daily, r.Gross = record.net(r.FirstDay, days), slices.Clone(record.gross[r.FirstDay:])
	for k := range r.Folds {
		f := &r.Folds[k]
		first, last := f.TestFrom/perDay, f.TestTo/perDay
		f.TestTrips, f.TestNetBps = record.tripsIn(first, last), vector.Sum(record.net(first, last))
	}
}

// choose is WalkForward's choice among the trials.
func (r *Searched) choose(sp FoldSpan, trips [][]int32, firstDay, perDay int) Fold {
	f := newFold(sp)
	first, last := sp.TrainFrom/perDay, sp.TestFrom/perDay
	for k := range r.Trials {
		n := 0
		for _, day := range trips[k][first:last] {
			n += int(day)
		}
		if n >= r.Config.Folds.MinTrips {
			f.consider(k, n, r.Trials[k].Daily[first-firstDay:last-firstDay])
		}
	}
	return f
}

// keeping is a path from a row on, with the position kept from before it.
func keeping(path []float64, from int) []float64 {
	if !math.IsNaN(path[from]) {
		return path[from:]
	}
	out := slices.Clone(path[from:])
	out[0] = 0
	for i := from - 1; i >= 0; i-- {
		if !math.IsNaN(path[i]) {
			out[0] = path[i]
			break
		}
	}
	return out
}

// assumptions are what the figures take for granted.
func (r *Searched) assumptions() []string {
	out := append(r.Config.Assumptions(), "every order takes liquidity, at the fill's price of its side")
	for _, s := range r.Search.Signals {
		if given, ok := s.(GivenSignal); ok {
			out = append(out, fmt.Sprintf("signal %q was made elsewhere, so that it cannot be tested for looking ahead: its values are taken to have been known %s", given.Name, given.Known))
		}
	}
	return out
}
