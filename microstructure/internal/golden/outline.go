package golden

import (
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"strings"
)

// Outline turns a figure's SVG into lines that can be read in a diff, in
// drawing order: each text with its place, and each line, box, dot, shape and
// picture with its colour and coordinates, in CSS pixels from the top left. Of
// a long line only some points are written, and a checksum of all. Font sizes
// are left out.
func Outline(svg []byte) (string, error) {
	o := outliner{decoder: xml.NewDecoder(strings.NewReader(string(svg))), placed: []matrix{unmoved}}
	for {
		token, err := o.decoder.Token()
		if err == io.EOF {
			o.flush()
			return o.out.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := o.element(token); err != nil {
				return "", fmt.Errorf("<%s>: %w", token.Name.Local, err)
			}
		case xml.EndElement:
			if token.Name.Local == "g" {
				o.placed = o.placed[:len(o.placed)-1]
			}
		}
	}
}

// An outliner writes the outline of one SVG.
type outliner struct {
	decoder *xml.Decoder
	out     strings.Builder
	placed  []matrix // by open group, each combined with the groups around it
	// style and list belong to consecutive straight lines of one style, which
	// share a line of the outline.
	style string
	list  []string
	// bands are consecutive boxes that end at the same corner, each over the
	// one before: a colour scale, if there are many.
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
		if at[a.Name.Local] = a.Value; a.Name.Local == "style" && e.Name.Local != "svg" {
			maps.Copy(at, properties(a.Value))
		}
	}
	place, err := o.placed[len(o.placed)-1].then(at["transform"])
	if err != nil {
		return err
	}
	switch e.Name.Local {
	case "svg":
		o.say("size %s × %s", at["width"], at["height"])
	case "g":
		o.placed = append(o.placed, place)
	case "title", "desc":
		text, err := o.text()
		if err != nil {
			return err
		}
		o.say("%s: %s", e.Name.Local, text)
	case "text":
		return o.label(at, place)
	case "path":
		return o.path(at, place)
	case "image":
		return o.picture(at, place)
	default:
		return fmt.Errorf("element is not supported in an outline")
	}
	return nil
}

// label writes a text with its place, colour and other special properties.
func (o *outliner) label(at map[string]string, place matrix) error {
	text, err := o.text()
	if err != nil {
		return err
	}
	start, err := pointOf(at["x"] + "," + at["y"])
	if err != nil {
		return err
	}
	if at["font-weight"] == "bold" {
		text = "bold " + text
	}
	if angle := place.angle(); angle != 0 {
		text = "turned " + short(angle) + "° " + text
	}
	o.say("text %v %s %s", place.of(start), colour(at, "fill"), text)
	return nil
}

// picture writes an image with its place and its pixels.
func (o *outliner) picture(at map[string]string, place matrix) error {
	corner, err := pointOf(at["x"] + "," + at["y"])
	if err != nil {
		return err
	}
	size, err := pointOf(at["width"] + "," + at["height"])
	if err != nil {
		return err
	}
	lines, err := pictureLines(at["href"])
	if err != nil {
		return err
	}
	o.say("picture %v %s × %s\n%s", place.of(corner), short(size.x), short(size.y), lines)
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

// flush writes the pending straight lines and boxes.
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
func (o *outliner) path(at map[string]string, place matrix) error {
	filled := at["fill"] != "none"
	for rest := strings.TrimSpace(at["d"]); rest != ""; {
		var piece string
		if end := strings.Index(rest[1:], "M"); end >= 0 {
			piece, rest = rest[:end+1], rest[end+1:]
		} else {
			piece, rest = rest, ""
		}
		if center, radius, ok := circleOf(piece); ok && filled {
			o.say("dot %s %v radius %s", colour(at, "fill"), place.of(center), short(radius))
			continue
		}
		points, err := pointsOf(piece)
		if err != nil {
			return err
		}
		for i, p := range points {
			points[i] = place.of(p)
		}
		switch {
		case !filled && len(points) == 2:
			style := stroke(at)
			if style != o.style || len(o.bands) > 0 {
				o.flush()
				o.style = style
			}
			o.list = append(o.list, points[0].String()+" – "+points[1].String())
		case !filled:
			o.say("line %s, %s", stroke(at), some(points))
		case isBox(points):
			o.box(band{colour(at, "fill"), points[0], points[2]})
		default:
			o.say("shape %s, %s", colour(at, "fill"), some(points))
		}
	}
	return nil
}
