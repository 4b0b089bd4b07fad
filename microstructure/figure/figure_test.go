package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"regexp"
	"testing"
)

// pixels are the data of an image, which may hold any letters.
var pixels = regexp.MustCompile(`base64,[^"]*`)

// checkRendered renders f both ways and fails unless the SVG is well-formed,
// titled and small, and the PNG is of twice the size and not blank.
func checkRendered(t *testing.T, f *Figure) (svg, img []byte) {
	t.Helper()
	svg, err := f.SVG()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(svg); n > 300_000 {
		t.Errorf("the SVG has %d bytes, want at most 300000", n)
	}
	drawn := pixels.ReplaceAll(svg, nil)
	if bytes.Contains(drawn, []byte("NaN")) || bytes.Contains(drawn, []byte("Inf")) {
		t.Error("the SVG has a coordinate that is no number")
	}
	if got := svgTexts(t, svg)[0]; got != f.Title {
		t.Errorf("the SVG's title is %q, want %q", got, f.Title)
	}
	img, err = f.PNG()
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(img))
	if err != nil {
		t.Fatal(err)
	}
	if s := picture.Bounds().Size(); s.X != 2*f.Width || s.Y != 2*f.Height {
		t.Errorf("the PNG is %d × %d, want twice %d × %d", s.X, s.Y, f.Width, f.Height)
	}
	pixels := image.NewRGBA(picture.Bounds())
	draw.Draw(pixels, pixels.Rect, picture, image.Point{}, draw.Src)
	colours := map[color.RGBA]bool{}
	dark := 0
	for y := 0; y < 2*f.Height; y += 2 {
		for x := 0; x < 2*f.Width; x += 2 {
			c := pixels.RGBAAt(x, y)
			colours[c] = true
			if int(c.R)+int(c.G)+int(c.B) < 3*128 {
				dark++
			}
			edge := x < 8 || y < 8 || x >= 2*f.Width-8 || y >= 2*f.Height-8
			if edge && c != (color.RGBA{255, 255, 255, 255}) {
				t.Fatalf("something is drawn at the edge, at %d, %d", x, y)
			}
		}
	}
	if len(colours) < 10 || dark < 200 {
		t.Errorf("the PNG has %d colours and %d dark pixels: it looks blank", len(colours), dark)
	}
	return svg, img
}

// svgTexts lists the character data of the SVG's elements that have any, in
// order; the document must be well-formed.
func svgTexts(t *testing.T, svg []byte) []string {
	t.Helper()
	var texts []string
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return texts
		}
		if err != nil {
			t.Fatalf("the SVG is not well-formed: %v", err)
		}
		if data, ok := token.(xml.CharData); ok {
			if s := string(bytes.TrimSpace(data)); s != "" {
				texts = append(texts, s)
			}
		}
	}
}

func TestZeroFigure(t *testing.T) {
	for _, f := range []*Figure{nil, {}} {
		if _, err := f.SVG(); !errors.Is(err, ErrNoData) {
			t.Errorf("SVG of %v: %v, want ErrNoData", f, err)
		}
		if _, err := f.PNG(); !errors.Is(err, ErrNoData) {
			t.Errorf("PNG of %v: %v, want ErrNoData", f, err)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	for b.Loop() {
		f, err := BestConfiguration(sampleRun(sampleLedger(26_000, 92*day, 2)))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := f.SVG(); err != nil {
			b.Fatal(err)
		}
	}
}
