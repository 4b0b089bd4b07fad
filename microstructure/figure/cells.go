package figure

import (
	"image/color"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// cells draws a table of cells, the first row on top, one unit of either axis
// per cell.
type cells struct {
	rows, columns int
	draw          func(c draw.Canvas, row, column int) // c is the cell
}

func (t cells) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	for i := range t.rows {
		top := float64(t.rows-1-i) + 0.5
		for j := range t.columns {
			left := float64(j) - 0.5
			t.draw(draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
				Min: vg.Point{X: x(left) + 1, Y: y(top-1) + 1},
				Max: vg.Point{X: x(left+1) - 1, Y: y(top) - 1},
			}}, i, j)
		}
	}
}

// sweepPlot is an empty plot for cells by entry threshold and holding period.
func sweepPlot(thresholds []float64, holdings []string, first bool) *plot.Plot {
	p := newPlot(nil)
	setNominalAxis(p, holdings)
	p.Y.Min, p.Y.Max = -0.5, float64(len(thresholds))-0.5
	p.X.Label.Text = "Holding period"
	var y plot.ConstantTicks
	if first {
		p.Y.Label.Text = "Entry threshold (z-score)"
		for i, t := range thresholds {
			y = append(y, plot.Tick{Value: float64(len(thresholds) - 1 - i), Label: text.Threshold(t)})
		}
	}
	p.Y.Tick.Marker = y
	return p
}

// pnlScale is the colours' scale of cells whose values run from lo to hi.
func pnlScale(limit, lo, hi float64) colorBar {
	return colorBar{
		low: -limit, high: limit, below: lo < -limit, above: hi > limit,
		color: func(v float64) color.NRGBA { return diverging(v, limit) },
		ticks: numberTicks{count: 6, signed: true},
		label: "Average PnL (bps, net)",
	}
}

// drawCell fills a cell and writes lines of text into its middle, the first of
// them bold.
func drawCell(c draw.Canvas, fill color.NRGBA, lines ...string) {
	fillCanvas(c, fill)
	on := readableOn(fill)
	const step = 14
	mid := c.Center()
	mid.Y += step * vg.Length(len(lines)-1) / 2
	for i, said := range lines {
		style := textStyle(smallFont, on, draw.XCenter, draw.YCenter)
		if i == 0 {
			style = bold(textStyle(textFont, on, draw.XCenter, draw.YCenter))
		}
		c.FillText(fitted(style, said, c.Size().X-6), vg.Point{X: mid.X, Y: mid.Y - step*vg.Length(i) + 1.5}, said)
	}
}

// drawEmptyCell hatches a cell and puts a dash into its middle.
func drawEmptyCell(c draw.Canvas) {
	hatch(c, hatchLine, 8)
	mid := c.Center()
	c.FillPolygon(emptyCell, rectangle(mid.X-9, mid.Y-7, mid.X+9, mid.Y+7))
	c.StrokeLine2(line(softInk, 1.6), mid.X-4, mid.Y, mid.X+4, mid.Y)
}
