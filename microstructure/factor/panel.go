package factor

import (
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// MinDays is the number of days with values below which nothing is measured:
// the bootstrap of days has too few to resample.
const MinDays = 10

// A Panel holds what is measured by row of a calendar without gaps, NaN where a
// value is missing.
type Panel struct {
	Interval microstructure.Interval
	StartUS  int64    // midnight UTC, the opening time of row 0
	Sources  []string // the first leads: its returns are what features are compared with
	Names    []string // of the features
	Units    []string
	Values   [][]float64   // by feature, then row: the mean over the sources
	BySource [][][]float64 // by source, feature and row
	Closes   [][]float64   // by source and row
	Prices   evidence.Prices
	Regimes  []microstructure.Regime
	// LeftOut are features that cannot be measured, with the reason.
	LeftOut []LeftOut
}

// LeftOut is a feature that cannot be measured.
type LeftOut struct{ Feature, Why string }

// Before keeps the bars that open before a moment, so that nothing later can be
// read.
func Before(bars []microstructure.SourceBars, us int64) []microstructure.SourceBars {
	out := slices.Clone(bars)
	for i := range out {
		b := &out[i]
		n := 0
		for n < len(b.Bars) && b.Bars[n].TimestampUS < us {
			n++
		}
		b.Bars, b.Takers = b.Bars[:n], b.Takers[:min(n, len(b.Takers))]
		b.Own = slices.Clone(b.Own)
		for k := range b.Own {
			b.Own[k].Values = b.Own[k].Values[:min(n, len(b.Own[k].Values))]
		}
	}
	return out
}

// NewPanel has the features of bars before a test start. A feature that is
// constant, or has values on fewer than MinDays days, is left out.
func NewPanel(bars []microstructure.SourceBars, testStartUS int64, c Config) (*Panel, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	read := Before(bars, testStartUS)
	for _, b := range read {
		if len(b.Bars) == 0 {
			return nil, fmt.Errorf("%w: %s has no bars before %s; choose a later test start", ErrTooShort, b.Source.Name, microstructure.FormatDate(testStartUS))
		}
	}
	calendar, err := evidence.NewCalendar(read)
	if err != nil {
		return nil, err
	}
	if calendar.Interval != c.Interval {
		return nil, fmt.Errorf("%w: the bars are of %v, the configuration is for %v", ErrConfig, calendar.Interval, c.Interval)
	}
	if err := calendar.Lacks(c.Features); err != nil {
		return nil, err
	}
	if calendar.Days < MinDays {
		return nil, fmt.Errorf("%w: there are %s before %s, of %d at least; choose a later test start, or take more days",
			ErrTooShort, text.Plural(calendar.Days, "day"), microstructure.FormatDate(testStartUS), MinDays)
	}
	p := &Panel{Interval: calendar.Interval, StartUS: calendar.StartUS, Prices: calendar.Prices(), BySource: make([][][]float64, len(calendar.Sources))}
	for s, source := range calendar.Sources {
		p.Sources = append(p.Sources, source.Name)
		p.Closes = append(p.Closes, calendar.Column(s, func(b *microstructure.Bar) float64 { return b.Close }))
	}
	regimes, err := c.Regimes.Label(microstructure.PctChange(p.Closes[0], 1))
	if err != nil {
		return nil, err
	}
	p.Regimes = regimes.Labels
	for _, f := range c.Features {
		values := calendar.Consensus(f)
		if why := p.unfit(values); why != "" {
			p.LeftOut = append(p.LeftOut, LeftOut{f.Name, why})
			continue
		}
		p.Names, p.Units, p.Values = append(p.Names, f.Name), append(p.Units, f.Unit), append(p.Values, values)
		for s := range p.Sources {
			p.BySource[s] = append(p.BySource[s], calendar.Feature(s, f))
		}
	}
	if len(p.Names) == 0 {
		return nil, fmt.Errorf("%w: %s %s", ErrNothing, p.LeftOut[0].Feature, p.LeftOut[0].Why)
	}
	return p, nil
}

// unfit says why values cannot be measured, or nothing.
func (p *Panel) unfit(values []float64) string {
	perDay, days, last := p.Interval.PerDay(), 0, -1
	least, most := math.Inf(1), math.Inf(-1)
	for i, v := range values {
		if math.IsNaN(v) {
			continue
		}
		least, most = min(least, v), max(most, v)
		if day := i / perDay; day != last {
			days, last = days+1, day
		}
	}
	switch {
	case days == 0:
		return "has no value at all sources at a time"
	case least == most:
		return "is constant"
	case days < MinDays:
		return fmt.Sprintf("has values on %s, of %d at least", text.Plural(days, "day"), MinDays)
	}
	return ""
}

// Len is the number of rows.
func (p *Panel) Len() int {
	if len(p.Closes) == 0 {
		return 0
	}
	return len(p.Closes[0])
}

// Days is the number of days.
func (p *Panel) Days() int { return p.Len() / p.Interval.PerDay() }

// TimestampUS is the opening time of a row.
func (p *Panel) TimestampUS(row int) int64 { return p.StartUS + int64(row)*p.Interval.US() }

// Place is that of a feature, -1 if it is not measured.
func (p *Panel) Place(feature string) int { return slices.Index(p.Names, feature) }

// check reports a panel whose columns do not fit together, which NewPanel does
// not make.
func (p *Panel) check() error {
	n, perDay := p.Len(), p.Interval.PerDay()
	bad := func(what string, got int) error {
		return fmt.Errorf("%w: %w: %s has %d values in %d rows", ErrConfig, microstructure.ErrColumnLengths, what, got, n)
	}
	if n == 0 || n%perDay != 0 {
		return fmt.Errorf("%w: %d rows are no whole days of %d", ErrConfig, n, perDay)
	}
	if len(p.Values) != len(p.Names) || len(p.Names) == 0 || len(p.Closes) != len(p.Sources) || len(p.BySource) != len(p.Sources) {
		return fmt.Errorf("%w: %d features have %d columns, %d sources have %d of closes and %d sets of features", ErrConfig,
			len(p.Names), len(p.Values), len(p.Sources), len(p.Closes), len(p.BySource))
	}
	if p.Days() < MinDays {
		return fmt.Errorf("%w: there are %s, of %d at least", ErrTooShort, text.Plural(p.Days(), "day"), MinDays)
	}
	for f, x := range p.Values {
		if len(x) != n {
			return bad(p.Names[f], len(x))
		}
	}
	for s := range p.Sources {
		if len(p.Closes[s]) != n || len(p.BySource[s]) != len(p.Names) {
			return bad("the close of "+p.Sources[s], len(p.Closes[s]))
		}
		for f, x := range p.BySource[s] {
			if len(x) != n {
				return bad(p.Names[f]+" of "+p.Sources[s], len(x))
			}
		}
	}
	q := &p.Prices
	for _, x := range [][]float64{q.Open, q.Close, q.After100ms, q.After1s, q.After5s, q.CrossOpen.Buy, q.CrossOpen.Sell, q.Cross1s.Buy, q.Cross1s.Sell} {
		if len(x) != n {
			return bad("a price", len(x))
		}
	}
	if len(p.Regimes) != n {
		return bad("the regime", len(p.Regimes))
	}
	return nil
}
