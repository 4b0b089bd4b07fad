package figure

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// svgFamilies lists first the families whose glyphs are as wide as those of
// the layout's font, then whatever the reader's machine has.
const svgFamilies = "Liberation Sans,Arimo,Helvetica,Arial,sans-serif"

// svgCanvas is the library's SVG canvas, to whose document it adds a title, a
// description, families of fonts to fall back on, and the width of each text,
// so that text keeps it where another font is used.
type svgCanvas struct {
	*vgsvg.Canvas
	widths []vg.Length // of each text drawn
}

func newSVGCanvas(width, height int) *svgCanvas {
	return &svgCanvas{Canvas: vgsvg.New(vg.Length(width), vg.Length(height))}
}

// FillString draws text as it would show on one line.
func (c *svgCanvas) FillString(face font.Face, pt vg.Point, text string) {
	text = escape.Line(text)
	if strings.TrimSpace(text) == "" {
		return
	}
	width := face.Width(text)
	if utf8.RuneCountInString(text) == 1 {
		width = 0 // one letter is not fitted
	}
	c.widths = append(c.widths, width)
	c.Canvas.FillString(face, pt, text)
}

// What the library writes and what is to stand there. None of it can be in a
// label, where quotes and angle brackets are escaped.
var (
	svgHead  = regexp.MustCompile(`(?s)^.*?<svg [^>]*>`)
	svgText  = regexp.MustCompile(`<text `)
	svgFixes = strings.NewReplacer(
		`style="font-family:Liberation Sans;`, `style="font-family:`+svgFamilies+`;`,
		`xlink:href="data:image/jpg;`, `href="data:image/png;`, // PNG it is
	)
)

// document is what has been drawn as an SVG document of the given size, with
// one user unit per CSS pixel.
func (c *svgCanvas) document(width, height int, title, alt string) ([]byte, error) {
	var drawn bytes.Buffer
	if _, err := c.WriteTo(&drawn); err != nil {
		return nil, err
	}
	body := svgFixes.Replace(string(svgHead.ReplaceAll(drawn.Bytes(), nil)))
	i := 0
	body = svgText.ReplaceAllStringFunc(body, func(element string) string {
		if w := c.widths[i]; w > 0 {
			element += `textLength="` + strconv.FormatFloat(float64(w), 'g', 5, 64) + `" lengthAdjust="spacingAndGlyphs" `
		}
		i++
		return element
	})
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" `+
		`role="img" stroke-linejoin="round" style="max-width:100%%;height:auto">`+"\n<title>%s</title>\n<desc>%s</desc>",
		width, height, html.EscapeString(escape.Line(title)), html.EscapeString(escape.Line(alt)))
	out.WriteString(body)
	return out.Bytes(), nil
}
