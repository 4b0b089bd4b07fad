package notebook

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"image/png"
	"strings"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// maxSVGBytes is the size above which a figure is shown as PNG: more slows the
// page down.
const maxSVGBytes = 1 << 20

// Figure is a drawing that renders itself.
type Figure interface {
	SVG() ([]byte, error)
	PNG() ([]byte, error) // at twice the resolution at which it is shown
}

// showFigure displays a figure: as SVG, or as PNG if the SVG is larger than 1
// MiB. The description (desc) in the SVG, or else its title, is shown to
// readers who cannot see the figure.
func showFigure(figure Figure) {
	svg := Must(figure.SVG())
	alt := description(string(svg))
	if !gonbui.IsNotebook {
		fmt.Printf("[figure: %s]\n", alt)
		return
	}
	metadata := map[string]any{"alt": alt}
	if len(svg) <= maxSVGBytes {
		sendAll(map[protocol.MIMEType]any{
			protocol.MIMEImageSVG: string(svg),
			protocol.MIMETextHTML: image("svg+xml", svg, alt, 0),
		}, metadata)
		return
	}
	data := Must(figure.PNG())
	size := Must(png.DecodeConfig(bytes.NewReader(data)))
	metadata[string(protocol.MIMEImagePNG)] = map[string]int{"width": size.Width / 2, "height": size.Height / 2}
	sendAll(map[protocol.MIMEType]any{
		protocol.MIMEImagePNG: data,
		protocol.MIMETextHTML: image("png", data, alt, size.Width/2),
	}, metadata)
}

// image returns the element that editors show of a figure: as wide as the pane
// at most, and with words for who cannot see it. What they make of SVG by
// themselves has neither. No width is that of the image.
func image(kind string, data []byte, alt string, width int) string {
	size := ""
	if width > 0 {
		size = fmt.Sprintf(` width="%d"`, width)
	}
	return fmt.Sprintf(`<img class="tickbook-figure"%s alt="%s" style="max-width:100%%;height:auto" src="data:image/%s;base64,%s">`,
		size, html.EscapeString(alt), kind, base64.StdEncoding.EncodeToString(data))
}

// description returns the text of the first desc element of an SVG document, of
// the first title if there is no desc.
func description(svg string) string {
	for _, element := range []string{"desc", "title"} {
		_, rest, found := strings.Cut(svg, "<"+element+">")
		text, _, closed := strings.Cut(rest, "</"+element+">")
		if found && closed && text != "" {
			return html.UnescapeString(text)
		}
	}
	return "figure"
}
