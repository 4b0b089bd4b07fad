package golden

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// A matrix maps (x, y) to (xx·x + xy·y + x0, yx·x + yy·y + y0).
type matrix struct{ xx, xy, x0, yx, yy, y0 float64 }

var unmoved = matrix{xx: 1, yy: 1}

func (m matrix) of(p point) point {
	return point{m.xx*p.x + m.xy*p.y + m.x0, m.yx*p.x + m.yy*p.y + m.y0}
}

// times is first n, then m.
func (m matrix) times(n matrix) matrix {
	x, y, origin := m.of(point{n.xx, n.yx}), m.of(point{n.xy, n.yy}), m.of(point{n.x0, n.y0})
	return matrix{x.x - m.x0, y.x - m.x0, origin.x, x.y - m.y0, y.y - m.y0, origin.y}
}

// angle is the angle of the x axis, in degrees, clockwise on the page.
func (m matrix) angle() float64 { return math.Round(math.Atan2(m.yx, m.xx)*180/math.Pi*100) / 100 }

var moves = regexp.MustCompile(`(\w+)\(([^)]*)\)`)

// then returns m followed by the transform attribute inside it.
func (m matrix) then(transform string) (matrix, error) {
	for _, move := range moves.FindAllStringSubmatch(transform, -1) {
		var v [2]float64
		for i, f := range strings.Split(move[2], ",") {
			n, err := strconv.ParseFloat(strings.TrimSpace(f), 64)
			if err != nil || i >= len(v) {
				return m, fmt.Errorf("transform %q is not supported in an outline", transform)
			}
			v[i] = n
		}
		switch move[1] {
		case "translate":
			m = m.times(matrix{xx: 1, yy: 1, x0: v[0], y0: v[1]})
		case "scale":
			m = m.times(matrix{xx: v[0], yy: v[1]})
		case "rotate":
			sin, cos := math.Sincos(v[0] * math.Pi / 180)
			m = m.times(matrix{xx: cos, xy: -sin, yx: sin, yy: cos})
		default:
			return m, fmt.Errorf("transform %q is not supported in an outline", transform)
		}
	}
	return m, nil
}
