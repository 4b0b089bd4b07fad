package evidence

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// A CausalityRule says how the functions that make the signal are tested.
type CausalityRule struct {
	Cuts int // 0 for no test
	Seed uint64
}

// maxCuts is more than there are rows in a week.
const maxCuts = 10_000

// Validate reports every field that makes no sense, as ErrConfig.
func (r CausalityRule) Validate() error {
	var c field.Check
	c.Whole("Cuts", r.Cuts, 0, maxCuts)
	return c.As(ErrConfig)
}

// DefaultCausalityRule has a cut at each of the 288 times of day, and some
// more.
func DefaultCausalityRule() CausalityRule { return CausalityRule{Cuts: 300, Seed: 1} }

// causalityDays is the number of days in which a signal is tested at a time: a
// week, of which the composite needs two days to begin. All rows at once would
// take some ten seconds.
const causalityDays = 7

// A Causality is how the test of one function went.
type Causality struct {
	Name    string
	BuiltIn bool  // made of nothing but the package's own functions, which are tested
	Cuts    int   // 0 when it was not tested
	Leak    *Leak // nil if it saw no future
	Err     error // why it cannot be tested
}

// Unsound reports whether the function may not be relied on.
func (c *Causality) Unsound() bool { return c.Leak != nil || c.Err != nil || c.Cuts == 0 && !c.BuiltIn }

// String says so in a sentence.
func (c *Causality) String() string { return c.Name + ": " + c.Result() }

// Result is what was found, in words.
func (c *Causality) Result() string {
	switch {
	case c.Err != nil:
		return c.Err.Error()
	case c.Leak != nil:
		return c.Leak.String()
	case c.Cuts == 0 && c.BuiltIn:
		return "it is tested whenever the package changes"
	case c.Cuts == 0:
		return "it has not been tested"
	}
	return "it saw no future at " + text.Plural(c.Cuts, "cut")
}

// TestCausality tests the signal's functions, the built-in ones too, which Run
// does not.
func (e *Evidence) TestCausality() []Causality {
	if e.Calendar == nil || !slices.ContainsFunc(e.Causality, func(c Causality) bool { return c.Cuts == 0 }) {
		return e.Causality
	}
	return e.Calendar.Causality(e.Config.Features, e.Config.Causality)
}

// ownCausality spares the test if all features are built in.
func (c *Calendar) ownCausality(features []microstructure.Feature, rule CausalityRule) []Causality {
	for _, f := range features {
		if !c.builtIn(f) {
			return c.Causality(features, rule)
		}
	}
	return []Causality{{Name: composite, BuiltIn: true}}
}

const composite = "composite"

// Causality tests the features that are not built in, one by one, and the
// composite of all of them.
func (c *Calendar) Causality(features []microstructure.Feature, rule CausalityRule) []Causality {
	var out []Causality
	builtIn := true
	for _, f := range features {
		if !c.builtIn(f) {
			builtIn = false
			out = append(out, c.causality(f.Name, rule, func(c *Calendar) ([]float64, error) { return c.Consensus(f), nil }))
		}
	}
	all := c.causality(composite, rule, func(c *Calendar) ([]float64, error) { return c.Signal(features).Value, nil })
	all.BuiltIn = builtIn
	return append(out, all)
}

// causality tests a function of the calendar that gives a value per row.
func (c *Calendar) causality(name string, rule CausalityRule, f func(*Calendar) ([]float64, error)) Causality {
	out := Causality{Name: name, Cuts: rule.Cuts, Err: rule.Validate()}
	if rule.Cuts == 0 || out.Err != nil {
		return out
	}
	rows := c.rows()
	check := CausalityCheck[calendarRow]{
		Cuts: rule.Cuts, Seed: rule.Seed, TimestampUS: c.Times(), Piece: causalityDays * c.PerDay(),
		Perturb: func(rng *rand.Rand, r calendarRow) calendarRow { return r.perturb(rng, rows) },
		Missing: func(r calendarRow) calendarRow { return r.without() }, IsMissing: func(r calendarRow) bool { return slices.Contains(r.bars, nil) },
	}
	out.Leak, out.Err = check.run(rows, func(rows []calendarRow) ([]float64, error) { return f(c.with(rows)) })
	return out
}

// builtIn reports whether a feature is the bar's own column of its name.
func (c *Calendar) builtIn(f microstructure.Feature) bool {
	fields := microstructure.BarFields()
	at := slices.IndexFunc(fields, func(b microstructure.BarField) bool { return b.Name == f.Name })
	if at < 0 || f.Of == nil {
		return false
	}
	for s := range c.sources() {
		for _, b := range c.bars[s] {
			if b != nil && math.Float64bits(f.Of(b)) != math.Float64bits(*fields[at].At(b)) {
				return false
			}
		}
	}
	return true
}

// A calendarRow is what a calendar has in one row.
type calendarRow struct {
	us   int64
	bars []*microstructure.Bar // by source; nil where missing
	own  [][]float64           // by source, then column
}

func (c *Calendar) rows() []calendarRow {
	rows := make([]calendarRow, c.Len())
	for i := range rows {
		r := &rows[i]
		r.us, r.bars, r.own = c.TimestampUS(i), make([]*microstructure.Bar, c.sources()), make([][]float64, c.sources())
		for s := range c.sources() {
			r.bars[s] = c.bars[s][i]
			for _, o := range c.own[s] {
				r.own[s] = append(r.own[s], o.Values[i])
			}
		}
	}
	return rows
}

// with is the calendar with other rows, from the time of the first of them on.
func (c *Calendar) with(rows []calendarRow) *Calendar {
	out := &Calendar{Sources: c.Sources, StartUS: rows[0].us, Days: (len(rows) + c.PerDay() - 1) / c.PerDay(), Interval: c.Interval}
	for s := range c.sources() {
		bars, own := make([]*microstructure.Bar, len(rows)), make([]microstructure.Column, len(c.own[s]))
		for k := range own {
			own[k] = microstructure.Column{Name: c.own[s][k].Name, Values: make([]float64, len(rows))}
		}
		for i := range rows {
			bars[i] = rows[i].bars[s]
			for k := range own {
				own[k].Values[i] = rows[i].own[s][k]
			}
		}
		out.bars, out.own = append(out.bars, bars), append(out.own, own)
	}
	return out
}

// perturb changes the values of a row, and puts others into those that are
// missing: a random row's.
func (r calendarRow) perturb(rng *rand.Rand, rows []calendarRow) calendarRow {
	other := &rows[rng.IntN(len(rows))]
	out := calendarRow{r.us, slices.Clone(r.bars), make([][]float64, len(r.own))}
	for s, b := range r.bars {
		if b == nil {
			b = other.bars[s]
		}
		if b != nil {
			changed := PerturbBar(rng, *b)
			changed.TimestampUS = r.us
			out.bars[s] = &changed
		}
		for _, v := range r.own[s] {
			out.own[s] = append(out.own[s], PerturbNumber(rng, v))
		}
	}
	return out
}

// without is the row with nothing in it.
func (r calendarRow) without() calendarRow {
	out := calendarRow{r.us, make([]*microstructure.Bar, len(r.bars)), make([][]float64, len(r.own))}
	for s := range r.own {
		out.own[s] = slices.Repeat([]float64{math.NaN()}, len(r.own[s]))
	}
	return out
}
