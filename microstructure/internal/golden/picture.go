package golden

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
)

// pictureLines writes the pixels of a picture inside an SVG: one line per row
// of pixels that differs from the row above, as colours with run lengths.
// Hatching counts as one colour.
func pictureLines(href string) (string, error) {
	const prefix = "data:image/png;base64,"
	text, ok := strings.CutPrefix(href, prefix)
	if !ok {
		return "", fmt.Errorf("a picture must begin with %s", prefix)
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", err
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return "", err
	}
	var lines []string
	last, from := "", 0
	bounds := img.Bounds()
	for y := bounds.Min.Y; y <= bounds.Max.Y; y++ {
		row := ""
		if y < bounds.Max.Y {
			row = rowOf(img, y)
		}
		if row != last && y > bounds.Min.Y {
			lines = append(lines, fmt.Sprintf("  rows %d–%d:%s", from, y-bounds.Min.Y-1, last))
			from = y - bounds.Min.Y
		}
		last = row
	}
	return strings.Join(lines, "\n"), nil
}

func rowOf(img image.Image, y int) string {
	var b strings.Builder
	last, n := "", 0
	end := func() {
		if n > 0 {
			fmt.Fprintf(&b, " %s×%d", last, n)
		}
	}
	for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
		if c := nameOf(img.At(x, y)); c != last {
			end()
			last, n = c, 0
		}
		n++
	}
	end()
	return b.String()
}

// nameOf formats a colour as #f7f7f5; the two greys of the hatching share one
// name.
func nameOf(c color.Color) string {
	p := color.NRGBAModel.Convert(c).(color.NRGBA)
	name := fmt.Sprintf("#%02x%02x%02x", p.R, p.G, p.B)
	if name == "#eeeeee" || name == "#c4c4c4" {
		return "hatched"
	}
	return name
}
