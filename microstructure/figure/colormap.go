package figure

import (
	"image/color"
	"math"
	"slices"
)

// A colorScale is a list of colours, evenly apart, between which others are
// mixed.
type colorScale []color.NRGBA

// divergingStops run from a loss to a gain: dark orange, near white, dark
// blue. Orange and blue stay apart in every common colour blindness, and both
// halves darken evenly, so that size can be read in grey too.
var divergingStops = colorScale{
	rgb(0x8c3a00), rgb(0xd9791f), rgb(0xf6c48b), rgb(0xf7f7f5), rgb(0x9fcbea), rgb(0x3a87c0), rgb(0x083d70),
}

// Scales from light to dark: blue for desirable quantities, orange for
// undesirable ones.
var (
	blues   = divergingStops[3:]
	oranges = colorScale{divergingStops[3], divergingStops[2], divergingStops[1], divergingStops[0]}
)

// at is the colour at a share of the way from the first to the last; beyond
// them it is theirs.
func (s colorScale) at(share float64) color.NRGBA {
	n := float64(len(s) - 1)
	at := min(n, max(0, share*n))
	i := min(int(at), len(s)-2)
	a, b, t := s[i], s[i+1], at-float64(i)
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + t*(float64(y)-float64(x)))) }
	return color.NRGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}

// color is the colour of values on the scale from 0 to limit.
func (s colorScale) color(limit float64) func(v float64) color.NRGBA {
	return func(v float64) color.NRGBA { return s.at(v / limit) }
}

// diverging is the colour of v on a scale from -limit to limit.
func diverging(v, limit float64) color.NRGBA { return divergingStops.at((v/limit + 1) / 2) }

// symmetricLimit chooses the end of a diverging scale: twice the median
// magnitude of the values, or their largest magnitude if that is less, rounded
// up to a multiple of 1, 2 or 5 times a power of ten. A few extreme values,
// such as the mean of a single trade, thus do not wash out all others; they
// take the colour of the end. It is 1 if all values are zero or NaN.
func symmetricLimit(values []float64) float64 {
	var sizes []float64
	for _, v := range values {
		if !math.IsNaN(v) {
			sizes = append(sizes, math.Abs(v))
		}
	}
	if len(sizes) == 0 {
		return 1
	}
	slices.Sort(sizes)
	limit := sizes[len(sizes)-1]
	if twice := 2 * sizes[len(sizes)/2]; twice > 0 {
		limit = min(limit, twice)
	}
	if limit == 0 {
		return 1
	}
	step := niceStep(limit / 10)
	return step * math.Ceil(limit/step-1e-9)
}

// readableOn is the ink, black or white, that has the higher contrast on c, by
// WCAG 2's relative luminance.
func readableOn(c color.NRGBA) color.NRGBA {
	l := luminance(c)
	if (l+0.05)/0.05 >= (1+0.05)/(l+0.05) {
		return black
	}
	return white
}

// luminance is WCAG 2's relative luminance, 0 (black) to 1 (white).
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
