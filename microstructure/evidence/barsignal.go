package evidence

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// A BarSignal is a signal that a function makes of bars by activity, in the
// time of these bars: a momentum over so many bars by volume, say. A bar's
// value counts in the row in which the bar ended, the last of several in one
// row; a row in which none ended has no signal. Prices, at which the search
// trades, are those of the rows.
type BarSignal struct {
	Name string
	Bars microstructure.SourceBars // by activity; incomplete ones are left out
	// Of gives a value per bar, from that bar and those before it. It may use
	// the bars' Own columns, and must not change anything.
	Of func(microstructure.SourceBars) []float64
}

// String is the name, with what ends the bars.
func (s BarSignal) String() string {
	return fmt.Sprintf("%s of %v of %s", s.Name, s.Bars.Activity, s.Bars.Source.Name)
}

// Values are those of the bars on the calendar.
func (s BarSignal) Values(c *Calendar) ([]float64, error) {
	if c == nil {
		return nil, fmt.Errorf("%w: there is no calendar", ErrConfig)
	}
	whole, err := s.whole()
	if err != nil {
		return nil, err
	}
	values, err := s.of(whole)
	if err != nil {
		return nil, err
	}
	out := slices.Repeat([]float64{math.NaN()}, c.Len())
	for i, e := range whole.Ends {
		if row := (e.CloseUS - c.StartUS) / c.Interval.US(); e.CloseUS >= c.StartUS && row < int64(len(out)) {
			out[row] = values[i]
		}
	}
	return out, nil
}

// whole are the complete bars.
func (s *BarSignal) whole() (microstructure.SourceBars, error) {
	if s.Bars.Activity == (microstructure.Activity{}) {
		return s.Bars, fmt.Errorf("%w: the bars of signal %q are of %v; a signal of those is a SignalFunc, or an expression of package signal", ErrConfig, s.Name, s.Bars.Interval)
	}
	if err := s.Bars.Validate(); err != nil {
		return s.Bars, err
	}
	return s.Bars.Complete(), nil
}

// of calls the function.
func (s *BarSignal) of(bars microstructure.SourceBars) (values []float64, err error) {
	defer func() {
		if p := recover(); p != nil {
			values, err = nil, fmt.Errorf("signal %q panicked: %v", s.Name, p)
		}
	}()
	if s.Of == nil {
		return nil, fmt.Errorf("%w: signal %q has no function", ErrConfig, s.Name)
	}
	if values = s.Of(bars); len(values) != len(bars.Bars) {
		return nil, fmt.Errorf("%w: signal %q has %d values for %d bars", ErrConfig, s.Name, len(values), len(bars.Bars))
	}
	return values, nil
}

// A barRow is a bar by activity with the user's columns.
type barRow struct {
	bar microstructure.Bar
	end microstructure.BarEnd
	own []float64
}

func (r barRow) perturb(rng *rand.Rand) barRow {
	out := barRow{PerturbBar(rng, r.bar), r.end, slices.Clone(r.own)}
	out.bar.TimestampUS = r.bar.TimestampUS
	for k, v := range out.own {
		out.own[k] = PerturbNumber(rng, v)
	}
	return out
}

// rowsOf are the rows of bars.
func rowsOf(s microstructure.SourceBars) []barRow {
	rows := make([]barRow, len(s.Bars))
	for i := range rows {
		rows[i] = barRow{bar: s.Bars[i], end: s.Ends[i]}
		for _, c := range s.Own {
			rows[i].own = append(rows[i].own, c.Values[i])
		}
	}
	return rows
}

// barsOf are the bars of rows, otherwise as in s.
func barsOf(s microstructure.SourceBars, rows []barRow) microstructure.SourceBars {
	out := s
	out.Bars, out.Ends, out.Own = make([]microstructure.Bar, len(rows)), make([]microstructure.BarEnd, len(rows)), nil
	for _, c := range s.Own {
		out.Own = append(out.Own, microstructure.Column{Name: c.Name, Values: make([]float64, len(rows))})
	}
	for i, r := range rows {
		out.Bars[i], out.Ends[i] = r.bar, r.end
		for k, v := range r.own {
			out.Own[k].Values[i] = v
		}
	}
	return out
}

// causality tests the function on the bars: a week of them at a time.
func (s *BarSignal) causality(rule CausalityRule) Causality {
	out := Causality{Name: "signal " + s.String(), Cuts: rule.Cuts, Err: rule.Validate()}
	if rule.Cuts == 0 || out.Err != nil {
		return out
	}
	whole, err := s.whole()
	if out.Err = err; err != nil {
		return out
	}
	rows := rowsOf(whole)
	times := make([]int64, len(rows))
	for i, r := range rows {
		times[i] = r.end.CloseUS
	}
	check := CausalityCheck[barRow]{Cuts: rule.Cuts, Seed: rule.Seed, TimestampUS: times,
		Perturb: func(rng *rand.Rand, r barRow) barRow { return r.perturb(rng) }}
	if n := len(rows); n > 0 {
		days := dayOf(times[n-1]) - dayOf(times[0]) + 1
		check.Piece = int(int64(n) * causalityDays / max(days, causalityDays))
	}
	out.Leak, out.Err = check.run(rows, func(rows []barRow) ([]float64, error) { return s.of(barsOf(whole, rows)) })
	return out
}
