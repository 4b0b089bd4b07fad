package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// colorBarSpace is the room that a colorBar takes to the right of the panels.
const colorBarSpace = 78

// colorBar is the scale of colours, to the right of the panels.
type colorBar struct {
	low, high    float64
	color        func(v float64) color.NRGBA
	below, above bool // there are values beyond the lower or upper end
	ticks        numberTicks
	label        string
}

// draw draws the bar to the right of data and as high.
func (b colorBar) draw(_, data draw.Canvas) {
	const bands, width, tip = 64, 14, 9
	left, low, high := data.Max.X+panelGap, data.Min.Y, data.Max.Y
	if b.low < 0 { // room for both tips, whether they are drawn or not
		low, high = low+tip, high-tip
	}
	at := func(v float64) vg.Length { return low + (high-low)*vg.Length((v-b.low)/(b.high-b.low)) }
	for i := range bands { // each up to the end, so that no seam shows between two
		from, to := b.low+(b.high-b.low)*float64(i)/bands, b.low+(b.high-b.low)*float64(i+1)/bands
		data.FillPolygon(b.color((from+to)/2), rectangle(left, at(from), left+width, high))
	}
	drawTip := func(end float64, tip vg.Length) {
		data.FillPolygon(b.color(end), []vg.Point{{X: left, Y: at(end)}, {X: left + width, Y: at(end)}, {X: left + width/2, Y: at(end) + tip}})
	}
	if b.below {
		drawTip(b.low, -tip)
	}
	if b.above {
		drawTip(b.high, tip)
	}
	style := textStyle(tickFont, ink, draw.XLeft, draw.YCenter)
	var widest vg.Length
	for _, t := range b.ticks.Ticks(b.low, b.high) {
		data.StrokeLine2(line(axisLine, 1), left+width, at(t.Value), left+width+3, at(t.Value))
		data.FillText(style, vg.Point{X: left + width + 6, Y: at(t.Value)}, t.Label)
		widest = max(widest, style.Width(t.Label))
	}
	title := textStyle(textFont, ink, draw.XCenter, draw.YTop)
	title.Rotation = math.Pi / 2
	data.FillText(title, vg.Point{X: left + width + 10 + widest, Y: data.Center().Y}, b.label)
}
