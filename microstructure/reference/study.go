package reference

import (
	"github.com/tickbook/tickbook/microstructure"
)

// A Study holds every step of the reference procedure, from panel to verdict,
// with all its flaws; see the types of the fields. Run takes all of them, New
// and the methods With… one at a time.
type Study struct {
	Config Config
	Panel  *microstructure.Panel
	Split  Split // of the panel, at Config.TestStartUS

	Volatility Volatility  // of the leading source's returns
	Forward    [][]float64 // returns by horizon, then row
	Composite  Composite
	Signal     []float64 // the composite's score, standardised
	IC         []RankIC

	Deciles       Deciles
	DecileReturns [][]DecileReturn // by horizon

	Cuts          RegimeCuts
	Regimes       []microstructure.Regime
	RegimeSpreads [][]RegimeSpread // by horizon
	Sweep         []Trial
	Best          Trial // of Sweep, in hindsight
	BestLedger    Ledger

	WalkForward *WalkForward
	BestTest    Trial // of WalkForward.Trials, in hindsight
	TestLedger  Ledger
	TrainLedger Ledger

	// Stopped is nil, or says why the procedure has no answer and the fields
	// from some point on are empty: an ErrTooFewBars or ErrConstant those after
	// IC or DecileReturns, an ErrNoConfiguration those after Sweep or
	// WalkForward, an ErrStep those of a step that was taken too early.
	Stopped error
}

// Run takes every step in order, as far as they go. progress, which may be nil,
// is called after each backtest, with 2 × Grid.Len() in all. A configuration or
// a panel that is not valid is an error.
func Run(p *microstructure.Panel, c Config, progress func(done, total int)) (*Study, error) {
	s, err := New(p, c)
	if err != nil {
		return nil, err
	}
	n := c.Grid.Len()
	count := func(before int) func(int) {
		return func(done int) {
			if progress != nil {
				progress(before+done, 2*n)
			}
		}
	}
	composite := NewComposite(p, s.Config.Features)
	return s.WithSignal(composite, p.Interval.RollingSignal(composite.Score)).
		WithDeciles().
		WithRegimes().
		WithSweep(c.Grid, count(0)).
		WithBest().
		WithWalkForward(count(n)).
		WithBestTest(), nil
}

// Series is the panel as input of a backtest, with the rolling signal. It has
// no regimes if the study stopped before them, and no rows without a panel.
func (s *Study) Series() Series {
	if s.Panel == nil {
		return Series{}
	}
	return Series{s.Panel.TimestampUS, s.Panel.LeadClose(), s.Signal, s.Regimes, s.Panel.Interval}
}

func (t Trial) ledger(s Series) (Ledger, error) {
	s, err := s.WithSignal()
	if err != nil {
		return nil, err
	}
	return t.Strategy().BacktestAtSignalClose(s)
}
