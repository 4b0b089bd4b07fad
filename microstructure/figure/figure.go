package figure

import (
	"bytes"
	"fmt"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// A Figure is a picture ready to be rendered, any number of times.
type Figure struct {
	Title  string // one line, as drawn on top
	Alt    string // what the figure shows, in words, for those who do not see it
	Width  int    // CSS pixels
	Height int    // CSS pixels

	draw func(draw.Canvas)
}

// pngScale is the number of PNG pixels per CSS pixel.
const pngScale = 2

// SVG renders the figure as an SVG document that needs no other file: text is
// text, in a list of sans-serif families of which the first have the widths
// the layout was made with, fitted to that width where another is used. It has
// no XML declaration, so it can also be put inside an HTML page as it is.
func (f *Figure) SVG() ([]byte, error) {
	if f == nil || f.draw == nil {
		return nil, fmt.Errorf("figure: %w; use one of the package's constructors", ErrNoData)
	}
	c := newSVGCanvas(f.Width, f.Height)
	f.draw(draw.New(c))
	svg, err := c.document(f.Width, f.Height, f.Title, f.Alt)
	if err != nil {
		return nil, fmt.Errorf("figure %q: write SVG: %w", f.Title, err)
	}
	return svg, nil
}

// PNG renders the figure as a PNG image of twice its width and height, for
// screens of high density.
func (f *Figure) PNG() ([]byte, error) {
	if f == nil || f.draw == nil {
		return nil, fmt.Errorf("figure: %w; use one of the package's constructors", ErrNoData)
	}
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(
		vgimg.UseWH(vg.Length(f.Width), vg.Length(f.Height)),
		vgimg.UseDPI(pngScale*int(vg.Inch)), // one point per CSS pixel
	)}
	f.draw(draw.New(c))
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("figure %q: encode PNG: %w", f.Title, err)
	}
	return b.Bytes(), nil
}
