package evidence

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
)

// A Rule turns a signal into positions. Its String has its parameters: it
// names the trial. A rule may also have a method Validate() error, by which a
// search reports parameters that make no sense before it tries anything.
type Rule interface {
	fmt.Stringer
	// Positions are what is wanted at the end of each row, from -1 to 1,
	// decided from that row and those before it. NaN keeps the position.
	Positions(v View) []float64
}

// validRule is what a rule says of its parameters.
func validRule(r Rule) error {
	if r, ok := r.(interface{ Validate() error }); ok {
		return r.Validate()
	}
	return nil
}

// A View is what a rule sees of a market: columns by row.
type View struct {
	StartUS  int64
	Interval microstructure.Interval
	Signal   []float64 // NaN where there is none
	Close    []float64 // the last one known, NaN before the first
	Regime   []microstructure.Regime
	Entries  microstructure.RegimeSet // regimes in which a position may be opened
}

// Len is the number of rows.
func (v View) Len() int { return min(len(v.Signal), len(v.Close), len(v.Regime)) }

// may reports whether a position may be opened in a row.
func (v *View) may(row int) bool { return v.Entries.Has(v.Regime[row]) }

// Now is what a rule of one's own knows at the end of a row.
type Now struct {
	Row         int
	TimestampUS int64 // opening time of the row
	Signal      float64
	Close       float64 // the last one known
	Regime      microstructure.Regime
	MayEnter    bool    // the trial's filter allows a position to be opened
	Position    float64 // wanted in the row before
	Held        int     // rows since it was last 0 or of the other sign

	view *View
}

// Ago is the signal and the close of an earlier row, NaN before the first and
// for rows to come.
func (n *Now) Ago(rows int) (signal, close float64) {
	if at := n.Row - rows; n.view != nil && rows >= 0 && at >= 0 && at < n.view.Len() {
		return n.view.Signal[at], n.view.Close[at]
	}
	return math.NaN(), math.NaN()
}

// A RuleFunc is a rule made of a function of what is known at a row: it gives
// the position wanted, from -1 to 1, or NaN to keep it. It is called for all
// rows in order, for several trials at a time, and must depend on nothing else.
type RuleFunc struct {
	Name   string // with the parameters that the function has caught
	Decide func(*Now) float64
}

func (r RuleFunc) String() string { return r.Name }

// Validate reports a rule without a function, as ErrConfig.
func (r RuleFunc) Validate() error {
	var bad field.Check
	bad.That(r.Decide != nil, "Decide", "nil", "a function")
	return bad.As(ErrConfig)
}

// Positions calls the function for each row. It wants none without a function.
func (r RuleFunc) Positions(v View) []float64 {
	out := make([]float64, v.Len())
	if r.Decide == nil {
		return out
	}
	n := Now{view: &v}
	us := v.Interval.US()
	for i := range out {
		n.Row, n.TimestampUS, n.Signal, n.Close, n.Regime, n.MayEnter = i, v.StartUS+int64(i)*us, v.Signal[i], v.Close[i], v.Regime[i], v.may(i)
		wanted := r.Decide(&n)
		out[i] = wanted
		if math.IsNaN(wanted) {
			wanted = n.Position
		}
		if n.Held++; wanted == 0 || wanted*n.Position <= 0 {
			n.Held = 0
		}
		n.Position = wanted
	}
	return out
}

// A Direction says what a strong signal means.
type Direction int8

// The two directions.
const (
	Against Direction = -1 // a high signal is sold
	With    Direction = 1  // it is bought
)

func (d Direction) String() string {
	if d < 0 {
		return "against"
	}
	return "with"
}

func (d Direction) check(bad *field.Check) {
	bad.That(d == Against || d == With, "Direction", int8(d), "Against (-1) or With (1)")
}

// side is the position that a signal asks for.
func (d Direction) side(signal float64) float64 {
	if d < 0 {
		signal = -signal
	}
	if signal < 0 {
		return -1
	}
	return 1
}
