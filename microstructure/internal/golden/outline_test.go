package golden

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strings"
	"testing"
)

// circle is a circle around 10, 10 as figures draw it.
const circle = "M12,10A2,2 0 1 1 8,10A2,2 0 1 1 12,10Z"

func picture(t *testing.T) string {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, 4, 3))
	for y := range 3 {
		for x := range 4 {
			switch {
			case y < 2 && x < 3:
				img.Set(x, y, color.NRGBA{G: 0x80, A: 255})
			case y == 2 && x%2 == 0:
				img.Set(x, y, color.NRGBA{0xee, 0xee, 0xee, 255})
			default:
				img.Set(x, y, color.NRGBA{0xc4, 0xc4, 0xc4, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes())
}

var anyChecksum = regexp.MustCompile(`\([0-9a-f]{8}\)`)

func TestOutline(t *testing.T) {
	straight := `<path d="M0,0L5,0" style="fill:none;stroke:#222222" />`
	scale := ""
	for _, c := range strings.Split("0123456789ABC", "") {
		scale += `<path d="M0,9L4,9L4,0L0,0Z" style="fill:#00000` + c + `" />`
	}
	for _, c := range []struct{ name, svg, want string }{
		{"head", `<svg width="9" height="8" style="height:auto"><title>A &lt; B</title><desc>C</desc></svg>`, "size 9 × 8\ntitle: A < B\ndesc: C\n"},
		{"text", `<text x="1" y="2" style="font-size:12px;fill:#222222">one</text>`, "text 1,2 #222222 one\n"},
		{"text in black", `<text x="1" y="2" style="font-weight:normal">one</text>`, "text 1,2 #000000 one\n"},
		{"text, bold and turned", `<g transform="scale(1, -1) translate(0, -20)"><g transform="rotate(90)">
			<text x="3" y="7" transform="scale(1, -1)" style="font-weight:bold;fill:#222222">one</text></g></g>`, "text 7,17 #222222 turned -90° bold one\n"},
		{"after a group", `<g transform="translate(5, 5)"><g transform="scale(2, 2)"></g><text x="1" y="2">one</text></g><text x="1" y="2">two</text>`,
			"text 6,7 #000000 one\ntext 1,2 #000000 two\n"},
		{"lines of a style", straight + straight, "line #222222 1: 0,0 – 5,0  0,0 – 5,0\n"},
		{"lines of two styles", straight + strings.Replace(straight, "#222222", "#333333", 1), "line #222222 1: 0,0 – 5,0\nline #333333 1: 0,0 – 5,0\n"},
		{"dashed, in two pieces", `<path d="M0,0L5,0L6,1M7,7L8,8" style="fill:none;stroke:#222222;stroke-opacity:0.49804;stroke-width:1.2;stroke-dasharray:5,3" />`,
			"line #222222 at 0.5 1.2 dashed 5-3, 0,0 5,0 6,1\nline #222222 at 0.5 1.2 dashed 5-3: 7,7 – 8,8\n"},
		{"box", `<path d="M0,9L4,9L4,0L0,0Z" style="fill:#0072B2;fill-opacity:0.7" />` + straight, "box #0072b2 at 0.7 0,9 – 4,0\nline #222222 1: 0,0 – 5,0\n"},
		{"scale", scale, "scale of 13 boxes (checksum) from #000000 0,9 – 4,0 to #00000c 0,9 – 4,0\n"},
		{"shape", `<path d="M0,9L4,9L4,0Z" style="fill:#0072B2" />`, "shape #0072b2, 0,9 4,9 4,0\n"},
		{"dot", `<path d="` + circle + `" style="fill:#0072B2" />`, "dot #0072b2 10,10 radius 2\n"},
		{"picture", `<image x="1" y="-2" width="2" height="1.5" transform="scale(1, -1)" href="` + picture(t) + `" />`,
			"picture 1,2 2 × 1.5\n  rows 0–1: #008000×3 hatched×1\n  rows 2–2: hatched×4\n"},
	} {
		got, err := Outline([]byte(c.svg))
		if got = anyChecksum.ReplaceAllString(got, "(checksum)"); err != nil || got != c.want {
			t.Errorf("%s: got %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

// Two long lines that differ in a point that is not written differ.
func TestOutlineOfALongLine(t *testing.T) {
	var d strings.Builder
	d.WriteString("M0,0")
	for range 99 {
		d.WriteString("L1,1")
	}
	outline := func(d string) string {
		got, err := Outline([]byte(`<path d="` + d + `" style="fill:none" />`))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	one := d.String()
	other := one[:41] + "2" + one[42:] // the tenth, of which every ninth is written
	if a, b := outline(one), outline(other); a == b || !strings.Contains(a, "100 points") || a[strings.Index(a, "such as"):] != b[strings.Index(b, "such as"):] {
		t.Errorf("%q and %q", a, b)
	}
}

func TestOutlineOfTheUnknown(t *testing.T) {
	for _, svg := range []string{
		`<circle r="1"/>`, `<path d="M0,0C1,1,2,2,3,3"/>`, `<path d="M0"/>`, `<text x="1" y="2">one`, `<text>one</text>`,
		`<path d="M0,0L1,1A2,2 0 1 1 8,10Z"/>`, `<path d="M12,10A2,3 0 1 1 8,10A2,2 0 1 1 12,10Z"/>`, `<path d="M12,10A2,2 0 1 1 8,10A2,2 0 1 1 12,11Z"/>`,
		`<g transform="skewX(3)"/>`, `<g transform="rotate(1, 2, 3)"/>`, `<g transform="scale(a)"/>`,
		`<image x="1" y="2" width="1" height="1" href="a.png"/>`, `<image x="1" y="2" width="1" height="1" href="data:image/png;base64,AAAA"/>`, `<image href="a.png"/>`,
	} {
		if got, err := Outline([]byte(svg)); err == nil {
			t.Errorf("%s gives %q", svg, got)
		}
	}
}

func TestData(t *testing.T) {
	type inner struct {
		Name   string
		Values []float64
	}
	long := make([]int, 20)
	long[7] = 1
	got := Data(struct {
		Title  string
		Share  float64
		None   int
		hidden int
		Parts  []inner
		Cells  [][]int
		Long   []int
		Inside inner
	}{"a b", 1. / 3, 0, 1, []inner{{"x", nil}, {"", []float64{1e-9, 2}}}, [][]int{{1, 2}}, long, inner{Name: "y"}})
	const want = "Title \"a b\"\nShare 0.333333\nParts[0]\n  Name \"x\"\nParts[1]\n  Values 1e-09 2\nCells[0] 1 2\n" +
		"Long 20 values (checksum) such as 0 0 0 0 0 0 0 0 0 0 0 0\nInside\n  Name \"y\"\n"
	if got = anyChecksum.ReplaceAllString(got, "(checksum)"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRounded(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""}, {"7, 1.25 and -3.5e-05", "7, 1.25 and -3.5e-05"}, {"1.6331523456789", "1.63315235"}, {"a,-0.00123456789012,b", "a,-0.00123456789,b"},
		{"12345678901.123456789", "1.23456789e+10"}, {"1.23456789012345e-07;", "1.23456789e-07;"},
	} {
		if got := Rounded(c[0]); got != c[1] {
			t.Errorf("%q gives %q, want %q", c[0], got, c[1])
		}
	}
}
