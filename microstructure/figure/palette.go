package figure

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg/draw"
)

// skyBlue is Okabe and Ito's, for what stands between blue and grey.
var skyBlue = rgb(0x56b4e9)

// scenarioStyles tell a few curves apart by colour, dashes and width, from the
// kindest scenario to the hardest.
var scenarioStyles = []draw.LineStyle{
	line(grey, mainWidth),
	line(skyBlue, mainWidth, 7, 3),
	line(blue, 2.2),
	line(vermillion, mainWidth, 2, 2.5),
}

// scenario is the style of the i-th curve.
func scenario(i int) draw.LineStyle { return scenarioStyles[i%len(scenarioStyles)] }

// setSmallRange is setRange for values that may be far smaller than 1, such as
// correlations: only equal values get a range of their own.
func setSmallRange(a *plot.Axis, lo, hi float64) {
	if pad := 0.06 * (hi - lo); pad > 1e-9*math.Max(math.Abs(lo), math.Abs(hi)) && pad > 1e-12 {
		a.Min, a.Max = lo-pad, hi+pad
		return
	}
	setRange(a, lo, hi)
}
