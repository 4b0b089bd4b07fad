package golden

import (
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

type point struct{ x, y float64 }

func (p point) String() string { return short(p.x) + "," + short(p.y) }

// short writes two decimals at most.
func short(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

// pointOf reads "x,y".
func pointOf(text string) (point, error) {
	x, y, ok := strings.Cut(text, ",")
	px, errX := strconv.ParseFloat(x, 64)
	py, errY := strconv.ParseFloat(y, 64)
	if !ok || errX != nil || errY != nil {
		return point{}, fmt.Errorf("%q is not a point", text)
	}
	return point{px, py}, nil
}

// pointsOf lists the corners of a path of straight lines.
func pointsOf(d string) ([]point, error) {
	var out []point
	for _, f := range strings.FieldsFunc(d, func(r rune) bool { return r == 'M' || r == 'L' || r == 'Z' }) {
		p, err := pointOf(f)
		if err != nil {
			return nil, fmt.Errorf("path %q is not supported in an outline: %w", d, err)
		}
		out = append(out, p)
	}
	return out, nil
}

// shown is the largest number of points or values that are all written.
const shown = 12

// some writes the points of a line; see someOf.
func some(points []point) string {
	words := make([]string, len(points))
	for i, p := range points {
		words[i] = p.String()
	}
	return someOf(words, "points")
}

// someOf writes a short list in full; of a long one the first, the last and
// some evenly spaced in between, with a checksum of all.
func someOf(words []string, noun string) string {
	if len(words) <= shown {
		return strings.Join(words, " ")
	}
	kept := make([]string, shown)
	for i := range kept {
		kept[i] = words[i*(len(words)-1)/(shown-1)]
	}
	return fmt.Sprintf("%d %s (%08x) such as %s", len(words), noun, checksum(words), strings.Join(kept, " "))
}

func checksum(words []string) uint32 {
	sum := fnv.New32a()
	io.WriteString(sum, strings.Join(words, " "))
	return sum.Sum32()
}

// isBox recognises a rectangle whose sides are parallel to the axes.
func isBox(p []point) bool {
	return len(p) == 4 && p[0].y == p[1].y && p[1].x == p[2].x && p[2].y == p[3].y && p[3].x == p[0].x
}

// arcs is a circle of two arcs from a point to the one opposite and back.
var arcs = regexp.MustCompile(`^M([^A]+)A([^,]+),([^ ]+) 0 \d \d ([^A]+)A([^,]+),([^ ]+) 0 \d \d ([^Z]+)Z$`)

// circleOf recognises a path that is a circle.
func circleOf(d string) (center point, radius float64, ok bool) {
	m := arcs.FindStringSubmatch(d)
	if m == nil {
		return point{}, 0, false
	}
	from, errFrom := pointOf(m[1])
	to, errTo := pointOf(m[4])
	radius, err := strconv.ParseFloat(m[2], 64)
	if errFrom != nil || errTo != nil || err != nil || slices.ContainsFunc([]string{m[3], m[5], m[6]}, func(r string) bool { return r != m[2] }) {
		return point{}, 0, false
	}
	return point{(from.x + to.x) / 2, (from.y + to.y) / 2}, radius, m[7] == m[1]
}
