package notebook

import (
	"bytes"
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
		send(protocol.MIMEImageSVG, string(svg), metadata)
		return
	}
	data := Must(figure.PNG())
	config := Must(png.DecodeConfig(bytes.NewReader(data)))
	metadata[string(protocol.MIMEImagePNG)] = map[string]int{"width": config.Width / 2, "height": config.Height / 2}
	send(protocol.MIMEImagePNG, data, metadata)
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
