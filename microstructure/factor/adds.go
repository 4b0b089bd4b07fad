package factor

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/inference"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// An Addition is what a feature adds to the others, out of sample.
type Addition struct {
	Feature string
	Alone   Estimate // correlation of a forecast from this feature alone
	// Dropped is the correlation of the forecast from all features less that of
	// one from all others: what the feature adds.
	Dropped Estimate
}

// A Permutation is what the features of a cluster add together: the correlation
// of the forecast less that of the same model when their values are those of
// other days.
type Permutation struct {
	Features []string
	Lost     Estimate
}

// Additions are forecasts of the returns at one horizon from the trailing ranks
// of features, by least squares with a slight penalty, fitted in the train span
// of each fold and correlated with the returns of all test spans.
type Additions struct {
	Horizon      string
	Folds        int
	TestDays     int
	All          Estimate // of the forecast from all features
	Slope        inference.CalibrationSlope
	Features     []Addition
	Permutations []Permutation
	Why          string // there are none; empty otherwise
}

// penalty of the coefficients, as a share of the observations: it keeps copies
// of a feature from having coefficients of any size.
const penalty = 1e-3

// rotations of the days of a cluster.
const rotations = 8

// A model forecasts from some of the features.
type model struct {
	p         *Panel
	ranks     [][]float64 // by feature, centred; 0 where missing
	y         []float64
	folds     []evidence.FoldSpan
	from      int // first row of the test spans
	outcome   column
	c         *correlator
	gram      []*mat.SymDense // by fold, of all features and a constant
	moments   [][]float64
	predicted []float64
}

func (p *Panel) additions(ranks [][]float64, r Redundancy, config Config) (Additions, error) {
	out := Additions{Horizon: config.Main.Name}
	folds, err := config.Folds.Spans(min(rankMinDays, p.Days()), p.Days(), p.Interval)
	if err != nil {
		if errors.Is(err, evidence.ErrTooShort) {
			out.Why = err.Error()
			return out, nil
		}
		return out, err
	}
	m := p.newModel(ranks, folds, config)
	out.Folds, out.TestDays = len(folds), p.Days()-m.from/p.Interval.PerDay()
	everything := make([]int, len(ranks))
	for f := range everything {
		everything[f] = f
	}
	all := m.forecast(everything, 0, nil)
	out.All = all.estimate(config.Resampling)
	if !out.All.Known() {
		out.Why = "the test spans have too few forecasts beside a return"
		return out, nil
	}
	if out.Slope, err = inference.NewCalibrationSlope(m.predicted[m.from:], m.y[m.from:], max(24, 2*config.Main.Bars)); err != nil {
		return out, err
	}
	out.Slope.Intercepts = nil // as many as there are rows
	for f := range everything {
		add := Addition{Feature: p.Names[f], Alone: m.forecast([]int{f}, 0, nil).estimate(config.Resampling)}
		add.Dropped = all.estimate(config.Resampling) // of the only feature
		if len(everything) > 1 {
			add.Dropped = all.minus(m.forecast(slices.Delete(slices.Clone(everything), f, f+1), 0, nil)).estimate(config.Resampling)
		}
		out.Features = append(out.Features, add)
	}
	for k := range r.Clusters {
		together := r.Together(k)
		out.Permutations = append(out.Permutations, Permutation{together, m.permuted(all, everything, together).estimate(config.Resampling)})
	}
	return out, nil
}

func (p *Panel) newModel(ranks [][]float64, folds []evidence.FoldSpan, config Config) *model {
	y := microstructure.ForwardReturns(p.Closes[0], config.Main.Bars)
	m := &model{p: p, y: y, folds: folds, from: folds[0].TestFrom, c: p.correlator(p.spanRows(config))}
	for _, rank := range ranks {
		x := make([]float64, len(rank))
		for i, v := range rank {
			if !math.IsNaN(v) {
				x[i] = v - 0.5
			}
		}
		m.ranks = append(m.ranks, x)
	}
	tested := slices.Clone(y)
	for i := range m.from {
		tested[i] = math.NaN()
	}
	m.outcome = newColumn(tested)
	m.outcome.ahead = config.Main.Bars
	k := len(ranks) + 1
	for _, fold := range folds {
		g, moments := make([]float64, k*k), make([]float64, k)
		low, high := clips(y[fold.TrainFrom:fold.TrainTo])
		row := make([]float64, k)
		row[k-1] = 1
		for i := fold.TrainFrom; i < fold.TrainTo; i++ {
			if math.IsNaN(y[i]) {
				continue
			}
			for f := range m.ranks {
				row[f] = m.ranks[f][i]
			}
			target := min(max(y[i], low), high)
			for a, v := range row {
				moments[a] += float64(v * target)
				for b := a; b < k; b++ {
					g[a*k+b] += float64(v * row[b])
				}
			}
		}
		m.gram, m.moments = append(m.gram, mat.NewSymDense(k, g)), append(m.moments, moments)
	}
	return m
}

// clips are the 1 % and 99 % quantiles of returns, so that a few of them do not
// make the fit.
func clips(y []float64) (low, high float64) {
	known := slices.DeleteFunc(slices.Clone(y), math.IsNaN)
	slices.Sort(known)
	return vector.Quantile(known, 0.01), vector.Quantile(known, 0.99)
}

// forecast correlates the forecasts from some features with the outcome. Those
// in rotated have the values of so many days later.
func (m *model) forecast(features []int, days int, rotated map[int]bool) bySpan {
	n, perDay := m.p.Len(), m.p.Interval.PerDay()
	m.predicted = slices.Repeat([]float64{math.NaN()}, n)
	length := n - m.from
	for k, fold := range m.folds {
		b, ok := m.fit(k, features)
		if !ok {
			continue
		}
		for i := fold.TestFrom; i < fold.TestTo; i++ {
			sum := b[len(features)]
			for j, f := range features {
				at := i
				if rotated[f] {
					at = m.from + (i-m.from+days*perDay)%length
				}
				sum += float64(b[j] * m.ranks[f][at])
			}
			m.predicted[i] = sum
		}
	}
	return m.c.ic(newColumn(m.predicted), m.outcome, nil).since(m.from / m.c.unit)
}

// fit gives the coefficients in fold k, the constant last.
func (m *model) fit(k int, features []int) ([]float64, bool) {
	all := len(m.ranks)
	places := append(slices.Clone(features), all)
	g, moments := mat.NewSymDense(len(places), nil), mat.NewVecDense(len(places), nil)
	size := m.gram[k].At(all, all)
	for i, a := range places {
		moments.SetVec(i, m.moments[k][a])
		for j := range i + 1 {
			g.SetSym(i, j, m.gram[k].At(min(a, places[j]), max(a, places[j])))
		}
		if a != all {
			g.SetSym(i, i, g.At(i, i)+float64(penalty*size/12)) // 1/12 is the variance of a rank
		}
	}
	var factor mat.Cholesky
	var b mat.VecDense
	if size == 0 || !factor.Factorize(g) || factor.SolveVecTo(&b, moments) != nil {
		return nil, false
	}
	return b.RawVector().Data, true
}

// permuted is what the correlation loses, on average over rotations of the
// cluster's days within the test spans.
func (m *model) permuted(all bySpan, features []int, together []string) bySpan {
	rotated := map[int]bool{}
	for _, name := range together {
		rotated[m.p.Place(name)] = true
	}
	days := (m.p.Len() - m.from) / m.p.Interval.PerDay()
	sum, times := bySpan{}, 0
	for k := 1; k <= rotations; k++ {
		shift := k * days / (rotations + 1)
		if shift == 0 {
			continue
		}
		lost := all.minus(m.forecast(features, shift, rotated))
		if lost.spans == nil {
			continue
		}
		if sum.spans == nil {
			sum = bySpan{rows: lost.rows, spans: make([]float64, len(lost.spans))}
		}
		sum.value += lost.value
		for d, v := range lost.spans {
			sum.spans[d] += v
		}
		times++
	}
	if times == 0 {
		return bySpan{value: math.NaN()}
	}
	return sum.times(1 / float64(times))
}

// since is the estimate of the spans from one on, before which there is no row.
func (b bySpan) since(span int) bySpan {
	if b.spans == nil || span >= len(b.spans) {
		return bySpan{rows: b.rows, value: b.value}
	}
	out := bySpan{rows: b.rows, value: b.value, spans: make([]float64, len(b.spans)-span)}
	share := float64(len(out.spans)) / float64(len(b.spans))
	for d := range out.spans {
		out.spans[d] = b.value + float64(share*(b.spans[span+d]-b.value))
	}
	return out
}
