package factor

import (
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/inference"
)

// A group is some rows by name.
type group struct {
	name string
	in   []bool
}

// A grouping divides the rows.
type grouping struct {
	by     string
	groups []group
}

// The groupings of Groups.
const (
	ByHour    = "hour"
	ByWeekday = "weekday"
	ByMonth   = "month"
	ByRegime  = "volatility"
)

// Groupings lists them.
func Groupings() []string { return []string{ByHour, ByWeekday, ByMonth, ByRegime} }

// groupings divide the rows by hour, weekday and month of UTC, and by regime.
func (p *Panel) groupings() []grouping {
	n := p.Len()
	by := func(name string, key func(row int) string) grouping {
		g, at := grouping{by: name}, map[string]int{}
		for row := range n {
			k := key(row)
			if k == "" {
				continue
			}
			i, known := at[k]
			if !known {
				i = len(g.groups)
				at[k] = i
				g.groups = append(g.groups, group{k, make([]bool, n)})
			}
			g.groups[i].in[row] = true
		}
		return g
	}
	when := func(row int) time.Time { return time.UnixMicro(p.TimestampUS(row)).UTC() }
	regimes := by(ByRegime, func(row int) string { return "" })
	for _, r := range regimesTried {
		regimes.groups = append(regimes.groups, group{r.String(), p.within(r)})
	}
	weekdays := grouping{by: ByWeekday}
	found := by(ByWeekday, func(row int) string { return when(row).Weekday().String()[:3] })
	for _, day := range []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		for _, g := range found.groups {
			if g.name == day {
				weekdays.groups = append(weekdays.groups, g)
			}
		}
	}
	return []grouping{
		by(ByHour, func(row int) string { return fmt.Sprintf("%02d", when(row).Hour()) }),
		weekdays,
		by(ByMonth, func(row int) string { return when(row).Format("2006-01") }),
		regimes,
	}
}

// A GroupIC is a correlation within the rows of a group, ranked among them.
type GroupIC struct {
	Name string
	Estimate
}

// A Grouped is a feature's correlation by the groups of one kind.
type Grouped struct {
	Feature, By string
	Groups      []GroupIC
	Equal       inference.Equality // one test of all groups
}

// A Calm compares the calmest third of the rows with the wildest, by trailing
// volatility.
type Calm struct {
	Feature   string
	Low, High Estimate
	// Stronger is the calm correlation less the wild one, in the direction of
	// the correlation over all rows: above 0 it is stronger in calm markets.
	Stronger Estimate
}

// grouped correlates x and y within each group.
func (p *Panel) grouped(f int, x, y column, all []grouping, block, sign float64, c *correlator, r inference.Resampling) (out []Grouped, calm Calm, err error) {
	calm.Feature = p.Names[f]
	for _, of := range all {
		g := Grouped{Feature: p.Names[f], By: of.by}
		var series [][]float64
		within := map[string]bySpan{}
		for _, group := range of.groups {
			b := c.ic(x, y, group.in)
			within[group.name] = b
			g.Groups = append(g.Groups, GroupIC{group.name, b.estimate(r)})
			if b.spans != nil {
				series = append(series, b.spans)
			}
		}
		if g.Equal, err = inference.EqualMeans(series, block); err != nil {
			return nil, calm, err
		}
		if of.by == ByRegime {
			low, high := within[microstructure.LowVol.String()], within[microstructure.HighVol.String()]
			calm.Low, calm.High = low.estimate(r), high.estimate(r)
			calm.Stronger = low.minus(high).times(sign).estimate(r)
		}
		out = append(out, g)
	}
	return out, calm, nil
}

// Extremes are the groups with the lowest and the highest correlation; false if
// fewer than two are known.
func (g Grouped) Extremes() (low, high GroupIC, ok bool) {
	n := 0
	for _, group := range g.Groups {
		if !group.Known() {
			continue
		}
		if n == 0 || group.Value < low.Value {
			low = group
		}
		if n == 0 || group.Value > high.Value {
			high = group
		}
		n++
	}
	return low, high, n > 1
}

func signOf(v float64) float64 { return math.Copysign(1, v) }
