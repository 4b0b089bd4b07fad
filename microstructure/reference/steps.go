package reference

import (
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// New begins a study: it splits the panel and measures what needs no signal.
// The steps after it, in order, are WithSignal, WithDeciles, WithRegimes,
// WithSweep, WithBest, WithWalkForward and WithBestTest. Each returns the study
// with its own fields filled, and leaves the one before as it is. Where a step
// has no answer, the study that it returns is stopped: it says why, and further
// steps return it as it is.
func New(p *microstructure.Panel, c Config) (*Study, error) {
	if err := errors.Join(c.Validate(), p.Validate()); err != nil {
		return nil, err
	}
	if err := p.Lacks(c.Features); err != nil {
		return nil, err
	}
	if p.Activity != (microstructure.Activity{}) {
		return nil, fmt.Errorf("%w (%v): the reference procedure has windows and holding periods in time: place them on bars of a length of time with PlaceBars", microstructure.ErrActivity, p.Activity)
	}
	if p.Interval != c.Interval {
		return nil, fmt.Errorf("the bars are of %v, the configuration is for %v: start from Config.WithInterval(%[1]v)", p.Interval, c.Interval)
	}
	s := &Study{Config: c, Panel: p}
	if c.TestStartUS == 0 {
		start, err := DefaultTestStartUS(p.TimestampUS)
		if err != nil {
			return nil, s.shortage(err, microstructure.Need{Rows: s.Panel.Interval.Windows().SignalBars()})
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
	s.Split, s.Volatility = split, NewVolatility(p.Returns[0], p.Interval)
	closes := p.LeadClose()
	for _, h := range c.Horizons {
		s.Forward = append(s.Forward, microstructure.ForwardReturns(closes, h.Bars))
	}
	return s, nil
}

// WithSignal correlates a signal with forward returns. The signal is the score
// of the composite, whose features become the study's, standardised, usually by
// RollingSignal; the walk-forward standardises the score anew.
func (s *Study) WithSignal(c Composite, signal []float64) *Study {
	return s.with("signal", true, func(s *Study) error {
		if rows := s.Panel.Len(); len(signal) != rows || len(c.Score) != rows {
			return fmt.Errorf("%w: %d values and %d scores for %s of the panel",
				microstructure.ErrColumnLengths, len(signal), len(c.Score), text.Plural(rows, "row"))
		}
		s.Composite, s.Signal, s.Config.Features = c, signal, c.Features
		for i, h := range s.Config.Horizons {
			ic, err := NewRankIC(h, signal, s.Forward[i])
			if err != nil {
				return err
			}
			s.IC = append(s.IC, ic)
		}
		return nil
	})
}

// WithDeciles sorts rows by signal, and averages what followed. It stops with
// ErrTooFewBars without a signal, with ErrConstant where all are alike.
func (s *Study) WithDeciles() *Study {
	return s.with("deciles", s.Signal != nil, func(s *Study) error {
		deciles, err := FullSampleDeciles(s.Signal)
		if err != nil {
			return s.takes(err, s.Panel.Interval.Windows().SignalBars())
		}
		s.Deciles = deciles
		for i, h := range s.Config.Horizons {
			returns, err := deciles.Returns(h, s.Forward[i])
			if err != nil {
				return err
			}
			s.DecileReturns = append(s.DecileReturns, returns)
		}
		return nil
	})
}

// WithRegimes labels rows by volatility, and compares the deciles within each
// regime. It stops with ErrTooFewBars or ErrConstant where there are no
// regimes.
func (s *Study) WithRegimes() *Study {
	return s.with("regimes", s.Deciles.Of != nil, func(s *Study) error {
		cuts, err := FullSampleRegimeCuts(s.Volatility.Ratio)
		if err != nil {
			return s.takes(err, s.Panel.Interval.Windows().Day+1) // the first bar has no return
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
	})
}

// WithSweep backtests every configuration of a grid, which becomes the
// study's. For done, see Sweep.
func (s *Study) WithSweep(g microstructure.Grid, done func(int)) *Study {
	return s.with("sweep", s.Regimes != nil, func(s *Study) (err error) {
		s.Config.Grid = g
		if err := s.Config.Validate(); err != nil {
			return err
		}
		s.Sweep, err = Sweep(s.Series(), g, s.Config.FeeBps, done)
		return err
	})
}

// WithBest picks the best configuration of the sweep, in hindsight. It stops
// with ErrNoConfiguration where none traded often enough.
func (s *Study) WithBest() *Study {
	return s.with("sweep", s.Sweep != nil, func(s *Study) (err error) {
		if s.Best, err = BestInHindsight(s.Sweep, s.Config.MinTrips); err == nil {
			s.BestLedger, err = s.Best.ledger(s.Series())
		}
		return err
	})
}

// WithWalkForward runs the study's grid on the test span. For done, see Sweep.
func (s *Study) WithWalkForward(done func(int)) *Study {
	return s.with("walk-forward", s.Sweep != nil, func(s *Study) (err error) {
		s.WalkForward, err = NewWalkForward(s.Series(), s.Composite.Score, s.Split, s.Config.Grid, s.Config.FeeBps, done)
		return err
	})
}

// WithBestTest picks the best configuration of the test span, in hindsight, and
// lists its round trips there and in the train span. It stops with
// ErrNoConfiguration where none traded often enough.
func (s *Study) WithBestTest() *Study {
	step := fmt.Sprintf("walk-forward, train span of %s", text.Plural(s.Split.Row, "bar"))
	return s.with(step, s.WalkForward != nil, func(s *Study) (err error) {
		if s.BestTest, err = BestInHindsight(s.WalkForward.Trials, s.Config.MinTestTrips); err != nil {
			return err
		}
		if s.TestLedger, err = s.BestTest.ledger(s.WalkForward.Test(s.Series())); err != nil {
			return err
		}
		s.TrainLedger, err = s.BestTest.ledger(s.WalkForward.Train(s.Series()))
		return err
	})
}

// with returns a copy of the study with a step taken, or stopped by its error.
// ready says that the steps before were taken, other than New.
func (s *Study) with(step string, ready bool, take func(*Study) error) *Study {
	if s.Stopped != nil {
		return s
	}
	next := *s
	err := ErrStep
	if ready && s.Panel != nil && len(s.Forward) == len(s.Config.Horizons) {
		err = take(&next)
	}
	if err != nil {
		next.Stopped = next.explain(fmt.Errorf("%s: %w", step, err))
	}
	return &next
}

// takes says of an error of too few bars how many would be enough.
func (s *Study) takes(err error, bars int) error {
	if errors.Is(err, ErrTooFewBars) {
		return fmt.Errorf("%w, which takes %d bars of %v", err, bars, s.Panel.Interval)
	}
	return err
}

// explain says of an error of too few bars which of the sources limits them.
func (s *Study) explain(err error) error {
	switch {
	case errors.Is(err, ErrTooFewBars):
		return s.shortage(err, microstructure.Need{Rows: s.Panel.Interval.Windows().SignalBars()})
	case errors.Is(err, ErrNoConfiguration):
		return s.shortage(err, microstructure.Need{})
	}
	return err
}

// shortage explains an error by the bars that the panel was joined from.
func (s *Study) shortage(err error, n microstructure.Need) *microstructure.Shortage {
	return &microstructure.Shortage{Err: err, Need: n, Overlap: s.Panel.Overlap()}
}
