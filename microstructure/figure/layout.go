package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A panel is one plot of a figure. Its title and its legend stand above the
// data, where they cover nothing.
type panel struct {
	plot     *plot.Plot
	title    string
	subtitle string // second line of the title; may be empty
	legend   []legendEntry
}

// headerHeight is the height of title, subtitle and legend.
func (p panel) headerHeight() vg.Length {
	h := vg.Length(titleHeight)
	if p.subtitle != "" {
		h += titleHeight
	}
	if len(p.legend) > 0 {
		h += legendHeight
	}
	return h + headerGap
}

// A grid is a figure of panels whose data areas have one size and are aligned.
type grid struct {
	title   string
	height  int
	panels  [][]panel // rows of equal length
	right   vg.Length // room to the right of the panels, for finish to draw in
	caption string    // one line below all panels; may be empty

	// finish, if not nil, draws parts outside the panels. It gets the data area
	// of the last panel of the first row.
	finish func(figure, data draw.Canvas)
}

// figure makes the Figure of a grid.
func (g grid) figure(alt string) *Figure {
	return &Figure{Title: g.title, Alt: alt, Width: pageWidth, Height: g.height, draw: g.draw}
}

func (g grid) draw(c draw.Canvas) {
	c.FillPolygon(white, rectangle(c.Min.X, c.Min.Y, c.Max.X, c.Max.Y))
	style := fitted(bold(textStyle(figureFont, ink, draw.XLeft, draw.YTop)), g.title, c.Size().X-2*outerMargin)
	c.FillText(style, vg.Point{X: c.Min.X + outerMargin, Y: c.Max.Y - outerMargin + 2}, g.title)

	var header vg.Length
	plots := make([][]*plot.Plot, len(g.panels))
	for i, row := range g.panels {
		for _, p := range row {
			plots[i] = append(plots[i], p.plot)
			header = max(header, p.headerHeight())
		}
	}
	tiles := draw.Tiles{
		Rows: len(g.panels), Cols: len(g.panels[0]),
		PadTop: suptitleSpace + header, PadBottom: outerMargin,
		PadLeft: outerMargin, PadRight: outerMargin + g.right,
		PadX: panelGap, PadY: header + panelGap/2,
	}
	if g.caption != "" {
		tiles.PadBottom += textFont + 6
		c.FillText(textStyle(textFont, ink, draw.XCenter, draw.YBottom),
			vg.Point{X: (c.Min.X + c.Max.X - g.right) / 2, Y: c.Min.Y + outerMargin}, g.caption)
	}
	for i, row := range plot.Align(plots, tiles, c) {
		for j, area := range row {
			p := g.panels[i][j]
			p.plot.Draw(area)
			data := p.plot.DataCanvas(area)
			p.drawHeader(data)
			if g.finish != nil && i == 0 && j == len(row)-1 {
				g.finish(c, data)
			}
		}
	}
}

// drawHeader draws title, subtitle and legend above the data area.
func (p panel) drawHeader(data draw.Canvas) {
	at := vg.Point{X: data.Min.X, Y: data.Max.Y + headerGap}
	if len(p.legend) > 0 {
		at.Y += legendHeight
		drawLegend(draw.Canvas{Canvas: data.Canvas, Rectangle: vg.Rectangle{Min: at, Max: vg.Point{X: data.Max.X, Y: at.Y}}}, p.legend)
	}
	if p.subtitle != "" {
		style := textStyle(textFont, softInk, draw.XLeft, draw.YBottom)
		data.FillText(fitted(style, p.subtitle, data.Size().X), at, p.subtitle)
		at.Y += titleHeight
	}
	style := bold(textStyle(panelFont, ink, draw.XLeft, draw.YBottom))
	data.FillText(fitted(style, p.title, data.Size().X), at, p.title)
}
