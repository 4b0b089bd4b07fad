package figure

import (
	"image/color"
	"math"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Colours. Those with a name of their own are Okabe and Ito's.
var (
	blue       = rgb(0x0072b2)
	vermillion = rgb(0xd55e00)
	ink        = rgb(0x222222) // text
	softInk    = rgb(0x555555) // text of second rank, reference lines
	grey       = rgb(0x8a8a8a) // the curve that is context
	axisLine   = rgb(0x999999)
	gridLine   = rgb(0xe6e6e6)
	emptyCell  = rgb(0xeeeeee)
	hatchLine  = rgb(0xc4c4c4)
	black      = rgb(0x000000)
	white      = rgb(0xffffff)
)

// Sizes in CSS pixels, at the width of a notebook page.
const (
	pageWidth     = 1000
	figureFont    = 15 // a figure's title
	panelFont     = 13 // a panel's title
	textFont      = 12 // axis labels, legends, cell values
	tickFont      = 11.5
	smallFont     = 11
	mainWidth     = 1.6 // the line a figure is about
	contextWidth  = 1.2
	ruleWidth     = 1.2
	gridWidth     = 0.8
	outerMargin   = 12
	panelGap      = 22
	legendHeight  = 18
	titleHeight   = 19
	headerGap     = 7 // between data and what stands above
	suptitleSpace = 34
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

// fade is c with the given opacity, 0 to 1.
func fade(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(math.Round(255 * opacity))
	return c
}

func line(c color.Color, width vg.Length, dashes ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: width, Dashes: dashes}
}

// Reference lines.
var (
	zeroStyle = line(softInk, ruleWidth, 5, 3)
	meanStyle = line(vermillion, 2)
)

// textStyle is the package's sans-serif font in the given size.
func textStyle(size vg.Length, c color.Color, x text.XAlignment, y text.YAlignment) text.Style {
	return text.Style{
		Color:   c,
		Font:    font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, size),
		XAlign:  x,
		YAlign:  y,
		Handler: plot.DefaultTextHandler,
	}
}

func bold(s text.Style) text.Style {
	s.Font.Weight = xfont.WeightBold
	return s
}

// fitted is s with the font made smaller, if need be, for one line of text to
// be no wider than width; no smaller than half its size.
func fitted(s text.Style, txt string, width vg.Length) text.Style {
	if w := s.Width(txt); w > width {
		s.Font.Size *= max(0.5, width/w)
	}
	return s
}

// Grids have a line at each tick that has a label.
var (
	fullGrid   = &plotter.Grid{Vertical: line(gridLine, gridWidth), Horizontal: line(gridLine, gridWidth)}
	acrossGrid = &plotter.Grid{Horizontal: line(gridLine, gridWidth)}
)

// newPlot is an empty plot in the package's style: a grid or none, an axis line
// below, ticks that are numbers. The caller sets ranges, labels and other
// ticks.
func newPlot(grid *plotter.Grid) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Padding = 0
		a.LineStyle = line(axisLine, 1)
		a.Tick.LineStyle = line(axisLine, 1)
		a.Tick.Length = 4
		a.Tick.Marker = numberTicks{count: 5}
		a.Label.Padding = 4
		a.Label.TextStyle.Font = textStyle(textFont, nil, 0, 0).Font
		a.Label.TextStyle.Color = ink
		a.Tick.Label.Font = textStyle(tickFont, nil, 0, 0).Font
		a.Tick.Label.Color = ink
	}
	p.X.Label.Padding = 7
	p.X.Tick.Label.YAlign = draw.YTop - 0.15 // a little room below the ticks
	p.Y.LineStyle.Width = 0
	p.Y.Tick.Length = 0
	if grid != nil {
		p.Add(grid)
	}
	return p
}

// setNominalAxis gives p's X axis a place for each label, at 0, 1, 2, …
func setNominalAxis(p *plot.Plot, labels []string) {
	p.X.Min, p.X.Max = -0.5, max(0.5, float64(len(labels))-0.5)
	p.X.LineStyle.Width, p.X.Tick.LineStyle.Width = 0, 0
	var ticks plot.ConstantTicks
	for i, l := range labels {
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: l})
	}
	p.X.Tick.Marker = ticks
}

// leastRange is the difference of values, in bps, below which they are equal
// to the eye.
const leastRange = 1e-9

// setRange gives an axis the range of values around which data lie, with room
// on both sides; equal or no values get a range of a width of two around them.
func setRange(a *plot.Axis, lo, hi float64) {
	if lo > hi {
		lo, hi = 0, 0
	}
	pad := 0.05 * (hi - lo)
	if tiny := 1e-9 * max(math.Abs(lo), math.Abs(hi)); pad <= tiny+leastRange {
		pad = max(1, 1e3*tiny)
	}
	a.Min, a.Max = lo-pad, hi+pad
}

// extent is the range of the values that are not NaN; lo > hi if there are
// none.
func extent(columns ...[]float64) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, values := range columns {
		for _, v := range values {
			if !math.IsNaN(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	return lo, hi
}
