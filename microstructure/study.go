package microstructure

import (
	"errors"
	"fmt"

	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// StudyConfig says what a study is to compute.
type StudyConfig struct {
	Symbol      string
	TestStartUS int64 // 0: DefaultTestStartUS
	Grid        Grid
	Horizons    []Horizon
	// MinTrips and MinTestTrips: a best configuration has more round trips than
	// these, on the whole span and on the test span.
	MinTrips, MinTestTrips int
}

// DefaultStudyConfig is the reference's.
func DefaultStudyConfig(symbol string) StudyConfig {
	return StudyConfig{Symbol: symbol, Grid: DefaultGrid(), Horizons: Horizons(), MinTrips: 50, MinTestTrips: 20}
}

// Validate reports every field that makes no sense.
func (c StudyConfig) Validate() error {
	var bad []error
	say := func(format string, args ...any) { bad = append(bad, fmt.Errorf("study: "+format, args...)) }
	if err := CheckName("symbol", c.Symbol); err != nil {
		say("%w", err)
	}
	if c.Grid.Len() == 0 {
		say("Grid has no configuration")
	}
	for _, h := range append(append([]Horizon{}, c.Horizons...), c.Grid.Holdings...) {
		if h.Bars < 1 {
			say("horizon %q has %d bars, at least 1 is needed", h.Name, h.Bars)
		}
	}
	for _, t := range c.Grid.Thresholds {
		if !(t > 0) {
			say("threshold %v is not above 0", t)
		}
	}
	return errors.Join(bad...)
}

// A Study holds every step of the reference's procedure, from panel to verdict,
// with all its flaws; see the types of the fields.
type Study struct {
	Config StudyConfig
	Panel  *Panel

	Volatility Volatility
	Forward    [][]float64 // by horizon, then row
	Composite  Composite
	Signal     []float64 // the composite's score by RollingSignal
	IC         []RankIC

	Deciles       Deciles
	DecileReturns [][]DecileReturn // by horizon

	Cuts          RegimeCuts
	Regimes       []Regime
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

// RunReference runs the procedure as far as it goes. progress, which may be
// nil, is told of each configuration backtested, of 2 × Grid.Len() in all.
func RunReference(p *Panel, c StudyConfig, progress func(done, total int)) (*Study, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	s := &Study{Config: c, Panel: p}
	if c.TestStartUS == 0 {
		start, err := DefaultTestStartUS(p.TimestampUS)
		if err != nil {
			return nil, s.shortage(err, Need{Rows: SignalBars})
		}
		s.Config.TestStartUS = start
	}
	split, err := NewSplit(p.TimestampUS, s.Config.TestStartUS)
	if err != nil {
		if short := s.shortage(err, Need{SplitUS: s.Config.TestStartUS}); len(short.Enough()) > 0 {
			return nil, short
		}
		return nil, err
	}
	s.measureSignal()
	for _, step := range []func() error{s.measureDeciles, s.measureRegimes} {
		if s.Stopped = step(); s.Stopped != nil {
			if errors.Is(s.Stopped, ErrTooFewBars) {
				s.Stopped = s.shortage(s.Stopped, Need{Rows: SignalBars})
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
	s.Sweep = c.Grid.Sweep(s.Series(), count(0))
	if s.Best, s.Stopped = BestInHindsight(s.Sweep, c.MinTrips); s.Stopped != nil {
		s.Stopped = s.shortage(fmt.Errorf("sweep: %w", s.Stopped), Need{})
		return s, nil
	}
	s.BestLedger = s.Best.ledger(s.Series())

	s.WalkForward = NewWalkForward(s.Series(), s.Composite.Score, split, c.Grid, count(c.Grid.Len()))
	if s.BestTest, s.Stopped = BestInHindsight(s.WalkForward.Trials, c.MinTestTrips); s.Stopped != nil {
		s.Stopped = s.shortage(fmt.Errorf("walk-forward, train span of %s: %w", text.Plural(split.Row, "bar"), s.Stopped), Need{})
		return s, nil
	}
	s.TestLedger = s.BestTest.ledger(s.WalkForward.Test(s.Series()))
	s.TrainLedger = s.BestTest.ledger(s.WalkForward.Train(s.Series()))
	return s, nil
}

// shortage explains an error by the bars that the panel was joined from.
func (s *Study) shortage(err error, n Need) *Shortage { return &Shortage{err, n, s.Panel.Overlap()} }

// Series is the panel as a backtest sees it, with the rolling signal. It has no
// regimes if the study stopped before them.
func (s *Study) Series() Series {
	return Series{s.Panel.TimestampUS, s.Panel.LeadClose(), s.Signal, s.Regimes}
}

func (s *Study) measureSignal() {
	s.Volatility = NewVolatility(s.Panel.Returns[0])
	s.Composite = NewComposite(s.Panel, SignalFeatures())
	s.Signal = RollingSignal(s.Composite.Score)
	closes := s.Panel.LeadClose()
	for _, h := range s.Config.Horizons {
		forward := ForwardReturns(closes, h.Bars)
		s.Forward = append(s.Forward, forward)
		s.IC = append(s.IC, NewRankIC(h, s.Signal, forward))
	}
}

func (s *Study) measureDeciles() error {
	deciles, err := FullSampleDeciles(s.Signal)
	if err != nil {
		return fmt.Errorf("deciles: %w", err)
	}
	s.Deciles = deciles
	for i, h := range s.Config.Horizons {
		s.DecileReturns = append(s.DecileReturns, s.Deciles.Returns(h, s.Forward[i]))
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
		s.RegimeSpreads = append(s.RegimeSpreads, s.Deciles.RegimeSpreads(h, s.Forward[i], s.Regimes))
	}
	return nil
}

func (t Trial) ledger(s Series) Ledger {
	return t.Strategy().BacktestAtSignalClose(s.WithSignal())
}
