package figure

import (
	"fmt"
	"math"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Surface is a sweep with what tells a plateau from a lone peak.
type Surface struct {
	Symbol     string
	CostBps    float64   // per round trip, deducted
	Thresholds []float64 // z-scores, the rows from top to bottom
	Holdings   []string  // such as "30m", the columns
	Filters    []SurfaceFilter
}

// SurfaceFilter is one panel of a Surface.
type SurfaceFilter struct {
	Name  string
	Cells [][]SurfaceCell // [threshold][holding]
}

// SurfaceCell is one configuration.
type SurfaceCell struct {
	MeanBps float64 // net profit per round trip; NaN or Trips of 0 is an empty cell
	Trips   int
	Plateau float64 // mean of the neighbours' profit over MeanBps: 1 is flat, 0 or less a lone peak; NaN where it has no meaning
	Edge    bool    // at the edge of the grid
	Best    bool    // the configuration that a search would pick
}

// SweepSurface draws a heatmap per filter with one colour scale for all, as
// SweepHeatmaps does. Cells also say their plateau score; a corner is marked
// where a profitable cell lies at the edge of the grid, and the best
// configuration has a frame. Cells in which nothing traded are hatched.
func SweepSurface(s Surface) (*Figure, error) {
	const name = "sweep surface"
	var all []float64
	row, best := make([]panel, len(s.Filters)), "none"
	for i, f := range s.Filters {
		values, err := s.values(name, f)
		if err != nil {
			return nil, err
		}
		all = append(all, values...)
		row[i].subtitle = profitable(values)
		if b, edge := s.best(f); b != "" {
			best = "filter " + f.Name + ", " + b
			row[i].subtitle += "; best" + edge
		}
	}
	lo, hi := extent(all)
	if lo > hi {
		return nil, noData(name, "no configuration of the sweep traded; lower the thresholds or take a longer span")
	}
	limit := symmetricLimit(all)
	for i, f := range s.Filters {
		row[i].plot, row[i].title = sweepPlot(s.Thresholds, s.Holdings, i == 0), "Vol filter: "+f.Name
		row[i].plot.Add(cells{len(s.Thresholds), len(s.Holdings), func(c draw.Canvas, i, j int) {
			f.Cells[i][j].draw(c, limit)
		}})
	}
	scale := pnlScale(limit, lo, hi)
	g := grid{
		title:   fmt.Sprintf("%s: the sweep as a surface (bps per round trip, net of %s)", s.Symbol, text.GivenBps(s.CostBps)),
		height:  500,
		panels:  [][]panel{row},
		caption: "n: round trips. P: plateau score, the neighbours' mean over the cell's own. Frame: most profit in all. Corner: profit at the edge of the grid. Hatched: no trades.",
		right:   colorBarSpace,
		finish:  scale.draw,
	}
	return g.figure(fmt.Sprintf("%s, from %s to %s. Framed: %s.", g.title, text.Signed(lo, 1), text.Signed(hi, 1), best)), nil
}

// values checks a filter's shape and lists its cells' means, NaN where nothing
// traded.
func (s Surface) values(name string, f SurfaceFilter) ([]float64, error) {
	if len(f.Cells) != len(s.Thresholds) {
		return nil, shape(name, "filter %s: %d thresholds, but %d rows of cells", f.Name, len(s.Thresholds), len(f.Cells))
	}
	var out []float64
	for i, row := range f.Cells {
		if len(row) != len(s.Holdings) {
			return nil, shape(name, "filter %s, threshold %s: %d holdings, but %d cells", f.Name, text.Threshold(s.Thresholds[i]), len(s.Holdings), len(row))
		}
		for _, c := range row {
			out = append(out, c.value())
		}
	}
	return out, checkFinite(name, "average PnL of filter "+f.Name, out)
}

func (c SurfaceCell) value() float64 {
	if c.Trips <= 0 {
		return math.NaN()
	}
	return c.MeanBps
}

// profitable counts the cells with a profit among those that traded.
func profitable(values []float64) string {
	gains, traded := 0, 0
	for _, v := range values {
		if !math.IsNaN(v) {
			traded++
		}
		if v > 0 {
			gains++
		}
	}
	return fmt.Sprintf("%d of %d profitable", gains, traded)
}

// best says where the best cell is and what it is like, and whether it is at
// the edge of the grid; empty if it is not here.
func (s Surface) best(f SurfaceFilter) (where, edge string) {
	for i, row := range f.Cells {
		for j, c := range row {
			if !c.Best {
				continue
			}
			said := fmt.Sprintf("%s, %s", text.Threshold(s.Thresholds[i]), s.Holdings[j])
			if !math.IsNaN(c.Plateau) {
				said += ", plateau score " + plateauScore(c.Plateau)
			}
			if c.Edge {
				edge = " at the edge of the grid"
			}
			return said + edge, edge
		}
	}
	return "", ""
}

// plateauScore has one decimal; a score beyond ±9.9 says no more than that.
func plateauScore(v float64) string {
	if math.Abs(v) > 9.9 {
		return map[bool]string{true: "> 9.9", false: "< −9.9"}[v > 0]
	}
	return text.Number(v, 1)
}

// draw draws a cell on a scale up to limit.
func (v SurfaceCell) draw(c draw.Canvas, limit float64) {
	if math.IsNaN(v.value()) {
		drawEmptyCell(c)
		return
	}
	lines := []string{text.Signed(v.MeanBps, 1), "n " + text.Count(v.Trips)}
	if !math.IsNaN(v.Plateau) {
		lines = append(lines, "P "+plateauScore(v.Plateau))
	}
	fill := diverging(v.MeanBps, limit)
	drawCell(c, fill, lines...)
	on := readableOn(fill)
	if v.Edge && v.MeanBps > 0 {
		const side = 11
		c.FillPolygon(on, []vg.Point{{X: c.Max.X, Y: c.Max.Y}, {X: c.Max.X - side, Y: c.Max.Y}, {X: c.Max.X, Y: c.Max.Y - side}})
	}
	if v.Best {
		const in = 2
		frame := rectangle(c.Min.X+in, c.Min.Y+in, c.Max.X-in, c.Max.Y-in)
		c.StrokeLines(line(on, 2.4), append(frame, frame[0], frame[1]))
	}
}
