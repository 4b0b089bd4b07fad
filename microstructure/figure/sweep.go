package figure

import (
	"fmt"
	"math"
	"strings"

	"github.com/tickbook/tickbook/microstructure/internal/text"
	"gonum.org/v1/plot/vg/draw"
)

// Sweep is the result of a parameter sweep: the mean net PnL per trade by
// volatility filter, entry threshold and holding period.
type Sweep struct {
	Symbol     string
	FeeBps     float64   // the round-trip fee that is already deducted
	Thresholds []float64 // z-scores, the rows from top to bottom
	Holdings   []string  // such as "30m", the columns
	Filters    []SweepFilter
}

// SweepFilter is one panel of a Sweep.
type SweepFilter struct {
	Name      string      // such as "low+normal"
	AvgPnLBps [][]float64 // [threshold][holding]
	Trades    [][]int     // [threshold][holding]; where it is 0, AvgPnLBps is not read
}

// SweepHeatmaps draws a heatmap per filter with one colour scale for all,
// symmetric around zero: its end is twice the median magnitude of all cells,
// or the largest magnitude if that is less, rounded up. Values beyond it take
// the colour of the end, and the colour bar then ends in a point. Each cell
// says its value and its number of trades; a cell in which nothing traded (or
// whose mean is NaN) is hatched and has a dash.
func SweepHeatmaps(s Sweep) (*Figure, error) {
	const name = "sweep heatmaps"
	var all []float64
	best := math.Inf(-1)
	bestAt := ""
	means := make([][][]float64, len(s.Filters))
	for f, filter := range s.Filters {
		values, err := s.means(name, filter)
		if err != nil {
			return nil, err
		}
		means[f] = values
		for i, row := range values {
			for j, v := range row {
				if v > best {
					best, bestAt = v, text.Configuration(filter.Name, s.Thresholds[i], s.Holdings[j])
				}
			}
			all = append(all, row...)
		}
	}
	lo, hi := extent(all)
	if lo > hi {
		return nil, noData(name, "no configuration of the sweep traded; lower the thresholds or take a longer span")
	}
	limit := symmetricLimit(all)
	row := make([]panel, len(means))
	for f, values := range means {
		p := sweepPlot(s.Thresholds, s.Holdings, f == 0)
		p.Add(cells{len(s.Thresholds), len(s.Holdings), func(c draw.Canvas, i, j int) {
			if v := values[i][j]; math.IsNaN(v) {
				drawEmptyCell(c)
			} else {
				drawCell(c, diverging(v, limit), text.Signed(v, 1), "n "+text.Count(s.Filters[f].Trades[i][j]))
			}
		}})
		row[f] = panel{plot: p, title: "Vol filter: " + s.Filters[f].Name}
	}
	scale := pnlScale(limit, lo, hi)
	g := grid{
		title:   fmt.Sprintf("%s: average PnL per trade (bps, net of %s fees)", s.Symbol, text.GivenBps(s.FeeBps)),
		height:  390,
		panels:  [][]panel{row},
		caption: "Below each average: n, the number of trades. Hatched: no trades.",
		right:   colorBarSpace,
		finish:  scale.draw,
	}
	return g.figure(fmt.Sprintf("%s, by entry threshold and holding period, one heatmap each for the vol filters %s. "+
		"It ranges from %s to %s bps; the highest is at %s.", g.title, s.filterNames(), text.Signed(lo, 1), text.Signed(hi, 1), bestAt)), nil
}

func (s Sweep) filterNames() string {
	names := make([]string, len(s.Filters))
	for i, f := range s.Filters {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// means checks the shape of a filter's tables; cells without trades are NaN.
func (s Sweep) means(name string, f SweepFilter) ([][]float64, error) {
	rows, cols := len(s.Thresholds), len(s.Holdings)
	if len(f.AvgPnLBps) != rows || len(f.Trades) != rows {
		return nil, shape(name, "filter %s: %d thresholds, but %d rows of average PnL and %d of trades",
			f.Name, rows, len(f.AvgPnLBps), len(f.Trades))
	}
	means := make([][]float64, rows)
	for i := range rows {
		if len(f.AvgPnLBps[i]) != cols || len(f.Trades[i]) != cols {
			return nil, shape(name, "filter %s, threshold %s: %d holdings, but %d cells of average PnL and %d of trades",
				f.Name, text.Threshold(s.Thresholds[i]), cols, len(f.AvgPnLBps[i]), len(f.Trades[i]))
		}
		means[i] = make([]float64, cols)
		for j, v := range f.AvgPnLBps[i] {
			if f.Trades[i][j] <= 0 {
				v = math.NaN()
			}
			means[i][j] = v
		}
		column := fmt.Sprintf("average PnL of filter %s, threshold %s", f.Name, text.Threshold(s.Thresholds[i]))
		if err := checkFinite(name, column, means[i]); err != nil {
			return nil, err
		}
	}
	return means, nil
}
