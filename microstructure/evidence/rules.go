package evidence

import (
	"fmt"
	"math"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/internal/field"
	"github.com/tickbook/tickbook/microstructure/internal/rolling"
	"github.com/tickbook/tickbook/microstructure/internal/text"
)

// Hold enters when the signal is beyond the threshold and holds for a fixed
// time. The row that ends it may decide the next entry: one in the same
// direction keeps the position, and costs nothing.
type Hold struct {
	Direction Direction
	Threshold float64
	Holding   microstructure.Horizon
}

func (r Hold) String() string {
	return fmt.Sprintf("%v, beyond %s, hold %s", r.Direction, text.Given(r.Threshold), r.Holding.Name)
}

// Validate reports every field that makes no sense, as ErrConfig.
func (r Hold) Validate() error {
	var bad field.Check
	r.Direction.check(&bad)
	checkFrom0(&bad, "Threshold", r.Threshold)
	bad.AtLeast("Holding.Bars", r.Holding.Bars, 1)
	return bad.As(ErrConfig)
}

// Positions holds one unit at a time.
func (r Hold) Positions(v View) []float64 {
	out := make([]float64, v.Len())
	holding := min(max(r.Holding.Bars, 1), len(out))
	position, until := 0.0, 0
	for i := range out {
		if i >= until {
			position = 0
			if s := v.Signal[i]; (s > r.Threshold || s < -r.Threshold) && v.may(i) {
				position, until = r.Direction.side(s), i+holding
			}
		}
		out[i] = position
	}
	return out
}

// CrossBack enters when the signal is beyond Enter, and leaves when it has come
// back to Exit on that side of zero. Exit 0 is crossing zero.
type CrossBack struct {
	Direction   Direction
	Enter, Exit float64
}

func (r CrossBack) String() string {
	return fmt.Sprintf("%v, beyond %s, until it is back at %s", r.Direction, text.Given(r.Enter), text.Given(r.Exit))
}

// Validate reports every field that makes no sense, as ErrConfig.
func (r CrossBack) Validate() error {
	var bad field.Check
	r.Direction.check(&bad)
	checkFrom0(&bad, "Enter", r.Enter)
	bad.That(r.Exit <= r.Enter && !math.IsInf(r.Exit, 0), "Exit", r.Exit, "a finite number of at most Enter, such as 0")
	return bad.As(ErrConfig)
}

// Positions holds one unit at a time; a row without a signal keeps it.
func (r CrossBack) Positions(v View) []float64 {
	out := make([]float64, v.Len())
	position, sign := 0.0, 0.0 // sign of the signal that decided it
	for i := range out {
		s := v.Signal[i]
		if position != 0 && s*sign <= r.Exit {
			position = 0
		}
		if position == 0 && (s > r.Enter || s < -r.Enter) && v.may(i) {
			position, sign = r.Direction.side(s), math.Copysign(1, s)
		}
		out[i] = position
	}
	return out
}

// Proportional holds the signal divided by Full, at most 1 either way: Full is
// the signal at which the position is whole. Changes below Step wait.
type Proportional struct {
	Direction Direction
	Full      float64
	Step      float64 // smallest change of the position, 0 to 1
}

func (r Proportional) String() string {
	return fmt.Sprintf("%v, in proportion up to %s, in steps of %s", r.Direction, text.Given(r.Full), text.Given(r.Step))
}

// Validate reports every field that makes no sense, as ErrConfig.
func (r Proportional) Validate() error {
	var bad field.Check
	r.Direction.check(&bad)
	checkAbove0(&bad, "Full", r.Full)
	bad.Number("Step", r.Step, 0, 1)
	return bad.As(ErrConfig)
}

// Positions follows the signal; a row without one keeps the position, and where
// the filter does not allow an entry it is not increased.
func (r Proportional) Positions(v View) []float64 {
	out := make([]float64, v.Len())
	position := 0.0
	for i := range out {
		wanted := float64(r.Direction) * v.Signal[i] / r.Full
		wanted = min(max(wanted, -1), 1) // NaN stays
		grows := math.Abs(wanted) > math.Abs(position) || wanted*position < 0
		switch {
		case math.IsNaN(wanted) || math.Abs(wanted-position) < r.Step:
		case grows && !v.may(i):
			if wanted*position < 0 {
				position = 0
			}
		default:
			position = wanted
		}
		out[i] = position
	}
	return out
}

// VolatilityScaled scales another rule's positions by the target volatility
// over that of the last Window, at most Cap.
type VolatilityScaled struct {
	Of           Rule
	DailyBps     float64       // target standard deviation of a day's return of the position
	Window       time.Duration // over which volatility is measured; a third of it must have returns
	Cap          float64       // largest position, above 0 and at most 1
	RebalancePct float64       // smallest change, in percent of the position, that is traded while it is held
}

func (r VolatilityScaled) String() string {
	return fmt.Sprintf("%v, scaled to %s per day over %s, at most %s, in steps of %s", r.Of, text.GivenBps(r.DailyBps), text.Span(r.Window), text.Given(r.Cap), text.GivenPercent(r.RebalancePct/100))
}

// Validate reports every field that makes no sense, those of the other rule
// included, as ErrConfig.
func (r VolatilityScaled) Validate() error {
	var bad field.Check
	bad.That(r.Of != nil, "Of", r.Of, "a rule to scale")
	bad.Part("Of", validRule(r.Of))
	checkAbove0(&bad, "DailyBps", r.DailyBps)
	// Two returns are the fewest that vary, and bars are of a second or more.
	bad.That(r.Window >= 2*time.Second, "Window", r.Window, "a span of at least two bars, such as 24h")
	bad.That(r.Cap > 0 && r.Cap <= 1, "Cap", r.Cap, "a number above 0 and at most 1")
	checkFrom0(&bad, "RebalancePct", r.RebalancePct)
	return bad.As(ErrConfig)
}

// Positions are those of the other rule, scaled; 0 until volatility is known.
func (r VolatilityScaled) Positions(v View) []float64 {
	out := make([]float64, v.Len())
	if r.Of == nil {
		return out
	}
	of := r.Of.Positions(v)
	if len(of) != len(out) {
		return of
	}
	rows := int(min(int64(len(out)), max(2, r.Window.Microseconds()/v.Interval.US())))
	sd := make([]float64, len(out))
	rolling.Std(sd, microstructure.PctChange(v.Close[:len(out)], 1), max(rows, 1), max(2, rows/3))
	perDay := math.Sqrt(float64(v.Interval.PerDay())) * 10_000
	position, wanted := 0.0, 0.0
	for i := range out {
		if !math.IsNaN(of[i]) {
			wanted = of[i]
		}
		scale := min(r.DailyBps/(sd[i]*perDay), r.Cap)
		if !(scale >= 0) {
			scale = 0
		}
		target := min(max(wanted*scale, -1), 1)
		if target == 0 || target*position <= 0 || math.Abs(target-position) >= r.RebalancePct/100*math.Abs(position) {
			position = target
		}
		out[i] = position
	}
	return out
}

// Follow takes the signal itself as the position, for positions that were made
// elsewhere. Beyond -1 and 1 it is cut.
type Follow struct{}

func (Follow) String() string { return "follow" }

// Positions are the signal's; a row without one keeps the position.
func (Follow) Positions(v View) []float64 {
	out := make([]float64, v.Len())
	for i := range out {
		out[i] = min(max(v.Signal[i], -1), 1)
	}
	return out
}

func checkFrom0(bad *field.Check, name string, value float64) {
	bad.That(value >= 0 && !math.IsInf(value, 1), name, value, "a finite number of at least 0")
}

func checkAbove0(bad *field.Check, name string, value float64) {
	bad.That(value > 0 && !math.IsInf(value, 1), name, value, "a finite number above 0")
}
