package golden

import (
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"strconv"
	"strings"
)

type point struct{ x, y float64 }

func (p point) String() string { return short(p.x) + "," + short(p.y) }

// short writes two decimals at most.
func short(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

func pointsOf(d string) ([]point, error) {
	var out []point
	for _, f := range strings.FieldsFunc(d, func(r rune) bool { return r == 'M' || r == 'L' || r == 'Z' }) {
		x, y, ok := strings.Cut(f, " ")
		px, errX := strconv.ParseFloat(x, 64)
		py, errY := strconv.ParseFloat(y, 64)
		if !ok || errX != nil || errY != nil {
			return nil, fmt.Errorf("path %q is not supported in an outline", d)
		}
		out = append(out, point{px, py})
	}
	return out, nil
}

// shown is the number of points or values up to which all of them are written.
const shown = 12

// some writes the points of a line; see someOf.
func some(points []point) string {
	words := make([]string, len(points))
	for i, p := range points {
		words[i] = p.String()
	}
	return someOf(words, "points")
}

// someOf writes all of a short list; of a long one the first, the last and some
// in between, evenly, with a checksum of all.
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

// circleOf recognises a circle drawn with many corners.
func circleOf(p []point) (center point, radius float64, ok bool) {
	if len(p) < shown {
		return point{}, 0, false
	}
	low, high := p[0], p[0]
	for _, q := range p {
		low.x, low.y = min(low.x, q.x), min(low.y, q.y)
		high.x, high.y = max(high.x, q.x), max(high.y, q.y)
	}
	center, radius = point{(low.x + high.x) / 2, (low.y + high.y) / 2}, (high.x-low.x)/2
	for _, q := range p {
		if math.Abs(math.Hypot(q.x-center.x, q.y-center.y)-radius) > 0.02 {
			return center, radius, false
		}
	}
	return center, radius, true
}
