package figure

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// svgFamilies lists first the families whose glyphs are as wide as those of
// the layout's font, then whatever the reader's machine has.
const svgFamilies = "'Liberation Sans',Arimo,Helvetica,Arial,sans-serif"

// svgCanvas is a vg.Canvas that writes SVG with one user unit a CSS pixel,
// coordinates in place of nested transforms, presentation attributes in place
// of styles (which would leak into an HTML page), and text that keeps its
// width when the reader's machine has another font.
type svgCanvas struct {
	buf    bytes.Buffer
	height float64
	state  svgState
	stack  []svgState
}

// svgState is what Push saves. The matrix maps (x, y) to
// (xx·x + xy·y + x0, yx·x + yy·y + y0), y pointing up.
type svgState struct {
	xx, xy, yx, yy, x0, y0 float64
	color                  color.Color
	lineWidth              vg.Length
	dashes                 []vg.Length
	dashOffset             vg.Length
}

func newSVGCanvas(width, height int, title, alt string) *svgCanvas {
	c := &svgCanvas{height: float64(height), state: svgState{xx: 1, yy: 1}}
	fmt.Fprintf(&c.buf, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" `+
		`role="img" font-family="%s" stroke-linejoin="round" style="max-width:100%%;height:auto">`+"\n<title>",
		width, height, width, height, svgFamilies)
	c.escape(title)
	c.buf.WriteString("</title>\n<desc>")
	c.escape(alt)
	c.buf.WriteString("</desc>\n")
	vg.Initialize(c)
	return c
}

// bytes ends the document.
func (c *svgCanvas) bytes() []byte {
	c.buf.WriteString("</svg>\n")
	return c.buf.Bytes()
}

func (c *svgCanvas) SetLineWidth(w vg.Length) { c.state.lineWidth = w }

func (c *svgCanvas) SetLineDash(dashes []vg.Length, offset vg.Length) {
	c.state.dashes, c.state.dashOffset = dashes, offset
}

func (c *svgCanvas) SetColor(col color.Color) { c.state.color = col }

func (c *svgCanvas) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	s := &c.state
	s.xx, s.xy = s.xx*cos+s.xy*sin, s.xy*cos-s.xx*sin
	s.yx, s.yy = s.yx*cos+s.yy*sin, s.yy*cos-s.yx*sin
}

func (c *svgCanvas) Translate(pt vg.Point) {
	s := &c.state
	s.x0 += s.xx*float64(pt.X) + s.xy*float64(pt.Y)
	s.y0 += s.yx*float64(pt.X) + s.yy*float64(pt.Y)
}

func (c *svgCanvas) Scale(x, y float64) {
	s := &c.state
	s.xx, s.xy, s.yx, s.yy = s.xx*x, s.xy*y, s.yx*x, s.yy*y
}

func (c *svgCanvas) Push() { c.stack = append(c.stack, c.state) }

func (c *svgCanvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *svgCanvas) Stroke(path vg.Path) {
	if c.state.lineWidth <= 0 {
		return
	}
	c.buf.WriteString(`<path fill="none"`)
	c.paint("stroke")
	c.attr("stroke-width", float64(c.state.lineWidth))
	if len(c.state.dashes) > 0 {
		c.buf.WriteString(` stroke-dasharray="`)
		for i, d := range c.state.dashes {
			if i > 0 {
				c.buf.WriteByte(' ')
			}
			c.number(float64(d))
		}
		c.buf.WriteByte('"')
		if c.state.dashOffset != 0 {
			c.attr("stroke-dashoffset", float64(c.state.dashOffset))
		}
	}
	c.path(path)
}

func (c *svgCanvas) Fill(path vg.Path) {
	c.buf.WriteString("<path")
	c.paint("fill")
	c.path(path)
}

// path ends the open <path element with the path's data.
func (c *svgCanvas) path(path vg.Path) {
	c.buf.WriteString(` d="`)
	for _, p := range path {
		switch p.Type {
		case vg.MoveComp:
			c.buf.WriteByte('M')
			c.point(p.Pos)
		case vg.LineComp:
			c.buf.WriteByte('L')
			c.point(p.Pos)
		case vg.ArcComp:
			c.arc(p)
		case vg.CurveComp:
			c.buf.WriteByte("QC"[len(p.Control)-1])
			for _, q := range p.Control {
				c.point(q)
				c.buf.WriteByte(' ')
			}
			c.point(p.Pos)
		case vg.CloseComp:
			c.buf.WriteByte('Z')
		}
	}
	c.buf.WriteString("\"/>\n")
}

// arc draws an arc as a polyline, with a corner every 15° or less.
func (c *svgCanvas) arc(p vg.PathComp) {
	n := max(1, int(math.Ceil(math.Abs(p.Angle)/(math.Pi/12))))
	for i := range n + 1 {
		sin, cos := math.Sincos(p.Start + p.Angle*float64(i)/float64(n))
		c.buf.WriteByte('L')
		c.point(vg.Point{X: p.Pos.X + p.Radius*vg.Length(cos), Y: p.Pos.Y + p.Radius*vg.Length(sin)})
	}
}

func (c *svgCanvas) FillString(face font.Face, pt vg.Point, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	x, y := c.transform(pt)
	c.buf.WriteString("<text")
	c.attr("x", x)
	c.attr("y", y)
	c.attr("font-size", float64(face.Font.Size))
	if face.Font.Weight > 0 {
		c.buf.WriteString(` font-weight="bold"`)
	}
	if utf8.RuneCountInString(text) > 1 {
		c.attr("textLength", float64(face.Width(text)))
		c.buf.WriteString(` lengthAdjust="spacingAndGlyphs"`)
	}
	if deg := math.Atan2(c.state.yx, c.state.xx) * 180 / math.Pi; deg != 0 {
		c.buf.WriteString(` transform="rotate(`)
		for i, v := range []float64{-deg, x, y} {
			if i > 0 {
				c.buf.WriteByte(' ')
			}
			c.number(v)
		}
		c.buf.WriteString(`)"`)
	}
	c.paint("fill")
	c.buf.WriteByte('>')
	c.escape(text)
	c.buf.WriteString("</text>\n")
}

func (c *svgCanvas) DrawImage(rect vg.Rectangle, img image.Image) {
	var b bytes.Buffer
	if png.Encode(&b, img) != nil { // only an image without pixels fails
		return
	}
	x, y := c.transform(vg.Point{X: rect.Min.X, Y: rect.Max.Y})
	size := rect.Size()
	c.buf.WriteString("<image")
	c.attr("x", x)
	c.attr("y", y)
	c.attr("width", float64(size.X)*c.state.xx)
	c.attr("height", float64(size.Y)*c.state.yy)
	fmt.Fprintf(&c.buf, ` href="data:image/png;base64,%s"/>`+"\n", base64.StdEncoding.EncodeToString(b.Bytes()))
}

// transform maps pt to SVG's coordinates, y pointing down.
func (c *svgCanvas) transform(pt vg.Point) (x, y float64) {
	s := &c.state
	x = s.xx*float64(pt.X) + s.xy*float64(pt.Y) + s.x0
	y = s.yx*float64(pt.X) + s.yy*float64(pt.Y) + s.y0
	return x, c.height - y
}

func (c *svgCanvas) point(pt vg.Point) {
	x, y := c.transform(pt)
	c.number(x)
	c.buf.WriteByte(' ')
	c.number(y)
}

// paint writes the current colour as the attribute fill or stroke.
func (c *svgCanvas) paint(attr string) {
	col := c.state.color
	if col == nil {
		col = color.Black
	}
	p := color.NRGBAModel.Convert(col).(color.NRGBA)
	fmt.Fprintf(&c.buf, ` %s="#%02x%02x%02x"`, attr, p.R, p.G, p.B)
	if p.A < 255 {
		c.attr(attr+"-opacity", float64(p.A)/255)
	}
}

func (c *svgCanvas) attr(name string, v float64) {
	c.buf.WriteString(" " + name + `="`)
	c.number(v)
	c.buf.WriteByte('"')
}

// number writes v to two decimals, without trailing zeros.
func (c *svgCanvas) number(v float64) {
	v = math.Round(v*100)/100 + 0 // + 0 turns -0 into 0
	c.buf.Write(strconv.AppendFloat(nil, v, 'f', -1, 64))
}

// escape writes s as text that shows as it is.
func (c *svgCanvas) escape(s string) {
	// A bytes.Buffer never fails to be written to.
	_ = xml.EscapeText(&c.buf, []byte(escape.Line(s)))
}
