package figure

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// A legendEntry explains a mark of a panel, of which the swatch is a sample:
// mostly it is what draws the mark.
type legendEntry struct {
	label  string
	swatch plot.Thumbnailer
}

// drawLegend draws the entries in a row in c. Each of them is a legend of its
// own: the library sets entries one below the other.
func drawLegend(c draw.Canvas, entries []legendEntry) {
	const width, apart = 22, 18
	for _, e := range entries {
		l := plot.NewLegend()
		l.Left, l.Top, l.ThumbnailWidth = true, true, width+swatchGap
		l.TextStyle = textStyle(textFont, ink, draw.XLeft, draw.YBottom)
		l.YOffs = -3 // to the middle of its line
		l.Add(e.label, swatch{e.swatch})
		l.Draw(c)
		c.Min.X += l.Rectangle(c).Size().X + apart
	}
}

// swatchGap is the room between a swatch and its label, besides a space.
const swatchGap = 3

// A swatch is a thumbnail with room to its right.
type swatch struct{ of plot.Thumbnailer }

func (s swatch) Thumbnail(c *draw.Canvas) {
	left := draw.Crop(*c, 0, -swatchGap, 0, 0)
	s.of.Thumbnail(&left)
}

// lineSwatch is a sample of lines of a style.
func lineSwatch(style draw.LineStyle) plot.Thumbnailer { return &plotter.Line{LineStyle: style} }
