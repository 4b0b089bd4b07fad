package figure

import (
	"math"
	"strconv"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
)

// numberTicks puts ticks at multiples of 1, 2 or 5 times a power of ten, all
// labels with as many decimals as the step has.
type numberTicks struct {
	count   int  // about how many
	whole   bool // no step below one
	percent bool // values are fractions, labels percentages
	signed  bool // labels above zero have a plus
	bare    bool // labels are blank
}

// Ticks implements plot.Ticker.
func (t numberTicks) Ticks(lo, hi float64) []plot.Tick {
	step := niceStep((hi - lo) / float64(max(1, t.count)))
	if math.Floor(hi/step+1e-9)-math.Ceil(lo/step-1e-9) < 2 {
		step = niceStep(step / 2.5) // two ticks say little of a scale
	}
	if t.whole {
		step = max(1, step)
	}
	if !(step > 0) || math.IsInf(step, 0) {
		return nil
	}
	var ticks []plot.Tick
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+1e-9*step; i++ {
		tick := plot.Tick{Value: i * step, Label: t.label(i*step, step)}
		if t.bare {
			tick.Label = " " // a tick without one has no line in a grid
		}
		ticks = append(ticks, tick)
	}
	return ticks
}

func (t numberTicks) label(v, step float64) string {
	suffix := ""
	if t.percent {
		v, step, suffix = 100*v, 100*step, " %"
	}
	decimals := max(0, int(-math.Floor(math.Log10(step)+1e-9)))
	if math.Abs(v) >= 1e7 || decimals > 5 {
		return text.Minus(strconv.FormatFloat(v+0, 'g', 4, 64)) + suffix
	}
	if t.signed {
		return text.Signed(v, decimals) + suffix
	}
	return text.Number(v, decimals) + suffix
}

// niceStep is the smallest of 1, 2 and 5 times a power of ten that is not
// below x.
func niceStep(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= x*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}
