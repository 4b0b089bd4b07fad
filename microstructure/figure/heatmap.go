package figure

import (
	"image/color"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// heatmap draws a table of cells with their values, the first row on top, one
// unit of either axis a cell.
type heatmap struct {
	values [][]float64 // NaN is an empty cell
	trades [][]int
	limit  float64 // the end of the symmetric scale
}

func (m heatmap) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i, row := range m.values {
		top := float64(len(m.values)-1-i) + 0.5
		for j, v := range row {
			left := float64(j) - 0.5
			cell := vg.Rectangle{
				Min: vg.Point{X: x(left) + 1, Y: y(top-1) + 1},
				Max: vg.Point{X: x(left+1) - 1, Y: y(top) - 1},
			}
			if math.IsNaN(v) {
				drawEmptyCell(c, cell)
			} else {
				m.drawCell(c, cell, v, m.trades[i][j])
			}
		}
	}
}

func (m heatmap) drawCell(c draw.Canvas, cell vg.Rectangle, v float64, trades int) {
	fill := diverging(v, m.limit)
	c.FillPolygon(fill, rectangle(cell.Min.X, cell.Min.Y, cell.Max.X, cell.Max.Y))
	on := readableOn(fill)
	mid := vg.Point{X: (cell.Min.X + cell.Max.X) / 2, Y: (cell.Min.Y + cell.Max.Y) / 2}
	c.FillText(bold(textStyle(textFont, on, draw.XCenter, draw.YBottom)), vg.Point{X: mid.X, Y: mid.Y - 2}, text.Signed(v, 1))
	c.FillText(textStyle(smallFont, on, draw.XCenter, draw.YTop), vg.Point{X: mid.X, Y: mid.Y - 2}, "n "+text.Count(trades))
}

// drawEmptyCell hatches a cell and puts a dash into its middle.
func drawEmptyCell(c draw.Canvas, cell vg.Rectangle) {
	c.FillPolygon(emptyCell, rectangle(cell.Min.X, cell.Min.Y, cell.Max.X, cell.Max.Y))
	size := cell.Size()
	inside := draw.Canvas{Canvas: c.Canvas, Rectangle: cell}
	for d := vg.Length(8); d < size.X+size.Y; d += 8 {
		stroke := []vg.Point{
			{X: cell.Min.X + d - size.Y, Y: cell.Min.Y},
			{X: cell.Min.X + d, Y: cell.Max.Y},
		}
		c.StrokeLines(line(hatchLine, 1), inside.ClipLinesXY(stroke)...)
	}
	mid := inside.Center()
	c.FillPolygon(emptyCell, rectangle(mid.X-9, mid.Y-7, mid.X+9, mid.Y+7))
	c.StrokeLine2(line(softInk, 1.6), mid.X-4, mid.Y, mid.X+4, mid.Y)
}

// colorBarSpace is the room a colorBar takes to the right of the panels.
const colorBarSpace = 78

// colorBar is the scale of heatmaps.
type colorBar struct {
	limit        float64
	below, above bool // there are values beyond the lower or upper end
	label        string
}

// draw draws the bar to the right of data and as high.
func (b colorBar) draw(_, data draw.Canvas) {
	const bands, width, tip = 64, 14, 9
	left := data.Max.X + panelGap
	low, high := data.Min.Y+tip, data.Max.Y-tip
	at := func(v float64) vg.Length { return low + (high-low)*vg.Length((v/b.limit+1)/2) }
	for i := range bands { // each up to the end, so that no seam shows between two
		from, to := b.limit*(2*float64(i)/bands-1), b.limit*(2*float64(i+1)/bands-1)
		data.FillPolygon(diverging((from+to)/2, b.limit), rectangle(left, at(from), left+width, high))
	}
	b.drawTip(data, b.below, diverging(-b.limit, b.limit), left, width, low, -tip)
	b.drawTip(data, b.above, diverging(b.limit, b.limit), left, width, high, tip)
	style := textStyle(tickFont, ink, draw.XLeft, draw.YCenter)
	var widest vg.Length
	for _, t := range (numberTicks{count: 6}).Ticks(-b.limit, b.limit) {
		data.StrokeLine2(line(axisLine, 1), left+width, at(t.Value), left+width+3, at(t.Value))
		label := t.Label
		if t.Value > 0 {
			label = "+" + label
		}
		data.FillText(style, vg.Point{X: left + width + 6, Y: at(t.Value)}, label)
		widest = max(widest, style.Width(label))
	}
	title := textStyle(textFont, ink, draw.XCenter, draw.YTop)
	title.Rotation = math.Pi / 2
	data.FillText(title, vg.Point{X: left + width + 10 + widest, Y: data.Center().Y}, b.label)
}

// drawTip ends the bar in a point if values lie beyond it.
func (b colorBar) drawTip(c draw.Canvas, beyond bool, fill color.Color, left, width, at, tip vg.Length) {
	if beyond {
		c.FillPolygon(fill, []vg.Point{{X: left, Y: at}, {X: left + width, Y: at}, {X: left + width/2, Y: at + tip}})
	}
}
