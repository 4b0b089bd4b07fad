package evidence

import (
	"fmt"
	"math"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
)

// RowsPerDay is the number of rows of a day of five-minute bars, which
// simulated markets have. Those of other markets are Market.PerDay.
const RowsPerDay = microstructure.DayUS / microstructure.IntervalUS

// MaxDays is the largest span of bars: a hundred years. Otherwise one bar with
// a wrong year would take the memory of all rows in between.
const MaxDays = 36_500

// A Calendar holds the bars of several sources on a grid of time: a row for
// every interval of every UTC day from the first to the last that all sources
// reach. A bar that a source lacks is missing from its row.
type Calendar struct {
	Sources []microstructure.Source // the first leads: its prices are traded
	StartUS int64                   // midnight UTC, the opening time of row 0
	Days    int
	// Interval is the length of a row and of the bars.
	Interval microstructure.Interval
	bars     [][]*microstructure.Bar   // by source, then row; nil where missing
	own      [][]microstructure.Column // by source: the user's columns, with a value per row
	takers   []*microstructure.Takers  // of the leading source by row, nil where missing; nil if its bars have none
}

// NewCalendar places bars on the grid. It keeps references to them. Bars must
// be of one length, open on the grid and be in time order; ErrNoCalendar names
// the first that is not.
func NewCalendar(sources []microstructure.SourceBars) (*Calendar, error) {
	if len(sources) == 0 {
		return nil, fmt.Errorf("%w: there is no source", ErrNoCalendar)
	}
	interval := sources[0].Interval
	first, last := int64(math.MinInt64), int64(math.MaxInt64)
	for _, s := range sources {
		if s.Activity != (microstructure.Activity{}) {
			return nil, fmt.Errorf("%w: %s: %w (%v) have no places on it: put them on bars of a length of time with PlaceBars", ErrNoCalendar, s.Source.Name, microstructure.ErrActivity, s.Activity)
		}
		if s.Interval != interval {
			return nil, fmt.Errorf("%w: %s has bars of %v, %s of %v; build both with the same length", ErrNoCalendar, sources[0].Source.Name, interval, s.Source.Name, s.Interval)
		}
		if err := checkBars(s); err != nil {
			return nil, err
		}
		first = max(first, dayOf(s.Bars[0].TimestampUS))
		last = min(last, dayOf(s.Bars[len(s.Bars)-1].TimestampUS))
	}
	if last < first {
		return nil, &microstructure.Shortage{Err: fmt.Errorf("%w: the sources have no day in common", ErrNoCalendar),
			Need: microstructure.Need{SignalDays: 1}, Overlap: microstructure.NewOverlap(sources)}
	}
	if last-first >= MaxDays {
		return nil, fmt.Errorf("%w: the bars run from %s to %s, which is more than %d days", ErrNoCalendar,
			microstructure.FormatDate(first*microstructure.DayUS), microstructure.FormatDate(last*microstructure.DayUS), MaxDays)
	}
	c := &Calendar{StartUS: first * microstructure.DayUS, Days: int(last - first + 1), Interval: interval}
	length := c.Days * c.PerDay()
	if len(sources[0].Takers) > 0 {
		c.takers = make([]*microstructure.Takers, length)
	}
	for place, s := range sources {
		c.Sources = append(c.Sources, s.Source)
		rows, own := make([]*microstructure.Bar, length), make([]microstructure.Column, len(s.Own))
		for k, column := range s.Own {
			own[k] = microstructure.Column{Name: column.Name, Values: slices.Repeat([]float64{math.NaN()}, length)}
		}
		for i := range s.Bars {
			row := (s.Bars[i].TimestampUS - c.StartUS) / interval.US()
			if s.Bars[i].TimestampUS >= c.StartUS && row < int64(len(rows)) {
				rows[row] = &s.Bars[i]
				if place == 0 && c.takers != nil {
					c.takers[row] = &s.Takers[i]
				}
				for k := range own {
					own[k].Values[row] = s.Own[k].Values[i]
				}
			}
		}
		c.bars, c.own = append(c.bars, rows), append(c.own, own)
	}
	return c, nil
}

func checkBars(s microstructure.SourceBars) error {
	if len(s.Bars) == 0 {
		return fmt.Errorf("%w: %s has no bars; leave it out or choose other dates", ErrNoCalendar, s.Source.Name)
	}
	for i := range s.Bars {
		if us := s.Bars[i].TimestampUS; us%s.Interval.US() != 0 {
			return fmt.Errorf("%w: %s, bar %d opens at %d µs, not on a multiple of %d; build bars of that length",
				ErrNoCalendar, s.Source.Name, i, us, s.Interval.US())
		}
	}
	if err := s.Validate(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoCalendar, err)
	}
	return nil
}

// dayOf numbers UTC days from the epoch.
func dayOf(us int64) int64 {
	d := us / microstructure.DayUS
	if us%microstructure.DayUS < 0 {
		d--
	}
	return d
}

// PerDay is the number of rows of a day.
func (c *Calendar) PerDay() int { return c.Interval.PerDay() }

// Len is the number of rows, PerDay of each day.
func (c *Calendar) Len() int {
	if len(c.bars) == 0 {
		return 0
	}
	return len(c.bars[0])
}

// TimestampUS is the opening time of a row.
func (c *Calendar) TimestampUS(row int) int64 {
	return c.StartUS + int64(row)*c.Interval.US()
}

// Times are the opening times of all rows.
func (c *Calendar) Times() []int64 {
	out := make([]int64, c.Len())
	for i := range out {
		out[i] = c.TimestampUS(i)
	}
	return out
}

// Dates are the first and the last day, such as 2025-11-14.
func (c *Calendar) Dates() (first, last string) {
	return microstructure.FormatDate(c.StartUS), microstructure.FormatDate(c.TimestampUS(c.Len() - 1))
}

// of returns a source's bars by row, nil if there is no such source.
func (c *Calendar) of(source int) []*microstructure.Bar {
	if source < 0 || source >= len(c.bars) {
		return nil
	}
	return c.bars[source]
}

// sources is the number of sources whose bars there are.
func (c *Calendar) sources() int { return min(len(c.Sources), len(c.bars), len(c.own)) }

// Missing counts the rows in which a source has no bar.
func (c *Calendar) Missing(source int) int {
	n := 0
	for _, b := range c.of(source) {
		if b == nil {
			n++
		}
	}
	return n
}

// Column returns one number of one source's bars by row, NaN where it is
// missing.
func (c *Calendar) Column(source int, of func(*microstructure.Bar) float64) []float64 {
	out := slices.Repeat([]float64{math.NaN()}, c.Len())
	for i, b := range c.of(source) {
		if b != nil {
			out[i] = of(b)
		}
	}
	return out
}

// Lacks names the first of the features for which a source has no column.
func (c *Calendar) Lacks(features []microstructure.Feature) error {
	for _, f := range features {
		for s := range c.Sources {
			if f.Of == nil && c.ownColumn(s, f) == nil {
				return fmt.Errorf("source %q has no column %q: build the bars with the feature that has it", c.Sources[s].Name, f.Name)
			}
		}
	}
	return nil
}

// Feature returns one feature of one source by row; NaN where it is missing,
// and in all rows if the source Lacks it.
func (c *Calendar) Feature(source int, f microstructure.Feature) []float64 {
	if f.Of != nil {
		return c.Column(source, f.Of)
	}
	if own := c.ownColumn(source, f); own != nil {
		return slices.Clone(own)
	}
	return slices.Repeat([]float64{math.NaN()}, c.Len())
}

func (c *Calendar) ownColumn(source int, f microstructure.Feature) []float64 {
	if source >= 0 && source < len(c.own) {
		for _, o := range c.own[source] {
			if o.Name == f.Name {
				return o.Values
			}
		}
	}
	return nil
}

// Consensus is the mean of a feature over the sources, NaN in a row that any
// of them lacks.
func (c *Calendar) Consensus(f microstructure.Feature) []float64 {
	sum := make([]float64, c.Len())
	for s := range c.Sources {
		for i, v := range c.Feature(s, f) {
			sum[i] += v
		}
	}
	for i := range sum {
		sum[i] /= float64(len(c.Sources))
	}
	return sum
}

// calendarFor places bars on the grid if they are what a configuration asks
// for: of its length, and with the prices that its fill needs.
func calendarFor(bars []microstructure.SourceBars, config Config) (*Calendar, error) {
	c, err := NewCalendar(bars)
	if err != nil {
		return nil, err
	}
	if err := c.is(config.Interval); err != nil {
		return nil, err
	}
	if err := c.crossable(config.Fill); err != nil {
		return nil, err
	}
	return c, nil
}

// is reports bars of another length than the configuration's.
func (c *Calendar) is(i microstructure.Interval) error {
	if c.Interval != i {
		return fmt.Errorf("%w: the bars are of %v, the configuration is for %v: start from Config.WithInterval(%[2]v)", ErrConfig, c.Interval, i)
	}
	return nil
}

// crossable reports bars without the prices that a fill needs.
func (c *Calendar) crossable(fill Fill) error {
	if !fill.Time.Crosses() || c.takers != nil {
		return nil
	}
	return fmt.Errorf("%w: the bars of %s have no Takers, at whose prices the fill %v pays the spread: build them with LeaderTakers, or choose another fill",
		ErrNoCalendar, c.Sources[0].Name, fill.Time)
}

// Prices of the leading source by row; see Prices. Those of Takers are NaN if
// its bars have none.
func (c *Calendar) Prices() Prices {
	of := func(at func(*microstructure.Bar) float64) []float64 { return c.Column(0, at) }
	takers := func(at func(*microstructure.Takers) *float64) []float64 {
		out := slices.Repeat([]float64{math.NaN()}, c.Len())
		for i, k := range c.takers {
			if k != nil {
				out[i] = *at(k)
			}
		}
		return out
	}
	return Prices{
		Interval:   c.Interval,
		Open:       of(func(b *microstructure.Bar) float64 { return b.Open }),
		Close:      of(func(b *microstructure.Bar) float64 { return b.Close }),
		High:       of(func(b *microstructure.Bar) float64 { return b.High }),
		Low:        of(func(b *microstructure.Bar) float64 { return b.Low }),
		VWAP:       of(func(b *microstructure.Bar) float64 { return b.QuoteVolume / b.Volume }),
		After100ms: of(func(b *microstructure.Bar) float64 { return b.After100ms }),
		After1s:    of(func(b *microstructure.Bar) float64 { return b.After1s }),
		After5s:    of(func(b *microstructure.Bar) float64 { return b.After5s }),
		CrossOpen: Sides{takers(func(k *microstructure.Takers) *float64 { return &k.BuyAtOpen }),
			takers(func(k *microstructure.Takers) *float64 { return &k.SellAtOpen })},
		Cross100ms: Sides{takers(func(k *microstructure.Takers) *float64 { return &k.BuyAfter100ms }),
			takers(func(k *microstructure.Takers) *float64 { return &k.SellAfter100ms })},
		Cross1s: Sides{takers(func(k *microstructure.Takers) *float64 { return &k.BuyAfter1s }),
			takers(func(k *microstructure.Takers) *float64 { return &k.SellAfter1s })},
		Cross5s: Sides{takers(func(k *microstructure.Takers) *float64 { return &k.BuyAfter5s }),
			takers(func(k *microstructure.Takers) *float64 { return &k.SellAfter5s })},
		Last: Sides{takers(func(k *microstructure.Takers) *float64 { return &k.LastBuy }),
			takers(func(k *microstructure.Takers) *float64 { return &k.LastSell })},
	}
}
