package pooled

import (
	"errors"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A Study is one rule judged on several symbols.
type Study struct {
	Config         Config
	Symbols        []Result
	FirstDay       int // first day since 1970-01-01 that all symbols have
	Days           int // that all have
	Configurations []microstructure.Configuration
	Folds          []Fold

	// Correlation of the symbols' daily net profits out of sample; NaN for one
	// that never varies. MeanCorrelation is that of two different ones,
	// Effective the effective number of symbols.
	Correlation                [][]float64
	MeanCorrelation, Effective float64
	// PredictedSE is the standard error of the pooled mean that follows from
	// the symbols' own and their effective number; compare Pooled.SamplingSE.
	PredictedSE float64
	Pooled      inference.PooledMean // of the symbols whose record varies; two one-sided bounds
	SmallestBps float64              // pooled mean daily profit that would have been shown with power Gates.Power
	Judged      evidence.JudgedDays
	Gates       []evidence.Gate
	Label       Label
	Reasons     []string // each failing gate's figure against its threshold
}

// A Result is one symbol's part.
type Result struct {
	Name string
	Record
	Daily  inference.Interval // of the mean daily net profit; two one-sided bounds
	Weight float64            // in the pooled mean; 0 for a record that never varies
	// Bound is the lower bound of the mean at the confidence that allows for
	// looking at each of the symbols: for n, 1 - (1 - confidence)/n.
	Bound float64
	// Without is the interval of the mean of the other symbols, as they are: it
	// says nothing of symbols that were not studied, as the pooled one does, but
	// whether these earn without this one.
	Without inference.Interval
}

// Run judges a rule on several symbols.
func Run(symbols []Symbol, c Config) (*Study, error) {
	if err := errors.Join(c.Validate(), check(symbols)); err != nil {
		return nil, err
	}
	from, to, err := common(symbols)
	if err != nil {
		return nil, err
	}
	s := &Study{Config: c, FirstDay: from, Days: to - from, Configurations: symbols[0].Configurations}
	purge := 0
	for i := range symbols {
		purge = max(purge, symbols[i].PurgeDays)
	}
	if s.Folds, err = c.folds(from, to, purge); err != nil {
		return nil, err
	}
	for i := range s.Folds {
		c.choose(&s.Folds[i], symbols)
	}
	for i := range symbols {
		s.Symbols = append(s.Symbols, Result{Name: symbols[i].Name, Record: symbols[i].record(s.Folds)})
	}
	s.tests()
	if err := s.estimate(); err != nil {
		return nil, err
	}
	if err := s.judge(symbols); err != nil {
		return nil, err
	}
	s.label()
	return s, nil
}

// tests fills in what the folds made.
func (s *Study) tests() {
	first := s.Folds[0].TestFrom
	for i := range s.Folds {
		f := &s.Folds[i]
		for k := range s.Symbols {
			f.TestNetBps = append(f.TestNetBps, vector.Sum(s.Symbols[k].Net[f.TestFrom-first:f.TestTo-first]))
		}
	}
}

// RecordDay is the first day of the records, since 1970-01-01.
func (s *Study) RecordDay() int {
	if len(s.Folds) == 0 {
		return s.FirstDay
	}
	return s.Folds[0].TestFrom
}

// records are the daily profits of the symbols whose record varies, with their
// places. without is left out; -1 for none.
func (s *Study) records(without int) (series [][]float64, places []int) {
	for i := range s.Symbols {
		if i != without && varies(s.Symbols[i].Net) {
			series, places = append(series, s.Symbols[i].Net), append(places, i)
		}
	}
	return series, places
}

func varies(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return true
		}
	}
	return false
}

// estimate measures the symbols, alone, together and without one another.
func (s *Study) estimate() (err error) {
	g, r, n := s.Config.Gates, s.Config.Resampling, float64(len(s.Symbols))
	level := 2*g.Confidence - 1
	for i := range s.Symbols {
		x := &s.Symbols[i]
		if x.Daily, err = inference.MeanInterval(x.Net, level, r); err != nil {
			return err
		}
		each, err := inference.MeanInterval(x.Net, 1-2*(1-g.Confidence)/n, r)
		if err != nil {
			return err
		}
		x.Bound = each.Lower
		others, _ := s.records(i)
		if x.Without, err = without(others, level, r); err != nil {
			return err
		}
	}
	series, places := s.records(-1)
	if s.Pooled, err = inference.PooledMeanInterval(series, level, r); err != nil {
		return err
	}
	for k, w := range s.Pooled.Effects.Weights {
		s.Symbols[places[k]].Weight = w
	}
	if s.SmallestBps, err = inference.SmallestDetectableMean(s.Pooled.SE, g.Confidence, g.Power); err != nil {
		return err
	}
	return s.together(series)
}

// without is the interval of the pooled mean of some symbols, as they are.
func without(others [][]float64, level float64, r inference.Resampling) (inference.Interval, error) {
	p, err := inference.PooledMeanInterval(others, level, inference.Resampling{Reps: 1, Workers: 1})
	if err != nil || p.Effects.Weights == nil {
		return p.Interval, err
	}
	return inference.MeanInterval(p.Series, level, r)
}

// together measures how the symbols move together.
func (s *Study) together(series [][]float64) error {
	e, err := inference.EffectiveNumber(series)
	if err != nil {
		return err
	}
	s.MeanCorrelation, s.Effective = e.MeanRho, inference.EffectiveSeries(e.Used, e.MeanRho)
	if e.Used == 1 {
		s.Effective = 1
	}
	variance := 0.0
	for _, x := range series {
		i, err := inference.MeanInterval(x, 0.9, inference.Resampling{Reps: 1, Workers: 1})
		if err != nil {
			return err
		}
		variance += float64(i.SE*i.SE) / float64(len(series))
	}
	s.PredictedSE = math.Sqrt(variance / s.Effective)
	for i := range s.Symbols {
		var row []float64
		for k := range s.Symbols {
			rho, err := inference.Correlation(s.Symbols[i].Net, s.Symbols[k].Net)
			if err != nil {
				return err
			}
			if i == k && !math.IsNaN(rho) {
				rho = 1
			}
			row = append(row, rho)
		}
		s.Correlation = append(s.Correlation, row)
	}
	return nil
}

// judge computes the gates.
func (s *Study) judge(symbols []Symbol) error {
	d := evidence.DayRecord{Net: s.Pooled.Series, PriorTrials: s.Config.PriorTrials}
	if len(d.Net) == 0 {
		d.Net = make([]float64, len(s.Symbols[0].Net))
	}
	active := make([]bool, len(d.Net))
	for i := range s.Symbols {
		x := &s.Symbols[i]
		d.Trips += x.Trips
		d.Spells += x.Spells
		d.Parts = append(d.Parts, evidence.DayPart{Weight: x.Weight, Net: x.Net, Own: x.Own, Exposure: x.Exposure})
		for t, on := range x.active {
			if on && !active[t] {
				active[t] = true
				d.ActiveDays++
			}
		}
		if d.Unsound += symbols[i].Unsound; symbols[i].AuditErrors == evidence.UnknownAudit || d.AuditErrors == evidence.UnknownAudit {
			d.AuditErrors = evidence.UnknownAudit
		} else {
			d.AuditErrors += symbols[i].AuditErrors
		}
	}
	d.Trips = math.Round(d.Trips*1e9) / 1e9 // sums of fifths
	for k := range symbols[0].Trials {
		d.Trials = append(d.Trials, meanNet(symbols, k, s.FirstDay, s.FirstDay+s.Days))
	}
	var err error
	if s.Judged, err = s.Config.Gates.Judge(d, s.Config.Resampling); err != nil {
		return err
	}
	least := s.leastWithout()
	s.Gates = append(s.Gates, s.Judged.Enough...)
	s.Gates = append(s.Gates,
		evidence.Gate{Name: "pooled mean", Value: s.Pooled.Lower, Pass: s.Pooled.Lower > 0},
		evidence.Gate{Name: "leave one out", Value: least, Pass: least > 0})
	s.Gates = append(s.Gates, s.Judged.Others...)
	return nil
}

// leastWithout is the smallest lower bound of the mean of the symbols without
// one of them; NaN if one of them has none.
func (s *Study) leastWithout() float64 {
	least := math.Inf(1)
	for i := range s.Symbols {
		lower := s.Symbols[i].Without.Lower
		if math.IsNaN(lower) {
			return lower
		}
		least = min(least, lower)
	}
	return least
}
