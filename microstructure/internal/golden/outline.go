package golden

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Outline puts a figure's SVG into lines that can be read in a diff, in the
// order in which they are drawn: each text with its place, and each line, box,
// dot, shape and picture with its colour and coordinates, in CSS pixels from
// the top left. Of a long line only some points are written, and a checksum of
// all. The sizes of letters are left out.
func Outline(svg []byte) (string, error) {
	o := outliner{decoder: xml.NewDecoder(strings.NewReader(string(svg)))}
	for {
		token, err := o.decoder.Token()
		if err == io.EOF {
			o.flush()
			return o.out.String(), nil
		}
		if err != nil {
			return "", err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := o.element(start); err != nil {
				return "", fmt.Errorf("<%s>: %w", start.Name.Local, err)
			}
		}
	}
}

// An outliner writes the outline of one SVG.
type outliner struct {
	decoder *xml.Decoder
	out     strings.Builder
	// style and list are of straight lines of one style that follow one another,
	// which share a line of the outline.
	style string
	list  []string
	// bands are boxes that follow one another and end at the same corner, each
	// over the one before: a colour scale, if there are many.
	bands []band
}

// A band is a box with its colour.
type band struct {
	fill     string
	from, to point
}

func (o *outliner) element(e xml.StartElement) error {
	at := map[string]string{}
	for _, a := range e.Attr {
		at[a.Name.Local] = a.Value
	}
	switch e.Name.Local {
	case "svg":
		o.say("size %s × %s", at["width"], at["height"])
	case "title", "desc", "text":
		text, err := o.text()
		if err != nil {
			return err
		}
		if e.Name.Local != "text" {
			o.say("%s: %s", e.Name.Local, text)
			return nil
		}
		for _, s := range []string{at["font-weight"], turn(at["transform"]), at["fill"]} {
			if s != "" {
				text = s + " " + text
			}
		}
		o.say("text %s,%s %s", at["x"], at["y"], text)
	case "path":
		return o.path(at)
	case "image":
		picture, err := pictureLines(at["href"])
		if err != nil {
			return err
		}
		o.say("picture %s,%s %s × %s\n%s", at["x"], at["y"], at["width"], at["height"], picture)
	default:
		return fmt.Errorf("element is not supported in an outline")
	}
	return nil
}

// text is the character data up to the element's end.
func (o *outliner) text() (string, error) {
	var b strings.Builder
	for {
		token, err := o.decoder.Token()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.CharData:
			b.Write(token)
		case xml.EndElement:
			return b.String(), nil
		}
	}
}

func (o *outliner) say(format string, args ...any) {
	o.flush()
	fmt.Fprintf(&o.out, format+"\n", args...)
}

// flush writes the straight lines and the boxes that wait for more of their
// kind.
func (o *outliner) flush() {
	if len(o.list) > 0 {
		fmt.Fprintf(&o.out, "line %s: %s\n", o.style, strings.Join(o.list, "  "))
		o.list = nil
	}
	words := make([]string, len(o.bands))
	for i, b := range o.bands {
		words[i] = fmt.Sprintf("%s %v – %v", b.fill, b.from, b.to)
	}
	o.bands = nil
	if n := len(words); n > shown {
		fmt.Fprintf(&o.out, "scale of %d boxes (%08x) from %s to %s\n", n, checksum(words), words[0], words[n-1])
		return
	}
	for _, w := range words {
		fmt.Fprintf(&o.out, "box %s\n", w)
	}
}

func (o *outliner) box(b band) {
	if n := len(o.bands); len(o.list) > 0 || n > 0 && (o.bands[n-1].to != b.to || o.bands[n-1].from.x != b.from.x) {
		o.flush()
	}
	o.bands = append(o.bands, b)
}

// path writes a path, which is a straight line, a box, a dot, a line through
// more points, or a filled shape.
func (o *outliner) path(at map[string]string) error {
	for rest := strings.TrimSpace(at["d"]); rest != ""; {
		var piece string
		if end := strings.Index(rest[1:], "M"); end >= 0 {
			piece, rest = rest[:end+1], rest[end+1:]
		} else {
			piece, rest = rest, ""
		}
		points, err := pointsOf(piece)
		if err != nil {
			return err
		}
		if at["fill"] == "none" {
			style := join(at["stroke"], opacity(at["stroke-opacity"]), at["stroke-width"], dashes(at["stroke-dasharray"]))
			if len(points) == 2 {
				if style != o.style || len(o.bands) > 0 {
					o.flush()
					o.style = style
				}
				o.list = append(o.list, points[0].String()+" – "+points[1].String())
				continue
			}
			o.say("line %s, %s", style, some(points))
			continue
		}
		fill := join(at["fill"], opacity(at["fill-opacity"]))
		if isBox(points) {
			o.box(band{fill, points[0], points[2]})
		} else if center, radius, ok := circleOf(points); ok {
			o.say("dot %s %v radius %s", fill, center, short(radius))
		} else {
			o.say("shape %s, %s", fill, some(points))
		}
	}
	return nil
}

func join(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func opacity(v string) string {
	if v == "" {
		return ""
	}
	return "at " + v
}

func dashes(v string) string {
	if v == "" {
		return ""
	}
	return "dashed " + strings.ReplaceAll(v, " ", "-")
}

// turn is the angle of a transform="rotate(…)".
func turn(transform string) string {
	inside, ok := strings.CutPrefix(transform, "rotate(")
	if !ok {
		return transform
	}
	angle, _, _ := strings.Cut(inside, " ")
	return "turned " + angle + "°"
}
