package factor

import (
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/parallel"
)

// AnyRegime is the name of a trial over all rows.
const AnyRegime = "all"

// A Trial is one of the comparisons with returns that the verdicts count.
type Trial struct {
	Feature, Horizon, Regime string
	Rows                     int
	IC, SE, T                float64
	P                        float64 // by itself, two-sided
	BY                       float64 // Benjamini–Yekutieli, among all trials
	RomanoWolf               float64 // step-down, the same
}

// Tried is everything that was compared with returns: each feature at each
// horizon, over all rows and within each volatility regime.
type Tried struct {
	Features, Horizons, Regimes int // Regimes with "all"
	Trials                      []Trial
	Spans                       int     // that are resampled
	MeanBlock                   float64 // of them, in the step-down test
	Reps                        int
	Level, FalseShare           float64
}

// Count is the number of trials.
func (t Tried) Count() int { return len(t.Trials) }

// Survivors are the trials that the step-down test keeps.
func (t Tried) Survivors() (out []Trial) {
	for _, trial := range t.Trials {
		if trial.RomanoWolf <= t.Level {
			out = append(out, trial)
		}
	}
	return out
}

// Explorable are those that the false share keeps.
func (t Tried) Explorable() (out []Trial) {
	for _, trial := range t.Trials {
		if trial.BY <= t.FalseShare {
			out = append(out, trial)
		}
	}
	return out
}

// regimesTried are the groups of rows of trials.
var regimesTried = []microstructure.Regime{microstructure.LowVol, microstructure.Normal, microstructure.HighVol}

// regimeNames lists the regimes of trials.
func regimeNames() []string {
	out := []string{AnyRegime}
	for _, r := range regimesTried {
		out = append(out, r.String())
	}
	return out
}

// within are the rows of a regime.
func (p *Panel) within(r microstructure.Regime) []bool {
	out := make([]bool, p.Len())
	for i := range out {
		out[i] = p.Regimes[i] == r
	}
	return out
}

// A comparison has the series of all trials: by feature, horizon and group, all
// rows first.
type comparison struct {
	series [][][]bySpan
	block  float64 // mean block length, in spans
	spans  int
}

// compare correlates every feature with the returns at every horizon.
func (p *Panel) compare(features, forward []column, unit, workers int) comparison {
	groups := make([][]bool, 1+len(regimesTried))
	for i, r := range regimesTried {
		groups[i+1] = p.within(r)
	}
	out := comparison{series: make([][][]bySpan, len(features)), spans: (p.Len() + unit - 1) / unit}
	for f := range features {
		out.series[f] = make([][]bySpan, len(forward))
	}
	parallel.For(len(features)*len(forward), workers, func() func(int) {
		c := p.correlator(unit)
		return func(i int) {
			f, h := i/len(forward), i%len(forward)
			for _, group := range groups {
				out.series[f][h] = append(out.series[f][h], c.ic(features[f], forward[h], group))
			}
		}
	})
	out.block = meanBlock(out.series)
	return out
}

// meanBlock is the mean of the Politis–White lengths of the series over all
// rows, at least 1: one length serves all, since they are resampled together.
func meanBlock(series [][][]bySpan) float64 {
	sum, n := 0.0, 0
	for _, of := range series {
		for _, groups := range of {
			if groups[0].spans == nil {
				continue
			}
			if b := inference.BlockLength(groups[0].spans).Stationary; !math.IsNaN(b) {
				sum, n = sum+max(1, b), n+1
			}
		}
	}
	if n == 0 {
		return 1
	}
	return sum / float64(n)
}

// tried judges all trials together.
func (p *Panel) tried(c comparison, horizons []microstructure.Horizon, config Config) (Tried, error) {
	names := regimeNames()
	out := Tried{Features: len(p.Names), Horizons: len(horizons), Regimes: len(names), Spans: c.spans, MeanBlock: c.block, Reps: config.Resampling.Reps,
		Level: config.Level, FalseShare: config.FalseShare}
	var series [][]float64
	nan := math.NaN()
	for f, of := range c.series {
		for h, groups := range of {
			for g, b := range groups {
				out.Trials = append(out.Trials, Trial{p.Names[f], horizons[h].Name, names[g], b.rows, b.value, nan, nan, nan, nan, nan})
				spans := b.spans
				if spans == nil {
					spans = make([]float64, c.spans) // constant: left out
				}
				series = append(series, spans)
			}
		}
	}
	s, err := inference.RomanoWolf(series, c.block, config.Resampling)
	if err != nil {
		return out, err
	}
	ps := make([]float64, len(out.Trials))
	for i := range out.Trials {
		t := &out.Trials[i]
		if j := s.Of(i); j >= 0 {
			t.SE, t.T, t.RomanoWolf = s.SE[j], s.T[j], s.P[j]
			t.P = inference.StudentTwoSidedP(t.T, float64(c.spans-1))
		}
		ps[i] = t.P
	}
	for i, q := range inference.BenjaminiYekutieli(ps) {
		out.Trials[i].BY = q
	}
	return out, nil
}
