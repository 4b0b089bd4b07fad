package evidence

import (
	"errors"
	"runtime"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// An Evidence holds every result from bars to verdict, except the null control.
type Evidence struct {
	Config   Config
	Calendar *Calendar
	Signal   Signal
	Regimes  Regimes
	Market   *Market
	// Causality of the features that are not built in, and of the composite.
	Causality []Causality

	*Evaluation
	OutOfSample DailySharpe // of the walk-forward record

	// LadderOf is the configuration chosen in most folds; when none was, the
	// trial with the largest net profit of those with positions on enough days,
	// or else the busiest.
	LadderOf microstructure.Configuration
	Ladder   []Rung
	IC       []RobustIC
	Deciles  []DecileCurve
	Plateaus []Plateau
}

// Run gathers the evidence on bars. progress, which may be nil, is called after
// each step.
func Run(bars []microstructure.SourceBars, c Config, progress func(done, total int)) (*Evidence, error) {
	e, err := prepare(bars, c)
	if err != nil {
		return nil, err
	}
	c = e.Config
	e.Causality = e.Calendar.ownCausality(c.Features, c.Causality)
	if e.Evaluation, err = evaluate(e.Market, c, e.Causality, false); err != nil {
		return nil, explain(err, bars, c)
	}
	e.OutOfSample = NewDailySharpe(e.WalkForward.Account.Daily)
	if e.Plateaus, err = e.Trials.Plateaus(c.Grid); err != nil {
		return nil, err
	}
	e.LadderOf = e.ladderOf()
	return e, e.describe(progress)
}

// Prepare takes the steps of Run up to the market, which are quick. The
// configuration is that of Run's result.
func Prepare(bars []microstructure.SourceBars, c Config) (*Market, Config, error) {
	e, err := prepare(bars, c)
	if err != nil {
		return nil, c, err
	}
	return e.Market, e.Config, nil
}

// prepare takes the steps up to the market.
func prepare(bars []microstructure.SourceBars, c Config) (*Evidence, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if len(bars) > 0 {
		c = c.At(bars[0].Source)
	}
	e := &Evidence{Config: c}
	var err error
	if e.Calendar, err = calendarFor(bars, c); err != nil {
		return nil, err
	}
	if err := e.Calendar.Lacks(c.Features); err != nil {
		return nil, err
	}
	e.Signal = e.Calendar.Signal(c.Features)
	prices := e.Calendar.Prices()
	if e.Regimes, err = c.Regimes.Label(microstructure.PctChange(prices.Close, 1)); err != nil {
		return nil, err
	}
	if e.Market, err = NewMarket(e.Calendar.StartUS, prices, e.Signal.Value, e.Regimes.Labels); err != nil {
		return nil, explain(err, bars, c)
	}
	e.Market.LongOnly = c.Shorts == LongOnly
	return e, nil
}

// explain adds to an error of too few data what limits them.
func explain(err error, bars []microstructure.SourceBars, c Config) error {
	if !errors.Is(err, ErrTooShort) {
		return err
	}
	return &microstructure.Shortage{Err: err, Need: c.Folds.Need(), Overlap: microstructure.NewOverlap(bars)}
}

func (e *Evidence) ladderOf() microstructure.Configuration {
	if k := e.WalkForward.MostChosen(); k != NoTrading {
		return e.WalkForward.Configurations[k]
	}
	if best := e.Trials.Best(e.Config.Folds.MinActiveDays); best != nil {
		return best.Configuration
	}
	return e.Trials.busiest().Configuration
}

// Judge is the verdict alone. Data that are too short, or that the
// configuration does not suit, are not proven, with the reason.
func Judge(bars []microstructure.SourceBars, c Config) Verdict {
	e, err := Run(bars, c, nil)
	if err != nil {
		return Unproven(err, c.AuditAccepted...)
	}
	return e.Verdict
}

// describe fills in what the verdict does not rest on.
func (e *Evidence) describe(progress func(done, total int)) error {
	c, closes := e.Config, e.Market.Close
	e.IC, e.Deciles = make([]RobustIC, len(c.Horizons)), make([]DecileCurve, len(c.Horizons))
	day := c.Interval.Windows().Day
	decile := trailingDecile(e.Signal.Value, decileDays*day, decileMinDays*day)
	r := c.Resampling
	r.Workers = 1
	return inParallel(len(c.Horizons)+1, runtime.GOMAXPROCS(0), progress, func(i int) (err error) {
		if i == len(c.Horizons) {
			e.Ladder, err = e.Market.Ladder(e.LadderOf, c.Fill.SlippageBps, c.Scenarios(), r)
			return err
		}
		e.Deciles[i] = decileCurve(decile, closes, c.Horizons[i], c.Costs)
		e.IC[i], err = NewRobustIC(e.Signal.Value, closes, c.Horizons[i], inference.Resampling{Reps: c.ICReps, Seed: r.Seed, Workers: 1})
		return err
	})
}
