package reference

import (
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A Study holds every step of the reference procedure, from panel to verdict,
// with all its flaws; see the types of the fields.
type Study struct {
	Config Config
	Panel  *microstructure.Panel

	Volatility Volatility
	Forward    [][]float64 // by horizon, then row
	Composite  Composite
	Signal     []float64 // the composite's score by RollingSignal
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
	// IC or DecileReturns, an ErrNoConfiguration those after Sweep or WalkForward.
	Stopped error
}

// Run carries the procedure as far as it goes. progress, which may be nil, is
// called after each backtest, with 2 × Grid.Len() in all. A configuration or a
// panel that is not valid is an error.
func Run(p *microstructure.Panel, c Config, progress func(done, total int)) (*Study, error) {
	if err := errors.Join(c.Validate(), p.Validate()); err != nil {
		return nil, err
	}
	if err := p.Lacks(c.Features); err != nil {
		return nil, err
	}
	s := &Study{Config: c, Panel: p}
	if c.TestStartUS == 0 {
		start, err := DefaultTestStartUS(p.TimestampUS)
		if err != nil {
			return nil, s.shortage(err, microstructure.Need{Rows: microstructure.SignalBars})
		}
		s.Config.TestStartUS = start
	}
	split, err := NewSplit(p.TimestampUS, s.Config.TestStartUS)
	if err != nil {
		if short := s.shortage(err, microstructure.Need{SplitUS: s.Config.TestStartUS}); len(short.Enough()) > 0 {
			return nil, short
		}
		return nil, err
	}
	if err := s.measureSignal(); err != nil {
		return nil, err
	}
	for _, step := range []func() error{s.measureDeciles, s.measureRegimes} {
		if s.Stopped = step(); s.Stopped != nil {
			if errors.Is(s.Stopped, ErrTooFewBars) {
				s.Stopped = s.shortage(s.Stopped, microstructure.Need{Rows: microstructure.SignalBars})
			}
			return s, nil
		}
	}
	count := func(before int) func(int) {
		return func(n int) {
			if progress != nil {
				progress(before+n, 2*c.Grid.Len())
			}
		}
	}
	if s.Sweep, err = Sweep(s.Series(), c.Grid, c.FeeBps, count(0)); err != nil {
		return nil, err
	}
	if s.Best, s.Stopped = BestInHindsight(s.Sweep, c.MinTrips); s.Stopped != nil {
		s.Stopped = s.shortage(fmt.Errorf("sweep: %w", s.Stopped), microstructure.Need{})
		return s, nil
	}
	if s.BestLedger, err = s.Best.ledger(s.Series()); err != nil {
		return nil, err
	}
	if s.WalkForward, err = NewWalkForward(s.Series(), s.Composite.Score, split, c.Grid, c.FeeBps, count(c.Grid.Len())); err != nil {
		return nil, err
	}
	if s.BestTest, s.Stopped = BestInHindsight(s.WalkForward.Trials, c.MinTestTrips); s.Stopped != nil {
		s.Stopped = s.shortage(fmt.Errorf("walk-forward, train span of %s: %w", text.Plural(split.Row, "bar"), s.Stopped), microstructure.Need{})
		return s, nil
	}
	if s.TestLedger, err = s.BestTest.ledger(s.WalkForward.Test(s.Series())); err != nil {
		return nil, err
	}
	if s.TrainLedger, err = s.BestTest.ledger(s.WalkForward.Train(s.Series())); err != nil {
		return nil, err
	}
	return s, nil
}

// shortage explains an error by the bars that the panel was joined from.
func (s *Study) shortage(err error, n microstructure.Need) *microstructure.Shortage {
	return &microstructure.Shortage{Err: err, Need: n, Overlap: s.Panel.Overlap()}
}

// Series is the panel as a backtest sees it, with the rolling signal. It has no
// regimes if the study stopped before them, and no row without a panel.
func (s *Study) Series() Series {
	if s.Panel == nil {
		return Series{}
	}
	return Series{s.Panel.TimestampUS, s.Panel.LeadClose(), s.Signal, s.Regimes}
}

func (s *Study) measureSignal() error {
	s.Volatility = NewVolatility(s.Panel.Returns[0])
	s.Composite = NewComposite(s.Panel, s.Config.Features)
	s.Signal = microstructure.RollingSignal(s.Composite.Score)
	closes := s.Panel.LeadClose()
	for _, h := range s.Config.Horizons {
		forward := microstructure.ForwardReturns(closes, h.Bars)
		ic, err := NewRankIC(h, s.Signal, forward)
		if err != nil {
			return err
		}
		s.Forward, s.IC = append(s.Forward, forward), append(s.IC, ic)
	}
	return nil
}

func (s *Study) measureDeciles() error {
	deciles, err := FullSampleDeciles(s.Signal)
	if err != nil {
		return fmt.Errorf("deciles: %w", err)
	}
	s.Deciles = deciles
	for i, h := range s.Config.Horizons {
		returns, err := s.Deciles.Returns(h, s.Forward[i])
		if err != nil {
			return err
		}
		s.DecileReturns = append(s.DecileReturns, returns)
	}
	return nil
}

func (s *Study) measureRegimes() error {
	cuts, err := FullSampleRegimeCuts(s.Volatility.Ratio)
	if err != nil {
		return fmt.Errorf("regimes: %w", err)
	}
	s.Cuts, s.Regimes = cuts, cuts.Label(s.Volatility.Ratio)
	for i, h := range s.Config.Horizons {
		spreads, err := s.Deciles.RegimeSpreads(h, s.Forward[i], s.Regimes)
		if err != nil {
			return err
		}
		s.RegimeSpreads = append(s.RegimeSpreads, spreads)
	}
	return nil
}

func (t Trial) ledger(s Series) (Ledger, error) {
	s, err := s.WithSignal()
	if err != nil {
		return nil, err
	}
	return t.Strategy().BacktestAtSignalClose(s)
}
